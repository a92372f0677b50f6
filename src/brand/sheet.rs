//! The style sheet of a brand: what it says of colour, type and shape, over what the theme says.

use std::fmt::Write as _;

use super::{
    fonts::{Family, Part},
    palette::{Palette, Scheme},
};
use crate::value::{Brand, Corners, Density, Font, ImageTreatment};

/// Where the sheet finds fonts, seen from itself.
const FONTS: &str = "fonts/";

/// The palette of a brand that has a colour.
pub fn palette(brand: &Brand) -> Option<Palette> {
    let color = brand.color.or(brand.accent)?;
    Some(Palette::of(color, brand.accent))
}

/// The families that a brand names, each once; the one of headings first.
pub fn families(brand: &Brand) -> Vec<&'static Family> {
    let mut families: Vec<&'static Family> = Vec::new();
    for font in [brand.heading_font, brand.text_font].into_iter().flatten() {
        let family = Family::of(font);
        if !families.iter().any(|known| known.name == family.name) {
            families.push(family);
        }
    }
    families
}

/// The families of a theme, of headings and of texts, where the brand names none.
pub type ThemeFonts = Option<(&'static str, &'static str)>;

/// The brand with the families of its theme where it names none.
fn with_fonts(brand: &Brand, theme: ThemeFonts) -> Brand {
    let font = |name: &str| Font::parse(name).ok();
    let (heading, text) = theme.map_or((None, None), |(heading, text)| (font(heading), font(text)));
    Brand {
        heading_font: brand.heading_font.or(heading),
        text_font: brand.text_font.or(text),
        ..brand.clone()
    }
}

/// The font above the fold, which a page fetches first: its path below the site's root.
pub fn first_font(brand: &Brand, theme: ThemeFonts) -> Option<String> {
    let first = families(&with_fonts(brand, theme)).first().copied()?;
    Some(format!("/assets/{FONTS}{}", first.file(Part::Latin)))
}

/// The sheet of a site: that of its brand, the fonts of its theme, and how a logo stands in the header.
pub fn whole(brand: &Brand, has_logo: bool, theme: ThemeFonts) -> String {
    let own = families(brand);
    let others = families(&with_fonts(brand, theme));
    let others = others.iter().filter(|other| own.iter().all(|own| own.name != other.name));
    let mut sheet: String = others.map(|family| family.faces(FONTS)).collect();
    sheet.push_str(&self::sheet(brand));
    if has_logo {
        sheet.push_str(LOGO);
    }
    sheet
}

/// As high as the menu beside it, and never half of a phone's width.
const LOGO: &str = ".logo img{background:none;filter:none;width:auto;height:clamp(2.25rem,1.9rem + 1.4vw,3.25rem);\
    max-width:min(15rem,52vw);object-fit:contain;object-position:0 50%}\n\
    .site-header:has(.logo){align-items:center}\n\
    @media (prefers-color-scheme:dark){.logo-plain img{background:#fff;padding:.3rem .5rem;border-radius:4px}}\n";

/// The sheet; empty for a brand that says nothing.
pub fn sheet(brand: &Brand) -> String {
    let mut sheet: String = families(brand).iter().map(|family| family.faces(FONTS)).collect();
    let mut root = String::new();
    if let Some(palette) = palette(brand) {
        root.push_str(&colours(&palette.light));
    }
    for (variable, font) in [("heading", brand.heading_font), ("text", brand.text_font)] {
        if let Some(font) = font {
            let _ = write!(root, "--font-{variable}:{};", Family::of(font).stack());
        }
    }
    if let Some(font) = brand.heading_font {
        let _ = write!(root, "--weight-heading:{};", Family::of(font).heading_weight);
    }
    if let Some(corners) = brand.corners {
        let round = match corners {
            Corners::Square => "0",
            Corners::Soft => "6px",
            Corners::Round => "18px",
        };
        let _ = write!(root, "--round:{round};");
    }
    if let Some(density) = brand.density {
        let density = match density {
            Density::Compact => ".7",
            Density::Normal => "1",
            Density::Airy => "1.3",
        };
        let _ = write!(root, "--density:{density};");
    }
    if !root.is_empty() {
        let _ = writeln!(sheet, ":root{{{root}}}");
    }
    if let Some(palette) = palette(brand) {
        let dark = colours(&palette.dark);
        let _ = writeln!(sheet, "@media (prefers-color-scheme:dark){{:root{{{dark}}}}}");
        sheet.push_str(BUTTONS);
    }
    let filter = match brand.image_treatment {
        Some(ImageTreatment::Muted) => "saturate(.72) contrast(.96)",
        Some(ImageTreatment::Monochrome) => "grayscale(1) contrast(1.04)",
        Some(ImageTreatment::Natural) | None => return sheet,
    };
    let _ = writeln!(sheet, "main img{{filter:{filter}}}");
    sheet
}

/// The colour of buttons is not always one in which text can be read, so it is another than that of links.
const BUTTONS: &str = ".button{background:var(--brand);color:var(--on-brand)}\n\
    .button:hover{background:var(--brand-hover);color:var(--on-brand)}\n";

fn colours(scheme: &Scheme) -> String {
    let mut text = String::new();
    for (name, color) in scheme.variables() {
        let _ = write!(text, "--{name}:{color};");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Color;

    #[test]
    fn a_brand_says_only_what_was_said() {
        assert_eq!(sheet(&Brand::default()), "");
        let corners = Brand { corners: Some(Corners::Square), ..Brand::default() };
        assert_eq!(sheet(&corners), ":root{--round:0;}\n");
        let font = Brand { heading_font: Some(Font::parse("lora").unwrap()), ..Brand::default() };
        let text = sheet(&font);
        for word in [
            "--font-heading:\"Lora\", \"Lora fallback\", Georgia, serif",
            "font-display:swap",
            "url(fonts/lora-5.3.0-latin.woff2)",
            "unicode-range:U+0100-",
            "size-adjust:114.93%",
            "--weight-heading:600",
        ] {
            assert!(text.contains(word), "{word}: {text}");
        }
        assert!(!text.contains("--font-text") && !text.contains("--paper"));
        assert_eq!(
            first_font(&font, None).as_deref(),
            Some("/assets/fonts/lora-5.3.0-latin.woff2")
        );
        let both = Brand { text_font: font.heading_font, ..font };
        assert_eq!(families(&both).len(), 1);
        let color = Brand { color: Some(Color::parse("darkgreen").unwrap()), ..Brand::default() };
        assert!(sheet(&color).contains("prefers-color-scheme:dark"));
    }
}
