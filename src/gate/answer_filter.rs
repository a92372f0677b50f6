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
    let Some(body) = answer.body.fields_mut() else { return answer };
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

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use serde_json::json;

    use super::*;
    use crate::{gate::reply::Outcome, principal::ToolReach};

    /// What an agent that has only tools for pages is told.
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
        // What the hidden thing is called stands in the sentence by chance.
        let by_chance = told(preview(&["page"], &section));
        assert_eq!(by_chance["message"], "Delete page “Prices” and 1 section?");
        assert_eq!((&by_chance["items"], by_chance.get(NAMES)), (&bare, None));

        let named = told(preview(&["page", "section"], &section));
        assert_eq!((&named["message"], &named["items"]), (&json!(MESSAGE), &bare));

        // A person is not told of, named or not.
        let contact = json!({ "entity": "contact", "id": "contact_1", "label": "Ada" });
        assert_eq!(told(preview(&["page"], &contact))["message"], MESSAGE);

        // What was kept by an earlier version does not say what it names.
        let mut kept = preview(&[], &section);
        kept.as_object_mut().unwrap().remove(NAMES);
        assert_eq!(told(kept)["message"], MESSAGE);

        // What would leave goes with the message, and stays where there is none.
        let leaves = json!([{ "name": "body", "text": "Hello" }]);
        let rehearsed = json!({ "changes": [section], "leaves": leaves });
        assert_eq!(told(rehearsed)["leaves"], leaves);
    }
}
