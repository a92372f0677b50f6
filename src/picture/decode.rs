//! Decodes pixels from files that may be malicious: sizes are checked before decoding, and truncated files are
//! refused. Each format has a file; here is what they share.

mod avif;
mod boxes;
#[cfg(feature = "heic")]
mod heic;
mod jpeg;
mod markers;
mod other;
mod planes;
mod png;
mod shrink;
mod tiff;
#[cfg(feature = "heic")]
mod tiles;

use image::{RgbaImage, metadata::Orientation};

use super::{
    PictureError,
    colour::{Colour, Ink},
    sniff::Kind,
};

/// The longest accepted side, in pixels.
const SIDE_MAX: u32 = 30_000;

/// The most accepted pixels.
const PIXELS_MAX: u64 = 100_000_000;

/// The most pixels of a picture that can only be decoded whole.
const WHOLE_PIXELS_MAX: u64 = 40_000_000;

/// Bytes that the pixels and the decoder may take, where the decoder has such a limit.
const DECODER_BYTES_MAX: u64 = 128 << 20;

/// A decoded picture.
pub(super) struct Decoded {
    /// Four bytes a pixel: what they are says `ink`. Of a very large picture, at half its size.
    pub(super) pixels: RgbaImage,
    pub(super) ink: Ink,
    pub(super) colour: Colour,
    /// How to rotate it.
    pub(super) turned: Orientation,
}

/// The pixels as in the file. Of an animation, the first frame.
///
/// Peak memory: a picture of 40 megapixels takes 230 MB until it is converted, 320 MB as WebP, 440 MB as the worst
/// JPEG, a progressive one in CMYK, whose components are stored separately. Larger ones take less, because they are
/// decoded by rows or at half their size, or refused.
pub(super) fn decode(bytes: &[u8], kind: Kind) -> Result<Decoded, PictureError> {
    match kind {
        Kind::Jpeg => jpeg::decode(bytes),
        Kind::Png => png::decode(bytes),
        Kind::Gif | Kind::WebP => other::decode(bytes, kind),
        Kind::Tiff => tiff::decode(bytes),
        Kind::Avif => avif::decode(bytes),
        #[cfg(feature = "heic")]
        Kind::Heic => heic::decode(bytes),
    }
}

/// Whether a file of boxes has a track of frames beside its still picture.
pub(super) fn has_track(bytes: &[u8]) -> bool {
    boxes::part(bytes, *b"moov").is_some()
}

/// Checks the limits of every picture.
fn measure(width: u32, height: u32) -> Result<u64, PictureError> {
    if width == 0 || height == 0 {
        return Err(PictureError::Damaged);
    }
    let pixels = u64::from(width) * u64::from(height);
    if width > SIDE_MAX || height > SIDE_MAX || pixels > PIXELS_MAX {
        return Err(PictureError::TooManyPixels { width, height });
    }
    Ok(pixels)
}

/// Checks the limits of a picture that has to be decoded whole.
fn measure_whole(
    kind: &'static str,
    (width, height): (u32, u32),
    most: u64,
) -> Result<(), PictureError> {
    if measure(width, height)? > most {
        return Err(PictureError::TooLargeFor { kind, width, height, most: most / 1_000_000 });
    }
    Ok(())
}
