//! Languages of a site, as BCP 47 writes them: `de`, `de-AT`, `zh-Hant-TW`.
//!
//! A language, and a script or a country where it matters. Dialects, extensions and private use are refused: nothing
//! here would do anything with them.

use std::borrow::Cow;

use icu_locale::{LocaleFallbacker, fallback::LocaleFallbackConfig};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};

use super::{
    country::Country,
    listed::{Listed, list},
};
use crate::error::{Code, Error, Result};

/// The code of each language that software speaks, and its name in English.
const NAMES: Listed = list(include_str!("locale/languages.txt"));

/// Scripts in which a language is written that has several.
const SCRIPTS: [&str; 16] = [
    "Arab", "Armn", "Beng", "Cyrl", "Deva", "Geor", "Grek", "Guru", "Hans", "Hant", "Hebr", "Jpan",
    "Kore", "Latn", "Thai", "Tfng",
];

/// Parts of the world for which languages are written alike (UN M.49).
const AREAS: [&str; 3] = ["001", "150", "419"];

/// What people call their own language, and what they take for one.
const ALSO: &[(&str, &str)] = &[
    ("deutsch", "de"),
    ("français", "fr"),
    ("español", "es"),
    ("castellano", "es"),
    ("italiano", "it"),
    ("português", "pt"),
    ("nederlands", "nl"),
    ("svenska", "sv"),
    ("dansk", "da"),
    ("norsk", "nb"),
    ("suomi", "fi"),
    ("polski", "pl"),
    ("türkçe", "tr"),
    ("ger", "de"),
    ("deu", "de"),
    ("eng", "en"),
    ("fra", "fr"),
    ("spa", "es"),
    ("jp", "ja"),
    ("cz", "cs"),
    ("dk", "da"),
    ("gr", "el"),
];

/// No language has more that stand in for it.
const STAND_INS_MAX: usize = 8;

/// A language of a site: `de-AT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale(String);

impl Locale {
    /// Reads a tag as people write it, in any case and with `_` as well.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`, with the tag that was probably meant.
    pub fn parse(text: &str) -> Result<Locale> {
        read(text).map(Locale).ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            Error::new(Code::ArgumentInvalid, format!("`{shown}` is no language of a site"))
                .suggest(advice(&shown))
        })
    }

    /// The tag.
    pub fn tag(&self) -> &str {
        &self.0
    }

    /// The languages that stand in for one that is not there, the nearest first: `de` for `de-AT`, `en-001` and `en`
    /// for `en-GB`. CLDR says which; one in another script is none, so `zh` does not stand in for `zh-TW`.
    pub fn stand_ins(tag: &str) -> Vec<String> {
        let Ok(locale) = tag.parse::<icu_locale::Locale>() else { return Vec::new() };
        let fallbacker = LocaleFallbacker::new().for_config(LocaleFallbackConfig::default());
        let mut steps = fallbacker.fallback_for(locale.into());
        let mut found = Vec::new();
        while found.len() < STAND_INS_MAX && !steps.step().get().is_unknown() {
            found.push(steps.get().to_string());
        }
        found
    }

    /// What people call the language of a tag in English; the tag where nobody knows.
    pub fn name(tag: &str) -> &str {
        let language = tag.split('-').next().unwrap_or_default();
        NAMES.find(language).map_or(tag, |(_, name)| name)
    }
}

fn read(text: &str) -> Option<String> {
    let text = text.replace('_', "-");
    let mut parts = text.split('-').peekable();
    let language = parts.next()?.to_ascii_lowercase();
    let mut tag = NAMES.find(&language)?.0.to_owned();
    let script = parts
        .peek()
        .and_then(|part| SCRIPTS.into_iter().find(|script| script.eq_ignore_ascii_case(part)));
    if let Some(script) = script {
        parts.next();
        tag = format!("{tag}-{script}");
    }
    if let Some(region) = parts.next() {
        let area = AREAS.into_iter().find(|area| *area == region);
        let region = area.or_else(|| Country::known(region).map(Country::code))?;
        tag = format!("{tag}-{region}");
    }
    parts.next().is_none().then_some(tag)
}

