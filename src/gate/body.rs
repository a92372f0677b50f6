//! What an answer says, until it is text.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    error::{Error, Result},
    tool::Texts,
};

/// What an answer says.
pub(super) enum Body {
    /// Of what wrote, or looked outside.
    Value(Value),
    /// Of what read: its things are text already.
    Found(Box<Found>),
}

/// `{ success, count, total?, note?, none?, items, nextCursor? }`, or without count and items where only the total was
/// asked for.
pub(super) struct Found {
    pub(super) total: Option<i64>,
    pub(super) note: Option<String>,
    pub(super) items: Option<Texts>,
    pub(super) next_cursor: Option<String>,
    /// What is to be done where nothing fits.
    pub(super) none: Option<String>,
}

impl Found {
    /// Only how many there are.
    pub(super) fn counted(total: i64, note: Option<String>) -> Found {
        Found { total: Some(total), note, items: None, next_cursor: None, none: None }
    }

    /// Its things as JSON text.
    pub(super) fn things(&self) -> &str {
        self.items.as_ref().map_or("", Texts::as_str)
    }

    fn into_text(self) -> Result<String> {
        const FRAME_BYTES: usize = 200;
        let beside = [&self.note, &self.next_cursor, &self.none].into_iter().flatten();
        let beside: usize = beside.map(String::len).sum();
        let mut text = String::with_capacity(self.things().len() + beside + FRAME_BYTES);
        text.push_str("{\"success\":true");
        if let Some(items) = &self.items {
            add(&mut text, "count", &items.count())?;
        }
        if let Some(total) = &self.total {
            add(&mut text, "total", total)?;
        }
        if let Some(note) = &self.note {
            add(&mut text, "note", note)?;
        }
        // Before the tools that are only nearest: what comes first is read first.
        if let Some(none) = &self.none {
            add(&mut text, "none", none)?;
        }
        if let Some(items) = &self.items {
            text.extend([",\"items\":[", items.as_str(), "]"]);
        }
        if let Some(cursor) = &self.next_cursor {
            add(&mut text, "nextCursor", cursor)?;
        }
        text.push('}');
        Ok(text)
    }
}

/// Adds a field behind others.
fn add(text: &mut String, name: &str, value: &impl Serialize) -> Result<()> {
    let value = serde_json::to_string(value).map_err(Error::internal)?;
    text.extend([",\"", name, "\":", &value]);
    Ok(())
}

impl From<Value> for Body {
    fn from(value: Value) -> Body {
        Body::Value(value)
    }
}

impl From<Found> for Body {
    fn from(found: Found) -> Body {
        Body::Found(Box::new(found))
    }
}

impl Body {
    /// Its fields, where it is not text.
    pub(super) fn fields_mut(&mut self) -> Option<&mut Map<String, Value>> {
        match self {
            Body::Value(value) => value.as_object_mut(),
            Body::Found(_) => None,
        }
    }

    /// Its value, where it is not text.
    pub(super) fn value(&self) -> Option<&Value> {
        match self {
            Body::Value(value) => Some(value),
            Body::Found(_) => None,
        }
    }

    /// Adds to what is noted already.
    pub(super) fn note(&mut self, more: &str) {
        match self {
            Body::Value(value) => note_in(value, more),
            Body::Found(found) => found.note = Some(noted(found.note.as_deref(), more)),
        }
    }

    /// The answer as JSON text.
    pub(super) fn into_text(self) -> Result<String> {
        match self {
            Body::Value(value) => Ok(value.to_string()),
            Body::Found(found) => found.into_text(),
        }
    }
}

/// Adds to what is noted in an answer already.
pub(super) fn note_in(body: &mut Value, more: &str) {
    let all = noted(body.get("note").and_then(Value::as_str), more);
    insert(body, "note", all.into());
}

fn noted(before: Option<&str>, more: &str) -> String {
    before.map_or_else(|| more.to_owned(), |before| format!("{before} {more}"))
}

pub(super) fn insert(body: &mut Value, key: &str, value: Value) {
    if let Some(object) = body.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}
