//! Reads of posts.

use crate::{
    error::Result,
    store::{
        TenantRead,
        entity::{PostRow, Select, select},
    },
};

impl PostRow {
    /// The path on the site.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.collection_slug, self.slug)
    }
}

pub(super) fn by_slug(db: &TenantRead<'_>, slug: &str) -> Result<Option<PostRow>> {
    const BY_SLUG: Select<PostRow> = select!(PostRow, "p.slug = :slug");
    db.row(&BY_SLUG, &[(":slug", slug.into())])
}

/// The post to which a slug of the past leads.
pub(super) fn by_old_slug(db: &TenantRead<'_>, slug: &str) -> Result<Option<PostRow>> {
    const BY_OLD_SLUG: Select<PostRow> = select!(
        PostRow,
        "p.id = (SELECT r.post_id FROM post_redirect r WHERE r.tenant_id = :tenant AND r.slug = :slug)"
    );
    db.row(&BY_OLD_SLUG, &[(":slug", slug.into())])
}

/// The posts with exactly that title; only a few are read, to detect ambiguity.
pub(super) fn by_title(db: &TenantRead<'_>, title: &str) -> Result<Vec<PostRow>> {
    const AS_WRITTEN: Select<PostRow> = select!(PostRow, "p.title = :name ORDER BY p.id LIMIT 5");
    const AS_READ: Select<PostRow> =
        select!(PostRow, "text_fold(p.title) = text_fold(:name) ORDER BY p.id LIMIT 5");
    db.rows_named([&AS_WRITTEN, &AS_READ], title)
}
