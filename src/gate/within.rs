//! What of an answer may be told: nothing of what the principal may not read, in whatever shape it comes.
//!
//! A write shows rows: what it changed, what it would change, what it took along. The person who is asked sees all
//! of them. Whoever may change people's data and not read it is told which things there were, and no more.

use serde_json::{Map, Value};

use super::{
    Answer,
    scope::reach::{hides, is_bare, is_blind},
};
use crate::{principal::Reach, store::entity};

/// Stands for a question or a summary that would tell too much.
const MESSAGE: &str = "It is about what this agent may not read. A person decides.";

/// Lists of things in answers.
const LISTS: [&str; 3] = ["changes", "items", "deleted"];

/// The answer of a write as it may be told.
pub(super) fn within(reach: &Reach, tool: &str, operation: &str, mut answer: Answer) -> Answer {
    let Some(body) = answer.body.as_object_mut() else { return answer };
    let mut hidden = is_blind(reach, tool);
    for list in LISTS {
        let Some(Value::Array(things)) = body.get_mut(list) else { continue };
        for thing in things.iter_mut().filter_map(Value::as_object_mut) {
            hidden |= bare(reach, thing);
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

/// Takes from a thing what tells of people who may not be read about; whether there was any.
fn bare(reach: &Reach, thing: &mut Map<String, Value>) -> bool {
    let entity = thing.get("entity").and_then(Value::as_str).and_then(entity::of_name);
    if !entity.is_some_and(|entity| entity.private && !reach.reads(entity.name)) {
        return false;
    }
    let named = thing.shift_remove("label").is_some();
    let Some(Value::Object(fields)) = thing.get_mut("fields") else { return named };
    let told = !fields.is_empty();
    fields.clear();
    named || told
}
