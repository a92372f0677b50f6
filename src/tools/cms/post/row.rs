//! The row of a post, and the ways to look it up.

use serde_json::Value;

use super::super::publication::Publication;
use crate::{
    clock::Time,
    error::Result,
    id::{CollectionId, PostId},
    store::{Params, Row, Sql, TenantRead},
};

/// A post as it is stored, with its collection's slug.
#[derive(Clone, Debug)]
pub(crate) struct PostRow {
    pub(crate) id: PostId,
    pub(super) collection_id: CollectionId,
    pub(crate) collection_slug: String,
    pub(crate) slug: String,
    pub(crate) title: String,
    /// `{ body, cover?: { imageId, alt? } }`
    pub(super) content: Value,
    pub(super) excerpt: String,
    pub(super) author: String,
    pub(super) category: String,
    pub(super) meta: Value,
    pub(crate) status: Publication,
    pub(super) published_at: Option<i64>,
    pub(super) version: i64,
    pub(super) updated_at: Time,
}

impl PostRow {
    /// Its address on the site.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.collection_slug, self.slug)
    }
}

/// A read of whole posts; a constant cannot be joined with another at compile time.
macro_rules! posts {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT p.id, p.collection_id, c.slug AS collection_slug, p.slug, p.title, p.content,
                    p.excerpt, p.author, p.category, p.meta, p.status, p.published_at, p.version,
                    p.updated_at
             FROM post p
             JOIN collection c ON c.tenant_id = p.tenant_id AND c.id = p.collection_id
             WHERE p.tenant_id = :tenant AND ",
            $condition
        ))
    };
}
pub(super) use posts;

pub(super) fn by_id(db: &TenantRead<'_>, id: PostId) -> Result<Option<PostRow>> {
    const BY_ID: Sql = posts!("p.id = :id");
    db.first(&BY_ID, &[(":id", id.into())], read)
}

pub(super) fn by_slug(db: &TenantRead<'_>, slug: &str) -> Result<Option<PostRow>> {
    const BY_SLUG: Sql = posts!("p.slug = :slug");
    db.first(&BY_SLUG, &[(":slug", slug.into())], read)
}

/// The posts of exactly that title; a few are enough to say that there are several.
pub(super) fn by_title(db: &TenantRead<'_>, title: &str) -> Result<Vec<PostRow>> {
    const BY_TITLE: Sql = posts!("p.title = :title ORDER BY p.id LIMIT 5");
    all(db, &BY_TITLE, &[(":title", title.into())])
}

pub(super) fn all(db: &TenantRead<'_>, sql: &Sql, params: Params<'_, '_>) -> Result<Vec<PostRow>> {
    db.all(sql, params, read)
}

fn read(row: &Row<'_>) -> Result<PostRow> {
    Ok(PostRow {
        id: row.id("id")?,
        collection_id: row.id("collection_id")?,
        collection_slug: row.text("collection_slug")?,
        slug: row.text("slug")?,
        title: row.text("title")?,
        content: row.json("content")?,
        excerpt: row.text("excerpt")?,
        author: row.text("author")?,
        category: row.text("category")?,
        meta: row.json("meta")?,
        status: Publication::parse(&row.text("status")?)?,
        published_at: row.integer_or_none("published_at")?,
        version: row.integer("version")?,
        updated_at: row.time("updated_at")?,
    })
}
