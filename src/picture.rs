//! Converts pictures of unknown origin to files for a website.
//!
//! The original is never kept. Its format is detected by its first bytes, its size is checked before it is decoded;
//! then it is decoded within limits, scaled down, rotated and encoded as WebP. So GPS positions, names, colour
//! profiles and hidden data are removed. Drawings (SVG) can contain scripts and are refused.

mod animation;
mod decode;
mod jpeg;
mod refusal;
pub mod scene;
mod sniff;
pub mod view;

use fast_image_resize::{
    PixelType, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{DynamicImage, RgbaImage, metadata::Orientation};
use sha2::{Digest as _, Sha256};

pub use self::refusal::PictureError;

/// The largest accepted file, in bytes.
pub const BYTES_MAX: usize = 128 << 20;

/// The longer side of the largest version, in pixels. Screens show no more.
const LARGEST: u32 = 2560;

/// The widths of the smaller versions, in pixels, from which a browser chooses.
const WIDTHS: [u32; 3] = [400, 800, 1600];

/// WebP quality out of 100: no visible difference on a website, and photos shrink to a tenth.
const QUALITY: f32 = 82.0;

/// A converted picture.
#[derive(Debug)]
pub struct Picture {
    /// SHA-256 of the original bytes, in hex.
    pub hash: String,
    /// In pixels, of the largest file.
    pub width: u32,
    /// In pixels, of the largest file.
    pub height: u32,
    /// Whether it was an animation, of which only the first frame is kept.
    pub was_moving: bool,
    /// WebP files, smallest first; at least one.
    pub files: Vec<File>,
}

/// One size of a picture.
#[derive(Debug)]
pub struct File {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// WebP.
    pub bytes: Vec<u8>,
}

/// Converts a picture. `report` is called with the step and the number of steps; `cancelled` is checked between steps.
/// Takes up to several seconds of CPU time: do not call it on an event loop.
///
/// # Errors
/// See [`PictureError`].
pub fn make(
    bytes: &[u8],
    report: &dyn Fn(usize, usize, &str),
    cancelled: &dyn Fn() -> bool,
) -> Result<Picture, PictureError> {
    let go_on = || if cancelled() { Err(PictureError::Cancelled) } else { Ok(()) };
    let format = sniff::format(bytes)?;
    go_on()?;
    report(0, WIDTHS.len() + 2, "reading the picture");
    let (decoded, turned) = decode::decode(bytes, format)?;
    go_on()?;
    let mut levels = vec![largest(decoded, turned)?];
    for width in WIDTHS.into_iter().rev() {
        go_on()?;
        if let Some(larger) = levels.last().filter(|level| level.width() > width) {
            let height = scaled(larger.height(), width, larger.width());
            levels.push(resized(larger, width, height)?);
        }
    }
    let mut files = Vec::new();
    let total = levels.len() + 1;
    while let Some(level) = levels.pop() {
        go_on()?;
        report(files.len() + 1, total, "making the sizes");
        files.push(encode(&level)?);
    }
    let (width, height) = files.last().map_or((0, 0), |file| (file.width, file.height));
    let was_moving = animation::moves(bytes, format);
    Ok(Picture { hash: hash(bytes), width, height, was_moving, files })
}

/// The picture in its largest size, upright. Scaled before it is rotated, because that is faster.
fn largest(decoded: RgbaImage, turned: Orientation) -> Result<RgbaImage, PictureError> {
    let (width, height) = decoded.dimensions();
    let longer = width.max(height);
    let level = if longer > LARGEST {
        let side = |length| scaled(length, LARGEST, longer);
        resized(&decoded, side(width), side(height))?
    } else {
        decoded
    };
    let mut level = DynamicImage::ImageRgba8(level);
    level.apply_orientation(turned);
    Ok(level.into_rgba8())
}

/// `length · to / of`, rounded, at least one pixel.
fn scaled(length: u32, to: u32, of: u32) -> u32 {
    let (length, to, of) = (u64::from(length), u64::from(to), u64::from(of.max(1)));
    u32::try_from((length * to + of / 2) / of).unwrap_or(u32::MAX).max(1)
}

fn resized(from: &RgbaImage, width: u32, height: u32) -> Result<RgbaImage, PictureError> {
    let source = ImageRef::new(from.width(), from.height(), from.as_raw(), PixelType::U8x4)
        .map_err(|_| PictureError::Failed)?;
    let mut target = Image::new(width, height, PixelType::U8x4);
    // Scaling transparent pixels correctly needs premultiplied alpha, which takes a second copy.
    let clear = !from.pixels().all(|pixel| matches!(pixel.0, [.., 255]));
    let options = ResizeOptions::new().use_alpha(clear);
    Resizer::new().resize(&source, &mut target, &options).map_err(|_| PictureError::Failed)?;
    RgbaImage::from_raw(width, height, target.into_vec()).ok_or(PictureError::Failed)
}

fn encode(level: &RgbaImage) -> Result<File, PictureError> {
    let (width, height) = level.dimensions();
    let encoder = webp::Encoder::from_rgba(level.as_raw(), width, height);
    let file = encoder.encode_simple(false, QUALITY).map_err(|_| PictureError::Failed)?;
    Ok(File { width, height, bytes: file.to_vec() })
}

/// SHA-256 of a file's bytes, in hex, by which the same picture is known again.
pub fn hash(bytes: &[u8]) -> String {
    let digits = |byte: u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16));
    Sha256::digest(bytes).into_iter().flat_map(digits).flatten().collect()
}

#[cfg(test)]
mod tests;
