//! Pages: a tree of paths, each page with ordered sections.

pub mod create;
pub mod delete;
pub mod get;
pub mod update;

mod row;
mod show;

use super::super::the_only;
use crate::{
    error::{Code, Error, Result},
    id::{self, PageId},
    store::{TenantRead, entity::PageRow},
    value::Ref,
};

/// The page with that id, path or exact name; `None` if there is none.
///
/// # Errors
/// `NAME_AMBIGUOUS` if several have the name.
pub(crate) fn find(db: &TenantRead<'_>, page: &Ref<id::Page>) -> Result<Option<PageRow>> {
    let name = match page {
        Ref::Id(id) => return PageRow::by_id(db, *id),
        Ref::Name(name) => name,
    };
    if let Some(found) = row::by_path(db, name.trim_matches('/'))? {
        return Ok(Some(found));
    }
    the_only(name, row::by_name(db, name)?, |page| format!("{} (/{})", page.id, page.path))
}

pub(crate) fn require(db: &TenantRead<'_>, page: &Ref<id::Page>) -> Result<PageRow> {
    find(db, page)?.ok_or_else(|| {
        Error::new(Code::PageNotFound, format!("there is no page `{page}`"))
            .suggest("find it with getPage { all: true } or getPage { query }")
    })
}

/// The page with that id, which is known to exist.
pub(crate) fn of_id(db: &TenantRead<'_>, id: PageId) -> Result<PageRow> {
    PageRow::by_id(db, id)?
        .ok_or_else(|| Error::internal(format!("{id} is referred to and not there")))
}
