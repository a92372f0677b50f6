//! Colours as people and style sheets write them: `#0f3d2e`, `rgb(15 61 46)`, `oklch(0.33 0.06 165)`, `dark green`.
//!
//! They are opaque and of sRGB, which every screen shows. A brand has no transparency: what would shine through?

use std::{borrow::Cow, fmt};

use palette::{
    FromColor as _, Hsl, IntoColor as _, Oklch, Srgb, color_difference::Wcag21RelativeContrast as _,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::error::{Code, Error, Result};

/// What is taken.
const FORMS: &str = "send #0f3d2e, rgb(15 61 46), hsl(160 61% 15%), oklch(0.33 0.06 165) or a name of CSS such as darkgreen";

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Color {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

impl Color {
    /// `#ffffff`.
    pub const WHITE: Color = Color { red: 255, green: 255, blue: 255 };
    /// `#000000`.
    pub const BLACK: Color = Color { red: 0, green: 0, blue: 0 };

    /// Reads a colour as people and style sheets write it.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`, with the forms that are taken.
    pub fn parse(text: &str) -> Result<Color> {
        let small = text.trim().to_lowercase();
        read(&small).ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            let advice = match nearest(&small) {
                Some(name) => format!("did you mean {name}? Else {FORMS}"),
                None if is_clear(&small) => format!("a brand's colour is opaque: {FORMS}"),
                None => FORMS.to_owned(),
            };
            Error::new(Code::ArgumentInvalid, format!("`{shown}` is no colour")).suggest(advice)
        })
    }

    /// The nearest colour that a screen can show: lightness and hue stay, the chroma is what fits.
    pub fn fitted(shade: Oklch<f64>) -> Color {
        let is_inside = |chroma: f64| {
            let color: Srgb<f64> = palette::convert::FromColorUnclamped::from_color_unclamped(
                Oklch::new(shade.l, chroma, shade.hue),
            );
            // Half of a step of the smallest part that a screen knows.
            let fits = |part: f64| (-0.002..=1.002).contains(&part);
            fits(color.red) && fits(color.green) && fits(color.blue)
        };
        let chroma = if is_inside(shade.chroma) {
            shade.chroma
        } else {
            let (mut inside, mut outside) = (0.0, shade.chroma);
            for _ in 0..16 {
                let middle = f64::midpoint(inside, outside);
                if is_inside(middle) { inside = middle } else { outside = middle }
            }
            inside
        };
        let color: Srgb<f64> = Oklch::new(shade.l, chroma, shade.hue).into_color();
        color.into_format::<u8>().into()
    }

    /// Lightness, chroma and hue as people see them.
    pub fn shade(self) -> Oklch<f64> {
        Oklch::from_color(self.srgb())
    }

    /// The contrast with another colour, as WCAG 2.2 computes it: from 1 to 21.
    pub fn contrast(self, other: Color) -> f64 {
        self.srgb().relative_contrast(other.srgb())
    }

    /// This colour with a share of another, as `color-mix(in srgb, …)` mixes.
    #[must_use]
    pub fn mixed(self, other: Color, share: f64) -> Color {
        let part = |own: u8, other: u8| {
            let mixed = f64::from(own) * (1.0 - share) + f64::from(other) * share;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between two bytes"
            )]
            let byte = mixed.round().clamp(0.0, 255.0) as u8;
            byte
        };
        Color {
            red: part(self.red, other.red),
            green: part(self.green, other.green),
            blue: part(self.blue, other.blue),
        }
    }

    fn srgb(self) -> Srgb<f64> {
        Srgb::new(self.red, self.green, self.blue).into_format()
    }
}

impl From<Srgb<u8>> for Color {
    fn from(color: Srgb<u8>) -> Color {
        Color { red: color.red, green: color.green, blue: color.blue }
    }
}

/// As CSS writes it: `#0f3d2e`.
impl fmt::Display for Color {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Color::parse(&Cow::<str>::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl JsonSchema for Color {
    fn schema_name() -> Cow<'static, str> {
        "Color".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "x-form": "color" })
    }
}

fn read(text: &str) -> Option<Color> {
    if let Some(digits) = text.strip_prefix('#') {
        return hex(digits);
    }
    if let Some((function, rest)) = text.split_once('(') {
        return written(function.trim(), rest.strip_suffix(')')?);
    }
    // People write names of several words.
    let name: String = text.chars().filter(|it| !matches!(it, ' ' | '-' | '_')).collect();
    palette::named::from_str(&name)
        .map(Color::from)
        .or_else(|| hex(text).filter(|_| text.len() == 6))
}

/// `0f3d2e`, `0f3`, and either with an opaque alpha.
fn hex(digits: &str) -> Option<Color> {
    let values: Option<Vec<u8>> =
        digits.chars().map(|digit| u8::try_from(digit.to_digit(16)?).ok()).collect();
    let (red, green, blue) = match *values?.as_slice() {
        [red, green, blue] | [red, green, blue, 15] => (red * 17, green * 17, blue * 17),
        [red, red2, green, green2, blue, blue2]
        | [red, red2, green, green2, blue, blue2, 15, 15] => {
            (red * 16 + red2, green * 16 + green2, blue * 16 + blue2)
        }
        _ => return None,
    };
    Some(Color { red, green, blue })
}

