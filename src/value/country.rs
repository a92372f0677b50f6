//! Countries by their two letters (ISO 3166): where phone numbers are read, whose sign a currency is.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};

use super::listed::{Listed, list};
use crate::error::{Code, Error, Result};

/// The letters of each, and what people call it in English.
const NAMES: Listed = list(include_str!("country/names.txt"));

/// What people write for some, besides the name.
const ALSO: &[(&str, &str)] = &[
    ("uk", "GB"),
    ("england", "GB"),
    ("scotland", "GB"),
    ("wales", "GB"),
    ("great britain", "GB"),
    ("usa", "US"),
    ("america", "US"),
    ("united states of america", "US"),
    ("holland", "NL"),
    ("deutschland", "DE"),
    ("österreich", "AT"),
    ("schweiz", "CH"),
    ("españa", "ES"),
    ("italia", "IT"),
    ("korea", "KR"),
    ("czech republic", "CZ"),
    ("türkiye", "TR"),
    ("ivory coast", "CI"),
];

/// A country, as its two letters: `DE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country(&'static str);

impl Country {
    /// Reads the letters or the English name, in any case.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`, with the letters that were probably meant.
    pub fn parse(text: &str) -> Result<Country> {
        Country::known(text).or_else(|| Country::named(text)).ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            let error = Error::new(
                Code::ArgumentInvalid,
                format!("`{shown}` is no country; it is the two letters of ISO 3166"),
            );
            let also = ALSO.iter().find(|(name, _)| *name == shown.to_lowercase());
            let also = also.and_then(|(_, code)| NAMES.find(code));
            let near = also.or_else(|| NAMES.nearest(&shown));
            error.suggest(match near {
                Some((code, name)) => format!("for {name} send {code}"),
                None => "send two letters such as US, GB or DE".to_owned(),
            })
        })
    }

    /// The country of these letters, in any case.
    pub(super) fn known(text: &str) -> Option<Country> {
        NAMES.find(&text.to_ascii_uppercase()).map(|(code, _)| Country(code))
    }

    /// The country of this English name, or of what people write for it, in any case.
    pub fn named(text: &str) -> Option<Country> {
        let text = text.trim().to_lowercase();
        let also = ALSO.iter().find(|(name, _)| *name == text).map(|(_, code)| *code);
        let listed = || NAMES.all().find(|(_, name)| name.to_lowercase() == text);
        also.and_then(Country::known).or_else(|| listed().map(|(code, _)| Country(code)))
    }

    /// The two letters.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// What people call the country of these letters in English; the letters where nobody knows.
    pub fn name(code: &str) -> &str {
        NAMES.find(code).map_or(code, |(_, name)| name)
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Country::parse(Cow::<str>::deserialize(deserializer)?.trim()).map_err(D::Error::custom)
    }
}

impl JsonSchema for Country {
    fn schema_name() -> Cow<'static, str> {
        "Country".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "x-form": "country" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_letters_and_what_people_call_it_is_answered_with_them() {
        for (text, code) in [
            ("DE", "DE"),
            ("de", "DE"),
            ("Us", "US"),
            ("xk", "XK"),
            ("Germany", "DE"),
            ("UK", "GB"),
            ("USA", "US"),
            ("Deutschland", "DE"),
            ("new zealand", "NZ"),
        ] {
            assert_eq!(Country::parse(text).unwrap().code(), code);
        }
        for (wrong, near) in
            [("germny", "DE"), ("new zeland", "NZ"), ("ZZ", "two letters"), ("", "two letters")]
        {
            let error = Country::parse(wrong).unwrap_err();
            let suggestion = error.suggestion().unwrap_or_default();
            assert!(suggestion.contains(near), "{wrong}: {suggestion}");
        }
        assert_eq!(Country::name("AT"), "Austria");
    }
}
