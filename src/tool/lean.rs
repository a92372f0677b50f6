//! Fields without anything in them are left out of answers: that they are not there says the same.
//!
//! Only what the type of an answer declares: in content, and in what came from outside, an empty value is a value.

use serde_json::{Map, Value};

use crate::value::is_empty;

/// Leaves empty fields out of the part of an answer that stands under `name` in its schema.
pub(super) fn lean(schema: &Map<String, Value>, name: &str, value: &mut Value) {
    if let Some(part) = schema.get("properties").and_then(|properties| properties.get(name)) {
        thin(part, value);
    }
}

fn thin(schema: &Value, value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let Some(declared) = schema.get("properties").and_then(Value::as_object) else {
                return;
            };
            fields.retain(|name, field| {
                let Some(schema) = declared.get(name) else { return true };
                thin(schema, field);
                !is_empty(field)
            });
        }
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                for item in items {
                    thin(schema, item);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_declared_and_empty_is_left_out_and_content_is_left_alone() {
        let line =
            json!({ "properties": { "note": { "type": "string" }, "n": { "type": "integer" } } });
        let thing = json!({ "properties": {
            "id": { "type": "string" }, "address": { "type": "string" }, "tags": { "type": "array" },
            "lines": { "type": "array", "items": line }, "open": { "type": "boolean" },
            "content": { "type": "object", "additionalProperties": true },
        } });
        let schema = json!({ "properties": { "items": { "type": "array", "items": thing } } });
        let mut items = json!([{
            "id": "con_1", "address": "", "tags": [], "lines": [{ "note": "", "n": 0 }], "open": false,
            "content": { "heading": "", "image": null },
        }, { "id": "con_2", "content": {}, "lines": [{ "note": null }] }]);
        lean(schema.as_object().unwrap(), "items", &mut items);
        let left = json!([
            { "id": "con_1", "lines": [{ "n": 0 }], "open": false, "content": { "heading": "", "image": null } },
            { "id": "con_2", "lines": [{}] },
        ]);
        assert_eq!(items, left);
    }
}
