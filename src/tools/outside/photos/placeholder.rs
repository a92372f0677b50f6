//! Placeholder pictures drawn by this program, for when no service can be asked.
//!
//! The id contains palette, format and seed, so that nothing about shown placeholders has to be stored.

use sha2::{Digest as _, Sha256};

use crate::{
    error::{Code, Error, Result},
    outbound::pictures::{Color, Credit, File, Orientation, Photo, Search},
    picture::{
        PictureError,
        scene::{self, PALETTES, Palette},
    },
};

/// The name of the source.
pub(in crate::tools::outside) const NAME: &str = "placeholder";

/// How many are offered.
const OFFERED: usize = 3;

/// A picture that can be drawn.
pub(in crate::tools::outside) struct Drawing {
    palette: &'static Palette,
    size: (u32, u32),
    seed: u32,
}

/// Placeholders for a search; always the same for the same words.
pub(in crate::tools::outside) fn offer(search: &Search) -> Vec<Photo> {
    let seed = Sha256::digest(search.query.to_lowercase());
    let seed = seed.iter().take(2).fold(0, |seed, byte| seed * 256 + u32::from(*byte));
    let first = search.color.map_or(seed as usize % PALETTES.len(), palette_of);
    let form = match search.orientation {
        None | Some(Orientation::Landscape) => "landscape",
        Some(Orientation::Portrait) => "portrait",
        Some(Orientation::Square) => "square",
    };
    let chosen = PALETTES.iter().cycle().skip(first).take(OFFERED);
    chosen.map(|palette| photo(palette, form, seed)).collect()
}

/// The palette that is closest to a color.
fn palette_of(color: Color) -> usize {
    let name = match color {
        Color::Red | Color::Purple | Color::Pink => "dusk",
        Color::Orange | Color::Yellow | Color::Brown => "sand",
        Color::Green => "meadow",
        Color::Turquoise | Color::Blue => "sea",
        Color::Black | Color::Gray => "slate",
        Color::White => "dawn",
    };
    PALETTES.iter().position(|palette| palette.name == name).unwrap_or_default()
}

fn photo(palette: &Palette, form: &str, seed: u32) -> Photo {
    let (width, height) = size(form).unwrap_or_default();
    Photo {
        photo_id: format!("{}-{form}-{seed}", palette.name),
        title: format!("A drawn landscape: {}", palette.name),
        photographer: None,
        photographer_url: None,
        page_url: String::new(),
        licence: "CC0 1.0".to_owned(),
        licence_url: None,
        credit: Credit { parts: Vec::new(), required: false },
        width,
        height,
        preview_url: None,
        file: File::Copied(String::new()),
        color: None,
    }
}

fn size(form: &str) -> Option<(u32, u32)> {
    match form {
        "landscape" => Some((1_600, 1_067)),
        "portrait" => Some((1_067, 1_600)),
        "square" => Some((1_200, 1_200)),
        _ => None,
    }
}

impl Drawing {
    /// The drawing with that id.
    ///
    /// # Errors
    /// `PHOTO_NOT_FOUND`.
    pub(in crate::tools::outside) fn named(id: &str) -> Result<Drawing> {
        let mut parts = id.splitn(3, '-');
        let palette = parts.next().and_then(|name| PALETTES.iter().find(|it| it.name == name));
        let size = parts.next().and_then(size);
        let seed = parts.next().and_then(|seed| seed.parse::<u16>().ok());
        let known = palette.zip(size).zip(seed).map(|((palette, size), seed)| Drawing {
            palette,
            size,
            seed: seed.into(),
        });
        known.ok_or_else(|| {
            Error::new(Code::PhotoNotFound, "there is no such placeholder")
                .suggest("use a photoId exactly as browseImages gives it, with its provider")
        })
    }

    /// Draws the file. CPU-bound: do not call it on the event loop.
    pub(in crate::tools::outside) fn draw(&self) -> std::result::Result<Vec<u8>, PictureError> {
        scene::draw(self.palette, self.seed, self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_can_be_drawn_and_nothing_else() {
        let search = |color| Search { query: "Harbour".to_owned(), orientation: None, color };
        let offered = offer(&search(Some(Color::Blue)));
        assert!(offered[0].photo_id.starts_with("sea-landscape-"), "{offered:?}");
        for photo in offered.iter().chain(&offer(&search(None))) {
            let drawing = Drawing::named(&photo.photo_id).unwrap();
            assert_eq!(drawing.size, (photo.width, photo.height));
        }
        for id in
            ["", "sea", "sea-landscape", "sea-landscape-x", "sea-landscape-70000", "../../x-y-1"]
        {
            let failure = Drawing::named(id).err().unwrap();
            assert_eq!(failure.code(), Code::PhotoNotFound, "{id}");
        }
    }
}
