//! Drawings to pixels, with the fonts that we ship and nothing else: no file of the machine, no address.

use std::sync::{Arc, OnceLock};

use flate2::read::ZlibDecoder;
use image::RgbaImage;
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{FontFamily, FontResolver, ImageHrefResolver, Options, Tree, fontdb},
};

use super::fonts::{FAMILIES, Family};

/// Bytes. A font of ours has less.
const TABLE_BYTES_MAX: u32 = 4 << 20;

/// The fonts, in the order of the families: for each its faces.
struct Faces {
    database: Arc<fontdb::Database>,
    of: Vec<(&'static Family, Vec<fontdb::ID>)>,
}

/// Options that read nothing from outside of the drawing, and draw its text with our fonts.
pub fn options() -> Options<'static> {
    let faces = faces();
    Options {
        // Pictures inside of a drawing would be decoded without our limits.
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        font_resolver: FontResolver {
            select_font: Box::new(move |font, _| Some(*face(faces, font.families())?)),
            select_fallback: FontResolver::default_fallback_selector(),
        },
        fontdb: Arc::clone(&faces.database),
        ..Options::default()
    }
}

/// Draws our own drawing over pixels; `None` where it is none, which is a fault of ours.
pub fn over(drawing: &str, picture: RgbaImage) -> Option<RgbaImage> {
    let (width, height) = picture.dimensions();
    let size = resvg::tiny_skia::IntSize::from_wh(width, height)?;
    let tree = Tree::from_str(drawing, &options()).ok()?;
    let mut pixmap = Pixmap::from_vec(picture.into_raw(), size)?;
    resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
    RgbaImage::from_raw(width, height, pixmap.take_demultiplied())
}

/// How wide a text is in a size, in pixels.
pub fn width(text: &str, family: &Family, size: f32) -> f32 {
    let drawing = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><text font-family=\"{}\" font-size=\"{size}\">{}</text></svg>",
        family.name,
        escaped(text)
    );
    let tree = Tree::from_str(&drawing, &options());
    tree.map_or(0.0, |tree| tree.root().abs_bounding_box().width())
}

/// Whether our fonts have all letters of a text. They are Latin: other scripts are shown by what visitors have.
pub fn covers(text: &str) -> bool {
    text.chars().all(|letter| {
        matches!(letter,
            '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{17f}' | '\u{1a0}'..='\u{1b0}' | '\u{218}'..='\u{21b}'
            | '\u{1e80}'..='\u{1e85}' | '\u{1ea0}'..='\u{1ef9}' | '\u{2010}'..='\u{2026}' | '\u{2032}' | '\u{2033}'
            | '\u{20ac}' | '\u{2122}' | '\u{2212}')
    })
}

/// A text inside of a drawing.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// The face for a text that asks for these families.
fn face<'f>(faces: &'f Faces, wanted: &[FontFamily]) -> Option<&'f fontdb::ID> {
    let named =
        |name: &str| faces.of.iter().find(|(family, _)| family.name.eq_ignore_ascii_case(name));
    let found = wanted.iter().find_map(|family| match family {
        FontFamily::Named(name) => named(name),
        FontFamily::Serif => named("Lora"),
        FontFamily::SansSerif
        | FontFamily::Cursive
        | FontFamily::Fantasy
        | FontFamily::Monospace => None,
    });
    found.or_else(|| faces.of.first())?.1.first()
}

fn faces() -> &'static Faces {
    static FACES: OnceLock<Faces> = OnceLock::new();
    FACES.get_or_init(|| {
        let mut database = fontdb::Database::new();
        let of = FAMILIES.iter().map(|family| {
            let sources = family.drawn().into_iter().filter_map(sfnt);
            let load = |bytes: Vec<u8>| {
                database.load_font_source(fontdb::Source::Binary(Arc::new(bytes))).to_vec()
            };
            (family, sources.flat_map(load).collect())
        });
        let of = of.collect();
        Faces { database: Arc::new(database), of }
    })
}

/// The font in a WOFF file (W3C, WOFF 1.0): its tables unpacked, behind a directory.
fn sfnt(woff: &[u8]) -> Option<Vec<u8>> {
    let long = |at: usize| Some(u32::from_be_bytes(woff.get(at..at + 4)?.try_into().ok()?));
    let short = |at: usize| Some(u16::from_be_bytes(woff.get(at..at + 2)?.try_into().ok()?));
    let count = short(12)?;
    let mut head = woff.get(4..8)?.to_vec();
    head.extend(count.to_be_bytes());
    // What helped to search the directory; nobody reads it any more.
    head.extend([0; 6]);
    let mut body = Vec::new();
    let start = 12 + 16 * u32::from(count);
    for table in 0..usize::from(count) {
        let entry = 44 + 20 * table;
        let (at, packed, length) = (long(entry + 4)?, long(entry + 8)?, long(entry + 12)?);
        if length > TABLE_BYTES_MAX {
            return None;
        }
        let at = usize::try_from(at).ok()?;
        let bytes = woff.get(at..at.checked_add(usize::try_from(packed).ok()?)?)?;
        head.extend(woff.get(entry..entry + 4)?);
        head.extend(woff.get(entry + 16..entry + 20)?);
        head.extend((start + u32::try_from(body.len()).ok()?).to_be_bytes());
        head.extend(length.to_be_bytes());
        if packed < length {
            std::io::Read::read_to_end(&mut ZlibDecoder::new(bytes), &mut body).ok()?;
        } else {
            body.extend(bytes);
        }
        body.resize(body.len().next_multiple_of(4), 0);
    }
    head.extend(body);
    Some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_draws_its_letters() {
        for family in FAMILIES {
            let (thin, wide) = (width("iiii", family, 100.0), width("WWWW", family, 100.0));
            assert!(thin > 40.0 && wide > 2.0 * thin, "{}: {thin}, {wide}", family.name);
            // From the second file.
            assert!(width("ŁŐŞ", family, 100.0) > 100.0, "{}", family.name);
        }
        let widths: Vec<f32> = FAMILIES.iter().map(|it| width("Handgloves", it, 100.0)).collect();
        assert!(
            widths.windows(2).all(|pair| (pair[0] - pair[1]).abs() > f32::EPSILON),
            "{widths:?}"
        );
    }

    #[test]
    fn what_is_no_font_is_none() {
        assert!(sfnt(b"").is_none() && sfnt(&[255; 100]).is_none());
        let whole = FAMILIES[0].drawn()[0];
        for cut in (0..whole.len()).step_by(997) {
            assert!(sfnt(&whole[..cut]).is_none(), "{cut}");
        }
    }

    #[test]
    fn scripts_that_we_do_not_ship_are_known() {
        assert!(covers("Café Ñandú – “Größe” Łódź, 5 €"));
        for text in ["北京", "مرحبا", "Ω", "Жук", "🎉"] {
            assert!(!covers(text), "{text}");
        }
    }
}
