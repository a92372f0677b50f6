//! Collections: what posts and entries belong to.

use super::Json;
use crate::{id::CollectionId, value::CollectionKind};
use deskhand_entity::Entity;

/// A row of `collection`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "collection", tools("post", "entry"), by_operator, label = name, sort = "slug", new = NewCollection)]
#[entity(hides(version, created_at, updated_at))]
pub(crate) struct CollectionRow {
    pub(crate) id: CollectionId,
    /// The first part of the addresses of what is in it: `blog`.
    #[column(address)]
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) kind: CollectionKind,
    pub(crate) description: String,
    /// The definitions of its entries' fields; posts have fixed fields.
    pub(crate) fields: Json,
}
