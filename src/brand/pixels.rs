//! What is done with the pixels of logos and photos: fitted into a room, judged by their ground and their light.

use fast_image_resize::{
    PixelType, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{ImageFormat, RgbaImage, imageops};

/// What is behind a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Nothing shines through.
    Opaque,
    Clear,
}

/// The pixels of a file that this program has made.
pub fn of(file: &[u8]) -> Option<RgbaImage> {
    image::load_from_memory_with_format(file, ImageFormat::WebP)
        .ok()
        .map(image::DynamicImage::into_rgba8)
}

/// Whether it has a ground of its own.
pub fn ground(picture: &RgbaImage) -> Ground {
    // The edges of WebP files with loss are not quite opaque.
    let clear =
        picture.pixels().filter(|pixel| matches!(pixel.0, [.., alpha] if alpha < 250)).count();
    if clear * 200 > picture.pixels().len() { Ground::Clear } else { Ground::Opaque }
}

/// Whether what is seen of it is light on the whole.
pub fn is_light(picture: &RgbaImage) -> bool {
    lightness(picture) > 0.6
}

/// Whether what is seen of it is dark on the whole.
pub fn is_dark(picture: &RgbaImage) -> bool {
    lightness(picture) < 0.3
}

/// From 0 for black to 1 for white.
fn lightness(picture: &RgbaImage) -> f64 {
    let (mut sum, mut whole) = (0.0, 0.0);
    for [red, green, blue, alpha] in picture.pixels().map(|pixel| pixel.0) {
        let [red, green, blue, alpha] = [red, green, blue, alpha].map(f64::from);
        sum += alpha * (0.3 * red + 0.59 * green + 0.11 * blue) / 255.0;
        whole += alpha;
    }
    if whole > 0.0 { sum / whole } else { 0.5 }
}

/// How many colours it has, those that look alike as one: few in a drawing, hundreds in a photo.
pub fn colours(picture: &RgbaImage) -> usize {
    let seen = picture.pixels().filter(|pixel| matches!(pixel.0, [.., alpha] if alpha > 128));
    let rough = |[red, green, blue, _]: [u8; 4]| [red, green, blue].map(|part| part >> 4);
    let mut counts = std::collections::HashMap::new();
    let mut whole = 0_usize;
    for pixel in seen {
        *counts.entry(rough(pixel.0)).or_insert(0_usize) += 1;
        whole += 1;
    }
    // Colours of edges and noise are not counted.
    counts.values().filter(|count| **count * 2_000 > whole).count()
}

/// The picture without what is empty around it.
pub fn trimmed(picture: &RgbaImage) -> RgbaImage {
    let seen = picture
        .enumerate_pixels()
        .filter(|(.., pixel)| matches!(pixel.0, [.., alpha] if alpha > 8));
    let mut edges = None;
    for (x, y, _) in seen {
        let (left, top, right, bottom) = edges.unwrap_or((x, y, x, y));
        edges = Some((left.min(x), top.min(y), right.max(x), bottom.max(y)));
    }
    match edges {
        Some((left, top, right, bottom)) => {
            imageops::crop_imm(picture, left, top, right - left + 1, bottom - top + 1).to_image()
        }
        None => picture.clone(),
    }
}

/// As large as it can be in the room.
pub fn within(picture: &RgbaImage, width: u32, height: u32) -> Option<RgbaImage> {
    let (wide, high) = picture.dimensions();
    let (by_width, by_height) =
        (u64::from(width) * u64::from(high), u64::from(height) * u64::from(wide));
    let part = |length: u64, of: u32| u32::try_from(length / u64::from(of.max(1))).ok();
    let (width, height) = if by_width <= by_height {
        (width, part(by_width, wide)?)
    } else {
        (part(by_height, high)?, height)
    };
    resized(picture, (width.max(1), height.max(1)), ResizeOptions::new())
}

/// The middle of it, as large as the room.
pub fn covering(picture: &RgbaImage, width: u32, height: u32) -> Option<RgbaImage> {
    resized(picture, (width, height), ResizeOptions::new().fit_into_destination(None))
}

fn resized(picture: &RgbaImage, to: (u32, u32), options: ResizeOptions) -> Option<RgbaImage> {
    let (width, height) = picture.dimensions();
    let source = ImageRef::new(width, height, picture.as_raw(), PixelType::U8x4).ok()?;
    let mut target = Image::new(to.0, to.1, PixelType::U8x4);
    Resizer::new().resize(&source, &mut target, &options).ok()?;
    RgbaImage::from_raw(to.0, to.1, target.into_vec())
}
