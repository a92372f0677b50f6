//! Images in Markdown that a browser would load from outside.
//!
//! A link is followed by a person, but an image is loaded by everybody who opens the page, the owner first, and its
//! address can carry data out. All other images are files of the site, or come from services that the operator has
//! connected.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    site::markdown,
    store::{
        entity,
        ledger::{Op, RowChange},
    },
};

/// The most bytes of one change that are searched for images; rendering that much takes a second at most.
const LOOKED_THROUGH_BYTES_MAX: usize = 256 * 1024;

/// Reported in place of addresses if there is more text, so that a person looks at it.
const TOO_LONG: &str = "pictures that were not looked for, because there is too much text";

/// The addresses of outside images that are in these rows after the change and were not before.
pub(super) fn fetched(rows: &[RowChange]) -> Vec<String> {
    let texts = rows.iter().filter(|row| row.op != Op::Delete).flat_map(|row| {
        let columns = [row.before.as_ref(), row.after.as_ref()].into_iter().flatten();
        columns.flat_map(Map::values)
    });
    if texts.map(weight).sum::<usize>() > LOOKED_THROUGH_BYTES_MAX {
        return vec![TOO_LONG.to_owned()];
    }
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.op != Op::Delete) {
        let after = of(row, row.after.as_ref());
        if after.is_empty() {
            continue;
        }
        let before = of(row, row.before.as_ref());
        found.extend(after.into_iter().filter(|address| !before.contains(address)));
    }
    found
}

/// The addresses of outside images that a stored diff adds. Each entry is `{ fields: { name: [before, after] } }`.
pub(super) fn fetched_by(changes: &Value) -> Vec<String> {
    let fields = changes.as_array().into_iter().flatten().filter_map(|it| it.get("fields"));
    let pairs = fields.filter_map(Value::as_object).flat_map(Map::values);
    let pairs = pairs.filter(|pair| pair.get(1).is_some_and(|after| !after.is_null()));
    if pairs.map(weight).sum::<usize>() > LOOKED_THROUGH_BYTES_MAX {
        return vec![TOO_LONG.to_owned()];
    }
    let mut new = Vec::new();
    for change in changes.as_array().into_iter().flatten() {
        let fields = change.get("fields").and_then(Value::as_object);
        let pairs = || fields.into_iter().flat_map(Map::values);
        let (mut before, mut after) = (BTreeSet::new(), BTreeSet::new());
        pairs().filter_map(|pair| pair.get(1)).for_each(|value| collect(value, &mut after));
        if after.is_empty() {
            continue;
        }
        pairs().filter_map(|pair| pair.get(0)).for_each(|value| collect(value, &mut before));
        new.extend(after.difference(&before).cloned());
    }
    new
}

/// The number of bytes of Markdown in a value.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) if markdown::may_have_pictures(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(object) => object.values().map(weight).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// The outside images in every text of a row, including texts inside JSON columns.
fn of(row: &RowChange, columns: Option<&Map<String, Value>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let json = entity::of_table(&row.entity).map_or(&[][..], |entity| entity.json);
    for (column, value) in columns.into_iter().flatten() {
        let text = value.as_str().filter(|_| json.contains(&column.as_str()));
        match text.and_then(|text| serde_json::from_str::<Value>(text).ok()) {
            Some(inside) => collect(&inside, &mut found),
            None => collect(value, &mut found),
        }
    }
    found
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => found.extend(markdown::outside_pictures(text)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(object) => object.values().for_each(|value| collect(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(before: Option<&Value>, after: Option<&Value>) -> RowChange {
        let columns = |value: &Value| value.as_object().cloned().unwrap();
        RowChange {
            entity: "section".to_owned(),
            key: "sec_1".to_owned(),
            op: if before.is_some() { Op::Update } else { Op::Insert },
            before: before.map(columns),
            after: after.map(columns),
            label: None,
            is_label_outside: false,
        }
    }

    #[test]
    fn only_pictures_that_are_new_and_outside_are_found() {
        let content =
            |body: &str| json!({ "content": json!({ "items": [{ "body": body }] }).to_string() });
        // The text looks like JSON, but is Markdown with an image.
        let disguised = content("[\"![\", \"](https://x.example/ada)\"]");
        assert_eq!(fetched(&[row(None, Some(&disguised))]), ["https://x.example/ada"]);
        let picture = content("Hi ![ ](https://x.example/?d=1)");
        assert_eq!(fetched(&[row(None, Some(&picture))]), ["https://x.example/?d=1"]);
        assert!(fetched(&[row(Some(&picture), Some(&picture))]).is_empty());
        let more = content("![ ](https://x.example/?d=1) <IMG SRC=http://y.example/a>");
        assert_eq!(fetched(&[row(Some(&picture), Some(&more))]), ["http://y.example/a"]);
        let other = content("Hi <image src=https://x.example/e>");
        assert_eq!(fetched(&[row(None, Some(&other))]), ["https://x.example/e"]);
        assert!(
            fetched(&[row(None, Some(&content("[a](https://x.example) ![b](/uploads/c.webp)")))])
                .is_empty()
        );
    }

    #[test]
    fn more_text_than_can_be_looked_through_is_for_a_person() {
        let body = format!("{}![ ](/uploads/a.webp)", "<div>".repeat(4_000));
        let content = json!({ "content": json!({ "body": body }).to_string() });
        let rows = |count: usize| vec![row(None, Some(&content)); count];
        assert!(fetched(&rows(2)).is_empty());
        let started = std::time::Instant::now();
        assert_eq!(fetched(&rows(600)), [TOO_LONG]);
        assert!(started.elapsed() < std::time::Duration::from_secs(2), "it is not rendered");
        // A stored proposal is limited as well: the console checks it every second.
        let of = |pair: Value| json!(vec![json!({ "fields": { "body": pair } }); 600]);
        assert_eq!(fetched_by(&of(json!([null, body]))), [TOO_LONG]);
        assert!(fetched_by(&of(json!([body, null]))).is_empty(), "it goes");
        assert!(started.elapsed() < std::time::Duration::from_secs(2), "it is not rendered");
        // Without images it is cheap, however long it is.
        let plain = json!({ "content": json!({ "body": "<div>".repeat(4_000) }).to_string() });
        assert!(fetched(&vec![row(None, Some(&plain)); 600]).is_empty());
    }

    #[test]
    fn a_diff_tells_the_same() {
        let of = |fields: Value| fetched_by(&json!([{ "entity": "section", "fields": fields }]));
        let (picture, more) = ("![ ](https://x.example/?d=1)", "<img src=http://y.example/a>");
        assert_eq!(of(json!({ "body": [null, picture] })), ["https://x.example/?d=1"]);
        assert_eq!(of(json!({ "items": [[], [{ "body": more }]] })), ["http://y.example/a"]);
        assert!(of(json!({ "body": [picture, null] })).is_empty(), "it goes");
        assert!(
            of(json!({ "body": [picture, ""], "intro": ["", picture] })).is_empty(),
            "it moves"
        );
        assert_eq!(
            of(json!({ "body": [picture, format!("{picture} {more}")] })),
            ["http://y.example/a"]
        );
        assert!(of(json!({ "body": [null, "[a](https://x.example)"] })).is_empty());
        assert!(fetched_by(&json!(null)).is_empty() && fetched_by(&json!([7])).is_empty());
    }
}
