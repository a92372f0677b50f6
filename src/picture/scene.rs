//! Draws placeholder landscapes for pages that have no pictures yet.
//!
//! They have no copyright, need no network, and show nothing that could be mistaken for the business.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};

use super::PictureError;

/// The colors of a scene.
#[derive(Debug)]
pub struct Palette {
    pub name: &'static str,
    sky: [Rgb; 2],
    sun: Rgb,
    hills: [Rgb; 2],
}

/// Red, green and blue, 0 to 255.
type Rgb = [f32; 3];

/// The palettes from which a scene is drawn.
pub const PALETTES: &[Palette] = &[
    Palette {
        name: "dawn",
        sky: [[143.0, 178.0, 204.0], [250.0, 221.0, 196.0]],
        sun: [255.0, 244.0, 222.0],
        hills: [[176.0, 186.0, 190.0], [62.0, 84.0, 92.0]],
    },
    Palette {
        name: "dusk",
        sky: [[74.0, 68.0, 110.0], [240.0, 160.0, 130.0]],
        sun: [255.0, 214.0, 170.0],
        hills: [[172.0, 112.0, 124.0], [46.0, 38.0, 66.0]],
    },
    Palette {
        name: "meadow",
        sky: [[164.0, 205.0, 216.0], [240.0, 243.0, 220.0]],
        sun: [255.0, 252.0, 230.0],
        hills: [[168.0, 196.0, 160.0], [54.0, 92.0, 68.0]],
    },
    Palette {
        name: "sea",
        sky: [[120.0, 172.0, 206.0], [228.0, 240.0, 242.0]],
        sun: [255.0, 255.0, 246.0],
        hills: [[126.0, 176.0, 194.0], [28.0, 78.0, 108.0]],
    },
    Palette {
        name: "sand",
        sky: [[226.0, 205.0, 178.0], [250.0, 238.0, 220.0]],
        sun: [255.0, 250.0, 236.0],
        hills: [[222.0, 188.0, 150.0], [138.0, 98.0, 72.0]],
    },
    Palette {
        name: "slate",
        sky: [[168.0, 176.0, 184.0], [234.0, 236.0, 238.0]],
        sun: [250.0, 250.0, 250.0],
        hills: [[172.0, 180.0, 186.0], [56.0, 62.0, 70.0]],
    },
];

/// The number of ridges behind each other.
const RIDGES: u16 = 4;

/// Draws a scene as a PNG; the same `seed` gives the same picture. CPU-bound: do not call it on an event loop.
///
/// # Errors
/// [`PictureError::Failed`].
pub fn draw(
    palette: &Palette,
    seed: u32,
    (width, height): (u32, u32),
) -> Result<Vec<u8>, PictureError> {
    let ridges: Vec<Vec<f32>> = (0..RIDGES)
        .map(|layer| (0..width).map(|x| ridge(seed, layer, pixel(x, height))).collect())
        .collect();
    let sun = [0.2 + 0.6 * chance(seed, 1), 0.26 + 0.16 * chance(seed, 2)];
    let sun = [sun[0] * pixel(width, height), sun[1]];
    let drawn = RgbImage::from_fn(width, height, |x, y| {
        let (across, down) = (pixel(x, height), pixel(y, height));
        let mut color = mix(palette.sky[0], palette.sky[1], (down / 0.75).min(1.0));
        let away = (across - sun[0]).hypot(down - sun[1]);
        color = mix(color, palette.sun, 0.45 * (-away * 6.0).exp());
        color =
            mix(color, palette.sun, ((0.075 - away) * pixel_count(height) + 0.5).clamp(0.0, 1.0));
        for (layer, heights) in (0..RIDGES).zip(&ridges) {
            let top = heights.get(x as usize).copied().unwrap_or(1.0);
            let near = f32::from(layer) / f32::from(RIDGES - 1);
            let hill = mix(palette.hills[0], palette.hills[1], near);
            // Mist in the valleys.
            let hill = mix(hill, palette.sky[1], ((down - top) * 1.6).clamp(0.0, 0.35));
            color = mix(color, hill, ((down - top) * pixel_count(height) + 0.5).clamp(0.0, 1.0));
        }
        // A little noise prevents visible bands in smooth colors.
        let noise = chance(seed ^ x, y) - 0.5;
        image::Rgb(color.map(|part| byte(part + noise)))
    });
    let mut png = Cursor::new(Vec::new());
    drawn.write_to(&mut png, ImageFormat::Png).map_err(|_| PictureError::Failed)?;
    Ok(png.into_inner())
}

/// The height of a ridge at `across`, from the top; both relative to the picture's height.
fn ridge(seed: u32, layer: u16, across: f32) -> f32 {
    let shift = |wave: u32| 40.0 * chance(seed, 16 * (u32::from(layer) + 1) + wave);
    let layer = f32::from(layer);
    let wave = |number: u32, length: f32, high: f32| high * (across * length + shift(number)).sin();
    0.52 + 0.13 * layer
        + wave(0, 2.1 + layer, 0.05)
        + wave(1, 5.3 + 2.0 * layer, 0.018)
        + wave(2, 11.7 + 3.0 * layer, 0.006)
}

fn mix(from: Rgb, to: Rgb, share: f32) -> Rgb {
    let [red, green, blue] = from;
    let part = |from: f32, to: f32| from + (to - from) * share;
    [part(red, to[0]), part(green, to[1]), part(blue, to[2])]
}

/// A pseudo-random number from 0 to 1.
fn chance(seed: u32, at: u32) -> f32 {
    let mut mixed = seed.wrapping_mul(0x9e37_79b9) ^ at.wrapping_mul(0x85eb_ca6b);
    mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2c1b_3c6d);
    mixed = (mixed ^ (mixed >> 12)).wrapping_mul(0x297a_2d39);
    pixel_count((mixed ^ (mixed >> 15)) >> 16) / 65_535.0
}

/// A pixel position relative to the picture's height.
fn pixel(at: u32, height: u32) -> f32 {
    pixel_count(at) / pixel_count(height.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "sides of pictures are small numbers")]
fn pixel_count(pixels: u32) -> f32 {
    pixels as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
fn byte(part: f32) -> u8 {
    part.round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scene_is_a_picture_like_any_other_and_always_the_same() {
        let [first, second, ..] = PALETTES else { panic!("there are palettes") };
        let scene = draw(first, 7, (300, 200)).unwrap();
        assert_eq!(scene, draw(first, 7, (300, 200)).unwrap());
        assert_ne!(scene, draw(first, 8, (300, 200)).unwrap());
        assert_ne!(scene, draw(second, 7, (300, 200)).unwrap());
        let made = crate::picture::make(&scene, &|_, _, _| {}, &|| false).unwrap();
        assert_eq!((made.width, made.height), (300, 200));
    }
}
