//! Summarises a change in one line.

use super::{Op, RowChange};
use crate::{error::Result, store::entity::Entity, value::quoted};

/// What `rows` did: `created page “About”`, `deleted 1 page and 3 sections`.
///
/// For an undo in other words: `brought back page “About”`.
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

/// What `rows` would do, for the question to a person: `Delete image “a.jpg”, update 2 sections`.
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

/// The entities whose labels [`intention`] shows.
pub fn named(rows: &[RowChange]) -> Result<Vec<&'static str>> {
    let mut named = Vec::new();
    for op in [Op::Delete, Op::Update, Op::Insert] {
        let counts = counted(rows, op)?.into_iter();
        named.extend(counts.filter(Count::is_named).map(|count| count.entity.name));
    }
    Ok(named)
}

/// The number of rows of an entity, and the first one's label.
struct Count<'r> {
    entity: &'static Entity,
    rows: usize,
    label: Option<&'r str>,
}

impl Count<'_> {
    /// Whether the label is shown: only if it is the only row.
    fn is_named(&self) -> bool {
        self.rows == 1 && self.label.is_some()
    }
}

/// The rows with one operation, counted by entity.
fn counted(rows: &[RowChange], op: Op) -> Result<Vec<Count<'_>>> {
    let mut counts: Vec<Count<'_>> = Vec::new();
    for row in rows.iter().filter(|row| row.op == op) {
        let entity = row.entity()?;
        if entity.link.is_some() {
            continue;
        }
        match counts.iter_mut().find(|known| known.entity.table == entity.table) {
            Some(known) => known.rows += 1,
            None => counts.push(Count { entity, rows: 1, label: row.label.as_deref() }),
        }
    }
    counts.sort_by_key(|count| count.entity.rank());
    Ok(counts)
}

/// The rows with one operation, in words; `None` if there are none. A single row is named by its label.
fn things(rows: &[RowChange], op: Op) -> Result<Option<String>> {
    let parts: Vec<String> = counted(rows, op)?
        .iter()
        .map(|count| match (count.rows, count.label) {
            (1, Some(label)) => format!("{} {}", count.entity.singular, quoted(label)),
            (rows, _) => count.entity.counted(rows),
        })
        .collect();
    Ok(match parts.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        [most @ .., last] => Some(format!("{} and {last}", most.join(", "))),
    })
}
