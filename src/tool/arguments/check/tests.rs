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
    let advice = |text: &str| problems(&schema, &json!(text)).remove(0).suggestion.unwrap();
    assert_eq!(advice("12,50"), "send the number 12.5 without quotes");
    assert_eq!(advice("1.900,00"), "send the number 1900 without quotes");
    assert_eq!(advice("99,9 €"), "send the number 99.9 without quotes");
    assert_eq!(advice("on request"), "send a number without quotes");
    // Nobody can know which it is.
    assert_eq!(
        advice("2,500"),
        "send 2500 without quotes if the `,` in it groups thousands, 2.5 if it is the decimal mark"
    );
    let whole = problems(&json!({ "type": "integer" }), &json!("12,5"));
    assert_eq!(whole[0].suggestion.as_deref(), Some("send a whole number without quotes"));
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
