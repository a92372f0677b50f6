//! Pictures for the eyes of a model: small enough for a conversation, and several in one with their numbers.

use image::{Rgba, RgbaImage, imageops};

use super::{PictureError, decode, resized, scaled, sniff, svg};

/// The longer side of a picture that is shown alone, in pixels. A model pays for pixels, and sees no more in more.
pub const SIDE: u32 = 800;

/// The most pictures on a sheet.
pub const CELLS_MAX: usize = 30;

/// Bytes of a picture that is shown: as text it has a third more, and stays below 100 KB.
const BYTES_MAX: usize = 74_000;

/// The width of a sheet, in pixels.
const SHEET: u32 = 1_000;

/// Between pictures on a sheet, in pixels.
const GAP: u32 = 8;

/// WebP qualities, tried one after the other until the picture fits.
const QUALITIES: [f32; 5] = [80.0, 65.0, 50.0, 35.0, 20.0];

/// Behind transparent pictures: neither a white nor a black logo vanishes on it.
const BEHIND: Rgba<u8> = Rgba([196, 196, 196, 255]);
const PAPER: Rgba<u8> = Rgba([250, 250, 250, 255]);
const INK: Rgba<u8> = Rgba([20, 20, 20, 255]);

/// A picture in the size of a sheet's cell.
#[derive(Clone, Debug)]
pub struct Thumbnail {
    pixels: RgbaImage,
    /// Of the picture itself, upright, in pixels.
    pub width: u32,
    /// Of the picture itself, upright, in pixels.
    pub height: u32,
}

/// The picture as it is shown alone, as WebP. `side` limits the longer side.
///
/// # Errors
/// See [`PictureError`].
pub fn view(bytes: &[u8], side: u32) -> Result<Vec<u8>, PictureError> {
    fitting(upright(bytes, side)?.pixels)
}

/// The picture as it is shown among others.
///
/// # Errors
/// See [`PictureError`].
pub fn thumbnail(bytes: &[u8]) -> Result<Thumbnail, PictureError> {
    // The largest cell: half a sheet.
    upright(bytes, SHEET / 2)
}

/// Several pictures in one, as WebP: each with its number, from 1; an empty place where there is none to show.
///
/// # Errors
/// See [`PictureError`].
pub fn sheet(pictures: &[Option<Thumbnail>]) -> Result<Vec<u8>, PictureError> {
    let count = u32::try_from(pictures.len().clamp(1, CELLS_MAX)).unwrap_or(1);
    let columns = (1..=count).find(|columns| columns * columns >= count).unwrap_or(1).max(2);
    let rows = count.div_ceil(columns);
    let cell = (SHEET - GAP) / columns - GAP;
    let mut sheet = RgbaImage::from_pixel(SHEET, GAP + rows * (cell + GAP), PAPER);
    for (number, picture) in (1..=count).zip(pictures) {
        let (column, row) = ((number - 1) % columns, (number - 1) / columns);
        let (left, top) = (GAP + column * (cell + GAP), GAP + row * (cell + GAP));
        fill(&mut sheet, (left, top), (cell, cell), BEHIND);
        if let Some(picture) = picture {
            let small = within(&picture.pixels, cell)?;
            let (width, height) = small.dimensions();
            let at = (left + (cell - width) / 2, top + (cell - height) / 2);
            imageops::overlay(&mut sheet, &small, at.0.into(), at.1.into());
        }
        write_number(&mut sheet, (left, top), number);
    }
    fitting(sheet)
}

/// Decodes a picture, scaled down, turned upright and in sRGB.
fn upright(bytes: &[u8], side: u32) -> Result<Thumbnail, PictureError> {
    if svg::is_drawing(bytes) {
        let pixels = svg::draw(bytes)?.pixels;
        let (width, height) = pixels.dimensions();
        return Ok(Thumbnail { pixels: within(&pixels, side)?, width, height });
    }
    let decoded = decode::decode(bytes, sniff::kind(bytes)?)?;
    let (width, height) = decoded.pixels.dimensions();
    let pixels = super::upright(decoded, side)?;
    let is_upright = (pixels.width() > pixels.height()) == (width > height);
    let (width, height) = if is_upright { (width, height) } else { (height, width) };
    Ok(Thumbnail { pixels, width, height })
}

/// The picture with a longer side of at most `side`.
fn within(picture: &RgbaImage, side: u32) -> Result<RgbaImage, PictureError> {
    let (width, height) = picture.dimensions();
    let longer = width.max(height);
    if longer <= side {
        return Ok(picture.clone());
    }
    resized(picture, scaled(width, side, longer), scaled(height, side, longer))
}

/// WebP that is not too large: in less quality, then in fewer pixels.
fn fitting(mut picture: RgbaImage) -> Result<Vec<u8>, PictureError> {
    if picture.pixels().any(|pixel| !matches!(pixel.0, [.., 255])) {
        let mut opaque = RgbaImage::from_pixel(picture.width(), picture.height(), BEHIND);
        imageops::overlay(&mut opaque, &picture, 0, 0);
        picture = opaque;
    }
    loop {
        let (width, height) = picture.dimensions();
        for quality in QUALITIES {
            let encoder = webp::Encoder::from_rgba(picture.as_raw(), width, height);
            let file = encoder.encode_simple(false, quality).map_err(|_| PictureError::Failed)?;
            if file.len() <= BYTES_MAX {
                return Ok(file.to_vec());
            }
        }
        let side = width.max(height) * 3 / 4;
        picture = within(&picture, side.max(1))?;
    }
}

