//! What of an answer may be told: nothing of what the principal may not read, in whatever shape it comes.
//!
//! A write shows rows: what it changed, what it would change, what it took along. The person who is asked sees all
//! of them. Whoever may change people's data and not read it is told which things there were, and no more.

use serde_json::{Map, Value};

use super::{
    Answer,
    scope::reach::{hides, is_bare},
};
use crate::{
    principal::Reach,
    store::{entity, is_blind, is_hidden},
};

/// Stands for a question or a summary that would tell too much.
const MESSAGE: &str = "It is about what this agent may not read. A person decides.";

/// Lists of things in answers.
const LISTS: [&str; 3] = ["changes", "items", "deleted"];

/// The answer of a write, or of a look outside, as it may be told.
pub(super) fn within(reach: &Reach, (tool, operation): (&str, &str), mut answer: Answer) -> Answer {
    let Some(body) = answer.body.as_object_mut() else { return answer };
    let message = body.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut hidden = is_blind(reach, tool);
    for list in LISTS {
        let Some(Value::Array(things)) = body.get_mut(list) else { continue };
        for thing in things.iter_mut().filter_map(Value::as_object_mut) {
            hidden |= bare(reach, thing, &message);
        }
    }
    if hides(reach, tool, operation)
        && let Some(Value::Object(data)) = body.get_mut("data")
    {
        data.retain(|field, _| is_bare(field));
    }
    if hidden {
        // To whom it would go, with every word.
        body.shift_remove("leaves");
        if let Some(message) = body.get_mut("message") {
            *message = MESSAGE.into();
        }
    }
    answer
}

/// Takes from a thing that is not for the agent what it tells; whether `message` is not for the agent either: it is
/// about people, or names the thing.
fn bare(reach: &Reach, thing: &mut Map<String, Value>, message: &str) -> bool {
    let name = thing.get("entity").and_then(Value::as_str);
    let entity = name.filter(|name| is_hidden(reach, name)).and_then(entity::of_name);
    let Some(entity) = entity else { return false };
    let label = thing.shift_remove("label");
    let label = label.as_ref().and_then(Value::as_str);
    let named = label.is_some_and(|label| entity.private || message.contains(label));
    let Some(Value::Object(fields)) = thing.get_mut("fields") else { return named };
    let told = entity.private && !fields.is_empty();
    fields.clear();
    named || told
}
