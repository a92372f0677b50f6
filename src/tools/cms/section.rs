//! Sections: the ordered parts of a page, each an instance of a template.

pub mod create;
pub mod delete;
pub mod get;
pub mod update;

mod row;

use std::collections::BTreeMap;

use serde_json::Value;

pub use self::get::SectionOut;
use crate::{
    error::{Code, Error, Result},
    id::{self, PageId},
    store::{
        TenantRead,
        entity::{PageRow, SectionRow, SectionTemplateRow},
    },
    tools::cms::image,
    value::Ref,
};

/// The section, which must exist. Sections have no names.
fn require(db: &TenantRead<'_>, section: &Ref<id::Section>) -> Result<SectionRow> {
    let found = match section {
        Ref::Id(id) => SectionRow::by_id(db, *id)?,
        Ref::Name(_) => None,
    };
    found.ok_or_else(|| {
        Error::new(Code::SectionNotFound, format!("there is no section `{section}`"))
            .suggest("find it with getSection { pageId }; use its id")
    })
}

/// Reads ahead the templates and images of sections.
fn load(db: &TenantRead<'_>, sections: &[SectionRow]) -> Result<()> {
    db.load::<SectionTemplateRow>(sections.iter().map(|section| section.template_id))?;
    let contents = sections.iter().map(|section| section.content.read::<Value>());
    image::load(db, &contents.collect::<Result<Vec<_>>>()?)
}

/// The sections in a page's answer, and the number of those that did not fit.
#[derive(Default)]
pub(super) struct PageSections {
    pub(super) shown: Vec<SectionOut>,
    pub(super) omitted: usize,
}

/// The sections of each page with their content, as many as fit into `budget` characters for each, at least one.
pub(super) fn of_pages(
    db: &TenantRead<'_>,
    pages: &[PageRow],
    budget: usize,
) -> Result<BTreeMap<PageId, PageSections>> {
    let ids: Vec<PageId> = pages.iter().map(|page| page.id).collect();
    let rows = row::of_pages(db, &ids)?;
    load(db, &rows)?;
    let mut rows_of: BTreeMap<PageId, Vec<SectionRow>> = BTreeMap::new();
    for row in rows {
        rows_of.entry(row.page_id).or_default().push(row);
    }
    let mut of_each = BTreeMap::new();
    for page in pages {
        let rows = rows_of.remove(&page.id).unwrap_or_default();
        of_each.insert(page.id, fitting(db, page, rows, budget)?);
    }
    Ok(of_each)
}

fn fitting(
    db: &TenantRead<'_>,
    page: &PageRow,
    rows: Vec<SectionRow>,
    budget: usize,
) -> Result<PageSections> {
    let (mut shown, mut chars, total) = (Vec::new(), 0, rows.len());
    for row in rows {
        let section = SectionOut::whole(db, &row, page)?.of_its_page();
        chars += section.content.as_ref().map_or(0, crate::tool::weight) + 200;
        if chars > budget && !shown.is_empty() {
            break;
        }
        shown.push(section);
    }
    let omitted = total - shown.len();
    Ok(PageSections { shown, omitted })
}
