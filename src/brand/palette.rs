//! One colour becomes an accessible palette, light and dark.
//!
//! In OKLCH the hue is kept and only the lightness moves, until every pair of text and ground that the sheets use has a
//! contrast of 4.5:1 (WCAG 2.2, AA). What cannot be used as it was given is shifted, and said.

use palette::Oklch;

use crate::value::Color;

/// What every text has to its ground.
pub const CONTRAST_MIN: f64 = 4.5;

/// How far the lightness moves at a time.
const STEP: f64 = 0.004;

/// How much of the ink a button takes when a mouse is over it; site.css mixes as much.
const HOVER: f64 = 0.16;

/// How much of the ground shines through the ink of a lede in a hero; site.css mixes as much.
const LEDE: f64 = 0.22;

/// How much of a photograph shines through what lies between it and words; site.css lets no more through.
pub const THROUGH_VEIL: f64 = 0.23;

/// Below this chroma a colour is a grey.
const GREY: f64 = 0.02;

/// The colours of one scheme, by the variables of the style sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    pub paper: Color,
    pub tint: Color,
    pub card: Color,
    pub ink: Color,
    pub soft: Color,
    pub line: Color,
    /// Links, prices, marks.
    pub accent: Color,
    pub on_accent: Color,
    pub deep: Color,
    pub on_deep: Color,
    pub soft_on_deep: Color,
    pub glow: Color,
    pub shade: Color,
    /// The ground of buttons.
    pub brand: Color,
    pub on_brand: Color,
    pub brand_hover: Color,
}

/// What a brand's colours become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    pub light: Scheme,
    pub dark: Scheme,
    given: Color,
    accent: Option<Color>,
}

impl Scheme {
    /// The variables of the style sheets, and their values.
    pub fn variables(&self) -> [(&'static str, Color); 16] {
        [
            ("paper", self.paper),
            ("tint", self.tint),
            ("card", self.card),
            ("ink", self.ink),
            ("soft", self.soft),
            ("line", self.line),
            ("accent", self.accent),
            ("on-accent", self.on_accent),
            ("deep", self.deep),
            ("on-deep", self.on_deep),
            ("soft-on-deep", self.soft_on_deep),
            ("glow", self.glow),
            ("shade", self.shade),
            ("brand", self.brand),
            ("on-brand", self.on_brand),
            ("brand-hover", self.brand_hover),
        ]
    }

    /// Every pair of text and ground that the style sheets use. A sheet that puts text on another ground adds it here.
    pub fn pairs(&self) -> Vec<(&'static str, Color, Color)> {
        let mut pairs = Vec::new();
        for ground in self.grounds() {
            pairs.push(("ink", self.ink, ground));
            pairs.push(("soft", self.soft, ground));
            pairs.push(("a hero's lede", self.ink.mixed(ground, LEDE), ground));
        }
        for ground in [self.paper, self.tint, self.card] {
            pairs.push(("accent", self.accent, ground));
        }
        pairs.extend([
            ("on-accent", self.on_accent, self.accent),
            ("on-accent, hovered", self.on_accent, self.accent.mixed(self.ink, HOVER)),
            ("on-brand", self.on_brand, self.brand),
            ("on-brand, hovered", self.on_brand, self.brand_hover),
            ("on-deep", self.on_deep, self.deep),
            ("soft-on-deep", self.soft_on_deep, self.deep),
            // Words over pictures are light: nothing is harder to read them on than white.
            ("over a photograph", self.on_deep, self.deep.mixed(Color::WHITE, THROUGH_VEIL)),
            ("skip link", self.paper, self.ink),
        ]);
        pairs
    }

    fn grounds(&self) -> [Color; 5] {
        [self.paper, self.tint, self.card, self.glow, self.shade]
    }
}

impl Palette {
    /// The palette of a brand's colour. Links and marks have the accent where one is given.
    pub fn of(color: Color, accent: Option<Color>) -> Palette {
        Palette {
            light: light(color, accent.unwrap_or(color)),
            dark: dark(color, accent.unwrap_or(color)),
            given: color,
            accent,
        }
    }

