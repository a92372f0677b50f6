//! Decodes pixels from files that may be malicious: sizes are checked before decoding, and truncated files are
//! refused.
//!
//! JPEGs are decoded with zune-jpeg directly: through `image`, which wraps it, missing parts of a broken file would be
//! filled with grey.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage,
    metadata::Orientation,
};
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::JpegDecoder;

use super::{PictureError, jpeg};

/// The longest accepted side, in pixels.
const SIDE_MAX: u32 = 12_000;

/// The most accepted pixels.
const PIXELS_MAX: u64 = 40_000_000;

/// Bytes that the pixels and the decoder may take. Not for JPEG, whose decoder has no such limit: there the number of
/// pixels is the limit.
const DECODER_BYTES_MAX: u64 = 128 << 20;

/// The pixels as in the file, and how to rotate them. Of an animation, the first frame.
///
/// Peak memory measured with pictures of 40 megapixels: 230 MB until they are converted, 320 MB for PNG or WebP, 440
/// MB for the worst JPEG, a progressive one in CMYK, whose components are stored separately.
pub(super) fn decode(
    bytes: &[u8],
    format: ImageFormat,
) -> Result<(RgbaImage, Orientation), PictureError> {
    if format == ImageFormat::Jpeg { jpeg(bytes) } else { other(bytes, format) }
}

fn jpeg(bytes: &[u8]) -> Result<(RgbaImage, Orientation), PictureError> {
    // The decoder does not notice if the last rows are missing.
    if !jpeg::is_whole(bytes) {
        return Err(PictureError::Damaged);
    }
    // The limit of the JPEG format; our own limits are checked below, where the error can name them.
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

    // For these colour spaces the decoder can write four bytes a pixel, which saves a copy.
    let four = matches!(head.input_colorspace(), Some(ColorSpace::YCbCr | ColorSpace::Luma));
    let out = if four { ColorSpace::RGBA } else { ColorSpace::RGB };
    // A second decoder, because the first one keeps its output colour space.
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
    // An invalid orientation is ignored.
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
