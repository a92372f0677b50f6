//! What a change did to the texts of another language.

use serde_json::{Map, Value};

use super::{Columns, FieldDiff, Op, Pair, RowChange};

/// A translation as a change of its thing: each text is a field, with the language in front.
pub(super) fn diff(row: &RowChange, shown: fn(Pair) -> Pair) -> Option<FieldDiff> {
    let (entity, id, locale) = row.translated()?;
    let texts = |columns: &Option<Columns>| -> Map<String, Value> {
        let texts = columns.as_ref().and_then(|columns| columns.get("texts")?.as_str());
        texts.and_then(|texts| serde_json::from_str(texts).ok()).unwrap_or_default()
    };
    let (mut before, mut after) = (texts(&row.before), texts(&row.after));
    let names: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
    let mut fields = Map::new();
    for name in names {
        let pair =
            (before.remove(&name).unwrap_or_default(), after.remove(&name).unwrap_or_default());
        if pair.0 != pair.1 {
            let (before, after) = shown(pair);
            fields.insert(format!("{locale}.{name}"), Value::Array(vec![before, after]));
        }
    }
    let label = row.label.clone();
    let (trust, currency) = (None, None);
    Some(FieldDiff { entity: entity.name, id, label, trust, currency, op: Op::Update, fields })
}
