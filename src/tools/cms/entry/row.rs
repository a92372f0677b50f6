//! The row of an entry, and the ways to look it up.

use crate::{
    error::Result,
    id::CollectionId,
    store::{
        Sql, TenantRead,
        entity::{EntryRow, Select, select},
    },
};

impl EntryRow {
    /// Its address on the site.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.collection_slug, self.slug)
    }
}

/// The entries of that slug, one a collection at most.
pub(super) fn by_slug(db: &TenantRead<'_>, slug: &str) -> Result<Vec<EntryRow>> {
    const BY_SLUG: Select<EntryRow> = select!(EntryRow, "e.slug = :slug ORDER BY e.id LIMIT 100");
    db.rows(&BY_SLUG, &[(":slug", slug.into())])
}

/// The entries of exactly that title; a few are enough to say that there are several.
pub(super) fn by_title(db: &TenantRead<'_>, title: &str) -> Result<Vec<EntryRow>> {
    const AS_WRITTEN: Select<EntryRow> = select!(EntryRow, "e.title = :name ORDER BY e.id LIMIT 5");
    const AS_READ: Select<EntryRow> =
        select!(EntryRow, "text_fold(e.title) = text_fold(:name) ORDER BY e.id LIMIT 5");
    db.rows_named([&AS_WRITTEN, &AS_READ], title)
}

/// The number that puts a new entry after all others of its collection.
pub(super) fn next_order(db: &TenantRead<'_>, collection: CollectionId) -> Result<i64> {
    const LAST: Sql = Sql::scoped(
        "SELECT max(sort_order) AS n FROM entry
         WHERE tenant_id = :tenant AND collection_id = :collection",
    );
    Ok(db.count(&LAST, &[(":collection", collection.into())])?.saturating_add(1))
}
