//! Pages: a tree of addresses, each with sections in order.

pub mod create;
pub mod delete;
pub mod get;
pub mod update;

mod row;
mod tree;

pub use self::row::PageRow;
use super::super::the_only;
use crate::{
    error::{Code, Error, Result},
    id::{self, PageId},
    store::{Sql, TenantRead},
    value::{Ref, Slug},
};

/// The page of that id, path or exact name; `None` when there is none.
///
/// # Errors
/// `NAME_AMBIGUOUS` when several have the name.
pub(crate) fn find(db: &TenantRead<'_>, page: &Ref<id::Page>) -> Result<Option<PageRow>> {
    let name = match page {
        Ref::Id(id) => return row::by_id(db, *id),
        Ref::Name(name) => name,
    };
    if let Some(found) = row::by_path(db, name.trim_matches('/'))? {
        return Ok(Some(found));
    }
    the_only(name, row::by_name(db, name)?, |page| format!("{} (/{})", page.id, page.path))
}

/// The page, which must be there.
pub(crate) fn require(db: &TenantRead<'_>, page: &Ref<id::Page>) -> Result<PageRow> {
    find(db, page)?.ok_or_else(|| {
        Error::new(Code::PageNotFound, format!("there is no page `{page}`"))
            .suggest("find it with getPage { all: true } or getPage { query }")
    })
}

/// The page of that id, which a foreign key says is there.
pub(crate) fn of_id(db: &TenantRead<'_>, id: PageId) -> Result<PageRow> {
    row::by_id(db, id)?.ok_or_else(|| Error::internal(format!("{id} is referred to and not there")))
}

/// The path of a page with that slug under that parent.
///
/// # Errors
/// `SLUG_RESERVED` at the root, `SLUG_TAKEN` when another page (not `own`) has the path.
fn place(
    db: &TenantRead<'_>,
    parent: Option<&PageRow>,
    slug: &Slug,
    own: Option<PageId>,
) -> Result<String> {
    let path = match parent {
        None if slug.is_reserved() => {
            return Err(Error::new(
                Code::SlugReserved,
                format!("`{}` is an address of the site itself", &**slug),
            )
            .suggest(format!("use `{}-page`", &**slug)));
        }
        None => slug.to_string(),
        Some(parent) => format!("{}/{}", parent.path, &**slug),
    };
    match row::by_path(db, &path)? {
        Some(other) if Some(other.id) != own => Err(Error::new(
            Code::SlugTaken,
            format!("page “{}” ({}) has the address /{path} already", other.name, other.id),
        )
        .suggest(format!("use another slug such as `{}-2`, or update that page", &**slug))),
        Some(_) => Ok(path),
        None => refuse_article_at(db, &path).map(|()| path),
    }
}

/// Refuses an address that a post or an entry has.
fn refuse_article_at(db: &TenantRead<'_>, path: &str) -> Result<()> {
    const ARTICLE: Sql = Sql::scoped(
        "SELECT title FROM post p
         WHERE p.tenant_id = :tenant AND p.slug = :slug AND p.collection_id =
           (SELECT c.id FROM collection c WHERE c.tenant_id = :tenant AND c.slug = :collection)
         UNION ALL
         SELECT title FROM entry e
         WHERE e.tenant_id = :tenant AND e.slug = :slug AND e.collection_id =
           (SELECT c.id FROM collection c WHERE c.tenant_id = :tenant AND c.slug = :collection)",
    );
    let Some((collection, slug)) = path.split_once('/') else { return Ok(()) };
    let params = [(":collection", collection.into()), (":slug", slug.into())];
    match db.first(&ARTICLE, &params, |row| row.text("title"))? {
        None => Ok(()),
        Some(title) => {
            Err(Error::new(Code::SlugTaken, format!("“{title}” has the address /{path} already"))
                .suggest("use another slug, or another parent"))
        }
    }
}

/// Refuses an address that a page has.
pub(crate) fn refuse_page_at(db: &TenantRead<'_>, path: &str) -> Result<()> {
    match row::by_path(db, path)? {
        None => Ok(()),
        Some(page) => Err(Error::new(
            Code::SlugTaken,
            format!("page “{}” has the address /{path} already", page.name),
        )
        .suggest("use another slug, or move that page")),
    }
}
