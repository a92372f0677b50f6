//! A row as queryData returns it: each field in its wire form.

use serde_json::{Map, Value, json};

use crate::{
    error::{Error, Result},
    store::{
        Row,
        entity::{Field, Kind},
    },
    value::{Currency, Trust, Untrusted, is_empty},
};

/// Characters. Longer texts are cut unless their field is asked for.
const TEXT_CHARS_MAX: usize = 1_000;

/// The fields of a row; long texts are cut if `cut` holds.
pub(super) fn thing(
    row: &Row<'_>,
    shown: &[&'static Field],
    cut: bool,
) -> Result<Map<String, Value>> {
    let mut fields = Map::with_capacity(shown.len() + 2);
    for field in shown {
        let value = spoken(row, field)?;
        if is_empty(&value) {
            continue;
        }
        let value = if cut { shortened(value) } else { value };
        fields.insert(field.name.to_owned(), marked(field.kind, value)?);
    }
    // A name that a contact has chosen is marked as untrusted.
    if let Some(Value::String(source)) = fields.get("nameFrom").cloned() {
        fields.insert("trust".to_owned(), json!(Trust::Untrusted));
        fields.insert("source".to_owned(), source.into());
    }
    Ok(fields)
}

/// Marks text that may come from outside.
fn marked(kind: Kind, value: Value) -> Result<Value> {
    match (kind, &value) {
        (Kind::Outside(source), Value::String(text)) if !text.is_empty() => {
            let marked = Untrusted::new(source, json!({ "text": value }));
            serde_json::to_value(marked).map_err(Error::internal)
        }
        _ => Ok(value),
    }
}

/// A field in its wire form.
fn spoken(row: &Row<'_>, field: &Field) -> Result<Value> {
    let Some(cell) = cell(row, field)? else { return Ok(Value::Null) };
    Ok(match field.kind {
        Kind::Flag => (cell != json!(0)).into(),
        Kind::Time => json!(crate::clock::Time(cell.as_i64().unwrap_or_default())),
        Kind::Money => {
            let code = row.text("currency")?;
            let currency = Currency::stored(&code)
                .ok_or_else(|| Error::internal(format!("{code} is no currency")))?;
            currency.to_major(cell.as_i64().unwrap_or_default())
        }
        Kind::Json => serde_json::from_str(cell.as_str().unwrap_or("null")).unwrap_or(Value::Null),
        Kind::Id(_)
        | Kind::Text
        | Kind::Phone
        | Kind::Email
        | Kind::Outside(_)
        | Kind::Choice(_)
        | Kind::Integer => cell,
    })
}

/// A field as its column holds it.
fn cell(row: &Row<'_>, field: &Field) -> Result<Option<Value>> {
    Ok(match field.kind {
        Kind::Integer | Kind::Flag | Kind::Time | Kind::Money => {
            row.integer_or_none(field.name)?.map(Value::from)
        }
        Kind::Id(_)
        | Kind::Text
        | Kind::Phone
        | Kind::Email
        | Kind::Outside(_)
        | Kind::Choice(_)
        | Kind::Json => row.text_or_none(field.name)?.map(Value::from),
    })
}

fn shortened(value: Value) -> Value {
    let Value::String(text) = &value else { return value };
    match text.char_indices().nth(TEXT_CHARS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
        None => value,
    }
}
