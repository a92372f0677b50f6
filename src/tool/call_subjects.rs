//! Remembers what a session's calls were about, by name. The call log stores no names of people, but finalAnswer must
//! say which thing a refused call was about. Kept in memory only.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use serde_json::{Map, Value};

use crate::id::CallId;

/// Arguments that name an existing thing.
const EXISTING_NAMES: &[&str] = &[
    "id",
    "ids",
    "slug",
    "slugs",
    "pageSectionId",
    "packageId",
    "serviceId",
    "changeId",
    "requestId",
    "contactId",
];

/// Arguments that name a new thing.
const NEW_NAMES: &[&str] = &["name", "title", "label"];

/// Arguments that identify a new thing without a name.
const NEW_WITHOUT_NAME: &[&str] = &["pageId", "templateKey", "filename", "path", "contactId"];

/// The most calls that are remembered, the latest ones.
const CALLS_MAX: usize = 500;

/// Bytes. A longer name is not remembered.
const BYTES_MAX: usize = 2_000;

/// The subjects of a session's calls.
#[derive(Debug, Default)]
pub struct CallSubjects(Mutex<VecDeque<(CallId, Map<String, Value>)>>);

impl CallSubjects {
    /// Remembers the subject of a call.
    pub fn note(&self, call: CallId, about: Map<String, Value>) {
        if about.is_empty() || about.values().any(|value| value.to_string().len() > BYTES_MAX) {
            return;
        }
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.push_back((call, about));
        while calls.len() > CALLS_MAX {
            calls.pop_front();
        }
    }

    /// The subject of the call with that id, if it is remembered.
    pub fn of(&self, call: &str) -> Option<Map<String, Value>> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = calls.iter().find(|(known, _)| known.to_string() == call);
        found.map(|(_, about)| about.clone())
    }
}

/// The thing that a call is about, as its arguments name it.
pub fn about(tool: &str, arguments: &Map<String, Value>) -> Map<String, Value> {
    let named = |name: &&str| {
        let value = arguments.get(*name).filter(|value| !value.is_null())?;
        Some(((*name).to_owned(), value.clone()))
    };
    // Only one name: a slug, for example, may change in the next attempt.
    let name = if creates(tool) { NEW_NAMES } else { EXISTING_NAMES }.iter().find_map(named);
    match name {
        Some(name) => Map::from_iter([name]),
        None if creates(tool) => NEW_WITHOUT_NAME.iter().filter_map(named).collect(),
        None => Map::new(),
    }
}

fn creates(tool: &str) -> bool {
    tool.starts_with("create") || tool.ends_with(":create")
}
