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
    id::{self, PageId, SectionId},
    site::form,
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

/// Fails where content gives a form fields that make none, and did not before.
fn form_is_whole(template: &str, before: Option<&Value>, content: &Value) -> Result<()> {
    if template != FORM {
        return Ok(());
    }
    match form::fault(content) {
        Some((sentence, advice)) if before.and_then(form::fault).is_none() => {
            Err(Error::new(Code::ContentInvalid, sentence).suggest(advice))
        }
        Some(_) | None => Ok(()),
    }
}

/// What is said once a form is made.
fn note_of(db: &TenantRead<'_>, template: &str) -> Result<Option<String>> {
    if template != FORM {
        return Ok(None);
    }
    let site = db.site()?;
    let has_way = site.email.is_some() || site.phone.is_some();
    let without = if has_way { "" } else { NO_WAY };
    Ok(Some(format!("{ARRIVES}{without}")))
}

/// Said where a form that is not received has nothing to show instead.
pub(super) const NO_WAY: &str = " The business has neither yet, so visitors could not reach it: ask for them, updateSite { email, phone }.";

/// The template of forms.
const FORM: &str = "form";

const ARRIVES: &str = "What visitors send arrives as conversations of the channel form, as long as deskhand serves the site, \
    as its preview does. A copy on another host shows e-mail and phone in its place.";

/// Fails where another section of the page has the name in links that new content gives this one.
///
/// # Errors
/// `SLUG_TAKEN`, with a name that is free.
fn anchor_is_free(
    db: &TenantRead<'_>,
    page: PageId,
    (own, before): (Option<SectionId>, Option<&Value>),
    content: &Value,
) -> Result<()> {
    let name = |content: &Value| content.get(ANCHOR).and_then(Value::as_str).map(str::to_owned);
    let Some(wanted) =
        name(content).filter(|wanted| before.and_then(name).as_ref() != Some(wanted))
    else {
        return Ok(());
    };
    let mut taken = Vec::new();
    for other in row::of_pages(db, &[page])?.iter().filter(|other| Some(other.id) != own) {
        taken.extend(name(&other.content.read()?));
    }
    if !taken.contains(&wanted) {
        return Ok(());
    }
    let free = (2..1_000).map(|at| format!("{wanted}-{at}")).find(|free| !taken.contains(free));
    let sentence = format!("content.anchor: another section of this page is named `{wanted}`");
    Err(Error::new(Code::SlugTaken, sentence)
        .suggest(format!("use `{}`, or rename the other first", free.unwrap_or_default())))
}

/// The field of a section's name in links.
const ANCHOR: &str = "anchor";

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
