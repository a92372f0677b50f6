//! Where in a report the messages and states are. Reports are wrapped in lists that some who pass them on unwrap, or
//! wrap once more; a wrapping that is not known may hold messages, so it is counted as unreadable.

use serde_json::Value;

/// The fields of changes that tell of messages. What there is to know of an account is no news of customers.
const FIELDS: [&str; 4] = ["messages", "smb_message_echoes", "message_echoes", "history"];

/// What the value of such a change is known to have.
const PARTS: [&str; 6] =
    ["messages", "statuses", "message_echoes", "history", "contacts", "errors"];

/// The objects that hold messages and states, and how many parts of the report are in no known form.
#[derive(Debug, Default)]
pub(super) struct Values<'v> {
    pub(super) all: Vec<&'v Value>,
    pub(super) unreadable: usize,
}

impl<'v> Values<'v> {
    pub(super) fn of(report: &'v Value) -> Values<'v> {
        let mut values = Values::default();
        for report in values.each(Some(report)) {
            values.unwrap(report);
        }
        values
    }

    /// The whole report, or a part of it that stands alone.
    fn unwrap(&mut self, report: &'v Value) {
        if let entries @ Some(_) = report.get("entry") {
            for entry in self.each(entries) {
                match entry.get("changes") {
                    None => self.unreadable += 1,
                    changes @ Some(_) => self.changes(changes),
                }
            }
        } else if let changes @ Some(_) = report.get("changes") {
            self.changes(changes);
        } else if report.get("value").is_some() {
            self.change(report);
        } else {
            self.take(report);
        }
    }

    fn changes(&mut self, changes: Option<&'v Value>) {
        for change in self.each(changes) {
            self.change(change);
        }
    }

    fn change(&mut self, change: &'v Value) {
        let field = change.get("field").and_then(Value::as_str);
        if field.is_some_and(|field| !FIELDS.contains(&field)) {
            return;
        }
        match change.get("value") {
            None => self.unreadable += 1,
            value @ Some(_) => {
                for value in self.each(value) {
                    self.take(value);
                }
            }
        }
    }

    /// Takes an object that holds messages and states.
    fn take(&mut self, value: &'v Value) {
        if PARTS.iter().any(|part| value.get(part).is_some()) {
            self.all.push(value);
        } else {
            self.unreadable += 1;
        }
    }

    /// The objects of a list, or the only one, which some send without its list.
    pub(super) fn each(&mut self, list: Option<&'v Value>) -> Vec<&'v Value> {
        let (objects, others) = each(list);
        self.unreadable += others;
        objects
    }
}

/// The objects of a list, or the only one; and how many there are besides that are none.
pub(super) fn each(list: Option<&Value>) -> (Vec<&Value>, usize) {
    match list {
        None => (Vec::new(), 0),
        Some(Value::Array(items)) => {
            let (objects, others): (Vec<&Value>, Vec<&Value>) =
                items.iter().partition(|item| item.is_object());
            (objects, others.len())
        }
        Some(only) if only.is_object() => (vec![only], 0),
        Some(
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_),
        ) => (Vec::new(), 1),
    }
}