    /// What of the colours could not be used as it was given, in plain words.
    pub fn notes(&self) -> String {
        let given = self.given;
        let too = if given.shade().l > 0.6 { "light" } else { "dark" };
        let mut uses = Vec::new();
        let Scheme { brand, on_brand, accent, .. } = self.light;
        if brand != given {
            uses.push(format!("buttons use {brand}"));
        } else if on_brand.shade().l < 0.5 {
            uses.push("buttons use it with dark text".to_owned());
        }
        let wanted = self.accent.unwrap_or(given);
        if accent != wanted && self.accent.is_none() {
            uses.push(format!("links and prices use {accent}"));
        }
        let mut notes = if uses.is_empty() {
            format!("{given} is used as it is.")
        } else {
            format!("{given} is too {too} for text on white: {}.", uses.join(", "))
        };
        if let Some(wanted) = self.accent.filter(|wanted| *wanted != accent) {
            notes = format!(
                "{notes} The accent {wanted} is too light for text: links and prices use {accent}."
            );
        }
        let dark = self.dark;
        let (buttons, links) = (dark.brand != brand, dark.accent != accent);
        let shown = match (buttons, links) {
            (true, true) => format!("buttons use {}, links {}", dark.brand, dark.accent),
            (true, false) => format!("buttons use {}", dark.brand),
            (false, true) => format!("links use {}", dark.accent),
            (false, false) => return notes,
        };
        format!("{notes} On dark screens {shown}.")
    }
}

/// A colour of the same hue.
struct Hue {
    shade: Oklch<f64>,
}

impl Hue {
    fn of(color: Color) -> Hue {
        let mut shade = color.shade();
        if shade.chroma < GREY {
            shade.chroma = 0.0;
        }
        Hue { shade }
    }

    /// With this lightness, and so much chroma at most.
    fn at(&self, lightness: f64, chroma_max: f64) -> Color {
        self.turned(lightness, chroma_max, 0.0)
    }

    fn turned(&self, lightness: f64, chroma_max: f64, degrees: f64) -> Color {
        let chroma = self.shade.chroma.min(chroma_max);
        let hue = self.shade.hue.into_degrees() + degrees;
        Color::fitted(Oklch::new(lightness, chroma, hue))
    }

    /// The first lightness from `start` on, towards white or black, whose contrast to all grounds is enough.
    fn readable(&self, start: f64, chroma_max: f64, grounds: &[Color], up: bool) -> Color {
        self.reaching(start, chroma_max, grounds, up, CONTRAST_MIN)
    }

