//! Reads of pages.

use crate::{
    error::Result,
    id::PageId,
    store::{
        TenantRead,
        entity::{PageRow, Select, select},
    },
};

pub(super) fn by_path(db: &TenantRead<'_>, path: &str) -> Result<Option<PageRow>> {
    const BY_PATH: Select<PageRow> = select!(PageRow, "p.path = :path");
    db.row(&BY_PATH, &[(":path", path.into())])
}

/// The page to which an address of the past leads.
pub(super) fn by_old_path(db: &TenantRead<'_>, path: &str) -> Result<Option<PageRow>> {
    const BY_OLD_PATH: Select<PageRow> = select!(
        PageRow,
        "p.id = (SELECT r.page_id FROM redirect r WHERE r.tenant_id = :tenant AND r.path = :path)"
    );
    db.row(&BY_OLD_PATH, &[(":path", path.into())])
}

/// The pages with exactly that name; only a few are read, to detect ambiguity.
pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<PageRow>> {
    const AS_WRITTEN: Select<PageRow> = select!(PageRow, "p.name = :name ORDER BY p.id LIMIT 5");
    const AS_READ: Select<PageRow> =
        select!(PageRow, "text_fold(p.name) = text_fold(:name) ORDER BY p.id LIMIT 5");
    db.rows_named([&AS_WRITTEN, &AS_READ], name)
}

/// The direct children of several pages, at most a hundred for each.
pub(super) fn children(db: &TenantRead<'_>, parents: &[PageId]) -> Result<Vec<PageRow>> {
    const CHILDREN: Select<PageRow> = select!(
        PageRow,
        LIGHT,
        "p.id IN (SELECT n.id FROM {items :ids, cte_parents}
                  {ordered_join} page n ON n.tenant_id = :tenant AND n.id IN
                    (SELECT i.id FROM page i
                     WHERE i.tenant_id = :tenant AND i.parent_id = cte_parents.value
                     ORDER BY i.id LIMIT 100))
         ORDER BY p.id"
    );
    db.below(&CHILDREN, parents)
}
