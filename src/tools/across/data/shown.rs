//! A row as queryData returns it: each field in its wire form.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::{
    error::{Error, Result},
    store::{
        Row,
        entity::{Field, Kind},
    },
    tool::{fitted, weight},
    value::{Currency, Trust, Untrusted, is_empty},
};

/// Characters. Longer texts are cut unless their field is asked for.
const TEXT_CHARS_MAX: usize = 1_000;

/// A thing with the fields that were asked for.
pub struct DataOut(Vec<(&'static str, Value)>);

impl DataOut {
    /// Of these fields.
    pub(super) fn of(fields: Vec<(&'static str, Value)>) -> DataOut {
        DataOut(fields)
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub(super) fn set(&mut self, name: &'static str, value: Value) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.0.push((name, value)),
        }
    }

    /// In the size of an answer: whoever wants a long text whole reads the thing with its own tool.
    pub(super) fn within(self, budget: usize) -> DataOut {
        let weight: usize = self.0.iter().map(|(name, value)| name.len() + 4 + weight(value)).sum();
        if weight <= budget {
            return self;
        }
        let names: Vec<&'static str> = self.0.iter().map(|(name, _)| *name).collect();
        let whole = self.0.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let (mut fitting, _) = fitted(Value::Object(whole), budget);
        let mut field = |name| fitting.get_mut(name).map(Value::take);
        DataOut(names.into_iter().filter_map(|name| Some((name, field(name)?))).collect())
    }
}

impl Serialize for DataOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl JsonSchema for DataOut {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Map::<String, Value>::schema_name()
    }

    fn inline_schema() -> bool {
        Map::<String, Value>::inline_schema()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Map::<String, Value>::json_schema(generator)
    }
}

/// The fields of a row; long texts are cut where `cut` says so.
pub(super) fn thing(row: &Row<'_>, shown: &[&'static Field], cut: bool) -> Result<DataOut> {
    let mut fields = DataOut(Vec::with_capacity(shown.len() + 2));
    for field in shown {
        let value = spoken(row, field)?;
        if is_empty(&value) {
            continue;
        }
        let value = if cut { shortened(value) } else { value };
        fields.0.push((field.name, marked(field.kind, value)?));
    }
    // A name that a contact has chosen is marked as untrusted.
    if let Some(Value::String(source)) = fields.get("nameFrom").cloned() {
        fields.set("trust", json!(Trust::Untrusted));
        fields.set("source", source.into());
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
        | Kind::Currency
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
        | Kind::Currency
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
