//! `updatePage`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::get::PageOut;
use crate::{
    error::Result,
    id,
    store::{TenantWrite, entity::Json, ledger},
    tool::{Command, Resource, Spec},
    tools::cms::{
        edits::Edit,
        meta::{self, MetaPatch},
    },
    value::{Name, Patch, Ref, Slug},
};

/// The tool.
pub static TOOL: Command<Input, PageOut> = Command::new(
    Spec {
        name: "updatePage",
        title: "Update a page",
        description: "Update a page: name, address, place, meta. Old addresses redirect.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Ref<id::Page>,
    name: Option<Name>,
    slug: Option<Slug>,
    /// "": the root.
    #[serde(default)]
    parent_id: Patch<Ref<id::Page>>,
    is_protected: Option<bool>,
    /// { title?, description?, image? }
    meta: Option<MetaPatch>,
    /// [{ field: meta.title | meta.description, find, replace, all? }]
    #[serde(default)]
    #[schemars(length(max = 50), extend("x-unlisted" = true))]
    edits: Vec<Edit>,
    indexing: Option<bool>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<PageOut>> {
    // It must exist, in the version that the caller expects.
    let before = super::require(db, &input.id)?;
    ledger::expect_version(
        db,
        "page",
        &before.id.to_string(),
        before.version,
        input.expected_version,
    )?;
    let mut after = before.clone();
    // The new parent must exist.
    match &input.parent_id {
        Patch::Absent => {}
        Patch::Null => after.parent_id = None,
        Patch::Value(parent) => after.parent_id = Some(super::require(db, parent)?.id),
    }
    if let Some(slug) = &input.slug {
        after.slug = slug.to_string();
    }
    if let Some(name) = &input.name {
        after.name = name.to_string();
    }
    after.is_protected = input.is_protected.unwrap_or(before.is_protected);
    after.indexing = input.indexing.unwrap_or(before.indexing);
    let mut meta = meta::merge(db, &before.meta.read()?, &input.meta.unwrap_or_default())?;
    let left = meta::edit(&mut meta, &input.edits)?;
    after.meta = Json::of(&meta)?;
    after.save(db)?;
    // Computes its path and those below it, so that the answer shows them.
    if (after.parent_id, &after.slug) != (before.parent_id, &before.slug) {
        db.settle()?;
    }

    let page = super::of_id(db, before.id)?;
    let leads = (page.path != before.path)
        .then(|| format!("/{} leads to /{} now.", before.path, page.path));
    let notes: Vec<String> = [leads, left].into_iter().flatten().collect();
    let note = (!notes.is_empty()).then(|| notes.join(" "));
    Ok(Resource::at(PageOut::written(db, &page)?, db.page_url(&page.path)).noting(note))
}
