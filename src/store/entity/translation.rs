//! Translations: the texts of a thing in another language of the site, as a layer over its row.

use deskhand_entity::Entity;

use super::Json;
use crate::clock::Time;

/// A row of `translation`; see `store/translation.rs`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "translation", label = label, tools("site", "page", "section", "post", "entry", "navItem", "package", "service", "image"))]
#[expect(dead_code, reason = "it is read and written by what lays it over its thing")]
pub(crate) struct TranslationRow {
    #[column(hidden)]
    pub(crate) thing: String,
    #[column(hidden)]
    pub(crate) locale: String,
    #[column(hidden)]
    pub(crate) entity: String,
    #[column(derived, hidden)]
    pub(crate) label: String,
    #[column(hidden, address)]
    pub(crate) slug: Option<String>,
    #[column(hidden)]
    pub(crate) texts: Json,
    #[column(derived, hidden)]
    pub(crate) sources: Json,
    #[column(derived, hidden)]
    pub(crate) former: Json,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}
