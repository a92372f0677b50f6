//! The row of a section, and the ways to look it up.

use serde_json::Value;

use super::Status;
use crate::{
    clock::Time,
    error::Result,
    id::{PageId, SectionId, SectionTemplateId},
    store::{Params, Row, Sql, TenantRead},
};

/// A section as it is stored, with the key of its template.
#[derive(Clone, Debug)]
pub(super) struct SectionRow {
    pub(super) id: SectionId,
    pub(super) page_id: PageId,
    pub(super) template_id: SectionTemplateId,
    pub(super) template_key: String,
    pub(super) content: Value,
    pub(super) sort_order: i64,
    pub(super) status: Status,
    pub(super) hidden: bool,
    pub(super) version: i64,
    pub(super) updated_at: Time,
}

/// A read of whole sections; a constant cannot be joined with another at compile time.
macro_rules! sections {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT s.id, s.page_id, s.template_id, t.key AS template_key, s.content, s.sort_order,
                    s.status, s.hidden, s.version, s.updated_at
             FROM section s
             JOIN section_template t ON t.tenant_id = s.tenant_id AND t.id = s.template_id
             WHERE s.tenant_id = :tenant AND ",
            $condition
        ))
    };
}

pub(super) fn by_id(db: &TenantRead<'_>, id: SectionId) -> Result<Option<SectionRow>> {
    const BY_ID: Sql = sections!("s.id = :id");
    db.first(&BY_ID, &[(":id", id.into())], read)
}

/// A page's sections in their order, after a position.
pub(super) fn of_page(
    db: &TenantRead<'_>,
    page: PageId,
    after: (i64, String),
    fetch: i64,
) -> Result<Vec<SectionRow>> {
    const OF_PAGE: Sql = sections!(
        "s.page_id = :page AND (s.sort_order, s.id) > (:order, :after)
         ORDER BY s.sort_order, s.id LIMIT :fetch"
    );
    all(
        db,
        &OF_PAGE,
        &[
            (":page", page.into()),
            (":order", after.0.into()),
            (":after", after.1.into()),
            (":fetch", fetch.into()),
        ],
    )
}

fn all(db: &TenantRead<'_>, sql: &Sql, params: Params<'_, '_>) -> Result<Vec<SectionRow>> {
    db.all(sql, params, read)
}

/// The number that puts a new section after all others of its page.
pub(super) fn next_order(db: &TenantRead<'_>, page: PageId) -> Result<i64> {
    const LAST: Sql = Sql::scoped(
        "SELECT max(sort_order) AS n FROM section WHERE tenant_id = :tenant AND page_id = :page",
    );
    Ok(db.count(&LAST, &[(":page", page.into())])?.saturating_add(1))
}

fn read(row: &Row<'_>) -> Result<SectionRow> {
    Ok(SectionRow {
        id: row.id("id")?,
        page_id: row.id("page_id")?,
        template_id: row.id("template_id")?,
        template_key: row.text("template_key")?,
        content: row.json("content")?,
        sort_order: row.integer("sort_order")?,
        status: Status::parse(&row.text("status")?)?,
        hidden: row.flag("hidden")?,
        version: row.integer("version")?,
        updated_at: row.time("updated_at")?,
    })
}
