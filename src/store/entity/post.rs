//! Posts.

use deskhand_entity::Entity;

use super::Json;
use crate::{
    clock::Time,
    id::{CollectionId, PostId},
    value::Publication,
};

/// A row of `post`, with the slug of its collection.
#[derive(Clone, Debug, Entity)]
#[entity(table = "post", alias = "p", label = title, sort = "-id", search = 'o', new = NewPost)]
#[join(c = "collection", on = "collection_id")]
pub(crate) struct PostRow {
    pub(crate) id: PostId,
    #[column(said = "part of")]
    pub(crate) collection_id: CollectionId,
    #[column(from = "c.slug")]
    pub(crate) collection_slug: String,
    #[column(said = "address", translated, address, search = body)]
    pub(crate) slug: String,
    #[column(translated, search = title)]
    pub(crate) title: String,
    #[column(translated, heavy, search = body)]
    pub(crate) excerpt: String,
    #[column(translated, search = body)]
    pub(crate) category: String,
    #[column(search = body)]
    pub(crate) author: String,
    /// `{ body, cover?: { imageId, alt? } }`
    #[column(said = "", translated, heavy, search = content)]
    pub(crate) content: Json,
    #[column(said = "for search engines", translated, heavy)]
    pub(crate) meta: Json,
    pub(crate) status: Publication,
    #[column(said = "published")]
    pub(crate) published_at: Option<Time>,
    /// When it goes public by itself, as `value::moment` writes it.
    pub(crate) publish_at: Option<String>,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}
