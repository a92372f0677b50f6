//! A value of a diff as people write it.

use serde_json::{Number, Value};

use super::{
    Place,
    field::{Named, in_words},
};
use crate::{
    clock::Time,
    id,
    site::format::{Home, format_duration, format_price},
    store::entity::Kind,
    value::{Currency, Price, is_empty},
};

/// The value as text; `None` for nothing.
pub(super) fn spoken(
    value: &Value,
    named: &Named,
    currency: Option<&str>,
    place: &Place<'_>,
) -> Option<String> {
    if is_empty(value) {
        return None;
    }
    // Text of others comes with its mark.
    let text_of = value.get("trust").and_then(|_| value.get("text"));
    let value = text_of.unwrap_or(value);
    Some(match (named.kind, value) {
        (_, Value::Number(number)) if named.is_minutes => minutes(number, place),
        (Some(Kind::Money), value) => amount(value, currency, place),
        (Some(Kind::Time), Value::String(text)) => moment(text, place),
        (_, value) => plain(value, place),
    })
}

/// Where the console's text is written: in English, for the business's money.
fn home<'s>(place: &Place<'s>) -> Home<'s> {
    Home { locale: "en", ..Home::from(place.site) }
}

fn amount(value: &Value, currency: Option<&str>, place: &Place<'_>) -> String {
    let currency = currency.and_then(Currency::stored).unwrap_or(place.site.currency);
    let price = serde_json::from_value::<Price>(value.clone()).ok();
    let minor = price.and_then(|price| price.to_minor(currency).ok());
    minor.map_or_else(
        || format!("{} {}", plain(value, place), currency.code()),
        |minor| format_price(minor, currency.code(), home(place)),
    )
}

/// `4 hr`
fn minutes(number: &Number, place: &Place<'_>) -> String {
    number.as_i64().map_or_else(|| number.to_string(), |count| format_duration(count, home(place)))
}

/// `30 November 2026, 14:05`, in the zone of the business.
fn moment(text: &str, place: &Place<'_>) -> String {
    let Some(at) = Time::parse(text) else { return text.to_owned() };
    place.zone.at(at.0).strftime("%-d %B %Y, %H:%M").to_string()
}

/// A value of which nothing else is known.
fn plain(value: &Value, place: &Place<'_>) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        // One that could not be named in the store: it is only proposed, or gone.
        Value::String(text) => match (place.proposed.get(text), id::noun_of(text)) {
            (Some(name), _) => name.clone(),
            (None, Some(noun)) => format!("(a {noun})"),
            (None, None) => text.clone(),
        },
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().map(|item| plain(item, place)).collect::<Vec<_>>().join(", ")
        }
        Value::Array(items) => items
            .iter()
            .map(|item| format!("• {}", plain(item, place)))
            .collect::<Vec<_>>()
            .join("\n"),
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !is_empty(value));
            let members =
                members.map(|(name, value)| format!("{}: {}", in_words(name), plain(value, place)));
            members.collect::<Vec<_>>().join("; ")
        }
    }
}
