//! Summarises a change in one line.

use super::{Columns, Op, RowChange};
use crate::{
    error::Result,
    store::entity::Entity,
    value::{moment, quoted},
};

/// What was, or would be, done to a row. What brings a thing before the public, or takes it from there, has words of
/// its own, because that is what a person decides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Delete,
    Publish,
    /// An invoice gets its number.
    Issue,
    Archive,
    /// Published things become drafts again.
    Withdraw,
    /// Drafts get a time at which they go public, or another one.
    Schedule,
    Update,
    Create,
}

impl Deed {
    const ALL: [Deed; 8] = [
        Deed::Delete,
        Deed::Publish,
        Deed::Issue,
        Deed::Archive,
        Deed::Withdraw,
        Deed::Schedule,
        Deed::Update,
        Deed::Create,
    ];

    fn of(row: &RowChange) -> Deed {
        let status = |columns: &Option<Columns>| {
            columns.as_ref().and_then(|it| it.get("status")?.as_str().map(str::to_owned))
        };
        let at = row.after.as_ref().and_then(|after| after.get("publish_at"));
        let is_scheduled = at.is_some_and(|at| !at.is_null());
        match row.op {
            Op::Delete => Deed::Delete,
            Op::Insert => Deed::Create,
            Op::Update => match (status(&row.before).as_deref(), status(&row.after).as_deref()) {
                (before, after) if before == after && is_scheduled => Deed::Schedule,
                (before, after) if before == after => Deed::Update,
                (_, Some("published")) => Deed::Publish,
                (Some("draft"), Some("issued")) => Deed::Issue,
                (_, Some("archived")) => Deed::Archive,
                (Some("published"), Some("draft")) => Deed::Withdraw,
                _ => Deed::Update,
            },
        }
    }

    /// `deleted page “About”`, and the verb of an undo that does it.
    fn past(self, is_undo: bool) -> &'static str {
        match (self, is_undo) {
            (Deed::Delete, false) => "deleted",
            (Deed::Delete, true) => "took away",
            (Deed::Publish, false) => "published",
            (Deed::Issue, false) => "issued",
            (Deed::Archive, false) => "archived",
            (Deed::Withdraw, false) => "took off the site",
            (Deed::Schedule, false) => "set when to publish",
            (Deed::Update, false) => "updated",
            (
                Deed::Publish
                | Deed::Issue
                | Deed::Archive
                | Deed::Withdraw
                | Deed::Schedule
                | Deed::Update,
                true,
            ) => "put back",
            (Deed::Create, false) => "created",
            (Deed::Create, true) => "brought back",
        }
    }

    /// `Delete page “About”`
    fn imperative(self) -> &'static str {
        match self {
            Deed::Delete => "delete",
            Deed::Publish => "publish",
            Deed::Issue => "issue",
            Deed::Archive => "archive and take off the site",
            Deed::Withdraw => "take off the site",
            Deed::Schedule => "publish later by itself",
            Deed::Update => "update",
            Deed::Create => "create",
        }
    }
}

/// What `rows` did, in one line: `created page “About”`, `deleted 1 page and 3 sections`, `published post “Spring”`.
///
/// For an undo in other words: `brought back page “About”`.
pub fn headline(rows: &[RowChange], is_undo: bool) -> Result<String> {
    let mut parts: Vec<String> = Vec::new();
    // What was made comes first, what went last.
    for deed in Deed::ALL.into_iter().rev() {
        if let Some(things) = things(rows, deed, RowChange::spoken_label)? {
            parts.push(format!("{} {things}", deed.past(is_undo)));
        }
    }
    Ok(if parts.is_empty() { "changed a list".to_owned() } else { parts.join(", ") })
}

/// What `rows` would do, for the question to a person: `Delete image “a.jpg”, update 2 sections`.
pub fn intention(rows: &[RowChange]) -> Result<String> {
    let mut parts = Vec::new();
    for deed in Deed::ALL {
        if let Some(things) = things(rows, deed, named_by)? {
            let when = when(rows, deed).unwrap_or_default();
            parts.push(format!("{} {things}{when}", deed.imperative()));
        }
    }
    let mut letters = if parts.is_empty() { "change nothing".into() } else { parts.join(", ") };
    if let Some(first) = letters.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Ok(letters)
}

/// When what is created or put off goes public by itself, where that is one time.
fn when(rows: &[RowChange], deed: Deed) -> Option<String> {
    let words = match deed {
        Deed::Create => " and publish it by itself on",
        Deed::Schedule => ", on",
        Deed::Delete
        | Deed::Publish
        | Deed::Issue
        | Deed::Archive
        | Deed::Withdraw
        | Deed::Update => return None,
    };
    let at = |row: &RowChange| row.after.as_ref()?.get("publish_at")?.as_str().map(str::to_owned);
    let mut times: Vec<String> =
        rows.iter().filter(|row| Deed::of(row) == deed).filter_map(at).collect();
    times.dedup();
    let [time] = times.as_slice() else { return None };
    Some(format!("{words} {}", moment::in_words(time)))
}

/// The entities whose labels [`intention`] shows.
pub fn named(rows: &[RowChange]) -> Result<Vec<&'static str>> {
    let mut named = Vec::new();
    for deed in Deed::ALL {
        let counts = counted(rows, deed, named_by)?.into_iter();
        named.extend(counts.filter(Count::is_named).map(|count| count.entity.name));
    }
    Ok(named)
}

/// Who decides has to know about whom, so a question names also who has chosen the name.
fn named_by(row: &RowChange) -> Option<&str> {
    row.label.as_deref()
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

/// The rows to which that is done, counted by entity.
fn counted(
    rows: &[RowChange],
    deed: Deed,
    name: fn(&RowChange) -> Option<&str>,
) -> Result<Vec<Count<'_>>> {
    let mut counts: Vec<Count<'_>> = Vec::new();
    for row in rows.iter().filter(|row| Deed::of(row) == deed) {
        let entity = row.entity()?;
        if entity.link.is_some() {
            continue;
        }
        match counts.iter_mut().find(|known| known.entity.table == entity.table) {
            Some(known) => known.rows += 1,
            None => counts.push(Count { entity, rows: 1, label: name(row) }),
        }
    }
    counts.sort_by_key(|count| count.entity.rank());
    Ok(counts)
}

/// The rows to which that is done, in words; a single thing is named. `None` without any.
fn things(
    rows: &[RowChange],
    deed: Deed,
    name: fn(&RowChange) -> Option<&str>,
) -> Result<Option<String>> {
    let parts: Vec<String> = counted(rows, deed, name)?
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