    fn reaching(
        &self,
        start: f64,
        chroma_max: f64,
        grounds: &[Color],
        up: bool,
        contrast: f64,
    ) -> Color {
        let mut lightness = start;
        while (0.0..=1.0).contains(&lightness) {
            let color = self.at(lightness, chroma_max);
            if grounds.iter().all(|ground| color.contrast(*ground) >= contrast) {
                return color;
            }
            lightness += if up { STEP } else { -STEP };
        }
        if up { Color::WHITE } else { Color::BLACK }
    }
}

fn light(color: Color, accent: Color) -> Scheme {
    let hue = Hue::of(color);
    let (paper, tint, card) = (hue.at(0.985, 0.004), hue.at(0.957, 0.012), hue.at(0.997, 0.002));
    let (glow, shade) = (hue.at(0.90, 0.06), hue.turned(0.925, 0.03, 50.0));
    let grounds = [paper, tint, card, glow, shade];
    let ink = hue.at(0.23, 0.02);
    let accent = own_or(accent, &[paper, tint, card], CONTRAST_MIN, |links| {
        links.readable(links.shade.l, 1.0, &[paper, tint, card], false)
    });
    let is_hidden = distance(color, paper) < 0.06;
    let ground = if is_hidden { hue.at(0.3, 0.02) } else { color };
    let (brand, on_brand, brand_hover) = button(ground);
    let deep = hue.at(hue.shade.l.clamp(0.2, 0.3), 0.075);
    Scheme {
        paper,
        tint,
        card,
        ink,
        soft: hue.readable(0.5, 0.025, &grounds, false),
        line: hue.at(0.885, 0.018),
        accent,
        on_accent: hue.at(0.995, 0.004),
        deep,
        on_deep: hue.readable(0.97, 0.012, &[deep], true),
        soft_on_deep: hue.readable(0.82, 0.025, &[deep], true),
        glow,
        shade,
        brand,
        on_brand,
        brand_hover,
    }
}

fn dark(color: Color, accent: Color) -> Scheme {
    let hue = Hue::of(color);
    let calm = hue.shade.chroma * 0.8;
    let (paper, tint, card) = (hue.at(0.175, 0.012), hue.at(0.205, 0.014), hue.at(0.235, 0.016));
    let (glow, shade) = (hue.at(0.30, calm.min(0.06)), hue.turned(0.27, calm.min(0.03), 50.0));
    let grounds = [paper, tint, card, glow, shade];
    let ink = hue.at(0.93, 0.012);
    let links = Hue::of(accent);
    let accent =
        links.readable(links.shade.l, links.shade.chroma * 0.8, &[paper, tint, card], true);
    // What is pressed is seen: 3:1 to the page.
    let ground =
        own_or(color, &[paper], 3.0, |own| own.reaching(own.shade.l, calm, &[paper], true, 3.0));
    let (brand, on_brand, brand_hover) = button(ground);
    let deep = hue.at(0.13, 0.03);
    Scheme {
        paper,
        tint,
        card,
        ink,
        soft: hue.readable(0.74, 0.02, &grounds, true),
        line: hue.at(0.34, 0.02),
        accent,
        on_accent: hue.at(0.15, 0.02),
        deep,
        on_deep: hue.readable(0.95, 0.012, &[deep], true),
        soft_on_deep: hue.readable(0.76, 0.025, &[deep], true),
        glow,
        shade,
        brand,
        on_brand,
        brand_hover,
    }
}

/// The colour itself where it has this contrast to the grounds, else what is made of it.
fn own_or(
    color: Color,
    grounds: &[Color],
    contrast: f64,
    make: impl FnOnce(&Hue) -> Color,
) -> Color {
    let is_enough = grounds.iter().all(|ground| color.contrast(*ground) >= contrast);
    if is_enough { color } else { make(&Hue::of(color)) }
}

/// The ground of a button, its text, and its ground under a mouse. White text where it can be read, else dark; where
/// neither can, the ground becomes darker.
fn button(ground: Color) -> (Color, Color, Color) {
    let hue = Hue::of(ground);
    let (white, dark) = (hue.at(0.995, 0.004), hue.at(0.16, 0.02));
    for (text, hover) in [(white, Color::BLACK), (dark, Color::WHITE)] {
        if text.contrast(ground) >= CONTRAST_MIN {
            return (ground, text, ground.mixed(hover, HOVER));
        }
    }
    let darker = hue.readable(hue.shade.l, 1.0, &[white], false);
    (darker, white, darker.mixed(Color::BLACK, HOVER))
}

/// How different two colours are to the eye (`OKLab`).
fn distance(one: Color, two: Color) -> f64 {
    let at = |color: Color| {
        let shade = color.shade();
        let angle = shade.hue.into_radians();
        [shade.l, shade.chroma * angle.cos(), shade.chroma * angle.sin()]
    };
    let parts = at(one).into_iter().zip(at(two));
    parts.map(|(one, two)| (one - two).powi(2)).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn readable(palette: &Palette) {
        for (name, scheme) in [("light", palette.light), ("dark", palette.dark)] {
            for (pair, text, ground) in scheme.pairs() {
                let contrast = text.contrast(ground);
                assert!(
                    contrast >= CONTRAST_MIN,
                    "{}, {name}: {pair}: {text} on {ground} is {contrast:.2}",
                    palette.given
                );
            }
            // What is pressed is seen.
            assert!(distance(scheme.brand, scheme.paper) > 0.05, "{}, {name}", palette.given);
        }
    }

    proptest! {
        #[test]
        fn every_pair_of_every_palette_can_be_read(bytes: [u8; 3], accent: Option<[u8; 3]>) {
            let color = |[red, green, blue]: [u8; 3]| Color { red, green, blue };
            readable(&Palette::of(color(bytes), accent.map(color)));
        }
    }

    #[test]
    fn colours_at_the_ends_can_be_read_too() {
        for text in [
            "black", "white", "#808080", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff",
            "#ff00ff", "#777777", "#767676", "#111111", "#fdfcfa", "#e07a3f",
        ] {
            readable(&Palette::of(Color::parse(text).unwrap(), None));
        }
    }

    #[test]
    fn what_can_be_used_is_used_as_it_is_and_what_cannot_is_said() {
        let of = |text: &str| Palette::of(Color::parse(text).unwrap(), None);
        let green = of("#0f3d2e");
        assert_eq!(
            (green.light.brand.to_string(), green.light.accent.to_string()),
            ("#0f3d2e".into(), "#0f3d2e".into())
        );
        assert!(
            green.notes().starts_with("#0f3d2e is used as it is. On dark screens"),
            "{}",
            green.notes()
        );
        let yellow = of("#ffee00");
        assert_eq!(yellow.light.brand.to_string(), "#ffee00");
        for word in [
            "#ffee00 is too light for text on white",
            "with dark text",
            &yellow.light.accent.to_string(),
        ] {
            assert!(yellow.notes().contains(word), "{}", yellow.notes());
        }
        assert!(of("white").notes().contains("buttons use #"), "{}", of("white").notes());
    }
}
