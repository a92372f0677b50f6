//! TIFF. Through `image`, but for pictures in inks, whose profile would be lost there.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage, metadata::Orientation,
};
use tiff::{
    ColorType,
    decoder::{Decoder, DecodingResult},
    tags::Tag,
};

use super::{
    super::{
        PictureError,
        colour::{Colour, Ink, Wide},
        ifd::Directory,
    },
    Decoded, WHOLE_PIXELS_MAX, measure_whole,
    other::refused,
};

/// Bytes that the decoder may take: a TIFF has no smaller parts that it could be read by.
const BYTES_MAX: u64 = 256 << 20;

/// The tag of an ICC profile.
const PROFILE: u16 = 34675;

/// Parts that are converted at a time.
const CHUNK: usize = 65_536;

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, PictureError> {
    if let Some(inks) = inks(bytes)? {
        return Ok(inks);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Tiff);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    measure_whole("TIFF", decoder.dimensions(), WHOLE_PIXELS_MAX)?;
    if decoder.total_bytes() > BYTES_MAX {
        return Err(PictureError::TooMuchMemory);
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let colour = profile(bytes);
    let picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    let parts = picture.color();
    let ink = if parts.has_color() { Ink::Rgb } else { Ink::Gray };
    let is_wide = parts.bytes_per_pixel() > parts.channel_count();
    match Wide::new(&colour).filter(|_| is_wide) {
        Some(wide) => {
            Ok(Decoded { pixels: narrowed(picture, &wide)?, ink, colour: Colour::Srgb, turned })
        }
        None => Ok(Decoded { pixels: picture.into_rgba8(), ink, colour, turned }),
    }
}

/// The colours of the first picture. The decoder refuses profiles of more than a few kilobytes.
fn profile(bytes: &[u8]) -> Colour {
    let profile = Directory::first(bytes).and_then(|it| it.content(PROFILE));
    Colour::icc(profile.map(<[u8]>::to_vec))
}

/// Converts a picture with 16 bits a part while it is made narrower, a few rows at a time.
fn narrowed(picture: DynamicImage, wide: &Wide) -> Result<RgbaImage, PictureError> {
    let (width, height) = (picture.width(), picture.height());
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 4);
    let rows = (CHUNK / (width.max(1) as usize)).max(1);
    let rows = u32::try_from(rows).unwrap_or(1);
    for top in (0..height).step_by(rows as usize) {
        let part = picture.crop_imm(0, top, width, rows.min(height - top));
        let mut parts = part.into_rgba16().into_raw();
        wide.convert(&mut parts);
        let byte =
            |part: u16| u8::try_from((u32::from(part) * 255 + 32_767) / 65_535).unwrap_or(u8::MAX);
        pixels.extend(parts.into_iter().map(byte));
    }
    RgbaImage::from_raw(width, height, pixels).ok_or(PictureError::Damaged)
}

/// A picture in cyan, magenta, yellow and black with eight bits each; `None` for every other.
fn inks(bytes: &[u8]) -> Result<Option<Decoded>, PictureError> {
    let damaged = |_| PictureError::Damaged;
    let Ok(mut decoder) = Decoder::new(Cursor::new(bytes)) else {
        return Err(PictureError::Damaged);
    };
    if !matches!(decoder.colortype(), Ok(ColorType::CMYK(8))) {
        return Ok(None);
    }
    let planes = decoder.find_tag_unsigned::<u16>(Tag::PlanarConfiguration).map_err(damaged)?;
    if planes.is_some_and(|it| it != 1) {
        return Ok(None);
    }
    let (width, height) = decoder.dimensions().map_err(damaged)?;
    measure_whole("TIFF", (width, height), WHOLE_PIXELS_MAX)?;
    let colour = profile(bytes);
    let turned = decoder.find_tag_unsigned::<u8>(Tag::Orientation).ok().flatten();
    let DecodingResult::U8(parts) = decoder.read_image().map_err(damaged)? else {
        return Err(PictureError::Damaged);
    };
    Ok(Some(Decoded {
        pixels: RgbaImage::from_raw(width, height, parts).ok_or(PictureError::Damaged)?,
        ink: Ink::Cmyk,
        colour,
        turned: turned.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms),
    }))
}
