//! The row of a page, and the ways to look it up.

use serde_json::Value;

use crate::{
    clock::Time,
    error::Result,
    id::PageId,
    store::{Params, Row, Sql, TenantRead},
};

/// A page as it is stored, and how many sections it has.
#[derive(Clone, Debug)]
pub struct PageRow {
    /// Its id.
    pub id: PageId,
    /// The page above it; `None` at the root.
    pub parent_id: Option<PageId>,
    /// What people call it.
    pub name: String,
    /// Its part of the address.
    pub slug: String,
    /// Its whole address, its parents' slugs included.
    pub path: String,
    /// Whether it is kept from deletion.
    pub is_protected: bool,
    /// Whether search engines may list it.
    pub indexing: bool,
    /// `{ title?, description?, image? }`, the image as its id.
    pub meta: Value,
    /// How many sections it has.
    pub section_count: i64,
    /// Moves with every change.
    pub version: i64,
    /// When it changed last.
    pub updated_at: Time,
}

/// A read of whole pages. Here because ten statements share the columns, and a constant cannot be joined
/// with another at compile time.
macro_rules! pages {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT p.id, p.parent_id, p.name, p.slug, p.path, p.is_protected, p.indexing, p.meta,
                    p.version, p.updated_at,
                    (SELECT count(*) FROM section s
                     WHERE s.tenant_id = p.tenant_id AND s.page_id = p.id) AS section_count
             FROM page p WHERE p.tenant_id = :tenant AND ",
            $condition
        ))
    };
}
pub(super) use pages;

pub(super) fn by_id(db: &TenantRead<'_>, id: PageId) -> Result<Option<PageRow>> {
    const BY_ID: Sql = pages!("p.id = :id");
    db.first(&BY_ID, &[(":id", id.into())], read)
}

pub(super) fn by_path(db: &TenantRead<'_>, path: &str) -> Result<Option<PageRow>> {
    const BY_PATH: Sql = pages!("p.path = :path");
    db.first(&BY_PATH, &[(":path", path.into())], read)
}

/// The pages of exactly that name; a few are enough to say that there are several.
pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<PageRow>> {
    const BY_NAME: Sql = pages!("p.name = :name ORDER BY p.id LIMIT 5");
    all(db, &BY_NAME, &[(":name", name.into())])
}

/// All pages directly under one; for what has to name them, a few are enough.
pub(super) fn children(db: &TenantRead<'_>, parent: PageId) -> Result<Vec<PageRow>> {
    const CHILDREN: Sql = pages!("p.parent_id = :parent ORDER BY p.id LIMIT 100");
    all(db, &CHILDREN, &[(":parent", parent.into())])
}

pub(super) fn all(db: &TenantRead<'_>, sql: &Sql, params: Params<'_, '_>) -> Result<Vec<PageRow>> {
    db.all(sql, params, read)
}

fn read(row: &Row<'_>) -> Result<PageRow> {
    Ok(PageRow {
        id: row.id("id")?,
        parent_id: row.id_or_none("parent_id")?,
        name: row.text("name")?,
        slug: row.text("slug")?,
        path: row.text("path")?,
        is_protected: row.flag("is_protected")?,
        indexing: row.flag("indexing")?,
        meta: row.json("meta")?,
        section_count: row.integer("section_count")?,
        version: row.integer("version")?,
        updated_at: row.time("updated_at")?,
    })
}
