//! What a session has read: text from outside, data of people.
//!
//! Text from outside may ask a model to send data of people out. Who has read both is asked for a person's yes
//! before anything leaves. Text from outside is marked in the answers that hold it. Of people the store itself
//! notes what it reads ([`Told`]): an answer, a refusal, a count and a summary all come from there. Only what was
//! answered before and is told again comes with nothing but an id of theirs.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use serde_json::Value;

use crate::{id, principal::Told, tool::Exposure};

/// The entities that tell of people.
const PRIVATE: [&str; 4] = ["contact", "order", "conversation", "message"];

/// What a session has read so far.
#[derive(Default)]
pub(super) struct Exposed {
    untrusted: AtomicBool,
    private: Arc<Told>,
}

impl Exposed {
    /// What a session has read whose reads are noted there.
    pub(super) fn of(told: &Arc<Told>) -> Exposed {
        Exposed { private: Arc::clone(told), ..Exposed::default() }
    }

    /// What it is now.
    pub(super) fn now(&self) -> Exposure {
        Exposure {
            untrusted: self.untrusted.load(Ordering::Acquire),
            private: self.private.is_noted(),
        }
    }

    /// Notes what an answer shows.
    pub(super) fn note(&self, answer: &Value) {
        let known = self.now();
        if known.is_both() {
            return;
        }
        let shown = of(answer, known);
        self.untrusted.store(shown.untrusted, Ordering::Release);
        if shown.private {
            self.private.note();
        }
    }
}

fn of(value: &Value, known: Exposure) -> Exposure {
    match value {
        Value::String(text) if !known.private => Exposure { private: is_private_id(text), ..known },
        Value::Array(items) => items.iter().fold(known, |known, item| of(item, known)),
        Value::Object(object) => {
            let marked = object.get("trust").is_some_and(|trust| trust == "untrusted");
            let known = Exposure { untrusted: known.untrusted || marked, ..known };
            object.values().fold(known, |known, value| of(value, known))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => known,
    }
}

fn is_private_id(text: &str) -> bool {
    let Some((prefix, _)) = text.split_once('_') else { return false };
    PRIVATE.iter().any(|entity| id::prefix_of(entity) == Some(prefix))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::id::ContactId;

    #[test]
    fn a_session_has_read_what_its_answers_showed() {
        let exposed = Exposed::default();
        exposed.note(&json!({ "items": [{ "id": "page_1", "name": "Home", "trust": "yes" }] }));
        assert_eq!(exposed.now(), Exposure::default());
        exposed.note(&json!({ "items": [{ "body": { "trust": "untrusted", "text": "Hello" } }] }));
        assert_eq!(exposed.now(), Exposure { untrusted: true, private: false });
        exposed.note(&json!({ "data": { "contactId": ContactId::new() } }));
        assert!(exposed.now().is_both());
        exposed.note(&json!({ "items": [] }));
        assert!(exposed.now().is_both());
    }
}
