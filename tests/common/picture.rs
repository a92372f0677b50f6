//! Real picture files for tests.

use std::io::Cursor;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use image::{DynamicImage, ImageFormat, RgbImage};

/// A picture of that size; another size gives another picture.
fn drawn(width: u32, height: u32) -> DynamicImage {
    let shade = |at: u32, of: u32| u8::try_from(at * 255 / of.max(1)).unwrap();
    RgbImage::from_fn(width, height, |x, y| [shade(x, width), shade(y, height), 128].into()).into()
}

/// A JPEG.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    drawn(width, height).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// Bytes as base64, as a client sends them.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of base64.
pub fn from_base64(text: &str) -> Vec<u8> {
    STANDARD.decode(text).expect("base64")
}

/// Width and height of a WebP.
pub fn size(webp: &[u8]) -> (u32, u32) {
    let picture = image::load_from_memory_with_format(webp, ImageFormat::WebP).expect("WebP");
    (picture.width(), picture.height())
}

/// The colour of a place of a WebP, from 0 to 1 across and down.
pub fn color(webp: &[u8], (across, down): (f64, f64)) -> [u8; 3] {
    let picture = image::load_from_memory_with_format(webp, ImageFormat::WebP).expect("WebP");
    let picture = picture.into_rgb8();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside")]
    let at = |part: f64, length: u32| (part * f64::from(length)) as u32;
    picture.get_pixel(at(across, picture.width()), at(down, picture.height())).0
}
