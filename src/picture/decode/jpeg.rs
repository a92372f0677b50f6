//! JPEG files.
//!
//! Decoded with zune-jpeg, which can be told to refuse what is broken; through `image`, which wraps it, missing parts
//! would be filled with grey. What is larger than 40 megapixels is decoded at half its size, which zune-jpeg cannot.

use image::{DynamicImage, RgbImage, RgbaImage, metadata::Orientation};
use jpeg_decoder::PixelFormat;
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::JpegDecoder;

use super::{
    super::{
        PictureError,
        colour::{Colour, Ink},
    },
    Decoded, WHOLE_PIXELS_MAX,
    markers::{self, Frame},
    measure,
};

/// The most bytes of the components of a progressive JPEG, which are kept until its last scan. Only of those that are
/// too large for zune-jpeg.
const COMPONENT_BYTES_MAX: u64 = 200 << 20;

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, PictureError> {
    // The decoders do not notice if the last rows are missing.
    if !markers::is_whole(bytes) {
        return Err(PictureError::Damaged);
    }
    let frame = markers::frame(bytes).ok_or(PictureError::Damaged)?;
    let pixels = measure(frame.width, frame.height)?;
    if pixels > WHOLE_PIXELS_MAX {
        return scaled(bytes, &frame, 2);
    }
    whole(bytes, &frame)
}

fn whole(bytes: &[u8], frame: &Frame) -> Result<Decoded, PictureError> {
    // The limit of the JPEG format; our own limits were checked, where the error can name them.
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
    let input = head.input_colorspace();
    let has_four = frame.components == 4;
    if has_four && input == Some(ColorSpace::YCCK) {
        // zune-jpeg has no inks for these.
        return scaled(bytes, frame, 1);
    }
    let is_ink = has_four && input == Some(ColorSpace::CMYK);
    // For these colour spaces the decoder can write four bytes a pixel, which saves a copy.
    let four = is_ink || matches!(input, Some(ColorSpace::YCbCr | ColorSpace::Luma));
    let out = match (is_ink, four) {
        (true, _) => ColorSpace::CMYK,
        (false, true) => ColorSpace::RGBA,
        (false, false) => ColorSpace::RGB,
    };
    // A second decoder, because the first one keeps its output colour space.
    let options = options.jpeg_set_out_colorspace(out);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let mut pixels = decoder.decode().map_err(|_| PictureError::Damaged)?;
    if is_ink {
        // Adobe writes 255 for no ink, and so does everybody since.
        for ink in &mut pixels {
            *ink = 255 - *ink;
        }
    }
    let picture = if four {
        RgbaImage::from_raw(width, height, pixels)
    } else {
        RgbImage::from_raw(width, height, pixels)
            .map(|picture| DynamicImage::from(picture).into_rgba8())
    };
    Ok(Decoded {
        pixels: picture.ok_or(PictureError::Damaged)?,
        ink: ink(frame.components),
        colour: Colour::icc(head.icc_profile()),
        turned: turned(info.exif_data.as_deref()),
    })
}

/// Decodes with jpeg-decoder, at 1 / `step` of its size. Its memory is that of the result, unless it is progressive.
fn scaled(bytes: &[u8], frame: &Frame, step: u16) -> Result<Decoded, PictureError> {
    let Frame { width, height, .. } = *frame;
    let needed = frame.samples() * 2;
    if frame.is_progressive && needed > COMPONENT_BYTES_MAX {
        return Err(PictureError::Progressive {
            width,
            height,
            megabytes: needed.div_ceil(1 << 20),
        });
    }
    // The decoder fills what is missing where a file has its end marker. No eight by eight samples take less than two
    // bits.
    let least = frame.samples() / 64 / 4;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) < least {
        return Err(PictureError::Damaged);
    }
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    let side = |length: u32| u16::try_from(length).unwrap_or(u16::MAX).div_ceil(step);
    decoder.scale(side(width), side(height)).map_err(|_| PictureError::Damaged)?;
    let pixels = decoder.decode().map_err(|_| PictureError::Damaged)?;
    let info = decoder.info().ok_or(PictureError::Damaged)?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    let picture = match info.pixel_format {
        PixelFormat::L8 => image::GrayImage::from_raw(width, height, pixels)
            .map(|picture| DynamicImage::from(picture).into_rgba8()),
        PixelFormat::RGB24 => RgbImage::from_raw(width, height, pixels)
            .map(|picture| DynamicImage::from(picture).into_rgba8()),
        PixelFormat::CMYK32 => RgbaImage::from_raw(width, height, pixels),
        PixelFormat::L16 => None,
    };
    Ok(Decoded {
        pixels: picture.ok_or(PictureError::Damaged)?,
        ink: ink(frame.components),
        colour: Colour::icc(decoder.icc_profile()),
        turned: turned(decoder.exif_data()),
    })
}

fn ink(components: u8) -> Ink {
    match components {
        1 => Ink::Gray,
        4 => Ink::Cmyk,
        _ => Ink::Rgb,
    }
}

fn turned(exif: Option<&[u8]>) -> Orientation {
    exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms)
}
