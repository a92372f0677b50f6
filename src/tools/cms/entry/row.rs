//! The row of an entry, and the ways to look it up.

use serde_json::Value;

use super::super::{fields::Field, publication::Publication};
use crate::{
    clock::Time,
    error::Result,
    id::{CollectionId, EntryId},
    store::{Params, Row, Sql, TenantRead},
};

/// An entry as it is stored, with its collection's slug and fields.
#[derive(Clone, Debug)]
pub(crate) struct EntryRow {
    pub(crate) id: EntryId,
    pub(super) collection_id: CollectionId,
    pub(crate) collection_slug: String,
    pub(super) fields: Vec<Field>,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(super) content: Value,
    pub(crate) status: Publication,
    pub(super) sort_order: i64,
    pub(super) version: i64,
    pub(super) updated_at: Time,
}

impl EntryRow {
    /// Its address on the site.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.collection_slug, self.slug)
    }
}

/// A read of whole entries; a constant cannot be joined with another at compile time.
macro_rules! entries {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT e.id, e.collection_id, c.slug AS collection_slug, c.fields, e.slug, e.title,
                    e.content, e.status, e.sort_order, e.version, e.updated_at
             FROM entry e
             JOIN collection c ON c.tenant_id = e.tenant_id AND c.id = e.collection_id
             WHERE e.tenant_id = :tenant AND ",
            $condition
        ))
    };
}
pub(super) use entries;

pub(super) fn by_id(db: &TenantRead<'_>, id: EntryId) -> Result<Option<EntryRow>> {
    const BY_ID: Sql = entries!("e.id = :id");
    db.first(&BY_ID, &[(":id", id.into())], read)
}

/// The entries of that slug, one a collection at most.
pub(super) fn by_slug(db: &TenantRead<'_>, slug: &str) -> Result<Vec<EntryRow>> {
    const BY_SLUG: Sql = entries!("e.slug = :slug ORDER BY e.id LIMIT 100");
    all(db, &BY_SLUG, &[(":slug", slug.into())])
}

/// The entries of exactly that title; a few are enough to say that there are several.
pub(super) fn by_title(db: &TenantRead<'_>, title: &str) -> Result<Vec<EntryRow>> {
    const BY_TITLE: Sql = entries!("e.title = :title ORDER BY e.id LIMIT 5");
    all(db, &BY_TITLE, &[(":title", title.into())])
}

/// The number that puts a new entry after all others of its collection.
pub(super) fn next_order(db: &TenantRead<'_>, collection: CollectionId) -> Result<i64> {
    const LAST: Sql = Sql::scoped(
        "SELECT max(sort_order) AS n FROM entry
         WHERE tenant_id = :tenant AND collection_id = :collection",
    );
    Ok(db.count(&LAST, &[(":collection", collection.into())])?.saturating_add(1))
}

pub(super) fn all(db: &TenantRead<'_>, sql: &Sql, params: Params<'_, '_>) -> Result<Vec<EntryRow>> {
    db.all(sql, params, read)
}

fn read(row: &Row<'_>) -> Result<EntryRow> {
    Ok(EntryRow {
        id: row.id("id")?,
        collection_id: row.id("collection_id")?,
        collection_slug: row.text("collection_slug")?,
        fields: row.json("fields")?,
        slug: row.text("slug")?,
        title: row.text("title")?,
        content: row.json("content")?,
        status: Publication::parse(&row.text("status")?)?,
        sort_order: row.integer("sort_order")?,
        version: row.integer("version")?,
        updated_at: row.time("updated_at")?,
    })
}
