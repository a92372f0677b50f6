//! The kinds of what can be due: for each what is done.

use serde_json::{Map, Value, json};

use crate::{
    error::{Error, Result},
    gate::DueCall,
    id,
    store::{
        due::{DueItem, INDEX_NOW, MEANING, PUBLISH, RELEASE},
        outside::READ_CALENDAR,
    },
};

/// What can be due.
struct Kind {
    name: &'static str,
    /// For people: `goes public`.
    about: &'static str,
    does: Does,
}

enum Does {
    /// A tool is called with these arguments; `None` for a thing to which it cannot happen.
    Call(fn(&DueItem) -> Option<(&'static str, Value)>),
    /// The same for a call whose effect is outside: it ends when that is done, and may be made again.
    CallOutside(fn(&DueItem) -> Option<(&'static str, Value)>),
    /// Texts are put to the embedding service, which is no change of theirs.
    Meaning,
    /// Search engines are told what a release has changed.
    IndexNow,
    /// A calendar of others is read, which changes nothing of the business.
    ReadCalendar,
}

/// What is done for a thing that is due.
pub(super) enum Work {
    Call {
        call: DueCall,
        /// Whether it ends when it is done outside, and not with its first step.
        ends_last: bool,
    },
    Meaning,
    IndexNow,
    ReadCalendar,
}

/// Every kind of thing that becomes due, with what does it.
const KINDS: &[Kind] = &[
    Kind { name: PUBLISH, about: "goes public", does: Does::Call(publish) },
    Kind { name: RELEASE, about: "gets a release of the site", does: Does::CallOutside(release) },
    Kind {
        name: MEANING,
        about: "that changed become known by their meaning",
        does: Does::Meaning,
    },
    Kind { name: INDEX_NOW, about: "is told to search engines", does: Does::IndexNow },
    Kind {
        name: READ_CALENDAR,
        about: "is read: a calendar whose busy times count",
        does: Does::ReadCalendar,
    },
];

/// What has to be done.
///
/// # Errors
/// If a newer version knows what this one does not.
pub(super) fn work(item: &DueItem) -> Result<Work> {
    let kind = KINDS.iter().find(|kind| kind.name == item.kind);
    let unknown = || Error::internal(format!("this version cannot do `{}`", item.kind));
    let (called, ends_last) = match kind.map(|kind| &kind.does) {
        Some(Does::Meaning) => return Ok(Work::Meaning),
        Some(Does::IndexNow) => return Ok(Work::IndexNow),
        Some(Does::ReadCalendar) => return Ok(Work::ReadCalendar),
        Some(Does::Call(call)) => (call(item), false),
        Some(Does::CallOutside(call)) => (call(item), true),
        None => (None, false),
    };
    let (tool, arguments) = called.ok_or_else(unknown)?;
    let arguments = arguments.as_object().cloned().unwrap_or_default();
    let arguments: Map<String, Value> = arguments;
    let call = DueCall { tool, arguments, asked_by: item.asked_by.clone() };
    Ok(Work::Call { call, ends_last })
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
