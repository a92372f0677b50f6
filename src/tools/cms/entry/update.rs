//! `updateEntry`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::get::EntryOut;
use crate::{
    error::Result,
    id,
    store::{
        TenantWrite,
        entity::{EntryRow, Json},
        ledger,
    },
    tool::{Command, Resource, Spec},
    tools::cms::{
        edits::{self, Edit},
        fields::{self, Owner},
        publish_at::{self, Wanted, When},
    },
    value::{Name, Patch, Publication, Ref, Slug},
};

/// The tool.
pub static TOOL: Command<Input, EntryOut> = Command::guarded(
    Spec {
        name: "updateEntry",
        title: "Update an entry",
        description: "Update, publish or archive an entry; a change of status previews first.",
    },
    run,
    |input| input.status.is_some() || matches!(input.publish_at, Patch::Value(_)),
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Ref<id::Entry>,
    slug: Option<Slug>,
    title: Option<Name>,
    /// { field: value }
    #[schemars(with = "Option<Map<String, Value>>", extend("x-fields" = true))]
    content: Option<Value>,
    /// [{ field, find, replace, all? }]
    #[serde(default)]
    #[schemars(length(max = 50))]
    edits: Vec<Edit>,
    status: Option<Publication>,
    /// `2026-12-04 09:00`; null cancels.
    #[serde(default)]
    publish_at: Patch<When>,
    sort_order: Option<i64>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<EntryOut>> {
    // It must exist, in the version that the caller expects.
    let before = super::require(db, &input.id)?;
    let key = before.id.to_string();
    ledger::expect_version(db, "entry", &key, before.version, input.expected_version)?;
    // A new slug must be free.
    if let Some(slug) = &input.slug {
        super::refuse_taken(db, before.collection_id, slug, Some(before.id))?;
    }
    // What the content becomes must fit the collection.
    let stored: Value = before.content.read()?;
    let mut content = stored.clone();
    if let Some(patch) = input.content {
        edits::merge_patch(&mut content, patch);
    }
    let left = edits::apply(&mut content, &input.edits)?;
    let fields = fields::read(&before.fields)?;
    let content = fields::check(db, Owner::Collection, &fields, Some(&stored), content)?;

    let becomes = input.status.unwrap_or(before.status);
    let wanted = Wanted {
        tool: TOOL.spec.name,
        sets_status: input.status.is_some(),
        obstacle: publish_at::obstacle(becomes),
        publish_at: input.publish_at.as_ref(),
    };
    let was = before.publish_at.clone();
    let after = EntryRow {
        publish_at: publish_at::after(db, &wanted, was.clone())?,
        content: Json::of(&content)?,
        slug: input.slug.map_or_else(|| before.slug.clone(), |slug| slug.to_string()),
        title: input.title.map_or_else(|| before.title.clone(), |title| title.to_string()),
        status: becomes,
        sort_order: input.sort_order.unwrap_or(before.sort_order),
        ..before
    };
    after.save(db)?;
    // The answer contains the position.
    if input.sort_order.is_some() {
        db.settle()?;
    }

    let entry = super::of_id(db, after.id)?;
    let url = db.page_url(&entry.path());
    let later = publish_at::note(db, was.as_deref(), entry.publish_at.as_deref())?;
    let notes: Vec<String> = [left, later].into_iter().flatten().collect();
    let note = (!notes.is_empty()).then(|| notes.join(" "));
    Ok(Resource::at(EntryOut::whole(db, &entry)?, url).noting(note))
}
