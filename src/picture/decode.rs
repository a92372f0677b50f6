//! Pixels from a file that may be made to harm: measured before they are read, and read whole or not at
//! all.
//!
//! JPEGs are read by zune-jpeg itself: `image`, which wraps it, has it fill what is missing of a broken file
//! with grey.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage,
    metadata::Orientation,
};
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::JpegDecoder;

use super::{PictureError, jpeg};

/// The longest side that is taken, in pixels.
const SIDE_MAX: u32 = 12_000;

/// The most pixels that are taken.
const PIXELS_MAX: u64 = 40_000_000;

/// What the pixels may take as they are in the file, and what a decoder may use beside them. Not for JPEG,
/// whose decoder knows no such limit: there the count of pixels is the limit.
const DECODER_BYTES_MAX: u64 = 128 << 20;

/// The pixels as they are in the file, and how they are to be turned. Of an animation, the first picture.
///
/// Pictures of 40 megapixels were measured to take 230 MB until they are made, 320 MB as PNG or WebP, and 440
/// MB as the worst of JPEGs, a progressive one in the colours of print: its layers are kept besides.
pub(super) fn decode(
    bytes: &[u8],
    format: ImageFormat,
) -> Result<(RgbaImage, Orientation), PictureError> {
    if format == ImageFormat::Jpeg { jpeg(bytes) } else { other(bytes, format) }
}

fn jpeg(bytes: &[u8]) -> Result<(RgbaImage, Orientation), PictureError> {
    // The decoder does not miss what is cut off the last rows.
    if !jpeg::is_whole(bytes) {
        return Err(PictureError::Damaged);
    }
    // A JPEG has no longer side than this; ours are measured below, where a refusal can name them.
    let longest = usize::from(u16::MAX);
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(longest)
        .set_max_height(longest);
    let mut head = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    head.decode_headers().map_err(|_| PictureError::Damaged)?;
    let info = head.info().ok_or(PictureError::Damaged)?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    measure(width, height)?;
    let turned = info.exif_data.as_deref().and_then(Orientation::from_exif_chunk);

    // What it can make into four bytes a pixel by itself saves us a copy.
    let four = matches!(head.input_colorspace(), Some(ColorSpace::YCbCr | ColorSpace::Luma));
    let out = if four { ColorSpace::RGBA } else { ColorSpace::RGB };
    // A second decoder, because the first keeps the colours that it was made for.
    let options = options.jpeg_set_out_colorspace(out);
    let mut whole = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let pixels = whole.decode().map_err(|_| PictureError::Damaged)?;
    let picture = if four {
        RgbaImage::from_raw(width, height, pixels)
    } else {
        RgbImage::from_raw(width, height, pixels)
            .map(|picture| DynamicImage::from(picture).into_rgba8())
    };
    Ok((picture.ok_or(PictureError::Damaged)?, turned.unwrap_or(Orientation::NoTransforms)))
}

fn other(bytes: &[u8], format: ImageFormat) -> Result<(RgbaImage, Orientation), PictureError> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    measure(width, height)?;
    if decoder.total_bytes() > DECODER_BYTES_MAX {
        return Err(PictureError::TooMuchMemory);
    }
    // A broken note on how it is turned is none.
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    Ok((picture.into_rgba8(), turned))
}

fn measure(width: u32, height: u32) -> Result<(), PictureError> {
    if width == 0 || height == 0 {
        return Err(PictureError::Damaged);
    }
    let pixels = u64::from(width) * u64::from(height);
    if width > SIDE_MAX || height > SIDE_MAX || pixels > PIXELS_MAX {
        return Err(PictureError::TooManyPixels { width, height });
    }
    Ok(())
}

fn refused(error: ImageError) -> PictureError {
    if matches!(error, ImageError::Limits(_)) {
        PictureError::TooMuchMemory
    } else {
        PictureError::Damaged
    }
}
