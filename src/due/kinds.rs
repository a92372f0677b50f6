//! The kinds of what can be due: for each the call that is made.

use serde_json::{Map, Value, json};

use crate::{
    error::{Error, Result},
    gate::DueCall,
    id,
    store::due::{DueItem, PUBLISH, RELEASE},
};

/// What can be due.
struct Kind {
    name: &'static str,
    /// For people: `goes public`.
    about: &'static str,
    /// The tool and its arguments; `None` for a thing to which it cannot happen.
    call: fn(&DueItem) -> Option<(&'static str, Value)>,
    /// Whether it ends when it is done outside, and not with its first step: it may be made again from the beginning.
    ends_last: bool,
}

/// Every kind of thing that becomes due, with what does it.
const KINDS: &[Kind] = &[
    Kind { name: PUBLISH, about: "goes public", call: publish, ends_last: false },
    Kind { name: RELEASE, about: "gets a release of the site", call: release, ends_last: true },
];

/// The call that is due.
///
/// # Errors
/// If a newer version knows what this one does not.
pub(super) fn call(item: &DueItem) -> Result<DueCall> {
    let kind = KINDS.iter().find(|kind| kind.name == item.kind);
    let called = kind.and_then(|kind| (kind.call)(item));
    let unknown = || Error::internal(format!("this version cannot do `{}`", item.kind));
    let (tool, arguments) = called.ok_or_else(unknown)?;
    let arguments = arguments.as_object().cloned().unwrap_or_default();
    let arguments: Map<String, Value> = arguments;
    Ok(DueCall { tool, arguments, asked_by: item.asked_by.clone() })
}

/// Whether it ends when it is done outside.
pub(super) fn ends_last(item: &DueItem) -> bool {
    KINDS.iter().any(|kind| kind.name == item.kind && kind.ends_last)
}

/// What happens to the thing, for people.
pub fn about(item: &DueItem) -> &'static str {
    let kind = KINDS.iter().find(|kind| kind.name == item.kind);
    kind.map_or("something that a newer version knows", |kind| kind.about)
}

fn publish(item: &DueItem) -> Option<(&'static str, Value)> {
    let tool = match id::noun_of(&item.subject)? {
        "post" => "updatePost",
        "entry" => "updateEntry",
        "section" => "updateSection",
        _ => return None,
    };
    Some((tool, json!({ "id": item.subject, "status": "published" })))
}

fn release(item: &DueItem) -> Option<(&'static str, Value)> {
    let is_target = id::noun_of(&item.subject)? == "target";
    is_target.then(|| ("createRelease", json!({ "target": item.subject })))
}
