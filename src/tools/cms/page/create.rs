//! `createPage`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::get::PageOut;
use crate::{
    error::Result,
    id::{self, PageId},
    store::{
        TenantWrite,
        entity::{Json, NewPage},
        rules,
    },
    tool::{Command, Resource, Spec},
    tools::cms::meta::{self, MetaPatch},
    value::{Name, Ref, Slug},
};

/// The tool.
pub static TOOL: Command<Input, PageOut> = Command::new(
    Spec {
        name: "createPage",
        title: "Create a page",
        description: "Create a page without sections.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    name: Name,
    slug: Option<Slug>,
    parent_id: Option<Ref<id::Page>>,
    #[serde(default)]
    is_protected: bool,
    /// { title?, description?, image? }
    meta: Option<MetaPatch>,
    indexing: Option<bool>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<PageOut>> {
    // The parent must exist.
    let parent = input.parent_id.as_ref().map(|parent| super::require(db, parent)).transpose()?;
    // The path must be free.
    let slug = input.slug.map_or_else(|| Slug::of_name(&input.name), Ok)?;
    let path = match &parent {
        None => slug.to_string(),
        Some(parent) => format!("{}/{}", parent.path, &*slug),
    };
    rules::refuse_page_at(db, &path)?;
    let meta = meta::merge(db, &json!({}), &input.meta.unwrap_or_default())?;

    let page = NewPage {
        id: PageId::new(),
        name: input.name.to_string(),
        slug: slug.to_string(),
        path,
        parent_id: parent.map(|parent| parent.id),
        is_protected: input.is_protected,
        indexing: input.indexing.unwrap_or(true),
        meta: Json::of(&meta)?,
    };
    page.insert(db)?;

    let page = super::of_id(db, page.id)?;
    Ok(Resource::at(PageOut::written(db, &page)?, db.page_url(&page.path)))
}
