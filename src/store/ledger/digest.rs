//! The digest of changed rows: 43 characters that bind a confirmation to exactly these changes.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{Columns, Op, RowChange};
use crate::{
    error::Result,
    store::{entity, row_change::is_place},
};

/// Columns that hold the time of the write.
const MOMENTS: &[&str] =
    &["created_at", "updated_at", "published_at", "sent_at", "last_message_at"];

/// SHA-256 over the rows (base64url). Two runs of the same call on the same rows give the same digest.
///
/// New ids and times of the writes differ between runs and are left out. Versions are included, so that a change of a
/// row in between gives another digest.
pub fn digest(rows: &[RowChange]) -> Result<String> {
    let mut made: HashMap<&str, String> = HashMap::new();
    for row in rows.iter().filter(|row| row.op == Op::Insert) {
        let name = format!("new:{}:{}", row.entity()?.table, made.len());
        made.insert(&row.key, name);
    }
    let mut hash = Sha256::new();
    for row in rows {
        let key = made.get(row.key.as_str()).map_or(row.key.as_str(), String::as_str);
        let line = serde_json::json!([
            entity::of_table(&row.entity).map(|entity| entity.table),
            key,
            row.op.as_str(),
            stable(before_elsewhere(row).as_ref(), &made),
            stable(row.after.as_ref(), &made),
        ]);
        hash.update(line.to_string());
        hash.update(b"\n");
    }
    Ok(URL_SAFE_NO_PAD.encode(hash.finalize()))
}

/// The columns before the change, without the position, which also moves when other rows do.
fn before_elsewhere(row: &RowChange) -> Option<Columns> {
    let mut before = row.before.clone()?;
    before.retain(|column, _| !is_place(&row.entity, column));
    Some(before)
}

fn stable(columns: Option<&Columns>, made: &HashMap<&str, String>) -> Value {
    let Some(columns) = columns else { return Value::Null };
    let keep = |(name, value): (&String, &Value)| -> Option<(String, Value)> {
        if MOMENTS.contains(&name.as_str()) {
            return None;
        }
        let renamed = value.as_str().and_then(|text| made.get(text));
        Some((name.clone(), renamed.map_or_else(|| value.clone(), |new| new.clone().into())))
    };
    Value::Object(columns.iter().filter_map(keep).collect())
}
