//! The texts of all things of a kind in the other languages of the site, as they are looked through.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::Layer;
use crate::{
    error::{Error, Result},
    store::{Row, Sql, TenantRead, entity::Entity},
};

/// The layers of an entity's things, each with its language.
#[derive(Default)]
pub(crate) struct AllLayers(HashMap<String, Vec<(String, Layer)>>);

/// A text of a language that a column shows.
pub(crate) struct ShownText {
    pub(crate) column: &'static str,
    /// Its place: `content.items[0].answer`.
    pub(crate) place: String,
    pub(crate) text: String,
}

impl AllLayers {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The layers of a thing.
    pub(crate) fn of(&self, key: &str) -> &[(String, Layer)] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}

impl Layer {
    /// Puts its texts over the columns of a row as they are stored; which those are.
    pub(crate) fn put_over_row(
        &self,
        entity: &'static Entity,
        row: &mut Map<String, Value>,
    ) -> Result<Vec<ShownText>> {
        let mut texts = Vec::new();
        for column in entity.translated {
            let Some(Value::String(stored)) = row.get(*column) else { continue };
            let is_json = entity.json.contains(column);
            let mut value = if is_json {
                serde_json::from_str(stored).map_err(Error::internal)?
            } else {
                Value::from(stored.as_str())
            };
            let (_, shown) = self.put(column, &mut value);
            texts.extend(shown.into_iter().map(|(place, shown)| ShownText {
                column,
                place,
                text: shown.text.to_owned(),
            }));
            let stored = if is_json { value.to_string().into() } else { value };
            row.insert((*column).to_owned(), stored);
        }
        Ok(texts)
    }
}

impl TenantRead<'_> {
    /// The layers of all things of an entity in the languages that the site has; no statement where it has one.
    pub(crate) fn all_layers(&self, entity: &Entity) -> Result<AllLayers> {
        const OF_ENTITY: Sql = Sql::scoped(
            "SELECT thing, locale, texts, sources, slug, former FROM translation
             WHERE tenant_id = :tenant AND entity = :entity ORDER BY thing, locale",
        );
        let locales = &self.site()?.locales;
        let mut layers = AllLayers::default();
        if locales.is_empty() || entity.translated.is_empty() {
            return Ok(layers);
        }
        let read = |row: &Row<'_>| Ok((row.text("thing")?, row.text("locale")?, Layer::read(row)?));
        for (thing, locale, layer) in
            self.all(&OF_ENTITY, &[(":entity", entity.table.into())], read)?
        {
            if locales.contains(&locale) {
                layers.0.entry(thing).or_default().push((locale, layer));
            }
        }
        Ok(layers)
    }
}
