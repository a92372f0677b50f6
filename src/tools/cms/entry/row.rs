//! Reads of entries.

use crate::{
    error::Result,
    id::CollectionId,
    store::{
        Sql, TenantRead,
        entity::{EntryRow, Select, select},
    },
};

impl EntryRow {
    /// The path on the site.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.collection_slug, self.slug)
    }
}

/// The entries with that slug, at most one for each collection.
pub(super) fn by_slug(db: &TenantRead<'_>, slug: &str) -> Result<Vec<EntryRow>> {
    const BY_SLUG: Select<EntryRow> = select!(EntryRow, "e.slug = :slug ORDER BY e.id LIMIT 100");
    db.rows(&BY_SLUG, &[(":slug", slug.into())])
}

/// The entries with exactly that title; only a few are read, to detect ambiguity.
pub(super) fn by_title(db: &TenantRead<'_>, title: &str) -> Result<Vec<EntryRow>> {
    const AS_WRITTEN: Select<EntryRow> = select!(EntryRow, "e.title = :name ORDER BY e.id LIMIT 5");
    const AS_READ: Select<EntryRow> =
        select!(EntryRow, "text_fold(e.title) = text_fold(:name) ORDER BY e.id LIMIT 5");
    db.rows_named([&AS_WRITTEN, &AS_READ], title)
}

/// The position after all entries of the collection.
pub(super) fn next_order(db: &TenantRead<'_>, collection: CollectionId) -> Result<i64> {
    const LAST: Sql = Sql::scoped(
        "SELECT max(sort_order) AS n FROM entry
         WHERE tenant_id = :tenant AND collection_id = :collection",
    );
    Ok(db.count(&LAST, &[(":collection", collection.into())])?.saturating_add(1))
}
