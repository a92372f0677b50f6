//! Property tests: every possible answer is valid by the tools' schemas.

use proptest::prelude::*;

use super::*;
use crate::tool::Operation as _;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{0,6}", inner, 0..6)
                .prop_map(|object| Value::Object(object.into_iter().collect())),
        ]
    })
}

fn reply(body: &[u8], declared: &str, budget: usize) -> Value {
    let mut reply = Reply {
        status: 200,
        headers: BTreeMap::new(),
        json: None,
        text: None,
        other: None,
        size: body.len(),
        truncated: false,
    };
    reply.fill(body, Some(declared), budget);
    serde_json::to_value(Untrusted::new("https://example.com/", reply)).unwrap()
}

/// Whether the answer is valid by the schemas of both tools.
fn is_promised(reply: &Value) -> bool {
    let valid = |schema: Value, answer: Value| {
        let draft = jsonschema::Draft::Draft202012;
        jsonschema::options().with_draft(draft).build(&schema).unwrap().is_valid(&answer)
    };
    let got = json!({ "success": true, "count": 1, "items": [reply] });
    let posted = json!({ "success": true, "data": {
        "id": crate::id::HttpPostId::new(), "url": "https://example.com/", "state": "answered", "answer": reply,
    } });
    valid(Value::Object((*get::TOOL.output_schema()).clone()), got)
        && valid(Value::Object((*post::TOOL.output_schema()).clone()), posted)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_json_is_an_answer_that_is_promised(json in any_json(), budget in 0_usize..400) {
        let body = json.to_string();
        let reply = reply(body.as_bytes(), "application/json", budget);
        prop_assert!(is_promised(&reply), "{reply}");
    }

    #[test]
    fn anything_else_is_promised_too(body in prop::collection::vec(any::<u8>(), 0..200), kind in "[a-z]{0,6}/[a-z]{0,6}") {
        let reply = reply(&body, &kind, 4_000);
        prop_assert!(is_promised(&reply), "{reply}");
    }

    #[test]
    fn a_number_stays_what_it_is(number in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?") {
        let reply = reply(format!("[{number}]").as_bytes(), "application/json", 4_000);
        let shown = reply.get("text").map_or_else(|| reply["json"][0].to_string(), ToString::to_string);
        let same = shown.contains(&number) || shown.parse::<f64>().ok() == number.parse::<f64>().ok();
        prop_assert!(same, "{number}: {reply}");
        let digits = number.chars().filter(char::is_ascii_digit).collect::<String>();
        let is_long = digits.trim_start_matches('0').len() > EXACT_DIGITS;
        prop_assert_eq!(reply.get("text").is_some(), is_long, "{}: {}", number, reply);
    }
}

#[test]
fn what_is_not_an_object_is_an_answer() {
    for (body, json) in [
        ("null", Value::Null),
        ("7", json!(7)),
        ("-0.5", json!(-0.5)),
        ("\"word\"", json!("word")),
        ("false", json!(false)),
        ("[]", json!([])),
    ] {
        let reply = reply(body.as_bytes(), "application/json", 4_000);
        assert_eq!(reply.get("json"), Some(&json), "{body}");
        assert!(is_promised(&reply), "{reply}");
    }
}

#[test]
fn numbers_that_programs_read_differently_are_shown_as_they_came() {
    for body in
        ["9007199254740993", "{\"id\":12345678901234567890}", "[1e400]", "0.12345678901234567"]
    {
        let reply = reply(body.as_bytes(), "application/json", 4_000);
        assert_eq!(reply.get("text"), Some(&json!(body)), "{reply}");
        assert!(is_promised(&reply), "{reply}");
    }
    // Digits inside a text are not a number.
    let body = "{\"iban\":\"12345678901234567890 \\\" 12345678901234567890\"}";
    assert!(reply(body.as_bytes(), "application/json", 4_000).get("json").is_some());
}
