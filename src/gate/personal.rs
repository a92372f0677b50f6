//! What of a call's arguments the log does not keep: what is told about people.
//!
//! An argument says in its schema that it is personal (`x-personal`); a contact named by its phone number,
//! e-mail address or name is personal by what it is. Ids, flags and the shape stay, so that the log still
//! tells what was done.

use serde_json::{Map, Value};

use crate::id::{self, ContactId, ConversationId};

/// Stands for what was there.
const VEIL: &str = "[personal]";

/// The arguments of an operation with these rules, personal values veiled. What the rules do not know is
/// personal.
pub(super) fn redacted(rules: &Value, arguments: &Map<String, Value>) -> Value {
    let property = |name: &str| rules.get("properties").and_then(|all| all.get(name));
    let entry = |(name, value): (&String, &Value)| {
        let value = property(name).map_or_else(|| veiled(value), |rules| kept(rules, value));
        (name.clone(), value)
    };
    Value::Object(arguments.iter().map(entry).collect())
}

fn kept(rules: &Value, value: &Value) -> Value {
    if rules.get("x-personal").is_some() {
        return veiled(value);
    }
    match value {
        Value::String(text) if names_person(rules) && !is_id(text) => VEIL.into(),
        // Hosts send objects and lists as text; what is in them has not been read yet.
        Value::String(_) if rules.get("properties").or(rules.get("items")).is_some() => VEIL.into(),
        Value::Array(items) => items
            .iter()
            .map(|item| rules.get("items").map_or_else(|| item.clone(), |rules| kept(rules, item)))
            .collect(),
        Value::Object(object) if rules.get("properties").is_some() => redacted(rules, object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            value.clone()
        }
    }
}

/// A conversation is named by its contact as well.
fn names_person(rules: &Value) -> bool {
    let of = rules.get("x-id").and_then(Value::as_str);
    of.is_some() && ["contact", "conversation"].iter().any(|noun| id::prefix_of(noun) == of)
}

fn is_id(text: &str) -> bool {
    let text = text.trim();
    matches!(ContactId::read(text), Ok(Some(_)))
        || matches!(ConversationId::read(text), Ok(Some(_)))
}

/// The shape of a value without its words and numbers.
pub(super) fn veiled(value: &Value) -> Value {
    match value {
        Value::String(_) | Value::Number(_) => VEIL.into(),
        Value::Array(items) => items.iter().map(veiled).collect(),
        Value::Object(object) => {
            object.iter().map(|(name, value)| (name.clone(), veiled(value))).collect()
        }
        Value::Null | Value::Bool(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalogue;

    fn log_of(tool_name: &str, arguments: Value) -> Value {
        let (_, tool) = catalogue::all().find(|(_, known)| known.spec().name == tool_name).unwrap();
        let crate::tool::Tool::One(operation) = tool else { panic!("{tool_name} has actions") };
        redacted(operation.arguments().rules(), arguments.as_object().unwrap())
    }

    #[test]
    fn what_is_told_of_people_is_veiled_however_it_is_sent() {
        let person = json!({ "name": "Ada", "phone": "+49 171 5550123", "notes": ["x@y.z"] });
        let order = json!({ "contactId": "+49 171 5550123", "items": person.to_string() });
        for (tool, arguments) in [
            ("createContact", person.clone()),
            ("updateContact", json!({ "id": "Ada", "name": "Ada", "addTags": "[\"x@y.z\"]" })),
            ("getContact", json!({ "query": "Ada", "phone": 491_715_550_123_i64 })),
            ("deleteContact", json!({ "ids": "[\"Ada\"]" })),
            ("deleteContact", json!({ "ids": ["Ada", "+49 171 5550123"] })),
            ("createOrder", order),
            ("queryData", json!({ "entity": "contact", "filter": person })),
            ("queryData", json!({ "entity": "contact", "filter": person.to_string() })),
            ("getPage", json!({ "phone": "+49 171 5550123" })),
        ] {
            let kept = log_of(tool, arguments).to_string();
            assert!(kept.contains(VEIL), "{tool}: {kept}");
            for gone in ["Ada", "5550123", "x@y"] {
                assert!(!kept.contains(gone), "{tool}: {kept}");
            }
        }
        let id = "con_01h455vb4pex5vsknk084sn02q";
        assert_eq!(log_of("getContact", json!({ "id": id }))["id"], id);
        assert_eq!(log_of("createPage", json!({ "name": "About" }))["name"], "About");
    }
}
