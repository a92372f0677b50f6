//! `createPage`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::get::PageOut;
use crate::{
    clock,
    error::Result,
    id::{self, PageId},
    store::{Dml, TenantWrite, rules},
    tool::{Command, Resource, Spec},
    tools::cms::meta::{self, MetaPatch},
    value::{Name, Ref, Slug},
};

/// The tool.
pub static TOOL: Command<Input, PageOut> = Command::new(
    Spec {
        name: "createPage",
        title: "Create a page",
        description: "Create a page without sections. Returns the page.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    name: Name,
    /// From the name unless given.
    slug: Option<Slug>,
    parent_id: Option<Ref<id::Page>>,
    #[serde(default)]
    is_protected: bool,
    /// { title?, description?, image? }
    meta: Option<MetaPatch>,
    /// Search engines may list it (true).
    indexing: Option<bool>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<PageOut>> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO page (tenant_id, id, parent_id, name, slug, path, is_protected, indexing, meta,
                           version, created_at, updated_at)
         VALUES (:tenant, :id, :parent, :name, :slug, :path, :protected, :indexing, :meta, 1, :now, :now)",
    );
    // The parent must be there.
    let parent = input.parent_id.as_ref().map(|parent| super::require(db, parent)).transpose()?;
    // The address must be free.
    let slug = input.slug.map_or_else(|| Slug::of_name(&input.name), Ok)?;
    let path = match &parent {
        None => slug.to_string(),
        Some(parent) => format!("{}/{}", parent.path, &*slug),
    };
    rules::refuse_page_at(db, &path)?;
    let meta = meta::merge(db, &json!({}), &input.meta.unwrap_or_default())?;

    let id = PageId::new();
    db.execute(
        &ADD,
        &[
            (":id", id.into()),
            (":parent", parent.map(|parent| parent.id).into()),
            (":name", (&input.name).into()),
            (":slug", (&slug).into()),
            (":path", (&path).into()),
            (":protected", input.is_protected.into()),
            (":indexing", input.indexing.unwrap_or(true).into()),
            (":meta", meta.to_string().into()),
            (":now", clock::now().into()),
        ],
    )?;

    let page = super::of_id(db, id)?;
    Ok(Resource::at(PageOut::written(db, &page)?, db.who().page_url(&path)))
}
