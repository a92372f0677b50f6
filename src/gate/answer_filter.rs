//! Removes from answers what the agent may not read.
//!
//! The answer of a write shows rows: what it changed, would change, or deleted. The person who is asked sees all of
//! them. An agent that may change personal data but not read it learns only which things were affected. A message
//! cannot be searched for names, so the entities that it names are listed beside it ([`NAMES`]).

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

/// Replaces a message that would reveal too much.
const MESSAGE: &str = "It is about what this agent may not read. A person decides.";

/// The members of an answer that list things.
const LISTS: [&str; 3] = ["changes", "items", "deleted"];

/// And those of what an undo answers.
const UNDONE: [&str; 2] = ["restored", "removed"];

/// The answer of a write or a fetch, without what the agent may not read.
pub(super) fn filtered(
    reach: &Reach,
    (tool, operation): (&str, &str),
    mut answer: Answer,
) -> Answer {
    let Some(body) = answer.body.fields_mut() else { return answer };
    let names = body.shift_remove(NAMES);
    // A stored answer from before messages listed what they name.
    let is_unnamed = names.is_none() && body.contains_key("message");
    let mut hides_message = is_blind(reach, tool) || names_hidden(reach, names.as_ref());
    for list in LISTS {
        let Some(Value::Array(things)) = body.get_mut(list) else { continue };
        for thing in things.iter_mut().filter_map(Value::as_object_mut) {
            match strip(reach, thing) {
                RemovedPart::Nothing => {}
                RemovedPart::Label => hides_message |= is_unnamed,
                RemovedPart::Person => hides_message = true,
            }
        }
    }
    for list in UNDONE {
        let things = body.get_mut("data").and_then(|data| data.get_mut(list));
        let things = things.and_then(Value::as_array_mut).into_iter().flatten();
        for thing in things.filter_map(Value::as_object_mut) {
            strip(reach, thing);
        }
    }
    if hides(reach, tool, operation)
        && let Some(Value::Object(data)) = body.get_mut("data")
    {
        data.retain(|field, _| is_bare(field));
    }
    if hides_message {
        // It contains the recipient and the whole text.
        body.shift_remove("leaves");
        if let Some(message) = body.get_mut("message") {
            *message = MESSAGE.into();
        }
    }
    answer
}

/// Whether any of these entities is hidden from the agent.
fn names_hidden(reach: &Reach, names: Option<&Value>) -> bool {
    let names = names.and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).any(|entity| is_hidden(reach, entity))
}

/// What was removed from a thing.
enum RemovedPart {
    Nothing,
    /// The label of a thing that tells nothing of people.
    Label,
    /// The label or the fields of a thing that tells of people.
    Person,
}

/// Removes everything from a hidden thing except its id.
fn strip(reach: &Reach, thing: &mut Map<String, Value>) -> RemovedPart {
    let name = thing.get("entity").and_then(Value::as_str);
    let entity = name.filter(|name| is_hidden(reach, name)).and_then(entity::of_name);
    let Some(entity) = entity else { return RemovedPart::Nothing };
    let had_label = thing.shift_remove("label").is_some();
    let fields = thing.get_mut("fields").and_then(Value::as_object_mut).map(std::mem::take);
    let had_fields = fields.is_some_and(|fields| !fields.is_empty());
    match (entity.private, had_label) {
        (true, _) if had_label || had_fields => RemovedPart::Person,
        (_, true) => RemovedPart::Label,
        (_, false) => RemovedPart::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use serde_json::json;

    use super::*;
    use crate::{gate::reply::Outcome, principal::ToolReach};

    /// The answer as an agent with only the tools for pages gets it.
    fn told(body: Value) -> Value {
        let pages = BTreeSet::from(["page"]);
        let reach = ToolReach { read: pages.clone(), write: pages, ..ToolReach::default() };
        let answer = Answer::of(body, Outcome::Previewed, None);
        filtered(&Reach::Tools(Arc::new(reach)), ("deletePage", "deletePage"), answer)
            .body
            .value()
            .cloned()
            .unwrap()
    }

    fn preview(names: &[&str], gone: &Value) -> Value {
        json!({ "message": "Delete page “Prices” and 1 section?", NAMES: names, "items": [gone] })
    }

    #[test]
    fn a_message_is_told_unless_it_names_what_is_hidden() {
        let section = json!({ "entity": "section", "id": "sec_1", "label": "e" });
        let bare = json!([{ "entity": "section", "id": "sec_1" }]);
        // The hidden thing's label occurs in the sentence by coincidence.
        let by_chance = told(preview(&["page"], &section));
        assert_eq!(by_chance["message"], "Delete page “Prices” and 1 section?");
        assert_eq!((&by_chance["items"], by_chance.get(NAMES)), (&bare, None));

        let named = told(preview(&["page", "section"], &section));
        assert_eq!((&named["message"], &named["items"]), (&json!(MESSAGE), &bare));

        // Contacts are hidden, with or without a label.
        let contact = json!({ "entity": "contact", "id": "contact_1", "label": "Ada" });
        assert_eq!(told(preview(&["page"], &contact))["message"], MESSAGE);

        // An answer stored by an earlier version does not list what its message names.
        let mut kept = preview(&[], &section);
        kept.as_object_mut().unwrap().remove(NAMES);
        assert_eq!(told(kept)["message"], MESSAGE);

        // What would be sent is hidden together with the message.
        let leaves = json!([{ "name": "body", "text": "Hello" }]);
        let rehearsed = json!({ "changes": [section], "leaves": leaves });
        assert_eq!(told(rehearsed)["leaves"], leaves);
    }
}
