//! `getSection`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::row;
use crate::{
    clock::Time,
    error::Result,
    id::{self, PageId, SectionId},
    store::{
        TenantRead,
        entity::{PageRow, SectionRow},
    },
    tool::{Listing, Paging, Query, Spec},
    tools::{
        cms::{fields, page, section_template},
        exactly_one, found,
    },
    value::{Line, Ref, SectionStatus},
};

/// The tool.
pub static TOOL: Query<Input, SectionOut> = Query::new(
    Spec {
        name: "getSection",
        title: "Get sections",
        description: "Get sections of pages. One of id, pageId, query.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    #[schemars(extend("x-also" = ["pageSectionId"]))]
    id: Option<Ref<id::Section>>,
    page_id: Option<Ref<id::Page>>,
    query: Option<Line<1, 200>>,
    #[serde(default)]
    include_content: bool,
}

/// A section as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct SectionOut {
    id: SectionId,
    /// Left out where a page shows its sections.
    #[serde(skip_serializing_if = "Option::is_none")]
    page_section_id: Option<SectionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_id: Option<PageId>,
    template_key: String,
    sort_order: i64,
    status: SectionStatus,
    hidden: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    publish_at: Option<String>,
    version: i64,
    updated_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_url: Option<String>,
    /// The fields of its template.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    pub(super) content: Option<Value>,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<SectionOut>> {
    let scope = exactly_one(&[
        ("id", input.id.is_some()),
        ("pageId", input.page_id.is_some()),
        ("query", input.query.is_some()),
    ])?;
    let listing = match (&input.id, &input.page_id, &input.query) {
        (Some(Ref::Id(id)), _, _) => Listing::one(SectionRow::by_id(db, *id)?),
        (_, Some(page), _) => {
            let page = page::require(db, page)?;
            let after = paging.after_or((i64::MIN, String::new()))?;
            let rows = row::of_page(db, page.id, after, (paging.fetch(), input.include_content))?;
            Listing::page(rows, paging, |section| (section.sort_order, section.id))
        }
        (_, _, Some(query)) if scope == "query" => found(db, query, paging)?,
        _ => Listing::one(None),
    };
    db.load::<PageRow>(listing.items().iter().map(|section| section.page_id))?;
    if input.include_content {
        super::load(db, listing.items())?;
    }
    listing.map(|section| {
        let page = page::of_id(db, section.page_id)?;
        if input.include_content {
            return SectionOut::whole(db, &section, &page);
        }
        Ok(SectionOut::light(db, &section, &page))
    })
}

impl SectionOut {
    /// The section without its content.
    fn light(db: &TenantRead<'_>, section: &SectionRow, page: &PageRow) -> SectionOut {
        SectionOut {
            id: section.id,
            page_section_id: Some(section.id),
            page_id: Some(section.page_id),
            template_key: section.template_key.clone(),
            sort_order: section.sort_order,
            status: section.status,
            hidden: section.hidden,
            publish_at: section.publish_at.clone(),
            version: section.version,
            updated_at: section.updated_at,
            resource_url: url(db, section, page),
            content: None,
        }
    }

    /// The section with its content and expanded images.
    pub(super) fn whole(
        db: &TenantRead<'_>,
        section: &SectionRow,
        page: &PageRow,
    ) -> Result<SectionOut> {
        let template = section_template::require(db, &Ref::Id(section.template_id))?;
        let content =
            fields::expand(db, &fields::read(&template.fields)?, section.content.read()?)?;
        Ok(SectionOut { content: Some(content), ..SectionOut::light(db, section, page) })
    }
}

impl SectionOut {
    /// The section among those of its page, which says the rest.
    pub(super) fn of_its_page(self) -> SectionOut {
        SectionOut { page_section_id: None, page_id: None, resource_url: None, ..self }
    }
}

/// The address of the section on its page, for a person.
pub(super) fn url(db: &TenantRead<'_>, section: &SectionRow, page: &PageRow) -> Option<String> {
    Some(format!("{}#{}", db.page_url(&page.path)?, section.id))
}
