//! Reads of sections.

use crate::{
    error::Result,
    id::PageId,
    store::{
        Sql, TenantRead,
        entity::{SectionRow, Select, select},
    },
};

/// A page's sections in their order, after a position; with what they say where they are wanted whole.
pub(super) fn of_page(
    db: &TenantRead<'_>,
    page: PageId,
    after: (i64, String),
    (fetch, whole): (i64, bool),
) -> Result<Vec<SectionRow>> {
    const OF_PAGE: Select<SectionRow> = select!(
        SectionRow,
        "s.page_id = :page AND (s.sort_order, s.id) > (:order, :after)
         ORDER BY s.sort_order, s.id LIMIT :fetch"
    );
    const LIGHT: Select<SectionRow> = select!(
        SectionRow,
        LIGHT,
        "s.page_id = :page AND (s.sort_order, s.id) > (:order, :after)
         ORDER BY s.sort_order, s.id LIMIT :fetch"
    );
    db.rows(
        if whole { &OF_PAGE } else { &LIGHT },
        &[
            (":page", page.into()),
            (":order", after.0.into()),
            (":after", after.1.into()),
            (":fetch", fetch.into()),
        ],
    )
}

/// The sections of several pages, each page's in order.
pub(super) fn of_pages(db: &TenantRead<'_>, pages: &[PageId]) -> Result<Vec<SectionRow>> {
    const OF_PAGES: Select<SectionRow> = select!(
        SectionRow,
        "s.page_id IN {list :ids}
         ORDER BY s.page_id, s.sort_order, s.id"
    );
    db.below(&OF_PAGES, pages)
}

/// The position after all sections of the page.
pub(super) fn next_order(db: &TenantRead<'_>, page: PageId) -> Result<i64> {
    const LAST: Sql = Sql::scoped(
        "SELECT max(sort_order) AS n FROM section WHERE tenant_id = :tenant AND page_id = :page",
    );
    Ok(db.count(&LAST, &[(":page", page.into())])?.saturating_add(1))
}
