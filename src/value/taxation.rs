//! How a business is taxed, and what its invoices say of it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::Percent;
use crate::error::{Code, Error, Result};

/// The settings; what nobody has said is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(inline)]
pub struct Taxation {
    /// The number that the tax office gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_id: Option<String>,
    /// In a register of companies: SIREN, HRB 1234, company number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
    /// Exempt because it is small: no tax is charged.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub small_business: bool,
    /// The one that is meant where nobody says first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<Percent>,
    /// Whether prices have the tax in them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub included: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbering: Option<Numbering>,
    /// Of a series of invoices that is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iban: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
    /// Of payment, below every invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
    /// The words for a small business, in place of those that are known for its country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exemption: Option<String>,
}

/// The size of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Paper {
    A4,
    Letter,
}

/// How the numbers of documents are written: `{year}-{n:4}` is 2026-0001.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Numbering(String);

/// Characters of a pattern.
const PATTERN_CHARS_MAX: usize = 30;

/// Digits that a number is filled up to.
const WIDTH_MAX: usize = 10;

impl Default for Numbering {
    fn default() -> Numbering {
        Numbering("{year}-{n:4}".to_owned())
    }
}

impl Numbering {
    /// # Errors
    /// `ARGUMENT_INVALID`
    pub fn parse(pattern: &str) -> Result<Numbering> {
        let pattern = pattern.trim();
        let refused = |why: &str| {
            let shown: String = pattern.chars().take(60).collect();
            Error::new(Code::ArgumentInvalid, format!("numbering: `{shown}` {why}"))
                .suggest("send a pattern such as {year}-{n:4}, which is 2026-0001")
        };
        if pattern.chars().nth(PATTERN_CHARS_MAX).is_some() {
            return Err(refused("is longer than 30 characters"));
        }
        let Some((before, width, after)) = around_number(pattern) else {
            return Err(refused("has no {n}"));
        };
        if width > WIDTH_MAX {
            return Err(refused("has more than 10 digits"));
        }
        let rest = format!("{before}{after}");
        if rest.matches("{year}").count() > 1 {
            return Err(refused("has the year twice"));
        }
        if pattern.contains("..") || pattern.starts_with('/') || pattern.ends_with('/') {
            return Err(refused("would be a path"));
        }
        let rest = rest.replace("{year}", "");
        let is_plain = |letter: char| {
            letter.is_ascii_alphanumeric() || matches!(letter, '-' | '/' | '.' | '_' | ' ')
        };
        if rest.chars().all(is_plain) {
            Ok(Numbering(pattern.to_owned()))
        } else {
            Err(refused("has other characters than letters, digits and - / . _"))
        }
    }

    /// Whether numbers begin anew each year.
    pub fn is_yearly(&self) -> bool {
        self.0.contains("{year}")
    }

    /// The number at a place of the series.
    pub fn written(&self, year: i16, place: i64) -> String {
        let Some((before, width, after)) = around_number(&self.0) else { return place.to_string() };
        format!("{before}{place:0width$}{after}").replace("{year}", &format!("{year:04}"))
    }
}

/// What stands before the number, how many digits it is filled up to, and what stands behind it.
fn around_number(pattern: &str) -> Option<(&str, usize, &str)> {
    let (before, rest) = pattern.split_once("{n")?;
    let (width, after) = rest.split_once('}')?;
    let width = match width.strip_prefix(':') {
        None if width.is_empty() => 1,
        Some(width) if width.bytes().all(|byte| byte.is_ascii_digit()) => width.parse().ok()?,
        _ => return None,
    };
    (width > 0 && !after.contains("{n")).then_some((before, width, after))
}

impl<'de> Deserialize<'de> for Numbering {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Numbering::parse(&Cow::<str>::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl JsonSchema for Numbering {
    fn schema_name() -> Cow<'static, str> {
        "Numbering".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "maxLength": 60 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_writes_numbers_and_has_exactly_one() {
        let written = |pattern: &str| Numbering::parse(pattern).map(|it| it.written(2026, 7)).ok();
        assert_eq!(written("{year}-{n:4}").as_deref(), Some("2026-0007"));
        assert_eq!(written("RE/{n}").as_deref(), Some("RE/7"));
        assert_eq!(written("{n:3}.{year}").as_deref(), Some("007.2026"));
        assert_eq!(Numbering::default().written(2026, 12_345), "2026-12345");
        for wrong in [
            "",
            "{year}",
            "{n}{n}",
            "{n:99}",
            "{n:x}",
            "{year}{year}{n}",
            "{month}-{n}",
            "<b>{n}",
            "{nn}",
            "{n:+4}",
            "{n:0}",
            "{n:}",
            "../../{n}",
            "/{n}",
            "{n}/",
        ] {
            assert_eq!(written(wrong), None, "{wrong}");
        }
    }
}
