//! The pictures that stand for a site where there is little room: in a tab, among bookmarks, on the first screen of a
//! phone. Made of the icon, else of the logo, else of the first letter of the name on the brand's colour.

use image::{ImageFormat, Rgba, RgbaImage, imageops};
use serde_json::json;

use super::{
    draw,
    fonts::Family,
    pixels::{self, Ground},
    sheet,
};
use crate::value::{Brand, Color};

/// The colour of a site without a brand's.
pub const PLAIN: Color = Color { red: 58, green: 51, blue: 44 };

/// One of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// `favicon.ico`, 32 pixels.
    Favicon,
    /// For iPhones, 180 pixels: they show what is transparent as black.
    Touch,
    Small,
    Large,
    /// Android cuts it to a circle: what matters is within 80 % of its width.
    Maskable,
    /// `site.webmanifest`.
    Manifest,
}

impl Icon {
    /// Every file, by its path below the site's root.
    pub const ALL: [(&'static str, Icon); 6] = [
        ("favicon.ico", Icon::Favicon),
        ("apple-touch-icon.png", Icon::Touch),
        ("icon-192.png", Icon::Small),
        ("icon-512.png", Icon::Large),
        ("icon-maskable-512.png", Icon::Maskable),
        ("site.webmanifest", Icon::Manifest),
    ];

    /// The type of the file.
    pub fn kind(self) -> &'static str {
        match self {
            Icon::Favicon => "image/x-icon",
            Icon::Touch | Icon::Small | Icon::Large | Icon::Maskable => "image/png",
            Icon::Manifest => "application/manifest+json",
        }
    }

    fn side(self) -> u32 {
        match self {
            Icon::Favicon => 32,
            Icon::Touch => 180,
            Icon::Small => 192,
            Icon::Large | Icon::Maskable | Icon::Manifest => 512,
        }
    }

    fn is_opaque(self) -> bool {
        matches!(self, Icon::Touch | Icon::Maskable)
    }

    /// How much of its side the picture in it may take.
    fn share(self) -> f32 {
        match self {
            // The corners of a square in a circle of 80 %.
            Icon::Maskable => 0.56,
            Icon::Touch => 0.8,
            Icon::Favicon | Icon::Small | Icon::Large | Icon::Manifest => 1.0,
        }
    }
}

/// What icons are made of.
#[derive(Debug)]
pub struct Identity<'i> {
    pub name: &'i str,
    pub brand: &'i Brand,
    /// The icon, or a logo that can be one.
    pub mark: Option<RgbaImage>,
}

impl Identity<'_> {
    /// A file; `None` where it cannot be made, which is a fault of ours.
    pub fn file(&self, icon: Icon) -> Option<Vec<u8>> {
        let format = match icon {
            Icon::Manifest => return Some(self.manifest()),
            Icon::Favicon => ImageFormat::Ico,
            Icon::Touch | Icon::Small | Icon::Large | Icon::Maskable => ImageFormat::Png,
        };
        let picture = match &self.mark {
            Some(mark) => self.of_mark(mark, icon)?,
            None => self.of_letter(icon)?,
        };
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).ok()?;
        Some(bytes.into_inner())
    }

    fn of_mark(&self, mark: &RgbaImage, icon: Icon) -> Option<RgbaImage> {
        let mark = pixels::trimmed(mark);
        let side = icon.side();
        let ground = if icon.is_opaque() { self.ground(&mark) } else { Rgba([0; 4]) };
        let mut square = RgbaImage::from_pixel(side, side, ground);
        let is_whole = pixels::ground(&mark) == Ground::Opaque && icon != Icon::Maskable;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a part of a small side"
        )]
        let room = if is_whole { side } else { (side as f32 * icon.share()) as u32 };
        let inner = pixels::within(&mark, room, room)?;
        let (x, y) = ((side - inner.width()) / 2, (side - inner.height()) / 2);
        imageops::overlay(&mut square, &inner, x.into(), y.into());
        Some(square)
    }

    /// The ground on which the mark is seen.
    fn ground(&self, mark: &RgbaImage) -> Rgba<u8> {
        let Color { red, green, blue } =
            if pixels::is_light(mark) { self.deep() } else { Color::WHITE };
        Rgba([red, green, blue, 255])
    }

    fn deep(&self) -> Color {
        sheet::palette(self.brand).map_or(PLAIN, |palette| palette.light.deep)
    }

    fn of_letter(&self, icon: Icon) -> Option<RgbaImage> {
        let (ground, text) = sheet::palette(self.brand)
            .map_or((PLAIN, Color::WHITE), |palette| (palette.light.brand, palette.light.on_brand));
        let side = icon.side();
        let corner = if icon.is_opaque() { 0 } else { 22 };
        let letter_size = if icon == Icon::Maskable { 46 } else { 64 };
        let family = family(self.brand);
        let middle = match self.letter() {
            Some(letter) => format!(
                "<text x=\"50\" y=\"{}\" text-anchor=\"middle\" font-family=\"{}\" font-size=\"{letter_size}\" fill=\"{text}\">{}</text>",
                50.0 + 0.35 * f64::from(letter_size),
                family.name,
                draw::escaped(&letter)
            ),
            None => format!(
                "<circle cx=\"50\" cy=\"50\" r=\"{}\" fill=\"none\" stroke=\"{text}\" stroke-width=\"9\"/>",
                letter_size / 3
            ),
        };
        let drawing = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\" height=\"{side}\" viewBox=\"0 0 100 100\">\
             <rect width=\"100\" height=\"100\" rx=\"{corner}\" fill=\"{ground}\"/>{middle}</svg>"
        );
        draw::over(&drawing, RgbaImage::new(side, side))
    }

    /// The first letter of the name, where our fonts have it.
    fn letter(&self) -> Option<String> {
        let letter = self.name.chars().find(|letter| letter.is_alphanumeric())?;
        let letter: String = letter.to_uppercase().collect();
        draw::covers(&letter).then_some(letter)
    }

    fn manifest(&self) -> Vec<u8> {
        let light = sheet::palette(self.brand).map(|palette| palette.light);
        let icon = |src: &str, side: &str, purpose: &str| json!({ "src": src, "sizes": side, "type": "image/png", "purpose": purpose });
        let mut manifest = json!({
            "name": self.name,
            "start_url": "./",
            "display": "browser",
            "icons": [
                icon("icon-192.png", "192x192", "any"),
                icon("icon-512.png", "512x512", "any"),
                icon("icon-maskable-512.png", "512x512", "maskable"),
            ],
        });
        if let (Some(light), Some(object)) = (light, manifest.as_object_mut()) {
            object.insert("theme_color".to_owned(), light.paper.to_string().into());
            object.insert("background_color".to_owned(), light.paper.to_string().into());
        }
        manifest.to_string().into_bytes()
    }
}

/// The family in which pictures of the brand are drawn.
pub(super) fn family(brand: &Brand) -> &'static Family {
    let font = brand.heading_font.or(brand.text_font);
    // What no theme has chosen looks like nothing in particular.
    Family::of(font.unwrap_or_default())
}
