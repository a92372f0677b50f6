//! The row of a post, and the ways to look it up.

use crate::{
    error::Result,
    store::{
        TenantRead,
        entity::{PostRow, Select, select},
    },
};

impl PostRow {
    /// Its address on the site.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.collection_slug, self.slug)
    }
}

pub(super) fn by_slug(db: &TenantRead<'_>, slug: &str) -> Result<Option<PostRow>> {
    const BY_SLUG: Select<PostRow> = select!(PostRow, "p.slug = :slug");
    db.row(&BY_SLUG, &[(":slug", slug.into())])
}

/// The posts of exactly that title; a few are enough to say that there are several.
pub(super) fn by_title(db: &TenantRead<'_>, title: &str) -> Result<Vec<PostRow>> {
    const AS_WRITTEN: Select<PostRow> = select!(PostRow, "p.title = :name ORDER BY p.id LIMIT 5");
    const AS_READ: Select<PostRow> =
        select!(PostRow, "text_fold(p.title) = text_fold(:name) ORDER BY p.id LIMIT 5");
    db.rows_named([&AS_WRITTEN, &AS_READ], title)
}
