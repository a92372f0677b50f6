//! Leaves empty fields out of answers, to save tokens; an absent field means the same.
//!
//! Only fields that the answer's type declares: in content and in results from outside, an empty value has a meaning.

use serde_json::{Map, Value};

use crate::value::is_empty;

/// Removes empty fields from the part of an answer that the schema calls `name`.
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
