//! Tests of the check with valid and invalid values.

use serde_json::json;

use super::*;

fn said(schema: &Value, value: &Value) -> Vec<String> {
    problems(schema, value).iter().map(Problem::to_string).collect()
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let schema = json!({
        "type": "object", "required": ["name"], "additionalProperties": false,
        "properties": {
            "name": { "type": "string" },
            "size": { "type": "integer", "minimum": 1, "maximum": 100 },
            "items": { "type": "array", "maxItems": 2, "items": {
                "type": "object", "properties": { "title": { "type": "string", "maxLength": 3 } } } },
            "status": { "type": "string", "enum": ["draft", "published"] },
        },
    });
    let value = json!({
        "size": 1.5, "items": [{ "title": "ok" }, { "title": "long" }], "status": "publish", "nmae": "x",
    });
    assert_eq!(
        said(&schema, &value),
        [
            "name: is missing",
            "size: must be a whole number, not the number 1.5",
            "items[1].title: has 4 characters; at most 3 are allowed",
            "status: must be one of draft, published, not `publish`",
            "nmae: is not known here",
        ]
    );
    assert_eq!(problems(&schema, &value)[4].suggestion.as_deref(), Some("did you mean `name`?"));
}

#[test]
fn a_number_as_text_is_refused_with_the_number_to_send() {
    let schema = json!({ "type": "number" });
    let found = problems(&schema, &json!("2,500"));
    assert_eq!(found[0].suggestion.as_deref(), Some("send the number 2500 without quotes"));
}

#[test]
fn what_fits_is_left_in_peace() {
    let image =
        json!({ "anyOf": [{ "type": "string" }, { "type": "object", "required": ["imageId"] }] });
    assert_eq!(said(&image, &json!("img_1")), [""; 0]);
    assert_eq!(said(&image, &json!({ "imageId": "img_1" })), [""; 0]);
    assert_eq!(said(&image, &json!(5)).len(), 1);
    assert_eq!(said(&json!({ "type": ["string", "null"] }), &Value::Null), [""; 0]);
}
