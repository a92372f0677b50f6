//! Redacts a call's arguments for the log: personal data, and secrets.
//!
//! An argument's schema says whether it is personal (`x-personal`). Names, phone numbers and e-mail addresses that
//! identify a contact are always personal. Of an address (`x-address`) only its shape is kept; of fields that only the
//! caller defines, such as headers, only the names. Anything that looks like a phone number or a key is removed
//! everywhere (`value/redact.rs`). Ids, flags and the structure stay, so that the log still shows what was done.

use serde_json::{Map, Value};

use crate::{
    id::{self, ContactId, ConversationId},
    value::redact,
};

/// Replaces a personal value.
const REDACTED: &str = redact::PERSONAL;

/// The arguments of an operation with these rules, redacted. Arguments that the rules do not know are treated as
/// personal.
pub(super) fn redacted(rules: &Value, arguments: &Map<String, Value>) -> Value {
    let property = |name: &str| rules.get("properties").and_then(|all| all.get(name));
    let entry = |(name, value): (&String, &Value)| {
        let value =
            property(name).map_or_else(|| redacted_value(value), |rules| kept(rules, value));
        (name_of(name), value)
    };
    Value::Object(arguments.iter().map(entry).collect())
}

fn kept(rules: &Value, value: &Value) -> Value {
    let says = |key: &str| rules.get(key).is_some();
    if says("x-personal") {
        return redacted_value(value);
    }
    match value {
        Value::String(text) if says("x-address") => redact::address_shape(text).into(),
        // The argument accepts any thing by id or name, and a name may be a contact's.
        Value::String(text) if says("x-any-id") && id::noun_of(text.trim()).is_none() => {
            REDACTED.into()
        }
        Value::String(text) if names_person(rules) && !is_id(text) => REDACTED.into(),
        // Some hosts send objects and lists as JSON text; this one has not been parsed yet.
        Value::String(_) if says("properties") || says("items") => REDACTED.into(),
        Value::Array(items) => items
            .iter()
            .map(|item| {
                rules.get("items").map_or_else(|| redacted_value(item), |rules| kept(rules, item))
            })
            .collect(),
        Value::Object(object) if says("properties") => redacted(rules, object),
        // Content is about the business and is kept; fields that only the caller defines are not.
        Value::Object(_) if says("x-fields") => without_traces(value),
        Value::Object(_) => redacted_value(value),
        // A number where text is expected is often a phone number.
        Value::Number(_) if !takes_numbers(rules) => REDACTED.into(),
        Value::Number(_) | Value::Null | Value::Bool(_) => value.clone(),
        Value::String(_) => without_traces(value),
    }
}

/// The name of a field or tool, unless it may be a person's name: one with blanks or unusual letters is redacted.
pub(super) fn name_of(name: &str) -> String {
    let is_given = |c: char| c.is_ascii_alphanumeric() || "_-.:/$[]…".contains(c);
    if name.chars().all(is_given) { redact::redacted(name) } else { REDACTED.to_owned() }
}

fn takes_numbers(rules: &Value) -> bool {
    let is_number = |kind: &Value| kind == "number" || kind == "integer";
    match rules.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_number),
        Some(kind) => is_number(kind),
        None => false,
    }
}

/// The same for every value and every name of an object.
pub(super) fn without_traces_in(object: &Map<String, Value>) -> Map<String, Value> {
    object.iter().map(|(name, value)| (name_of(name), without_traces(value))).collect()
}

