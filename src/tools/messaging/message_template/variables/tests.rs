//! Tests of filling in templates as the API describes them.

use serde_json::{Map, json};

use super::*;

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn offer() -> Vec<Value> {
    vec![
        json!({ "type": "HEADER", "format": "TEXT", "text": "For {{1}}", "example": { "header_text": ["June"] } }),
        json!({ "type": "BODY", "text": "Hi {{2}}, the {{1}} is {{3}}. {{2}}!" }),
        json!({ "type": "FOOTER", "text": "Reply STOP" }),
        json!({ "type": "BUTTONS", "buttons": [
            { "type": "QUICK_REPLY", "text": "Yes" },
            { "type": "URL", "text": "See", "url": "https://example.com/{{1}}" },
            { "type": "COPY_CODE", "text": "Copy" },
        ] }),
    ]
}

#[test]
fn a_template_is_filled_in_as_the_api_documents_it() {
    let names: Vec<String> = of(&offer()).unwrap().into_iter().map(|known| known.name).collect();
    assert_eq!(names, ["header", "1", "2", "3", "button2", "button3"]);
    let given = object(json!({
        "header": "June", "1": "Elopement", "2": "Ada", "3": "$2,500", "button2": "offer-7", "button3": "SUN",
    }));
    let text = |text: &str| json!({ "type": "text", "text": text });
    assert_eq!(
        fill("offer", &offer(), &given).unwrap(),
        [
            json!({ "type": "header", "parameters": [text("June")] }),
            json!({ "type": "body", "parameters": [text("Elopement"), text("Ada"), text("$2,500")] }),
            json!({ "type": "button", "sub_type": "url", "index": "1", "parameters": [text("offer-7")] }),
            json!({ "type": "button", "sub_type": "copy_code", "index": "2",
                    "parameters": [{ "type": "coupon_code", "coupon_code": "SUN" }] }),
        ]
    );
    assert_eq!(rendered(&offer(), "body", &given), "Hi Ada, the Elopement is $2,500. Ada!");
    assert_eq!(rendered(&offer(), "header", &given), "For June");
}

#[test]
fn named_variables_and_media_say_so() {
    let parts = [
        json!({ "type": "header", "format": "image" }),
        json!({ "type": "body", "text": "Hi {{ first_name }}",
                "example": { "body_text_named_params": [{ "param_name": "first_name", "example": "Ada" }] } }),
    ];
    assert_eq!(of(&parts).unwrap()[1].example.as_deref(), Some("Ada"));
    let given = object(json!({ "headerImage": "https://example.com/a.jpg", "first_name": "Bo" }));
    assert_eq!(
        fill("hello", &parts, &given).unwrap(),
        [
            json!({ "type": "header", "parameters": [{ "type": "image", "image": { "link": "https://example.com/a.jpg" } }] }),
            json!({ "type": "body", "parameters": [{ "type": "text", "text": "Bo", "parameter_name": "first_name" }] }),
        ]
    );
    assert_eq!(
        fill("plain", &[json!({ "type": "BODY", "text": "Hi {{" })], &Map::new()).unwrap(),
        Vec::<Value>::new()
    );
}

#[test]
fn everything_that_does_not_fit_is_named_at_once() {
    let given = object(json!({
        "header": "x".repeat(61), "1": 5, "2": "a\nb", "4": "extra", "button2": "", "button3": "c".repeat(21),
    }));
    let error = fill("offer", &offer(), &given).unwrap_err();
    assert_eq!(error.code(), Code::MessageTemplateVariables);
    for part in [
        "`4` is not one",
        "`header` has 61",
        "`1` must be text",
        "`2` has line breaks",
        "`3` is missing",
        "`button2` is empty",
        "`button3` has 21",
    ] {
        assert!(error.message().contains(part), "{part}: {}", error.message());
    }
    assert_eq!(
        error.suggestion(),
        Some("send `variables` with exactly header, 1, 2, 3, button2, button3")
    );
    let long = [json!({ "type": "BODY", "text": format!("{} {{{{1}}}}", "x".repeat(1_000)) })];
    let error = fill("long", &long, &object(json!({ "1": "y".repeat(100) }))).unwrap_err();
    assert!(
        error.message().contains("the body has 1101 characters; 1024 at most"),
        "{}",
        error.message()
    );
    let picture = [json!({ "type": "HEADER", "format": "IMAGE" })];
    let error =
        fill("picture", &picture, &object(json!({ "headerImage": "http://x" }))).unwrap_err();
    assert!(error.message().contains("https://"));
}

#[test]
fn what_cannot_be_sent_from_here_says_so() {
    for part in [
        json!({ "type": "CAROUSEL", "cards": [] }),
        json!({ "type": "HEADER", "format": "LOCATION" }),
        json!({ "type": "BUTTONS", "buttons": [{ "type": "FLOW" }] }),
        json!({ "type": "LIMITED_TIME_OFFER" }),
        json!(null),
    ] {
        assert_eq!(
            fill("x", &[part], &Map::new()).unwrap_err().code(),
            Code::MessageTemplateUnsupported
        );
    }
}

#[test]
fn a_template_is_shown_with_every_part_as_it_arrives() {
    let components = [
        json!({ "type": "HEADER", "format": "DOCUMENT" }),
        json!({ "type": "BODY", "text": "Hi {{1}}, your code is {{2}}." }),
        json!({ "type": "FOOTER", "text": "Reply STOP" }),
        json!({ "type": "BUTTONS", "buttons": [
            { "type": "URL", "text": "Look", "url": "https://x.example/{{1}}" },
            { "type": "PHONE_NUMBER", "text": "Call", "phone_number": "+49301" },
            { "type": "COPY_CODE", "text": "Copy" },
            { "type": "QUICK_REPLY", "text": "Yes" },
            { "type": "URL", "text": "Home", "url": "https://x.example/" },
        ] }),
    ];
    let given = json!({ "headerDocument": "https://y.example/a.pdf", "1": "Ada, Bo", "2": "{{1}}",
        "button1": "ada?d=1", "button3": "SAVE10" });
    let shown: Vec<(String, String)> = arriving(&components, given.as_object().unwrap())
        .into_iter()
        .map(|part| (part.name, part.text))
        .collect();
    let expected = [
        ("headerDocument", "https://y.example/a.pdf"),
        ("text", "Hi Ada, Bo, your code is {{1}}."),
        ("footer", "Reply STOP"),
        ("button 1", "Look: https://x.example/ada?d=1"),
        ("button 2", "Call: +49301"),
        ("button 3", "Copy: SAVE10"),
        ("button 4", "Yes"),
        ("button 5", "Home: https://x.example/"),
    ];
    assert_eq!(shown, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
}
