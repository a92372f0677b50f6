//! What people call a field of a diff.

use crate::{
    store::{
        entity::{Entity, Kind},
        ledger,
    },
    value::Locale,
};

/// How the name of a field ends that counts minutes.
const MINUTES: &str = "Minutes";

/// A field in a person's words.
pub(super) struct Named {
    pub(super) label: String,
    pub(super) kind: Option<Kind>,
    /// Whether it counts minutes, as its name says.
    pub(super) is_minutes: bool,
    /// Where it stands among the others: as they are declared.
    pub(super) place: usize,
}

/// What people call a field; `None` for one that only the program needs.
///
/// `content.heading` is a member of JSON, and `pt.name` a text in another language.
pub(super) fn named(of: &'static Entity, name: &str) -> Option<Named> {
    let place = of.fields.iter().position(|field| field.name == beginning(name));
    let place = place.unwrap_or(of.fields.len());
    let kind = of.fields.iter().find(|field| field.name == name).map(|field| field.kind);
    let said = |name: &str| of.said.iter().find(|(known, _)| *known == name).map(|(_, said)| *said);
    let is_minutes = name.ends_with(MINUTES);
    let Some((first, rest)) = name.split_once('.') else {
        return match said(name) {
            Some("") => None,
            Some(said) => Some(Named { label: said.to_owned(), kind, is_minutes, place }),
            None => Some(Named { label: in_words(name), kind, is_minutes, place }),
        };
    };
    let is_json = of.json.iter().any(|column| ledger::spoken_name(of, column) == first);
    if !is_json {
        let inner = named(of, rest)?;
        let label = format!("{} ({})", inner.label, Locale::name(first));
        return Some(Named { label, ..inner });
    }
    let member = in_words(rest);
    let label = match said(first) {
        Some("") => member,
        Some(said) => format!("{said}: {member}"),
        None => format!("{}: {member}", in_words(first)),
    };
    Some(Named { label, kind: None, is_minutes, place })
}

fn beginning(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// `sortOrder` is `sort order`, `imageId` is `image`, `bufferMinutes` is `buffer`: a value says its unit itself.
pub(super) fn in_words(name: &str) -> String {
    let name = name.strip_suffix(MINUTES).filter(|rest| !rest.is_empty()).unwrap_or(name);
    let mut words = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() || letter == '_' || letter == '.' {
            words.push(' ');
        }
        if letter != '_' && letter != '.' {
            words.push(letter.to_ascii_lowercase());
        }
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.strip_suffix(" id").map(str::to_owned).unwrap_or(words)
}
