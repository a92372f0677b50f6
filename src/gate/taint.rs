//! Tracks whether a session has read text from outside and personal data.
//!
//! Text from outside may instruct a model to send personal data away. So once a session has read both, a person must
//! confirm whatever is sent out. Text from outside is recognised in answers by its mark. Personal data is noted by the
//! store itself when it reads it ([`SessionState`]), because it can be in an answer, a refusal, a count or a summary.
//! Only repeated answers are recognised by the ids in them.

use std::{
    collections::HashSet,
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use serde_json::{Map, Value};

use super::body::Body;
use crate::{
    id,
    principal::SessionState,
    store::{
        entity::{ENTITIES, Entity},
        taint::Taint,
    },
    tool::{SessionReads, View},
    value::clean,
};

/// The id prefixes of entities with personal data.
static PRIVATE: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let private = ENTITIES.iter().filter(|entity| entity.private);
    private.filter_map(prefix_of).collect()
});

/// The id prefix of an entity. `httpRequest` is called `http request` there.
fn prefix_of(entity: &Entity) -> Option<&'static str> {
    let word = |c: char| {
        let begins = c.is_ascii_uppercase().then_some(' ');
        begins.into_iter().chain([c.to_ascii_lowercase()])
    };
    id::prefix_of(&entity.name.chars().flat_map(word).collect::<String>())
}

/// The mark on what came from outside, as it stands in JSON text. Inside a text its quotation marks would stand behind
/// backslashes.
const MARK: &str = r#""trust":"untrusted""#;

/// The most addresses that are remembered; with one more, all are forgotten.
const ADDRESSES_MAX: usize = 4_000;

/// Longer addresses are not remembered.
const ADDRESS_BYTES_MAX: usize = 1_000;

/// Which addresses in an answer count as read from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AddressScope {
    /// Addresses anywhere in the answer.
    All,
    /// Only the addresses of the results themselves, not those in their text, which may repeat the query.
    Results,
    Nothing,
}

/// What a session has read. Flags are only ever added, so parallel calls cannot undo one another.
#[derive(Default)]
pub(super) struct SessionTaint {
    untrusted: AtomicBool,
    state: Arc<SessionState>,
    addresses: Mutex<Arc<HashSet<String>>>,
}

impl SessionTaint {
    pub(super) fn of(state: &Arc<SessionState>) -> SessionTaint {
        SessionTaint { state: Arc::clone(state), ..SessionTaint::default() }
    }

    pub(super) fn now(&self) -> Taint {
        Taint {
            untrusted: self.untrusted.load(Ordering::Acquire),
            private: self.state.has_read_people(),
        }
    }

    /// Adds what was read in another way than through an answer.
    pub(super) fn add(&self, more: Taint) {
        self.untrusted.fetch_or(more.untrusted, Ordering::AcqRel);
        if more.private {
            self.state.note_people();
        }
    }

    /// What the session has read, with the addresses.
    pub(super) fn seen(&self) -> SessionReads {
        let addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        SessionReads::new(self.now(), Arc::clone(&addresses))
    }

    /// Notes what the answer to a call shows.
    pub(super) fn note_body(&self, answer: &Body, brought: Option<&Value>) {
        match answer {
            Body::Value(answer) => self.note(answer, brought),
            Body::Found(found) => self.note_text(found.things()),
        }
    }

    /// Notes pictures: what is written in one may be anybody's words.
    pub(super) fn note_views(&self, views: &[View]) {
        self.add(Taint { untrusted: !views.is_empty(), private: false });
    }

    /// Notes what things show that are JSON text already.
    fn note_text(&self, things: &str) {
        let Taint { untrusted, private } = self.now();
        self.add(Taint {
            untrusted: untrusted || things.contains(MARK),
            private: private || has_private_id(things),
        });
    }

    /// Notes what the answer to a call shows. Words that the call brought itself tell its session nothing, wherever
    /// they are put down as somebody else's.
    pub(super) fn note(&self, answer: &Value, brought: Option<&Value>) {
        let known = self.now();
        if known.is_both() {
            return;
        }
        self.add(of(answer, brought, known));
    }