/// A value without anything that looks like a phone number, an e-mail address or a key.
fn without_traces(value: &Value) -> Value {
    match value {
        Value::String(text) => redact::redacted(text).into(),
        Value::Number(number) if redact::redacted(&number.to_string()) != number.to_string() => {
            REDACTED.into()
        }
        Value::Array(items) => items.iter().map(without_traces).collect(),
        Value::Object(object) => Value::Object(without_traces_in(object)),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// A conversation may be named by its contact, too.
fn names_person(rules: &Value) -> bool {
    let of = rules.get("x-id").and_then(Value::as_str);
    of.is_some() && ["contact", "conversation"].iter().any(|noun| id::prefix_of(noun) == of)
}

fn is_id(text: &str) -> bool {
    let text = text.trim();
    matches!(ContactId::read(text), Ok(Some(_)))
        || matches!(ConversationId::read(text), Ok(Some(_)))
}

/// The structure of a value with all text and numbers redacted.
pub(super) fn redacted_value(value: &Value) -> Value {
    match value {
        Value::String(_) | Value::Number(_) => REDACTED.into(),
        Value::Array(items) => items.iter().map(redacted_value).collect(),
        Value::Object(object) => {
            let entry = |(name, value): (&String, &Value)| (name_of(name), redacted_value(value));
            Value::Object(object.iter().map(entry).collect())
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
            ("getPage", json!({ "slug": 491_715_550_123_i64 })),
            ("createPage", json!({ "name": "Ring 0171 5550123" })),
            ("createSection", json!({ "content": { "body": "x@y.z or +49 (171) 5550123" } })),
            ("createSection", json!({ "content": { "number": 491_715_550_123_i64, "x@y.z": "" } })),
            ("getPage", json!({ "what": { "x@y.z": ["+49 171 5550123", { "who": 5_550_123 }] } })),
        ] {
            let kept = log_of(tool, arguments).to_string();
            assert!(kept.contains(REDACTED), "{tool}: {kept}");
            for gone in ["Ada", "5550123", "x@y"] {
                assert!(!kept.contains(gone), "{tool}: {kept}");
            }
        }
        for (tool, arguments) in [
            ("getHistory", json!({ "entity": "contact", "id": "Ada" })),
            (
                "queryData",
                json!({ "entity": "contact", "filter": { "Ada Lovelace": 1, "Zoë": { "Ada L": 2 } } }),
            ),
            ("createPage", json!({ "name": "A", "idempotencyKey": "page-for-Ada" })),
            ("getPage", json!({ "all": true, "who is Ada": true })),
            ("httpGet", json!({ "headers": { "Ada Lovelace": "x", "Zoë": "x" } })),
            ("createSection", json!({ "content": { "body": "x", "of Ada Lovelace": "x" } })),
        ] {
            let kept = log_of(tool, arguments).to_string();
            assert!(kept.contains(REDACTED), "{tool}: {kept}");
            assert!(!kept.contains("Ada") && !kept.contains("Zoë"), "{tool}: {kept}");
        }
        let id = "con_01h455vb4pex5vsknk084sn02q";
        assert_eq!(log_of("getHistory", json!({ "entity": "contact", "id": id }))["id"], id);
        let known = json!({ "entity": "page", "filter": { "name": 1, "or[0].x-y_z": 2 } });
        let kept = log_of("queryData", known);
        assert_eq!(kept["filter"], json!({ "name": REDACTED, "or[0].x-y_z": REDACTED }));
        for (asked, kept) in [
            ("create_page", "create_page"),
            ("manage_packages:list", "manage_packages:list"),
            ("Call Ada", REDACTED),
            ("Zoë", REDACTED),
            ("+491715550123", REDACTED),
        ] {
            assert_eq!(name_of(asked), kept);
        }
        assert_eq!(log_of("getContact", json!({ "id": id }))["id"], id);
        assert_eq!(log_of("createPage", json!({ "name": "About" }))["name"], "About");
    }

    #[test]
    fn of_what_goes_outside_the_shape_is_kept_and_no_value() {
        let url =
            "https://ada:x9@api.example.com/users/%2B491715550123?key=sk-live-1234567890#frag";
        for (tool, arguments, shape) in [
            ("httpGet", json!({ "url": url }), "/url"),
            ("httpPost", json!({ "url": url, "body": "x" }), "/url"),
            ("fetchContent", json!({ "urls": [url] }), "/urls/0"),
            ("createImage", json!({ "url": url }), "/url"),
            ("createNavItem", json!({ "url": url }), "/url"),
            ("createPage", json!({ "name": url }), "/name"),
        ] {
            let kept = log_of(tool, arguments);
            let expected =
                "https://[secret]@api.example.com/users/[personal]?[personal]#[personal]";
            assert_eq!(kept.pointer(shape).unwrap(), expected, "{tool}");
        }
        for unreadable in ["api.example.com/?phone=12", "//ada@x/", "http:/x?y"] {
            assert_eq!(log_of("httpGet", json!({ "url": unreadable }))["url"], REDACTED);
        }
        for tool in ["httpGet", "httpPost"] {
            for headers in [json!({ "X-Api-Key": "abc" }), json!("{\"X-Api-Key\":\"abc\"}")] {
                let kept = log_of(tool, json!({ "headers": headers })).to_string();
                assert!(!kept.contains("abc"), "{tool}: {kept}");
            }
            let kept = log_of(tool, json!({ "headers": { "X-Api-Key": "abc", "Accept": "x/y" } }));
            assert_eq!(kept["headers"], json!({ "X-Api-Key": REDACTED, "Accept": REDACTED }));
        }
    }

    #[test]
    fn a_key_is_kept_nowhere() {
        for (tool, arguments) in [
            (
                "acknowledgeRequest",
                json!({ "understanding": "post it with sk-proj-abcdef0123456789" }),
            ),
            ("finalAnswer", json!({ "answer": "the password: sk-proj-abcdef0123456789" })),
            ("searchWeb", json!({ "query": "who has sk-proj-abcdef0123456789" })),
            ("createPost", json!({ "content": { "body": "sk-proj-abcdef0123456789" } })),
            ("getPage", json!({ "sk-proj-abcdef0123456789": 1 })),
        ] {
            let kept = log_of(tool, arguments).to_string();
            assert!(!kept.contains("abcdef"), "{tool}: {kept}");
            assert!(kept.contains(redact::SECRET), "{tool}: {kept}");
        }
    }
}
