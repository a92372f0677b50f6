//! What of an answer an agent may be told: nothing of what it may not read, in whatever shape that comes.
//!
//! A write shows rows: what it changed, what it would change, what it took along. The person who is asked sees all
//! of them. An agent that may change people's data and not read it is told which things there were, and no more.
//! What a message names is told beside it ([`NAMES`]), because a sentence cannot be searched for it.

use serde_json::{Map, Value};

use super::{
    Answer,
    reply::NAMES,
    scope::visibility::{hides, is_bare},
};
use crate::{
    principal::Reach,
    store::{entity, is_blind, is_hidden},
};

/// Stands for a message that would tell too much.
const MESSAGE: &str = "It is about what this agent may not read. A person decides.";

/// The lists of things in answers.
const LISTS: [&str; 3] = ["changes", "items", "deleted"];

/// The answer of a write, or of a look outside, as the agent may be told it.
pub(super) fn filtered(
    reach: &Reach,
    (tool, operation): (&str, &str),
    mut answer: Answer,
) -> Answer {
    let Some(body) = answer.body.as_object_mut() else { return answer };
    let names = body.shift_remove(NAMES);
    // A message that was kept before messages said what they name.
    let is_unnamed = names.is_none() && body.contains_key("message");
    let mut hides_message = is_blind(reach, tool) || names_hidden(reach, names.as_ref());
    for list in LISTS {
        let Some(Value::Array(things)) = body.get_mut(list) else { continue };
        for thing in things.iter_mut().filter_map(Value::as_object_mut) {
            match strip(reach, thing) {
                Stripped::Nothing => {}
                Stripped::Label => hides_message |= is_unnamed,
                Stripped::Person => hides_message = true,
            }
        }
    }
    if hides(reach, tool, operation)
        && let Some(Value::Object(data)) = body.get_mut("data")
    {
        data.retain(|field, _| is_bare(field));
    }
    if hides_message {
        // To whom it would go, with every word.
        body.shift_remove("leaves");
        if let Some(message) = body.get_mut("message") {
            *message = MESSAGE.into();
        }
    }
    answer
}

/// Whether any of these entities is not for the agent.
fn names_hidden(reach: &Reach, names: Option<&Value>) -> bool {
    let names = names.and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).any(|entity| is_hidden(reach, entity))
}

/// What was taken from a thing.
enum Stripped {
    Nothing,
    /// What it is called.
    Label,
    /// What tells of a person.
    Person,
}

/// Takes from a thing that is not for the agent all but which it is.
fn strip(reach: &Reach, thing: &mut Map<String, Value>) -> Stripped {
    let name = thing.get("entity").and_then(Value::as_str);
    let entity = name.filter(|name| is_hidden(reach, name)).and_then(entity::of_name);
    let Some(entity) = entity else { return Stripped::Nothing };
    let had_label = thing.shift_remove("label").is_some();
    let fields = thing.get_mut("fields").and_then(Value::as_object_mut).map(std::mem::take);
    let had_fields = fields.is_some_and(|fields| !fields.is_empty());
    match (entity.private, had_label) {
        (true, _) if had_label || had_fields => Stripped::Person,
        (_, true) => Stripped::Label,
        (_, false) => Stripped::Nothing,
    }
}