/// What a function of CSS names.
fn written(function: &str, inside: &str) -> Option<Color> {
    let parts: Vec<&str> =
        inside.split([',', ' ', '/', '\t']).filter(|part| !part.is_empty()).collect();
    let (parts, alpha) = match *parts.as_slice() {
        [one, two, three] => ([one, two, three], "1"),
        [one, two, three, alpha] => ([one, two, three], alpha),
        _ => return None,
    };
    if !matches!(alpha, "1" | "1.0" | "100%") {
        return None;
    }
    let [one, two, three] = parts;
    let within = |value: f64, low: f64, high: f64| (low..=high).contains(&value).then_some(value);
    match function {
        "rgb" | "rgba" => {
            let part = |text: &str| within(share(text, 255.0)?, 0.0, 255.0);
            let color = Srgb::new(part(one)?, part(two)?, part(three)?);
            Some((color / 255.0).into_format::<u8>().into())
        }
        "hsl" | "hsla" => {
            let part = |text: &str| within(share(text, 100.0)? / 100.0, 0.0, 1.0);
            let color = Hsl::new_srgb(angle(one)?, part(two)?, part(three)?);
            let color: Srgb<f64> = color.into_color();
            Some(color.into_format::<u8>().into())
        }
        "oklch" => {
            let lightness = within(share(one, 1.0)?, 0.0, 1.0)?;
            let chroma = within(share(two, 0.4)?, 0.0, 1.0)?;
            Some(Color::fitted(Oklch::new(lightness, chroma, angle(three)?)))
        }
        _ => None,
    }
}

/// A number, or a share of the whole.
fn share(text: &str, whole: f64) -> Option<f64> {
    match text.strip_suffix('%') {
        Some(share) => number(share).map(|share| share / 100.0 * whole),
        None => number(text),
    }
}

fn angle(text: &str) -> Option<f64> {
    number(text.strip_suffix("deg").unwrap_or(text))
}

fn number(text: &str) -> Option<f64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    text.parse().ok().filter(|number: &f64| is_number && number.is_finite())
}

/// Whether it is a colour with transparency.
fn is_clear(text: &str) -> bool {
    text == "transparent"
        || text.contains("a(")
        || text.contains('/')
        || (text.starts_with('#') && matches!(text.len(), 5 | 9))
}

/// A name of CSS with one or two letters wrong.
fn nearest(text: &str) -> Option<&'static str> {
    let name: String = text.chars().filter(|it| it.is_alphabetic()).collect();
    let near = palette::named::entries()
        .map(|(known, _)| (strsim::damerau_levenshtein(known, &name), known))
        .min();
    near.filter(|(distance, _)| *distance <= 2 && name.len() > 3).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_read_in_every_form_that_style_sheets_have() {
        for (text, hex) in [
            ("#0f3d2e", "#0f3d2e"),
            ("#0F3D2E", "#0f3d2e"),
            ("0f3d2e", "#0f3d2e"),
            ("#fe0", "#ffee00"),
            ("#fe0f", "#ffee00"),
            ("#0f3d2eff", "#0f3d2e"),
            ("rgb(15, 61, 46)", "#0f3d2e"),
            ("rgb(15 61 46)", "#0f3d2e"),
            ("rgba(15,61,46,1)", "#0f3d2e"),
            ("rgb(100% 0% 0% / 100%)", "#ff0000"),
            ("hsl(120 100% 25%)", "#008000"),
            ("oklch(1 0 0)", "#ffffff"),
            ("oklch(62.8% 0.2577 29.23deg)", "#ff0000"),
            ("darkgreen", "#006400"),
            ("Dark Green", "#006400"),
            ("dark-green", "#006400"),
            (" rebeccapurple ", "#663399"),
        ] {
            assert_eq!(Color::parse(text).unwrap().to_string(), hex, "{text}");
        }
    }

    #[test]
    fn what_is_no_colour_is_refused_with_what_is_taken() {
        for (text, word) in [
            ("", "send #0f3d2e"),
            ("dunkelgrün", "send #0f3d2e"),
            ("drakgreen", "did you mean darkgreen"),
            ("#12", "send #0f3d2e"),
            ("#12345g", "send #0f3d2e"),
            ("rgb(300 0 0)", "send #0f3d2e"),
            ("rgb(1 2)", "send #0f3d2e"),
            ("rgb(nan 0 0)", "send #0f3d2e"),
            ("rgba(1,2,3,.5)", "opaque"),
            ("transparent", "opaque"),
            ("#0f3d2e80", "opaque"),
            ("oklch(2 0 0)", "send #0f3d2e"),
            ("oklch(0.5 1e999 0)", "send #0f3d2e"),
            ("url(x)", "send #0f3d2e"),
            ("red;}body{display:none", "send #0f3d2e"),
        ] {
            let error = Color::parse(text).unwrap_err();
            assert!(error.suggestion().unwrap_or_default().contains(word), "{text}: {error:?}");
        }
    }
}
