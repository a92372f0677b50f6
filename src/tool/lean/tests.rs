//! What is left out of a thing's text, and what is not.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::value::{Untrusted, Words};

fn lean(thing: &impl Serialize) -> String {
    let mut text = Vec::new();
    write(&mut text, thing).unwrap();
    String::from_utf8(text).unwrap()
}

#[derive(Serialize)]
struct Thing {
    id: &'static str,
    address: String,
    tags: Vec<&'static str>,
    lines: Vec<Line>,
    open: bool,
    content: Value,
    notes: Option<Untrusted<Words>>,
}

#[derive(Default, Serialize)]
struct Line {
    note: String,
    n: Option<i64>,
    inside: Option<Box<Line>>,
}

#[derive(Serialize)]
struct Around {
    before: &'static str,
    #[serde(flatten)]
    line: Line,
    after: Vec<u8>,
}

#[test]
fn what_is_declared_and_empty_is_left_out_and_content_is_left_alone() {
    let line = |n| Line { n, ..Line::default() };
    let thing = Thing {
        id: "con_1",
        address: String::new(),
        tags: vec![],
        lines: vec![line(Some(0)), line(None)],
        open: false,
        content: json!({ "heading": "", "image": null, "items": [], "more": {} }),
        notes: Some(Untrusted::new("", json!({ "text": "" }))).and(None),
    };
    assert_eq!(
        lean(&thing),
        r#"{"id":"con_1","lines":[{"n":0},{}],"open":false,"content":{"heading":"","image":null,"items":[],"more":{}}}"#
    );
    // What becomes empty by that is left out with it.
    let nested = Line { inside: Some(Box::default()), n: Some(1), note: String::new() };
    assert_eq!(lean(&nested), r#"{"n":1}"#);
    assert_eq!(
        lean(&Thing { content: json!({}), lines: vec![], ..thing }),
        r#"{"id":"con_1","open":false}"#
    );
}

#[test]
fn a_struct_in_a_struct_is_lean_and_maps_are_as_they_are() {
    let around = |note: &str, after| Around {
        before: "",
        line: Line { note: note.to_owned(), ..Line::default() },
        after,
    };
    assert_eq!(lean(&around("", vec![])), "{}");
    assert_eq!(lean(&around("a \"b\"", vec![1])), r#"{"note":"a \"b\"","after":[1]}"#);
    assert_eq!(lean(&BTreeMap::from([(1, ""), (2, "x")])), r#"{"1":"","2":"x"}"#);
    assert_eq!(
        lean(&BTreeMap::from([("a\n", Line::default())])),
        r#"{"a\n":{"note":"","n":null,"inside":null}}"#
    );
    assert_eq!(lean(&json!({ "a": null })), r#"{"a":null}"#);
    let marked = Untrusted::new("web", json!({ "text": "", "list": [] }));
    assert_eq!(lean(&marked), r#"{"trust":"untrusted","source":"web","text":"","list":[]}"#);
}

#[test]
fn every_kind_of_value_is_written_as_json_has_it() {
    #[derive(Serialize)]
    enum Choice {
        Bare,
        One(i64),
        Two(i64, &'static str),
        Named { a: i64, b: &'static str },
    }
    #[derive(Serialize)]
    struct Wrapped(Vec<Choice>);
    let all = Wrapped(vec![
        Choice::Bare,
        Choice::One(-1),
        Choice::Two(2, ""),
        Choice::Named { a: 3, b: "" },
    ]);
    assert_eq!(lean(&all), r#"["Bare",{"One":-1},{"Two":[2,""]},{"Named":{"a":3}}]"#);
    let many = (1_u64 << 63, f64::NAN, 0.1, 'x', "\u{1}é\u{2028}", (), [true; 2], Some(None::<u8>));
    assert_eq!(lean(&many), serde_json::to_string(&many).unwrap());
}
