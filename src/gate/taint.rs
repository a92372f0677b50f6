//! What a session has read: text from outside, data of people.
//!
//! Text from outside may ask a model to send data of people out. Who has read both is asked for a person's yes
//! before anything leaves. Text from outside is marked in the answers that hold it. Of people the store itself
//! notes what it reads ([`SessionState`]): an answer, a refusal, a count and a summary all come from there. Only what
//! was answered before and is told again comes with nothing but an id of theirs.

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
    tool::SessionReads,
    value::clean,
};

/// The prefixes of ids of what tells of people.
static PRIVATE: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let private = ENTITIES.iter().filter(|entity| entity.private);
    private.filter_map(prefix_of).collect()
});

/// The prefix of an entity's ids: `httpRequest` is a `http request` there.
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

/// A longer one is not remembered.
const ADDRESS_BYTES_MAX: usize = 1_000;

/// Which addresses of an answer count as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AddressScope {
    /// Wherever they stand.
    All,
    /// Those that are the results themselves, and none of their words: those may repeat what was asked.
    Results,
    /// None.
    Nothing,
}

/// What a session has read so far. It only ever grows, so calls that end at once cannot undo one another.
#[derive(Default)]
pub(super) struct SessionTaint {
    untrusted: AtomicBool,
    state: Arc<SessionState>,
    addresses: Mutex<Arc<HashSet<String>>>,
}

impl SessionTaint {
    /// What that session has read.
    pub(super) fn of(state: &Arc<SessionState>) -> SessionTaint {
        SessionTaint { state: Arc::clone(state), ..SessionTaint::default() }
    }

    /// What it is now.
    pub(super) fn now(&self) -> Taint {
        Taint {
            untrusted: self.untrusted.load(Ordering::Acquire),
            private: self.state.has_read_people(),
        }
    }

    /// Adds what it has read in another way than by an answer.
    pub(super) fn add(&self, more: Taint) {
        self.untrusted.fetch_or(more.untrusted, Ordering::AcqRel);
        if more.private {
            self.state.note_people();
        }
    }

    /// What it has read, with the addresses in it.
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

    /// Remembers the addresses in what came from outside for the call with these arguments. Only what others wrote
    /// counts: an address of the arguments comes back as the source, and a text of this store could have been written
    /// here with an address that carries something.
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

/// The addresses in the texts of an answer: as they stand there, and without what a sentence or a link puts after them.
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

/// The addresses that results of a service are or have: `url`, `pageUrl`.
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

/// Whether what is marked there is all in what was brought: the texts besides the source, or the label of a thing whose
/// other fields have marks of their own.
fn repeats(object: &Map<String, Value>, brought: &Value) -> bool {
    let is_brought = |value: &Value| value.as_str().is_some_and(|text| holds(brought, text.trim()));
    if object.contains_key("source") {
        let mut texts =
            object.iter().filter(|(name, _)| !matches!(name.as_str(), "trust" | "source"));
        return texts.all(|(_, value)| is_brought(value));
    }
    object.contains_key("fields") && object.get("label").is_some_and(is_brought)
}

/// Whether a text of the arguments is that one, as answers show it.
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
