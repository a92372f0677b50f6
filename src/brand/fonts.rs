//! The families of type that we ship: what browsers get, and what pictures are drawn with.
//!
//! `assets/fonts/README.md` says where the files are from. They are compiled in, so that a site needs nothing from
//! elsewhere.

use crate::value::Font;

/// The version of the packages, which is part of each file's name: a file never changes under its name.
const VERSION: &str = "5.3.0";

/// The letters in each of the two files of a family.
const LATIN: &str = "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,\
    U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD";
const LATIN_EXT: &str = "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,\
    U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF";

/// A family of type.
#[derive(Debug)]
pub struct Family {
    pub name: &'static str,
    pub slug: &'static str,
    /// What it is good for, in a few words.
    pub about: &'static str,
    /// The weight of headings.
    pub heading_weight: u16,
    /// The lightest and the heaviest.
    weights: (u16, u16),
    /// In hundredths of a percent: how much wider it is than the fallback, its ascent and its descent.
    adjusted: [u16; 3],
    latin: &'static [u8],
    latin_ext: &'static [u8],
    drawn: [&'static [u8]; 2],
    licence: &'static str,
}

macro_rules! families {
    ($($name:literal, $slug:literal, $weight:literal, $weights:expr, $adjusted:expr, $about:literal;)*) => {
        /// Every family.
        pub const FAMILIES: &[Family] = &[$(Family {
            name: $name,
            slug: $slug,
            about: $about,
            heading_weight: $weight,
            weights: $weights,
            adjusted: $adjusted,
            latin: include_bytes!(concat!("../../assets/fonts/", $slug, "/latin.woff2")),
            latin_ext: include_bytes!(concat!("../../assets/fonts/", $slug, "/latin-ext.woff2")),
            drawn: [
                include_bytes!(concat!("../../assets/fonts/", $slug, "/drawn-latin.woff")),
                include_bytes!(concat!("../../assets/fonts/", $slug, "/drawn-latin-ext.woff")),
            ],
            licence: include_str!(concat!("../../assets/fonts/", $slug, "/OFL.txt")),
        }),*];
    };
}

families! {
    "Figtree", "figtree", 700, (300, 900), [10129, 9379, 2468], "friendly and clear; for almost anything";
    "Manrope", "manrope", 700, (200, 800), [10376, 10274, 2891], "modern and round; studios, technology";
    "Instrument Sans", "instrument-sans", 600, (400, 700), [10322, 9397, 2422], "precise, a little narrow; consultants, portfolios";
    "DM Sans", "dm-sans", 600, (100, 1000), [10513, 9436, 2949], "geometric and calm; shops, salons";
    "Work Sans", "work-sans", 600, (100, 900), [11207, 8298, 2168], "sturdy and open; trades, much text";
    "Inter", "inter", 700, (100, 900), [10789, 8979, 2236], "neutral, very easy to read; services";
    "Bricolage Grotesque", "bricolage-grotesque", 700, (200, 800), [10668, 8718, 2531], "with character; headings of cafés, makers";
    "Lora", "lora", 600, (400, 700), [11493, 8753, 2384], "warm serif; headings and long text";
    "Playfair Display", "playfair-display", 600, (400, 900), [11111, 9738, 2259], "high contrast, elegant; headings of weddings, fashion";
    "Fraunces", "fraunces", 600, (100, 900), [11545, 8471, 2209], "soft old-style serif; headings of food, crafts";
    "Cormorant", "cormorant", 600, (300, 700), [9603, 9622, 2989], "light and fine; large headings, not text";
    "Newsreader", "newsreader", 500, (200, 800), [10480, 7013, 2529], "serif of newspapers; long text, editorial";
}

/// What of a family is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Latin,
    LatinExt,
}

impl Family {
    /// The family of a font.
    pub fn of(font: Font) -> &'static Family {
        Family::named(font.name())
    }

    /// The one of that name; the first for a name that is none, which no font has.
    fn named(name: &str) -> &'static Family {
        const FIRST: &Family = match FAMILIES.first() {
            Some(first) => first,
            None => unreachable!(),
        };
        FAMILIES.iter().find(|family| family.name == name).unwrap_or(FIRST)
    }

    /// The name of a file below `/assets/fonts/`.
    pub fn file(&self, part: Part) -> String {
        let part = match part {
            Part::Latin => "latin",
            Part::LatinExt => "latin-ext",
        };
        format!("{}-{VERSION}-{part}.woff2", self.slug)
    }

    /// The families of type that stand in for it until it is there, and where it is not.
    pub fn stack(&self) -> String {
        let generic = if self.is_serif() { "Georgia, serif" } else { "system-ui, sans-serif" };
        format!("\"{0}\", \"{0} fallback\", {generic}", self.name)
    }

    /// Its `@font-face` rules; addresses begin with `folder`.
    pub fn faces(&self, folder: &str) -> String {
        let (name, (lightest, heaviest)) = (self.name, self.weights);
        let face = |part, range: &str| {
            let file = self.file(part);
            format!(
                "@font-face{{font-family:\"{name}\";font-style:normal;font-display:swap;font-weight:{lightest} {heaviest};\
                 src:url({folder}{file}) format(\"woff2\");unicode-range:{range}}}\n"
            )
        };
        let near = if self.is_serif() { "Times New Roman" } else { "Arial" };
        let [size, ascent, descent] = self.adjusted.map(|share| f32::from(share) / 100.0);
        format!(
            "{}{}@font-face{{font-family:\"{name} fallback\";src:local(\"{near}\");size-adjust:{size}%;\
             ascent-override:{ascent}%;descent-override:{descent}%;line-gap-override:0%}}\n",
            face(Part::Latin, LATIN),
            face(Part::LatinExt, LATIN_EXT)
        )
    }

    /// The fonts that pictures are drawn with, as WOFF.
    pub fn drawn(&self) -> [&'static [u8]; 2] {
        self.drawn
    }

    fn is_serif(&self) -> bool {
        Font::all().any(|font| font.name() == self.name && font.is_serif())
    }
}

/// A file below `/assets/fonts/`, by its name: its type and its bytes.
pub fn file(name: &str) -> Option<(&'static str, &'static [u8])> {
    FAMILIES.iter().find_map(|family| {
        if name == family.file(Part::Latin) {
            Some(("font/woff2", family.latin))
        } else if name == family.file(Part::LatinExt) {
            Some(("font/woff2", family.latin_ext))
        } else if name.strip_suffix("-OFL.txt") == Some(family.slug) {
            Some(("text/plain; charset=utf-8", family.licence.as_bytes()))
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_has_its_files_its_licence_and_a_line() {
        let names: Vec<&str> = Font::all().map(Font::name).collect();
        let families: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
        assert_eq!(names, families);
        for family in FAMILIES {
            for part in [Part::Latin, Part::LatinExt] {
                let (kind, bytes) = file(&family.file(part)).unwrap();
                assert!(kind == "font/woff2" && bytes.starts_with(b"wOF2"), "{}", family.name);
            }
            assert!(family.drawn().iter().all(|bytes| bytes.starts_with(b"wOFF")));
            let (_, licence) = file(&format!("{}-OFL.txt", family.slug)).unwrap();
            assert!(String::from_utf8_lossy(licence).contains("SIL OPEN FONT LICENSE"));
            assert!(!family.about.is_empty());
        }
        for name in ["", "figtree", "../OFL.txt", "figtree-5.3.0-latin.woff"] {
            assert!(file(name).is_none(), "{name}");
        }
    }
}
