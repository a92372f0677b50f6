//! Percentages with at most two decimals: rates of tax, discounts, shares of a total.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;

use super::NumberText;
use crate::error::{Code, Error, Result};

/// A percentage from 0 to 100, in hundredths of one percent: 19 % is 1,900.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u16);

impl Percent {
    /// Nothing of it.
    pub const ZERO: Percent = Percent(0);
    /// All of it.
    pub const ALL: Percent = Percent(10_000);

    /// Hundredths of one percent.
    pub fn hundredths(self) -> i64 {
        i64::from(self.0)
    }

    /// Reads a number with at most two decimals, as JSON writes it or as people write it: `19`, `5.5`, `12,5 %`.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`
    pub fn parse(text: &str) -> Result<Percent> {
        let shown: String = text.chars().take(40).collect();
        let refused = |why: &str| {
            Error::new(Code::ArgumentInvalid, format!("{shown} is not a percentage: {why}"))
                .suggest("send a number from 0 to 100 with at most two decimals: 19 or 5.5")
        };
        let bare = text.trim().trim_end_matches('%').trim();
        let number = match NumberText::read(bare) {
            Some(NumberText::One(number)) => number,
            Some(NumberText::Either { decimal, .. }) => decimal,
            None => return Err(refused("it is no number")),
        };
        if number.starts_with('-') {
            return Err(refused("it is negative"));
        }
        let (whole, decimals) = number.split_once('.').unwrap_or((&number, ""));
        let decimals = decimals.trim_end_matches('0');
        if decimals.len() > 2 {
            return Err(refused("it has more than two decimals"));
        }
        let hundredths = format!("{whole}{decimals:0<2}").parse::<u16>().ok();
        hundredths
            .filter(|hundredths| *hundredths <= Percent::ALL.0)
            .map(Percent)
            .ok_or_else(|| refused("it is more than 100"))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}"),
            rest if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
            rest => write!(f, "{whole}.{rest:02}"),
        }
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        // As JSON writes it: exact for two decimals below 1,000.
        if self.0.is_multiple_of(100) {
            serializer.serialize_u16(self.0 / 100)
        } else {
            serializer.serialize_f64(f64::from(self.0) / 100.0)
        }
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::String(text) => text,
            other @ (Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_)) => other.to_string(),
        };
        Percent::parse(&text).map_err(D::Error::custom)
    }
}

impl JsonSchema for Percent {
    fn schema_name() -> Cow<'static, str> {
        "Percent".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["number", "string"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_read_as_people_write_it_and_is_no_more_than_all() {
        for (text, hundredths, written) in [
            ("19", 1_900, "19"),
            ("19 %", 1_900, "19"),
            ("5.5", 550, "5.5"),
            ("12,5 %", 1_250, "12.5"),
            ("0", 0, "0"),
            ("100", 10_000, "100"),
            ("8.875", 0, ""),
            ("2.05", 205, "2.05"),
        ] {
            match Percent::parse(text) {
                Ok(percent) => {
                    assert_eq!(
                        (percent.hundredths(), percent.to_string()),
                        (hundredths, written.to_owned())
                    );
                    assert_eq!(Percent::parse(&percent.to_string()).unwrap(), percent);
                }
                Err(_) => assert!(written.is_empty(), "{text}"),
            }
        }
        for wrong in ["1900", "-5", "", "many", "100.01", "1e3"] {
            assert_eq!(Percent::parse(wrong).unwrap_err().code(), Code::ArgumentInvalid, "{wrong}");
        }
    }
}
