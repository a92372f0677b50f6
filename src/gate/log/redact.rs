//! What of a call's arguments the log may hold: what happened can be told from it, a person cannot, and no
//! secret can be taken from it.
//!
//! One reviewed list for all tools. Fields that hold a person's data or a secret are left out wherever they
//! stand, by their name. In toolsets about people every other text is left out as well unless it is known to
//! say nothing about anybody, because a contact can be named by a phone number wherever an id can.

use serde_json::{Map, Value};

use crate::catalogue;

/// Text is kept up to so many characters; a page's body belongs into the ledger, not here.
const TEXT_CHARS_MAX: usize = 200;

/// Fields and items beyond so many of one object or list are not kept.
const ITEMS_MAX: usize = 100;

/// Left out in every tool, where these occur in a field's name written small and without `_` and `-`.
const LEFT_OUT: &[&str] = &[
    "phone",
    "email",
    "address",
    "notes",
    "message",
    "base64",
    "headers",
    "password",
    "secret",
    "token",
    "apikey",
    "authorization",
    "cookie",
];

/// Toolsets whose tools are about people, or carry what anybody wrote to somebody outside.
const ABOUT_PEOPLE: &[&str] = &["crm", "messaging", "outside"];

/// Text that stays in those.
const KEPT: &[&str] = &[
    "action",
    "currency",
    "entity",
    "fields",
    "format",
    "idempotencykey",
    "language",
    "mode",
    "op",
    "pipeline",
    "provider",
    "sort",
    "stage",
    "status",
];

/// Arguments as JSON, without what the log may not hold and with long text cut.
pub(super) fn redacted(tool: &str, arguments: &Map<String, Value>) -> String {
    let strict = is_about_people(tool);
    object(arguments, strict).to_string()
}

/// Also for a name that is no tool's: it may be an old name of one.
fn is_about_people(tool: &str) -> bool {
    let known = catalogue::all().find(|(_, known)| known.spec().name == tool);
    match known {
        Some((toolset, _)) => ABOUT_PEOPLE.contains(&toolset.name),
        // A method of the protocol, not a tool.
        None => !tool.contains('/'),
    }
}

fn object(object: &Map<String, Value>, strict: bool) -> Value {
    let fields = object.iter().take(ITEMS_MAX);
    Value::Object(fields.map(|(name, value)| (name.clone(), field(name, value, strict))).collect())
}

fn field(name: &str, value: &Value, strict: bool) -> Value {
    let plain: String =
        name.chars().filter(|one| !matches!(one, '_' | '-')).flat_map(char::to_lowercase).collect();
    if LEFT_OUT.iter().any(|part| plain.contains(part)) {
        return left_out(value);
    }
    kept(value, strict && !KEPT.contains(&plain.as_str()))
}

fn kept(value: &Value, strict: bool) -> Value {
    match value {
        Value::String(text) => text_kept(text, strict),
        Value::Array(items) => {
            items.iter().take(ITEMS_MAX).map(|item| kept(item, strict)).collect()
        }
        Value::Object(inner) => object(inner, strict),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn text_kept(text: &str, strict: bool) -> Value {
    // Hosts send objects as text; their fields are fields all the same.
    if text.trim_start().starts_with('{')
        && let Ok(Value::Object(inner)) = serde_json::from_str(text)
    {
        return object(&inner, strict);
    }
    if strict && !is_id(text) {
        return left_out(&Value::from(text));
    }
    match text.char_indices().nth(TEXT_CHARS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}

/// Whether it looks like one of our ids: a prefix and 26 characters.
fn is_id(text: &str) -> bool {
    text.split_once('_').is_some_and(|(prefix, rest)| {
        let small = |byte: u8| byte.is_ascii_lowercase();
        (2..=6).contains(&prefix.len())
            && prefix.bytes().all(small)
            && rest.len() == 26
            && rest.bytes().all(|byte| small(byte) || byte.is_ascii_digit())
    })
}

/// What stands for a value: whether there was one, and how long, tells who looks for a fault enough.
fn left_out(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::String(text) => format!("[left out: {} characters]", text.chars().count()).into(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            "[left out]".into()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn log_of(tool: &str, arguments: Value) -> Value {
        serde_json::from_str(&redacted(tool, arguments.as_object().unwrap())).unwrap()
    }

    #[test]
    fn what_names_a_person_or_opens_a_door_is_left_out_wherever_it_stands() {
        for name in ["phone", "E-Mail", "shippingAddress", "notes", "api_key", "confirmationToken"]
        {
            for value in
                [json!("+49 171 5550123"), json!(491_715_550_123_i64), json!({ "eq": "x@y.z" })]
            {
                let deep = json!({ "all": true, "filter": [{ name: value }] });
                let text = log_of("queryData", deep.clone()).to_string();
                assert!(text.contains("left out") && text.contains("all"), "{text}");
                assert!(!text.contains("555") && !text.contains("x@y"), "{text}");
                // The same in the way of hosts that send objects as text.
                let text = log_of("queryData", json!({ "filter": deep.to_string() })).to_string();
                assert!(!text.contains("555") && !text.contains("x@y"), "{text}");
            }
        }
    }

    #[test]
    fn of_people_only_what_says_nothing_of_them_stays() {
        let about = json!({
            "id": "+49 171 5550123", "name": "Ada", "items": [{ "title": "Album", "quantity": 2 }],
            "contactId": "con_01h455vb4pex5vsknk084sn02q", "stage": "quoted"
        });
        // No such tool, which may be an old name of one about contacts.
        let kept = log_of("crm.contact.create", about);
        assert_eq!(kept["contactId"], "con_01h455vb4pex5vsknk084sn02q");
        assert_eq!([&kept["stage"], &kept["items"][0]["quantity"]], [&json!("quoted"), &json!(2)]);
        for gone in ["Ada", "5550123", "Album"] {
            assert!(!kept.to_string().contains(gone), "{kept}");
        }
    }

    #[test]
    fn what_a_website_says_stays_and_is_cut() {
        let kept = log_of("createPage", json!({ "name": "About", "slug": "é".repeat(300) }));
        assert_eq!(kept["name"], "About");
        assert_eq!(kept["slug"].as_str().unwrap().chars().count(), TEXT_CHARS_MAX + 1);
    }
}
