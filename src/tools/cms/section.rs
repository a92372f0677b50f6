//! Sections: the parts of a page in their order, each an instance of a template.

pub mod create;
pub mod delete;
pub mod get;
pub mod update;

mod row;

pub use self::get::SectionOut;
use crate::{
    error::{Code, Error, Result},
    id,
    store::{
        TenantRead,
        entity::{PageRow, SectionRow, SectionTemplateRow},
    },
    tools::cms::image,
    value::Ref,
};

/// The section, which must be there. Sections have no names.
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

/// Reads what the contents of sections are made of: their templates and images.
fn load(db: &TenantRead<'_>, sections: &[SectionRow]) -> Result<()> {
    db.load::<SectionTemplateRow>(sections.iter().map(|section| section.template_id))?;
    image::load(db, sections.iter().map(|section| &section.content))
}

/// The sections of a page with their content, as many as fit into `budget` characters, and how many did
/// not. The first always fits.
pub(super) fn of_page(
    db: &TenantRead<'_>,
    page: &PageRow,
    budget: usize,
) -> Result<(Vec<SectionOut>, usize)> {
    let rows = row::of_page(db, page.id, (i64::MIN, String::new()), i64::from(u32::MAX))?;
    load(db, &rows)?;
    let (mut sections, mut chars, total) = (Vec::new(), 0, rows.len());
    for row in rows {
        let section = SectionOut::whole(db, &row, page)?;
        chars += section.content.as_ref().map_or(0, crate::tool::weight) + 200;
        if chars > budget && !sections.is_empty() {
            break;
        }
        sections.push(section);
    }
    let omitted = total - sections.len();
    Ok((sections, omitted))
}