fn fill(picture: &mut RgbaImage, at: (u32, u32), size: (u32, u32), color: Rgba<u8>) {
    for y in at.1..(at.1 + size.1).min(picture.height()) {
        for x in at.0..(at.0 + size.0).min(picture.width()) {
            picture.put_pixel(x, y, color);
        }
    }
}

/// The digits, 5 dots wide and 7 high; a line is five bits.
const DIGITS: [[u8; 7]; 10] = [
    [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
    [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
    [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
    [0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110],
    [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
    [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
    [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
    [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
    [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
    [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
];

/// Pixels of a dot.
const DOT: u32 = 4;

/// Writes a number on a label of its own, so that it can be read on every picture.
fn write_number(picture: &mut RgbaImage, (left, top): (u32, u32), number: u32) {
    let digits = number.to_string();
    let digits = digits.chars().filter_map(|digit| digit.to_digit(10));
    let digits: Vec<_> = digits.filter_map(|digit| DIGITS.get(digit as usize)).collect();
    let wide = u32::try_from(digits.len()).unwrap_or(1) * 6 + 3;
    fill(picture, (left, top), (wide * DOT, 11 * DOT), INK);
    fill(picture, (left + DOT, top + DOT), ((wide - 2) * DOT, 9 * DOT), PAPER);
    for (place, digit) in (0..).zip(digits) {
        for (y, line) in (0..).zip(digit) {
            for x in (0..5).filter(|x| line >> (4 - x) & 1 == 1) {
                let at = (left + (2 + place * 6 + x) * DOT, top + (2 + y) * DOT);
                fill(picture, at, (DOT, DOT), INK);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, Rgb, RgbImage};

    use image::DynamicImage;

    use super::*;

    fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.into().write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    /// A picture that compresses badly.
    fn noise(width: u32, height: u32) -> Vec<u8> {
        let mut seed = 1_u32;
        png(RgbImage::from_fn(width, height, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Rgb(seed.to_be_bytes()[..3].try_into().unwrap())
        }))
    }

    fn decoded(webp: &[u8]) -> RgbaImage {
        image::load_from_memory_with_format(webp, ImageFormat::WebP).unwrap().into_rgba8()
    }

    #[test]
    fn whatever_is_shown_fits_into_a_conversation() {
        for (bytes, side, size) in [
            (noise(1_600, 1_200), SIDE, None),
            (noise(1_280, 1_440), u32::MAX, None),
            (png(RgbImage::from_pixel(3_000, 30, Rgb([9, 9, 9]))), SIDE, Some((800, 8))),
            (png(RgbImage::from_pixel(40, 30, Rgb([9, 9, 9]))), SIDE, Some((40, 30))),
            (png(RgbImage::from_pixel(1, 1, Rgb([9, 9, 9]))), SIDE, Some((1, 1))),
        ] {
            let shown = view(&bytes, side).unwrap();
            assert!(shown.len() <= BYTES_MAX, "{}", shown.len());
            let shown = decoded(&shown).dimensions();
            assert!(size.is_none_or(|size| size == shown), "{shown:?}");
        }
        assert!(view(b"no picture", SIDE).is_err());
    }

    #[test]
    fn a_sheet_has_a_place_for_each_number() {
        let red = thumbnail(&png(RgbImage::from_pixel(640, 480, Rgb([200, 0, 0])))).unwrap();
        assert_eq!((red.width, red.height), (640, 480));
        for count in [1, 2, 3, 4, 5, 9, 10, 20, 29, 30] {
            let mut cells = vec![Some(red.clone()); count];
            cells[count - 1] = None;
            let shown = sheet(&cells).unwrap();
            assert!(shown.len() <= BYTES_MAX);
            let shown = decoded(&shown);
            assert!(shown.width() == SHEET && shown.height() <= SHEET + GAP, "{count}");
            let columns = (1..=count).find(|columns| columns * columns >= count).unwrap().max(2);
            let cell = (SHEET - GAP) / u32::try_from(columns).unwrap();
            for at in 0..count {
                let (x, y) =
                    (u32::try_from(at % columns).unwrap(), u32::try_from(at / columns).unwrap());
                let middle = shown.get_pixel(GAP + x * cell + cell / 2, GAP + y * cell + cell / 2);
                assert_eq!(middle.0[1] < 90, at + 1 < count, "{} of {count}: {middle:?}", at + 1);
            }
        }
        // As large as can be, and no more than fits.
        let loud = thumbnail(&noise(500, 500)).unwrap();
        assert!(sheet(&vec![Some(loud); CELLS_MAX]).unwrap().len() <= BYTES_MAX);
    }

    #[test]
    fn a_logo_is_seen_whether_it_is_white_or_black() {
        for color in [0, 255] {
            let mut logo = RgbaImage::from_pixel(100, 100, Rgba([0, 0, 0, 0]));
            fill(&mut logo, (25, 25), (50, 50), Rgba([color, color, color, 255]));
            let shown = decoded(&view(&png(logo), SIDE).unwrap());
            let (there, behind) = (shown.get_pixel(50, 50).0[0], shown.get_pixel(5, 5).0[0]);
            assert!(there.abs_diff(behind) > 40, "{there} on {behind}");
        }
    }
}
