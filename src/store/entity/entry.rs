//! Entries of collections.

use deskhand_entity::Entity;

use super::Json;
use crate::{
    clock::Time,
    id::{CollectionId, EntryId},
    value::Publication,
};

/// A row of `entry`, with data of its collection.
#[derive(Clone, Debug, Entity)]
#[entity(table = "entry", alias = "e", label = title, plural = "entries", sort = "sortOrder", search = 'e', new = NewEntry)]
#[join(c = "collection", on = "collection_id")]
pub(crate) struct EntryRow {
    pub(crate) id: EntryId,
    #[column(said = "part of")]
    pub(crate) collection_id: CollectionId,
    #[column(from = "c.slug")]
    pub(crate) collection_slug: String,
    /// The field definitions of its collection.
    #[column(from = "c.fields", hidden)]
    pub(crate) fields: Json,
    #[column(said = "address", translated, address, search = body)]
    pub(crate) slug: String,
    #[column(translated, search = title)]
    pub(crate) title: String,
    #[column(said = "", translated, heavy, search = content)]
    pub(crate) content: Json,
    pub(crate) status: Publication,
    /// When it goes public by itself, as `value::moment` writes it.
    pub(crate) publish_at: Option<String>,
    #[column(said = "place in the list")]
    pub(crate) sort_order: i64,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}
