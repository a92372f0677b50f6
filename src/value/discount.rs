//! What is taken off a price: an amount, or a percentage of it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use super::{Currency, NumberText, Percent, Price, Reduction};
use crate::error::{Code, Error, Result};

/// A discount as received: `"10%"`, or an amount in major units. What the amount is in its currency is checked once
/// that is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Discount {
    Percent(Percent),
    Amount(Price),
}

impl Discount {
    /// What it takes off prices in a currency.
    ///
    /// # Errors
    /// `PRICE_INVALID`
    pub fn reduction(&self, currency: Currency) -> Result<Reduction> {
        Ok(match self {
            Discount::Percent(percent) => Reduction { minor: 0, percent: *percent },
            Discount::Amount(price) => {
                Reduction { minor: price.to_minor(currency)?, percent: Percent::ZERO }
            }
        })
    }

    fn read(text: &str) -> Result<Discount> {
        if text.trim().ends_with('%') {
            return Percent::parse(text).map(Discount::Percent);
        }
        let number = match NumberText::read(text) {
            Some(NumberText::One(number)) => number,
            Some(NumberText::Either { grouped, decimal, .. }) => {
                let sentence = format!("discount: `{text}` can be {grouped} or {decimal}");
                return Err(Error::new(Code::ArgumentInvalid, sentence).suggest("send a number"));
            }
            None => {
                let sentence =
                    format!("discount: `{text}` is neither an amount nor a percentage such as 10%");
                return Err(Error::new(Code::ArgumentInvalid, sentence)
                    .suggest("send \"10%\", or an amount as a number"));
            }
        };
        serde_json::from_str(&number).map(Discount::Amount).map_err(Error::internal)
    }
}

impl<'de> Deserialize<'de> for Discount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Discount::read(&text).map_err(D::Error::custom),
            number @ (Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_)) => {
                serde_json::from_value(number).map(Discount::Amount).map_err(D::Error::custom)
            }
        }
    }
}

impl JsonSchema for Discount {
    fn schema_name() -> Cow<'static, str> {
        "Discount".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number"] })
    }
}
