//! GIF and WebP.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, metadata::Orientation,
};

use super::{
    super::{
        PictureError,
        colour::{Colour, Ink},
        sniff::Kind,
    },
    DECODER_BYTES_MAX, Decoded, WHOLE_PIXELS_MAX, measure_whole,
};

pub(super) fn decode(bytes: &[u8], kind: Kind) -> Result<Decoded, PictureError> {
    let (format, name) = if kind == Kind::Gif {
        (ImageFormat::Gif, "GIF")
    } else {
        (ImageFormat::WebP, "WebP picture")
    };
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    measure_whole(name, decoder.dimensions(), WHOLE_PIXELS_MAX)?;
    if decoder.total_bytes() > DECODER_BYTES_MAX {
        return Err(PictureError::TooMuchMemory);
    }
    // An invalid orientation or profile is ignored.
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let colour = Colour::icc(decoder.icc_profile().ok().flatten());
    let picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    Ok(Decoded { pixels: picture.into_rgba8(), ink: Ink::Rgb, colour, turned })
}

pub(super) fn refused(error: ImageError) -> PictureError {
    if matches!(error, ImageError::Limits(_)) {
        PictureError::TooMuchMemory
    } else {
        PictureError::Damaged
    }
}