/// What to send instead.
fn advice(text: &str) -> String {
    const EXAMPLES: &str = "send a tag such as en, de or pt-BR";
    let small = text.to_lowercase();
    let language = small.split(['-', '_', ' ']).next().unwrap_or_default();
    let also = ALSO.iter().find(|(name, _)| [&*small, language].contains(name));
    let also = also.and_then(|(_, code)| NAMES.find(code));
    // The language is one, so what follows is not.
    let own = NAMES.find(language).filter(|_| small.len() > language.len());
    let named = || NAMES.nearest(&small).or_else(|| NAMES.nearest(language));
    if let Some((code, name)) = also.or(own).or_else(named) {
        return format!("for {name} send {code}, or with a country such as {code}-{}", home(code));
    }
    match Country::known(text) {
        Some(country) => {
            let name = Country::name(country.code());
            format!("that is the country {name}; send its language, such as en-{}", country.code())
        }
        None => EXAMPLES.to_owned(),
    }
}

/// A country where the language is spoken, for an example.
fn home(language: &str) -> &'static str {
    match language {
        "de" => "AT",
        "es" => "MX",
        "fr" => "CA",
        "pt" => "BR",
        "da" => "DK",
        "sv" => "SE",
        "cs" => "CZ",
        "ja" => "JP",
        "zh" => "TW",
        "el" => "GR",
        language => Country::known(language).map_or("US", Country::code),
    }
}

impl<'de> Deserialize<'de> for Locale {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Locale::parse(Cow::<str>::deserialize(deserializer)?.trim()).map_err(D::Error::custom)
    }
}

impl JsonSchema for Locale {
    fn schema_name() -> Cow<'static, str> {
        "Locale".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "x-form": "locale" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_is_a_language_with_a_script_or_a_country() {
        for (text, tag) in [
            ("de", "de"),
            ("DE-at", "de-AT"),
            ("pt_BR", "pt-BR"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("sr-Latn", "sr-Latn"),
            ("es-419", "es-419"),
            ("gsw-CH", "gsw-CH"),
        ] {
            assert_eq!(Locale::parse(text).unwrap().tag(), tag);
        }
        for (wrong, near) in [
            ("German", "send de"),
            ("Deutsch", "send de"),
            ("germn", "send de"),
            ("xx", "such as en"),
            ("xx-YY", "such as en"),
            ("de-ZZ", "send de"),
            ("en-UK", "send en"),
            ("de-DE-1996", "send de"),
            ("de-x-mine", "send de"),
            ("jp", "send ja"),
            ("US", "country United States"),
            ("", "such as en"),
        ] {
            let error = Locale::parse(wrong).unwrap_err();
            let suggestion = error.suggestion().unwrap_or_default();
            assert!(suggestion.contains(near), "{wrong}: {suggestion}");
        }
        assert_eq!(Locale::name("de-AT"), "German");
    }

    #[test]
    fn a_language_stands_in_for_its_regions_and_none_for_another_script() {
        for (tag, stand_ins) in [
            ("de-AT", &["de"][..]),
            ("pt-BR", &["pt"]),
            ("pt-AO", &["pt-PT", "pt"]),
            ("en-GB", &["en-001", "en"]),
            ("es-MX", &["es-419", "es"]),
            ("zh-TW", &["zh-Hant"]),
            ("zh-Hant-HK", &["zh-Hant"]),
            ("zh-CN", &["zh"]),
            ("sr-Latn-RS", &["sr-Latn"]),
            ("de", &[]),
            ("not a tag", &[]),
        ] {
            assert_eq!(Locale::stand_ins(tag), stand_ins, "{tag}");
        }
    }
}
