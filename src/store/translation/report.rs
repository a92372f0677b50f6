//! What the site does not have in its other languages, and what is out of date there.

use std::collections::BTreeMap;

use super::{
    Gap, Layer, Overlay,
    leaves::{self, Leaves},
};
use crate::{
    error::Result,
    store::{
        Row, Sql, TenantRead,
        entity::{ENTITIES, Entity, Label},
        select::{Comparison, Condition, Selection},
    },
};

/// So many things are named.
const NAMED_MAX: usize = 50;

/// So many places of each.
const PLACES_MAX: usize = 12;

/// What is not translated.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// The first, thing by thing in the order of the site.
    pub(crate) items: Vec<Untranslated>,
    /// How many more there are.
    pub(crate) omitted: usize,
}

/// A thing that a language does not have, or not as it is now.
#[derive(Debug)]
pub(crate) struct Untranslated {
    pub(crate) locale: String,
    pub(crate) entity: &'static str,
    pub(crate) id: String,
    pub(crate) label: Option<String>,
    /// Where its texts are that the language does not have.
    pub(crate) missing: Vec<String>,
    /// Where its texts are that have changed since.
    pub(crate) outdated: Vec<String>,
}

impl TenantRead<'_> {
    /// What is not translated into the other languages of the site. A statement for each kind of thing, and one for all
    /// translations.
    pub(crate) fn untranslated(&self) -> Result<Report> {
        const ALL: Sql = Sql::scoped(
            "SELECT thing, locale, texts, sources, slug, former FROM translation
             WHERE tenant_id = :tenant ORDER BY thing, locale",
        );
        let locales = self.site()?.locales.clone();
        let mut report = Report::default();
        if locales.is_empty() {
            return Ok(report);
        }
        let read =
            |row: &Row<'_>| Ok(((row.text("thing")?, row.text("locale")?), Layer::read(row)?));
        let layers: BTreeMap<(String, String), Layer> =
            self.all(&ALL, &[], read)?.into_iter().collect();
        let translated = ENTITIES.iter().filter(|entity| !entity.translated.is_empty());
        for entity in translated.filter(|entity| self.may_read(entity.name)) {
            self.scan(&selection(entity), entity.key, |row| {
                let thing = Thing::read(entity, row)?;
                for locale in &locales {
                    let layer = layers.get(&(thing.id.clone(), locale.clone()));
                    report.add(&thing, locale, thing.gap(layer));
                }
                Ok(true)
            })?;
        }
        Ok(report)
    }
}

/// A row with what can be translated of it.
struct Thing {
    entity: &'static Entity,
    id: String,
    label: Option<String>,
    own: Leaves,
}

impl Thing {
    fn read(entity: &'static Entity, row: &Row<'_>) -> Result<Thing> {
        let mut columns = serde_json::Map::new();
        let mut own = Leaves::new();
        for column in columns_of(entity) {
            let text = row.text_or_none(column)?.unwrap_or_default();
            if entity.translated.contains(&column) {
                let value = if entity.json.contains(&column) {
                    serde_json::from_str(&text).unwrap_or_default()
                } else {
                    text.as_str().into()
                };
                leaves::of(column, &value, &mut own);
            }
            columns.insert(column.to_owned(), text.into());
        }
        let label = entity.label.and_then(|label| label.of(&columns));
        Ok(Thing { entity, id: row.text("id")?, label, own })
    }

    fn gap(&self, layer: Option<&Layer>) -> Gap {
        let mut overlay = Overlay::new(layer, self.entity);
        let empty = Layer::default();
        let shown = layer.unwrap_or(&empty).over(&self.own);
        overlay.gap.note(self.entity, &self.own, &shown);
        overlay.gap
    }
}

impl Report {
    fn add(&mut self, thing: &Thing, locale: &str, gap: Gap) {
        if gap.missing.is_empty() && gap.outdated.is_empty() {
            return;
        }
        if self.items.len() == NAMED_MAX {
            self.omitted += 1;
            return;
        }
        let most = |mut places: Vec<String>| {
            places.truncate(PLACES_MAX);
            places
        };
        self.items.push(Untranslated {
            locale: locale.to_owned(),
            entity: thing.entity.name,
            id: thing.id.clone(),
            label: thing.label.clone(),
            missing: most(gap.missing),
            outdated: most(gap.outdated),
        });
    }
}

/// The columns with texts, and that of the label.
fn columns_of(entity: &'static Entity) -> Vec<&'static str> {
    let mut columns = entity.translated.to_vec();
    let label = entity.label.map(Label::column);
    columns.extend(label.filter(|label| !entity.translated.contains(label)));
    columns
}

/// All rows that visitors may see one day.
fn selection(entity: &'static Entity) -> Selection {
    let mut columns = vec![("id", "id")];
    columns.extend(columns_of(entity).into_iter().map(|column| (column, column)));
    let archived = Condition {
        column: "status",
        comparison: Comparison::Ne,
        is_text: false,
        values: vec!["archived".into()],
    };
    let has_status = entity.fields.iter().any(|field| field.column == "status");
    let conditions = has_status.then_some(archived).into_iter().collect();
    Selection { table: entity.table, columns, conditions }
}
