//! What calls said they were about. The log keeps no names of people, and whoever ends a request wants to know whose
//! record was refused: so a session remembers the names that its own calls used, in memory alone.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use serde_json::{Map, Value};

use crate::id::CallId;

/// What says which thing a call is about: of one that exists,
const EXISTING: &[&str] = &[
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

/// of one that is made,
const MADE: &[&str] = &["name", "title", "label"];

/// and of one that is made without a name.
const PLACED: &[&str] = &["pageId", "templateKey", "filename", "path", "contactId"];

/// Of so many calls the latest are remembered.
const CALLS_MAX: usize = 500;

/// No name is longer.
const BYTES_MAX: usize = 2_000;

/// What the calls of a session said they were about.
#[derive(Debug, Default)]
pub struct CallSubjects(Mutex<VecDeque<(CallId, Map<String, Value>)>>);

impl CallSubjects {
    /// Remembers what a call was about.
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

    /// What the call of that id was about, if it is remembered.
    pub fn of(&self, call: &str) -> Option<Map<String, Value>> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = calls.iter().find(|(known, _)| known.to_string() == call);
        found.map(|(_, about)| about.clone())
    }
}

/// Which thing a call is about, as far as its arguments say.
pub fn about(tool: &str, arguments: &Map<String, Value>) -> Map<String, Value> {
    let named = |name: &&str| {
        let value = arguments.get(*name).filter(|value| !value.is_null())?;
        Some(((*name).to_owned(), value.clone()))
    };
    // One name only: an address that was taken is what the next attempt changes.
    let name = if creates(tool) { MADE } else { EXISTING }.iter().find_map(named);
    match name {
        Some(name) => Map::from_iter([name]),
        None if creates(tool) => PLACED.iter().filter_map(named).collect(),
        None => Map::new(),
    }
}

fn creates(tool: &str) -> bool {
    tool.starts_with("create") || tool.ends_with(":create")
}
