//! What a change did, or would do, in one line.

use super::{Op, RowChange};
use crate::{error::Result, store::entity::Entity, value::quoted};

/// What `rows` did, in one line: `created page “About”`, `deleted 1 page and 3 sections`.
///
/// What an undo did is said in other words: `brought back page “About”`.
pub fn headline(rows: &[RowChange], is_undo: bool) -> Result<String> {
    let verbs = if is_undo {
        ["brought back", "put back", "took away"]
    } else {
        ["created", "updated", "deleted"]
    };
    let mut parts = Vec::new();
    for (op, verb) in [Op::Insert, Op::Update, Op::Delete].into_iter().zip(verbs) {
        if let Some(things) = things(rows, op)? {
            parts.push(format!("{verb} {things}"));
        }
    }
    Ok(if parts.is_empty() { "changed a list".to_owned() } else { parts.join(", ") })
}

/// What `rows` would do, as the question to a person begins: `Delete image “a.jpg”, update 2 sections`.
pub fn intention(rows: &[RowChange]) -> Result<String> {
    let mut parts = Vec::new();
    for (op, verb) in [(Op::Delete, "delete"), (Op::Update, "update"), (Op::Insert, "create")] {
        if let Some(things) = things(rows, op)? {
            parts.push(format!("{verb} {things}"));
        }
    }
    let mut letters = if parts.is_empty() { "change nothing".into() } else { parts.join(", ") };
    if let Some(first) = letters.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Ok(letters)
}

/// The rows of one kind of change, counted by entity; a single thing is named. `None` without any.
fn things(rows: &[RowChange], op: Op) -> Result<Option<String>> {
    let mut counts: Vec<(&Entity, usize, Option<&str>)> = Vec::new();
    for row in rows.iter().filter(|row| row.op == op) {
        let entity = row.entity()?;
        if entity.link.is_some() {
            continue;
        }
        match counts.iter_mut().find(|(known, _, _)| known.table == entity.table) {
            Some((_, count, _)) => *count += 1,
            None => counts.push((entity, 1, row.label.as_deref())),
        }
    }
    counts.sort_by_key(|(entity, _, _)| entity.rank());
    let parts: Vec<String> = counts
        .iter()
        .map(|(entity, count, label)| match (count, label) {
            (1, Some(label)) => format!("{} {}", entity.singular, quoted(label)),
            (count, _) => entity.counted(*count),
        })
        .collect();
    Ok(match parts.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        [most @ .., last] => Some(format!("{} and {last}", most.join(", "))),
    })
}
