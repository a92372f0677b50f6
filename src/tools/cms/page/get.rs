//! `getPage`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    row,
    show::{self, Device},
};
use crate::{
    clock::Time,
    error::{Code, Error, Result},
    id::{self, PageId},
    store::{
        TenantRead,
        entity::{PageRow, Select, select},
    },
    tool::{Listing, Paging, Query, Spec},
    tools::{
        cms::{
            image, meta,
            section::{self, PageSections, SectionOut},
        },
        exactly_one, found,
    },
    value::{Line, Ref, SlugPath},
};

/// The tool.
pub static TOOL: Query<Input, PageOut> = Query::new(
    Spec {
        name: "getPage",
        title: "Get pages",
        description: "Get pages. One of id, slug, parentId, query, all.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Option<Ref<id::Page>>,
    slug: Option<SlugPath>,
    /// Pages directly under it.
    parent_id: Option<Ref<id::Page>>,
    query: Option<Line<1, 200>>,
    #[serde(default)]
    all: bool,
    #[serde(default)]
    include_children: bool,
    #[serde(default)]
    include_content: bool,
    /// Adds a picture of the page there.
    show: Option<Device>,
}

/// A page as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct PageOut {
    id: PageId,
    name: String,
    slug: String,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<PageId>,
    is_protected: bool,
    indexing: bool,
    section_count: i64,
    version: i64,
    updated_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_url: Option<String>,
    /// `{ title?, description?, image? }`
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    meta: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sections: Option<Vec<SectionOut>>,
    /// How many sections did not fit; read on with getSection.
    #[serde(skip_serializing_if = "Option::is_none")]
    sections_omitted: Option<usize>,
    /// The pages directly below, light.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<serde_json::Map<String, Value>>>")]
    children: Option<Vec<PageOut>>,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<PageOut>> {
    let scope = exactly_one(&[
        ("id", input.id.is_some()),
        ("slug", input.slug.is_some()),
        ("parentId", input.parent_id.is_some()),
        ("query", input.query.is_some()),
        ("all", input.all),
    ])?;
    if input.show.is_some() && !matches!(scope, "id" | "slug") {
        let one = "show: a picture is of one page; it wants id or slug";
        return Err(Error::new(Code::ArgumentInvalid, one)
            .suggest("look at the pages one after the other, each by its id"));
    }
    let listing = match scope {
        "id" => {
            let page = input.id.as_ref().map(|page| super::find(db, page)).transpose()?.flatten();
            Listing::one(page)
        }
        "slug" => {
            let path = input.slug.as_deref().unwrap_or_default();
            match row::by_path(db, path)? {
                Some(page) => Listing::one(Some(page)),
                None => moved(db, path)?,
            }
        }
        _ => listed(db, &input, paging)?,
    };
    let pages = listing.items();
    let seen = input.show.zip(pages.first());
    let show = seen.map(|(device, page)| show::page(db, page, device));
    let mut sections = None;
    if input.include_content {
        let metas = pages.iter().map(|page| page.meta.read::<Value>());
        image::load(db, &metas.collect::<Result<Vec<_>>>()?)?;
        sections = Some(section::of_pages(db, pages, paging.budget)?);
    }
    let mut children = input.include_children.then(|| children(db, pages)).transpose()?;
    let listing = listing.map(|page| {
        let mut out = PageOut::light(db, &page);
        if let Some(sections) = &mut sections {
            out.meta = Some(meta::expand(db, &page.meta.read()?)?);
            let PageSections { shown, omitted } = sections.remove(&page.id).unwrap_or_default();
            out.sections = Some(shown);
            out.sections_omitted = (omitted > 0).then_some(omitted);
        }
        out.children = children.as_mut().map(|all| all.remove(&page.id).unwrap_or_default());
        Ok(out)
    });
    Ok(listing?.showing(show))
}

/// The page to which an address of the past leads, which the answer says.
fn moved(db: &TenantRead<'_>, path: &str) -> Result<Listing<PageRow>> {
    let found = row::by_old_path(db, path)?;
    let note = found.as_ref().map(|page| format!("/{path} leads to /{} now.", page.path));
    Ok(Listing::one(found).noting(note))
}

/// The direct children of several pages, without content.
fn children(db: &TenantRead<'_>, pages: &[PageRow]) -> Result<BTreeMap<PageId, Vec<PageOut>>> {
    let ids: Vec<PageId> = pages.iter().map(|page| page.id).collect();
    let mut of_each: BTreeMap<PageId, Vec<PageOut>> = BTreeMap::new();
    for child in row::children(db, &ids)? {
        if let Some(parent) = child.parent_id {
            of_each.entry(parent).or_default().push(PageOut::light(db, &child));
        }
    }
    Ok(of_each)
}

/// The pages of a scope with many results, oldest first.
fn listed(db: &TenantRead<'_>, input: &Input, paging: &Paging) -> Result<Listing<PageRow>> {
    const ALL: Select<PageRow> = select!(PageRow, "p.id > :after ORDER BY p.id LIMIT :fetch");
    const ALL_LIGHT: Select<PageRow> =
        select!(PageRow, LIGHT, "p.id > :after ORDER BY p.id LIMIT :fetch");
    const CHILDREN: Select<PageRow> =
        select!(PageRow, "p.parent_id = :parent AND p.id > :after ORDER BY p.id LIMIT :fetch");
    if let Some(query) = &input.query {
        return found(db, query, paging);
    }
    let after: String = paging.after_or(String::new())?;
    let (after, fetch) = ((":after", after.into()), (":fetch", paging.fetch().into()));
    let rows = if let Some(parent) = &input.parent_id {
        let parent = super::require(db, parent)?;
        db.rows(&CHILDREN, &[(":parent", parent.id.into()), after, fetch])?
    } else {
        let all = if input.include_content { &ALL } else { &ALL_LIGHT };
        db.rows(all, &[after, fetch])?
    };
    Ok(Listing::page(rows, paging, |page| page.id))
}

impl PageOut {
    /// The page without meta and sections.
    pub(super) fn light(db: &TenantRead<'_>, page: &PageRow) -> PageOut {
        PageOut {
            id: page.id,
            name: page.name.clone(),
            slug: page.slug.clone(),
            path: page.path.clone(),
            parent_id: page.parent_id,
            is_protected: page.is_protected,
            indexing: page.indexing,
            section_count: page.section_count,
            version: page.version,
            updated_at: page.updated_at,
            resource_url: db.page_url(&page.path),
            meta: None,
            sections: None,
            sections_omitted: None,
            children: None,
        }
    }

    /// The page with meta and without sections, which a write has not changed.
    pub(super) fn written(db: &TenantRead<'_>, page: &PageRow) -> Result<PageOut> {
        let mut out = PageOut::light(db, page);
        out.meta = Some(meta::expand(db, &page.meta.read()?)?);
        Ok(out)
    }
}
