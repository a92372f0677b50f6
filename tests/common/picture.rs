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