    /// Remembers the addresses that a fetch has returned. Addresses from the arguments do not count, because the
    /// session made them; nor does text of this store, which the session may have written with data in an address.
    pub(super) fn remember(&self, answer: &Value, arguments: &Value, telling: AddressScope) {
        let (mut found, mut asked) = (Vec::new(), Vec::new());
        match telling {
            AddressScope::All => addresses(answer, &mut found),
            AddressScope::Results => results(answer, &mut found),
            AddressScope::Nothing => return,
        }
        addresses(arguments, &mut asked);
        let plain = |address: &str| address.trim_end_matches('/').to_owned();
        let asked: HashSet<String> = asked.into_iter().map(plain).collect();
        found.retain(|address| !asked.contains(&plain(address)));
        if found.is_empty() {
            return;
        }
        let mut known = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        let known = Arc::make_mut(&mut known);
        if known.len() + found.len() > ADDRESSES_MAX {
            known.clear();
        }
        known.extend(found.into_iter().take(ADDRESSES_MAX).map(str::to_owned));
    }
}

/// The addresses in the texts of an answer: as they are, and without punctuation of the sentence or link around them.
fn addresses<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => {
            let starts = text.match_indices("http").map(|(at, _)| at);
            for rest in starts.filter_map(|at| text.get(at..)) {
                if !rest.starts_with("http://") && !rest.starts_with("https://") {
                    continue;
                }
                let ends =
                    |c: char| c.is_whitespace() || c.is_control() || "\"<>`|\\^{}".contains(c);
                let address = rest.find(ends).map_or(rest, |end| rest.get(..end).unwrap_or(rest));
                let in_link = address.find([')', ']']).and_then(|end| address.get(..end));
                let in_sentence =
                    address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
                let forms = [Some(address), Some(in_sentence), in_link];
                found
                    .extend(forms.into_iter().flatten().filter(|it| it.len() <= ADDRESS_BYTES_MAX));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| addresses(item, found)),
        Value::Object(object) => object.values().for_each(|value| addresses(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The addresses of a service's results: `url`, `pageUrl`.
fn results<'v>(answer: &'v Value, found: &mut Vec<&'v str>) {
    let items = answer.get("items").and_then(Value::as_array).into_iter().flatten();
    let fields = items.filter_map(Value::as_object).flatten();
    let own = fields.filter(|(name, _)| *name == "url" || name.ends_with("Url"));
    own.filter(|(_, value)| value.is_string()).for_each(|(_, value)| addresses(value, found));
}

fn of(value: &Value, brought: Option<&Value>, known: Taint) -> Taint {
    match value {
        Value::String(text) if !known.private => Taint { private: is_private_id(text), ..known },
        Value::Array(items) => items.iter().fold(known, |known, item| of(item, brought, known)),
        Value::Object(object) => {
            let is_marked = object.get("trust").is_some_and(|trust| trust == "untrusted");
            let tells =
                is_marked && !known.untrusted && !brought.is_some_and(|it| repeats(object, it));
            let known = Taint { untrusted: known.untrusted || tells, ..known };
            object.values().fold(known, |known, value| of(value, brought, known))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => known,
    }
}

/// Whether all marked text of an object was sent by the call itself: all texts except the source; or, for a diff, the
/// label, since its fields have marks of their own.
fn repeats(object: &Map<String, Value>, brought: &Value) -> bool {
    let is_brought = |value: &Value| value.as_str().is_some_and(|text| holds(brought, text.trim()));
    if object.contains_key("source") {
        let mut texts =
            object.iter().filter(|(name, _)| !matches!(name.as_str(), "trust" | "source"));
        return texts.all(|(_, value)| is_brought(value));
    }
    object.contains_key("fields") && object.get("label").is_some_and(is_brought)
}

/// Whether the arguments contain this text, as answers show it.
fn holds(arguments: &Value, text: &str) -> bool {
    match arguments {
        Value::String(own) => own.trim() == text || clean(own).trim() == text,
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(object) => object.values().any(|value| holds(value, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a text in JSON text begins like the id of what tells of people. Quotation marks inside a text stand behind
/// a backslash.
fn has_private_id(things: &str) -> bool {
    things.match_indices('_').any(|(at, _)| {
        let before = things.get(..at).unwrap_or_default();
        let begins = |prefix: &&str| {
            let rest = before.strip_suffix(*prefix).and_then(|rest| rest.strip_suffix('"'));
            rest.is_some_and(|rest| !rest.ends_with('\\'))
        };
        PRIVATE.iter().any(begins)
    })
}

fn is_private_id(text: &str) -> bool {
    text.split_once('_').is_some_and(|(prefix, _)| PRIVATE.contains(&prefix))
}

#[cfg(test)]
mod tests;
