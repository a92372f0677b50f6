//! The families of type that a site can choose. Their files are in `assets/fonts`, and what is known of them in
//! `brand::fonts`.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::error::{Code, Error, Result};

/// Without serifs, then with.
const SANS: [&str; 7] = [
    "Figtree",
    "Manrope",
    "Instrument Sans",
    "DM Sans",
    "Work Sans",
    "Inter",
    "Bricolage Grotesque",
];
const SERIF: [&str; 5] = ["Lora", "Playfair Display", "Fraunces", "Cormorant", "Newsreader"];

/// Families that people ask for, and those that look most like them.
const ALSO: &[(&str, &str)] = &[
    ("arial", "Inter"),
    ("avenir", "Figtree, Manrope"),
    ("baskerville", "Lora, Newsreader"),
    ("bodoni", "Playfair Display"),
    ("calibri", "Work Sans, Figtree"),
    ("crimson", "Newsreader, Lora"),
    ("didot", "Playfair Display"),
    ("futura", "Figtree, DM Sans"),
    ("garamond", "Cormorant, Newsreader"),
    ("georgia", "Newsreader, Lora"),
    ("gotham", "Figtree, Manrope"),
    ("helvetica", "Inter"),
    ("josefin", "Figtree, DM Sans"),
    ("lato", "Work Sans, Figtree"),
    ("libre", "Lora, Newsreader"),
    ("merriweather", "Lora, Newsreader"),
    ("montserrat", "Figtree, Manrope"),
    ("noto", "Work Sans, Newsreader"),
    ("nunito", "Manrope, Figtree"),
    ("open sans", "Work Sans, Inter"),
    ("oswald", "Bricolage Grotesque"),
    ("playfair", "Playfair Display"),
    ("poppins", "DM Sans, Figtree"),
    ("raleway", "Manrope, Work Sans"),
    ("roboto", "Inter, Work Sans"),
    ("source", "Work Sans, Newsreader"),
    ("space grotesk", "Bricolage Grotesque, Instrument Sans"),
    ("times", "Newsreader, Lora"),
    ("ubuntu", "Work Sans, Figtree"),
];

/// A family of type, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Font(&'static str);

/// The one for what no brand has chosen.
impl Default for Font {
    fn default() -> Font {
        Font("Figtree")
    }
}

impl Font {
    /// Every family.
    pub fn all() -> impl Iterator<Item = Font> {
        SANS.into_iter().chain(SERIF).map(Font)
    }

    /// Reads the name of a family, in any case, with or without blanks.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`, with the nearest families.
    pub fn parse(text: &str) -> Result<Font> {
        let sought = letters(text);
        Font::all().find(|font| letters(font.0) == sought).ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            Error::new(Code::ArgumentInvalid, format!("the font `{shown}` is not there")).suggest(
                format!("the nearest are {}; getSite {{ fonts: true }} lists all", nearest(text)),
            )
        })
    }

    /// The name of the family.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// Whether its letters have serifs.
    pub fn is_serif(self) -> bool {
        SERIF.contains(&self.0)
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn nearest(text: &str) -> String {
    let small = text.to_lowercase();
    let is_near =
        |name: &str| small.contains(name) || strsim::damerau_levenshtein(name, small.trim()) <= 2;
    if let Some((_, near)) = ALSO.iter().find(|(name, _)| is_near(name)) {
        return (*near).to_owned();
    }
    let kind: &[&str] = match (small.contains("sans"), small.contains("serif")) {
        (true, _) => &SANS,
        (false, true) => &SERIF,
        (false, false) => {
            let sought = letters(text);
            let mut near: Vec<(f64, &str)> = Font::all()
                .map(|font| (strsim::jaro_winkler(&letters(font.0), &sought), font.0))
                .collect();
            near.sort_by(|one, two| two.0.total_cmp(&one.0));
            return near.into_iter().take(3).map(|(_, name)| name).collect::<Vec<_>>().join(", ");
        }
    };
    kind.join(", ")
}

impl Serialize for Font {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Font {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Font::parse(&Cow::<str>::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl JsonSchema for Font {
    fn schema_name() -> Cow<'static, str> {
        "Font".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "x-form": "font" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_is_one_of_the_list_and_any_other_is_answered_with_the_nearest() {
        for (text, name) in [
            ("Fraunces", "Fraunces"),
            ("dm sans", "DM Sans"),
            ("PlayfairDisplay", "Playfair Display"),
            ("instrument-sans", "Instrument Sans"),
        ] {
            assert_eq!(Font::parse(text).unwrap().name(), name);
        }
        for (text, near) in [
            ("Garamond", "Cormorant"),
            ("EB Garamond", "Cormorant"),
            ("Montserat", "Manrope"),
            ("Open Sans", "Work Sans"),
            ("Lorra", "Lora"),
            ("serif", "Lora, Playfair Display"),
            ("sans-serif", "Figtree"),
            ("Comic Sans", "Figtree"),
        ] {
            let error = Font::parse(text).unwrap_err();
            let said = error.suggestion().unwrap_or_default();
            assert!(said.contains(near) && said.contains("fonts: true"), "{text}: {said}");
        }
    }
}
