//! Converts pictures of unknown origin to files for a website.
//!
//! The original is never kept. Its format is detected by its first bytes, its size is checked before it is decoded;
//! then it is decoded within limits, scaled down, converted to sRGB, rotated and encoded as WebP. So GPS positions,
//! names, colour profiles and hidden data are removed. Drawings (SVG) can contain scripts: they are drawn to pixels as
//! well.

mod animation;
mod colour;
mod decode;
mod film;
mod ifd;
mod refusal;
pub mod scene;
mod sniff;
mod svg;
pub mod view;

use fast_image_resize::{
    PixelType, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{DynamicImage, RgbaImage};
use sha2::{Digest as _, Sha256};

use self::{
    animation::Animation,
    colour::{Colour, Converter, Ink},
    decode::Decoded,
    sniff::Kind,
};

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
    pub motion: Motion,
    /// What of a drawing is not as it was, in sentences.
    pub remarks: Vec<String>,
    /// WebP files, smallest first; at least one.
    pub files: Vec<File>,
}

/// Whether a picture moves.
#[derive(Debug)]
pub enum Motion {
    Still,
    /// The files are animations. These are their first frames, for people who want no motion.
    Moves(Vec<File>),
    /// It was an animation, of which only the first frame is kept: why, and what to do.
    Stopped(String),
}

/// One size of a picture.
pub struct File {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// WebP.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} × {}, {} bytes", self.width, self.height, self.bytes.len())
    }
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
    if svg::is_drawing(bytes) {
        report(0, WIDTHS.len() + 2, "reading the drawing");
        let svg::Drawn { pixels, remarks } = svg::draw(bytes)?;
        let files = sizes(pixels, Loss::None, report, cancelled)?;
        return Ok(Picture::of(bytes, files, Motion::Still, remarks));
    }
    let kind = sniff::kind(bytes)?;
    go_on()?;
    report(0, WIDTHS.len() + 2, "reading the picture");
    let decoded = decode::decode(bytes, kind)?;
    let colour = decoded.colour.clone();
    go_on()?;
    let files = sizes(upright(decoded, LARGEST)?, Loss::Unseen, report, cancelled)?;
    let Some(found) = animation::find(bytes, kind) else {
        return Ok(Picture::of(bytes, files, Motion::Still, Vec::new()));
    };
    let total = files.len() + 1;
    let next_frame = |done: u64| {
        report(total - 1, total, &format!("keeping the animation: frame {}", done + 1));
        go_on()
    };
    let (motion, files) = moving(bytes, kind, (&found, &colour), files, &next_frame)?;
    Ok(Picture::of(bytes, files, motion, Vec::new()))
}

impl Picture {
    fn of(bytes: &[u8], files: Vec<File>, motion: Motion, remarks: Vec<String>) -> Picture {
        let (width, height) = files.last().map_or((0, 0), |file| (file.width, file.height));
        Picture { hash: hash(bytes), width, height, motion, remarks, files }
    }
}

/// What a file may lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    /// What nobody sees in a photo.
    Unseen,
    /// Nothing: the edges of a drawing would blur, and its areas are small anyway.
    None,
}

/// The picture in all its sizes, smallest first.
fn sizes(
    largest: RgbaImage,
    loss: Loss,
    report: &dyn Fn(usize, usize, &str),
    cancelled: &dyn Fn() -> bool,
) -> Result<Vec<File>, PictureError> {
    let go_on = || if cancelled() { Err(PictureError::Cancelled) } else { Ok(()) };
    let mut levels = vec![largest];
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
        files.push(encode(&level, loss)?);
    }
    Ok(files)
}

/// The animation in the sizes of its still pictures; they themselves where it cannot be kept.
fn moving(
    bytes: &[u8],
    kind: Kind,
    (found, colour): (&Animation, &Colour),
    mut stills: Vec<File>,
    go_on: &dyn Fn(u64) -> Result<(), PictureError>,
) -> Result<(Motion, Vec<File>), PictureError> {
    let stopped = |why: String| {
        Motion::Stopped(format!("{why}: the image is its first picture, and does not move."))
    };
    if animation::is_unread(found) {
        let why = "This was an animation, and those are kept as GIF, WebP or PNG only";
        return Ok((stopped(why.to_owned()), stills));
    }
    let Animation { frames, width, height, .. } = *found;
    let size = format!("This was an animation of {frames} frames of {width} × {height} pixels");
    let is_large = u64::from(width) * u64::from(height) > film::FRAME_PIXELS_MAX;
    if is_large || found.pixels() > film::PIXELS_MAX {
        let [all, one] = [film::PIXELS_MAX, film::FRAME_PIXELS_MAX].map(|most| most / 1_000_000);
        let why = format!(
            "{size}, and at most {all} megapixels of all frames together, and {one} of one, are kept"
        );
        return Ok((stopped(format!("{why} (make it smaller or shorter)")), stills));
    }
    let sizes: Vec<(u32, u32)> = stills.iter().map(|file| (file.width, file.height)).collect();
    match film::make(bytes, kind, (found, colour), &sizes, go_on)? {
        Some(films) => {
            // The largest may have got too large.
            stills.truncate(films.len());
            Ok((Motion::Moves(stills), films))
        }
        None => Ok((stopped(format!("{size} that could not be kept within 8 MiB")), stills)),
    }
}

/// The picture with a longer side of at most `most`, upright, in sRGB. Scaled first, because the rest is faster then.
fn upright(decoded: Decoded, most: u32) -> Result<RgbaImage, PictureError> {
    let Decoded { pixels, ink, colour, turned } = decoded;
    let (width, height) = pixels.dimensions();
    let longer = width.max(height);
    let mut level = if longer > most {
        let side = |length| scaled(length, most, longer);
        scaled_down(&pixels, (side(width), side(height)), ink == Ink::Cmyk)?
    } else {
        pixels
    };
    Converter::new(&colour, ink).convert(&mut level);
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
    scaled_down(from, (width, height), false)
}

/// Of a picture in inks, the fourth is one of them and no alpha.
fn scaled_down(
    from: &RgbaImage,
    (width, height): (u32, u32),
    is_ink: bool,
) -> Result<RgbaImage, PictureError> {
    let source = ImageRef::new(from.width(), from.height(), from.as_raw(), PixelType::U8x4)
        .map_err(|_| PictureError::Failed)?;
    let mut target = Image::new(width, height, PixelType::U8x4);
    // Scaling transparent pixels correctly needs premultiplied alpha, which takes a second copy.
    let clear = !is_ink && !from.pixels().all(|pixel| matches!(pixel.0, [.., 255]));
    let options = ResizeOptions::new().use_alpha(clear);
    Resizer::new().resize(&source, &mut target, &options).map_err(|_| PictureError::Failed)?;
    RgbaImage::from_raw(width, height, target.into_vec()).ok_or(PictureError::Failed)
}

fn encode(level: &RgbaImage, loss: Loss) -> Result<File, PictureError> {
    let (width, height) = level.dimensions();
    let encoder = webp::Encoder::from_rgba(level.as_raw(), width, height);
    let file =
        encoder.encode_simple(loss == Loss::None, QUALITY).map_err(|_| PictureError::Failed)?;
    Ok(File { width, height, bytes: file.to_vec() })
}

/// SHA-256 of a file's bytes, in hex, by which the same picture is known again.
pub fn hash(bytes: &[u8]) -> String {
    let digits = |byte: u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16));
    Sha256::digest(bytes).into_iter().flat_map(digits).flatten().collect()
}

#[cfg(test)]
mod tests;
