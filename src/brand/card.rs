//! The picture of a page where somebody shares a link to it: 1200 × 630, its title in the brand's type, on its picture
//! or the brand's colour.

use std::fmt::Write as _;

use image::{Rgba, RgbaImage, codecs::jpeg::JpegEncoder, imageops};
use sha2::{Digest as _, Sha256};

use super::{
    draw,
    fonts::Family,
    icons::{PLAIN, family},
    pixels, sheet,
};
use crate::value::{Brand, Color};

const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;

/// From the edge, in pixels.
const MARGIN: u32 = 80;

/// Raised when the same content is drawn otherwise.
const DESIGN: u8 = 2;

/// JPEG: services that show links take it everywhere, and photos stay small.
const QUALITY: u8 = 88;

/// The sizes of a title, in pixels, and the lines that each may have.
const SIZES: [(f32, usize); 4] = [(88.0, 2), (72.0, 3), (60.0, 3), (50.0, 4)];

/// What a card says.
#[derive(Clone, Debug)]
pub struct Card {
    pub title: String,
    /// The name of the site.
    pub name: String,
    pub brand: Brand,
    /// The file name of its picture.
    pub picture: Option<String>,
    /// The file name of the logo for dark grounds, or of the only one.
    pub logo: Option<String>,
}

impl Card {
    /// Changes with everything that is drawn.
    pub fn key(&self) -> String {
        let Card { title, name, brand, picture, logo } = self;
        let brand = serde_json::to_string(brand).unwrap_or_default();
        let all = format!("{DESIGN}\0{title}\0{name}\0{brand}\0{picture:?}\0{logo:?}");
        let digits = Sha256::digest(all).into_iter().take(8).map(|byte| format!("{byte:02x}"));
        digits.collect()
    }

    /// Draws it with the pixels of its picture and logo; a JPEG file. `None` where it cannot be drawn, which is a fault
    /// of ours.
    pub fn draw(&self, picture: Option<&RgbaImage>, logo: Option<&RgbaImage>) -> Option<Vec<u8>> {
        let colours = sheet::palette(&self.brand);
        let (ground, text) =
            colours.map_or((PLAIN, Color::WHITE), |it| (it.light.deep, it.light.on_deep));
        let mark = colours.map_or(Color::WHITE, |it| it.dark.accent);
        let base = if let Some(picture) = picture {
            pixels::covering(picture, WIDTH, HEIGHT)?
        } else {
            let Color { red, green, blue } = ground;
            RgbaImage::from_pixel(WIDTH, HEIGHT, Rgba([red, green, blue, 255]))
        };
        let text = if picture.is_some() { Color::WHITE } else { text };
        // A dark logo is not seen on a dark ground: the name stands there then.
        let logo = logo
            .filter(|logo| pixels::ground(logo) == pixels::Ground::Clear && !pixels::is_dark(logo));
        let drawing = self.drawing(text, mark, picture.is_some(), logo.is_some());
        let mut card = draw::over(&drawing, base)?;
        if let Some(logo) = logo {
            let logo = pixels::within(&pixels::trimmed(logo), 360, 90)?;
            imageops::overlay(&mut card, &logo, MARGIN.into(), i64::from(MARGIN) - 10);
        }
        let mut bytes = Vec::new();
        let card = image::DynamicImage::from(card).into_rgb8();
        card.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY)).ok()?;
        Some(bytes)
    }

    fn drawing(&self, text: Color, mark: Color, on_picture: bool, has_logo: bool) -> String {
        let family = family(&self.brand);
        let mut parts = String::new();
        if on_picture {
            parts.push_str(
                "<defs><linearGradient id=\"g\" x2=\"0\" y2=\"1\"><stop offset=\"0\" stop-opacity=\".35\"/>\
                 <stop offset=\".4\" stop-opacity=\".2\"/><stop offset=\"1\" stop-opacity=\".8\"/></linearGradient></defs>\
                 <rect width=\"1200\" height=\"630\" fill=\"url(#g)\"/>",
            );
        }
        let mut text_at = |words: &str, y: f32, size: f32| {
            let words = draw::escaped(words);
            let _ = write!(
                parts,
                "<text x=\"{MARGIN}\" y=\"{y}\" font-family=\"{}\" font-size=\"{size}\" fill=\"{text}\">{words}</text>",
                family.name
            );
        };
        let title = self.title.trim();
        let shown = if draw::covers(title) { title } else { "" };
        let name = self.name.trim();
        if !has_logo && draw::covers(name) && name != shown {
            text_at(name, 112.0, 34.0);
        }
        let (size, lines) = lines(shown, family);
        let step = size * 1.12;
        let mut y = 630.0 - 92.0 - step * (f32::from(u8::try_from(lines.len()).unwrap_or(1)) - 1.0);
        let top = y - size;
        for line in &lines {
            text_at(line, y, size);
            y += step;
        }
        if !lines.is_empty() {
            let _ = write!(
                parts,
                "<rect x=\"{MARGIN}\" y=\"{}\" width=\"72\" height=\"6\" fill=\"{mark}\"/>",
                top - 30.0
            );
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">{parts}</svg>"
        )
    }
}

/// The title in the largest size in which it has room, in lines. What has none ends with an ellipsis.
fn lines(title: &str, family: &Family) -> (f32, Vec<String>) {
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let room = (WIDTH - 2 * MARGIN) as f32;
    // A title has a few words; of a whole text the beginning is enough.
    let words: Vec<&str> = title.split_whitespace().take(40).collect();
    let widths: Vec<f32> = words.iter().map(|word| draw::width(word, family, 100.0)).collect();
    let blank = 24.0;
    let mut last = (50.0, Vec::new());
    for (size, lines_max) in SIZES {
        let mut lines: Vec<(String, f32)> = Vec::new();
        for (word, width) in words.iter().zip(&widths) {
            let width = width * size / 100.0;
            match lines.last_mut() {
                Some((line, wide)) if *wide + blank * size / 100.0 + width <= room => {
                    *wide += blank * size / 100.0 + width;
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(((*word).to_owned(), width)),
            }
        }
        let fits = lines.len() <= lines_max && lines.iter().all(|(_, width)| *width <= room);
        let has_more = lines.len() > lines_max;
        let mut text: Vec<String> =
            lines.into_iter().take(lines_max).map(|(line, _)| line).collect();
        if fits {
            return (size, text);
        }
        if let Some(line) = text.last_mut().filter(|_| has_more) {
            line.push('…');
        }
        last = (size, text);
    }
    last
}
