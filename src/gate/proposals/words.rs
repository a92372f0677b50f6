//! What would change, in a person's words: no ids, no names of columns, amounts and times as people write them.
//!
//! It is made of the diff that a proposal or a preview keeps, for the console's pages and the card in a client.

mod field;
mod value;

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value};

use self::field::Named;
use crate::{
    store::{
        entity::{self, Entity, Label, SiteRow},
        ledger,
    },
    value::{Zone, quoted},
};

/// One thing that changes.
#[derive(Clone, Debug, Serialize)]
pub struct ThingInWords {
    /// `New page “About”`, `Section “Our story” on page “About”`.
    pub what: String,
    /// `insert`, `update` or `delete`.
    pub op: String,
    pub rows: Vec<RowInWords>,
}

/// What changes of it.
#[derive(Clone, Debug, Serialize)]
pub struct RowInWords {
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Both sides whole, where those above only have the places that differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<[String; 2]>,
}

/// Where it is shown: the site, whose money and time it is.
pub(super) struct Place<'s> {
    pub(super) site: &'s SiteRow,
    pub(super) zone: &'s Zone,
    /// What things are called that are only proposed, by their ids.
    pub(super) proposed: &'s HashMap<String, String>,
}

/// The things of a diff in words; `on` gives the name of the page that a section is on.
pub(super) fn things(
    changes: &Value,
    place: &Place<'_>,
    on: impl Fn(&str) -> Option<String>,
) -> Vec<ThingInWords> {
    let changes = changes.as_array().map(Vec::as_slice).unwrap_or_default();
    changes.iter().map(|change| thing(change, place, &on)).collect()
}

fn thing(change: &Value, place: &Place<'_>, on: &dyn Fn(&str) -> Option<String>) -> ThingInWords {
    let text = |name: &str| change.get(name).and_then(Value::as_str).unwrap_or_default();
    let (op, known) = (text("op"), entity::of_name(text("entity")));
    let noun = known.map_or("thing", |entity| entity.singular);
    let label = change.get("label").and_then(Value::as_str).map(quoted);
    let named = label.map_or_else(String::new, |label| format!(" {label}"));
    let page =
        on(text("id")).map_or_else(String::new, |page| format!(" on page {}", quoted(&page)));
    let what = match op {
        "insert" => format!("New {noun}{named}{page}"),
        "delete" => format!("{} goes: {}", capital(noun), named_or(&named, page.trim())),
        _ => format!("{}{named}{page}", capital(noun)),
    };
    ThingInWords {
        what,
        op: op.to_owned(),
        rows: known.map_or_else(Vec::new, |of| rows(of, change, place)),
    }
}

/// `“About”`, or what else is known of it.
fn named_or(named: &str, page: &str) -> String {
    match (named.trim(), page) {
        ("", "") => "it has no name".to_owned(),
        ("", page) => page.to_owned(),
        (named, "") => named.to_owned(),
        (named, page) => format!("{named} {page}"),
    }
}

fn rows(of: &'static Entity, change: &Value, place: &Place<'_>) -> Vec<RowInWords> {
    let (Some(op), Some(fields)) =
        (change.get("op").and_then(Value::as_str), change.get("fields").and_then(Value::as_object))
    else {
        return Vec::new();
    };
    let mut short = [change.clone()];
    ledger::shorten(&mut short);
    let short = short.first().and_then(|change| change.get("fields")).and_then(Value::as_object);
    let empty = Map::new();
    let mut named: Vec<(Named, &String, &Value)> = fields
        .iter()
        .filter_map(|(name, pair)| Some((field::named(of, name)?, name, pair)))
        .filter(|(_, name, pair)| op != "insert" || !is_default(name, pair))
        .collect();
    named.sort_by_key(|(known, name, _)| (!is_label(of, name), known.place));
    let currency = change.get("currency").and_then(Value::as_str);
    let spoken = |named: &Named, pair: &Value| {
        let side = |at: usize| {
            let currency =
                fields.get("currency").and_then(|pair| pair.get(at)?.as_str()).or(currency);
            value::spoken(pair.get(at).unwrap_or(&Value::Null), named, currency, place)
        };
        (side(0), side(1))
    };
    let row = |(named, name, pair): (Named, &String, &Value)| {
        let whole = spoken(&named, pair);
        let shown = spoken(&named, short.unwrap_or(&empty).get(name).unwrap_or(pair));
        let is_cut = shown != whole;
        let of_both = |(before, after): (Option<String>, Option<String>)| {
            [before.unwrap_or_default(), after.unwrap_or_default()]
        };
        let (before, after) = shown;
        RowInWords {
            label: capital(&named.label),
            before,
            after,
            whole: is_cut.then(|| of_both(whole)),
        }
    };
    named.into_iter().map(row).filter(|row| row.before.is_some() || row.after.is_some()).collect()
}

/// What a new thing has where nobody has said anything: no flag, and its place at the end.
fn is_default(name: &str, pair: &Value) -> bool {
    let after = pair.get(1).unwrap_or(&Value::Null);
    name == "sortOrder" || *after == Value::Bool(false) || after.is_null()
}

/// Whether a field is the text by which people know the thing.
fn is_label(of: &Entity, name: &str) -> bool {
    match of.label {
        Some(Label::Column(column)) => ledger::spoken_name(of, column) == name,
        Some(Label::Inside(column, member)) => {
            name.split_once('.') == Some((&*ledger::spoken_name(of, column), member))
        }
        None => false,
    }
}

/// With a capital letter at the beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
