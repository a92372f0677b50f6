//! Iterates over all texts of the tenant.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Within, pattern::Pattern};
use crate::{
    error::Result,
    id,
    store::{
        Param, Row, TenantRead,
        entity::{Entity, Label, Outside, Rows, TextColumn},
        select::{Comparison, Condition, Selection},
        translation::ShownText,
    },
};

/// A text with a match.
pub(super) struct Place<'t> {
    pub(super) entity: &'static Entity,
    pub(super) column: &'static TextColumn,
    pub(super) key: &'t str,
    /// The columns that were read.
    pub(super) row: &'t Map<String, Value>,
    /// The field on the wire: `content.items[0].answer`.
    pub(super) field: String,
    pub(super) text: &'t str,
    pub(super) times: usize,
    /// The language of the text; `None` for the site's own.
    pub(super) locale: Option<&'t str>,
}

/// The result column with the row's key.
const KEY: &str = "row key";

/// Looks through every text within in the site's own language, in the order in which a person wants to hear of things;
/// `visit` says whether it tells anybody of the place.
///
/// # Errors
/// Those of `within`: for what cannot be looked through, and for a thing that is not there.
pub(super) fn look_through(
    db: &TenantRead<'_>,
    within: &Within,
    pattern: &Pattern,
    mut visit: impl FnMut(&Place<'_>) -> Result<bool>,
) -> Result<()> {
    let mut is_there = false;
    for entity in within.entities(db)? {
        let columns = columns(entity);
        db.scan(&selection(entity, &columns, within), entity.key, |row| {
            is_there = true;
            let mut is_shown = false;
            for place in in_row(entity, &columns, row, within, pattern)? {
                let Found { column, field, text, times } = place;
                let (key, row) = (row.text(KEY)?, whole(&columns, row)?);
                let (key, row, text, locale) = (&*key, &row, &*text, None);
                is_shown |= visit(&Place { entity, column, key, row, field, text, times, locale })?;
            }
            Ok(is_shown)
        })?;
    }
    if within.id().is_some() && !is_there {
        return Err(within.not_there());
    }
    Ok(())
}

/// Looks through the texts within of the site's other languages, as they are shown there. What a language does not have
/// of its own is not among them.
///
/// # Errors
/// Those of `within` for what cannot be looked through.
pub(super) fn look_through_languages(
    db: &TenantRead<'_>,
    within: &Within,
    pattern: &Pattern,
    mut visit: impl FnMut(&Place<'_>) -> Result<bool>,
) -> Result<()> {
    for entity in within.entities(db)? {
        let layers = db.all_layers(entity)?;
        if layers.is_empty() {
            continue;
        }
        let columns = columns(entity);
        db.scan(&selection(entity, &columns, within), entity.key, |row| {
            let key = row.text(KEY)?;
            let mut is_shown = false;
            for (locale, layer) in layers.of(&key) {
                let mut row = whole(&columns, row)?;
                let shown = layer.put_over_row(entity, &mut row)?;
                for ShownText { column, place, text } in &shown {
                    let is_of = |text: &&TextColumn| text.column == *column;
                    let Some(column) = entity.texts.iter().find(is_of) else { continue };
                    let rest = place.strip_prefix(column.column).unwrap_or_default();
                    let field = format!("{}{rest}", column.name);
                    let times =
                        if within.has_field(entity, &field) { pattern.count(text) } else { 0 };
                    if times > 0 {
                        let (key, row, locale) = (&*key, &row, Some(locale.as_str()));
                        let place = Place { entity, column, key, row, field, text, times, locale };
                        is_shown |= visit(&place)?;
                    }
                }
            }
            Ok(is_shown)
        })?;
    }
    Ok(())
}

/// The rows of an entity that are within, with their keys.
fn selection(entity: &Entity, columns: &BTreeSet<&'static str>, within: &Within) -> Selection {
    let mut selected = vec![(KEY, entity.key)];
    selected.extend(columns.iter().map(|column| (*column, *column)));
    let id = within.id().map(|id| Condition {
        column: entity.key,
        comparison: Comparison::Eq,
        is_text: false,
        values: vec![Param::from(id.to_owned())],
    });
    let conditions = id.into_iter().collect();
    Selection { table: entity.table, columns: selected, conditions }
}

/// A matching text of a row.
struct Found {
    column: &'static TextColumn,
    field: String,
    text: String,
    times: usize,
}

fn in_row(
    entity: &'static Entity,
    columns: &BTreeSet<&'static str>,
    row: &Row<'_>,
    within: &Within,
    pattern: &Pattern,
) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for column in entity.texts.iter().filter(|text| columns.contains(text.column)) {
        let Some(stored) = row.text_or_none(column.column)? else { continue };
        let mut look = |field: String, text: &str| {
            let times = if within.has_field(entity, &field) { pattern.count(text) } else { 0 };
            if times > 0 {
                found.push(Found { column, field, text: text.to_owned(), times });
            }
        };
        if !column.is_json {
            look(column.name.to_owned(), &stored);
        } else if pattern.may_be_in(&stored)
            && let Ok(content) = serde_json::from_str(&stored)
        {
            texts(&content, column.name, &mut look);
        }
    }
    Ok(found)
}

/// The texts in JSON, each with its field path; ids are skipped.
fn texts(content: &Value, field: &str, look: &mut impl FnMut(String, &str)) {
    match content {
        Value::String(text) if id::noun_of(text).is_some() => {}
        Value::String(text) => look(field.to_owned(), text),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(at, item)| texts(item, &format!("{field}[{at}]"), look));
        }
        Value::Object(object) => {
            object.iter().for_each(|(name, value)| texts(value, &format!("{field}.{name}"), look));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The columns to read: the texts, the label, and those that say whether text is from outside.
fn columns(entity: &Entity) -> BTreeSet<&'static str> {
    let says = entity.outside.iter().filter_map(|outside| match outside.of {
        Rows::Unless(column, _) | Rows::Where(column, _) => Some(column),
        Rows::Any => None,
    });
    let texts = entity.texts.iter().map(|text| text.column);
    texts.chain(entity.label.map(Label::column)).chain(says).collect()
}

fn whole(columns: &BTreeSet<&'static str>, row: &Row<'_>) -> Result<Map<String, Value>> {
    let read = |column: &&'static str| {
        Ok(((*column).to_owned(), row.text_or_none(column)?.map_or(Value::Null, Value::from)))
    };
    columns.iter().map(read).collect()
}

impl Place<'_> {
    /// The label of the thing.
    pub(super) fn label(&self) -> Option<String> {
        self.entity.label?.of(self.row).filter(|label| !label.trim().is_empty())
    }

    /// The label as far as it is the business's own: one from outside could not be marked in a list of names.
    pub(super) fn own_label(&self) -> Option<String> {
        self.label().filter(|_| !self.entity.is_label_outside(self.row))
    }

    /// The source of the text or of the label, if it is from outside.
    pub(super) fn source(&self) -> Option<&'static str> {
        let label = self.entity.label.map(Label::column);
        let is_shown = |outside: &&Outside| {
            outside.column == self.column.column || Some(outside.column) == label
        };
        let mut outside = self.entity.outside.iter().filter(is_shown);
        outside.find(|outside| outside.is_in(self.row)).map(|outside| outside.source)
    }
}
