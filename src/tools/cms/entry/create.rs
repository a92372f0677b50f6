//! `createEntry`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{get::EntryOut, row};
use crate::{
    error::Result,
    id::{self, EntryId},
    store::{
        TenantWrite,
        entity::{Json, NewEntry},
    },
    tool::{Command, Resource, Spec},
    tools::cms::{
        collection,
        fields::{self, Owner},
        publish_at::{self, Wanted, When},
    },
    value::{CollectionKind, Name, Patch, Publication, Ref, Slug},
};

/// The tool.
pub static TOOL: Command<Input, EntryOut> = Command::guarded(
    Spec {
        name: "createEntry",
        title: "Create an entry",
        description: "Create an entry in a collection; content has the collection's fields. Publishing previews first.",
    },
    run,
    |input| matches!(input.status, Some(NewStatus::Published)) || input.publish_at.is_some(),
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    collection_id: Ref<id::Collection>,
    title: Name,
    slug: Option<Slug>,
    /// { field: value }
    #[schemars(with = "Option<Map<String, Value>>", extend("x-fields" = true))]
    content: Option<Value>,
    /// draft unless given.
    #[schemars(extend("default" = "draft"))]
    status: Option<NewStatus>,
    /// `2026-12-04 09:00`
    publish_at: Option<When>,
}

/// Whether the public sees it at once.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum NewStatus {
    Draft,
    Published,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<EntryOut>> {
    // The collection must exist, the slug be free, and the content valid.
    let collection = collection::require(db, &input.collection_id, CollectionKind::Entries)?;
    let slug = input.slug.map_or_else(|| Slug::of_name(&input.title), Ok)?;
    super::refuse_taken(db, collection.id, &slug, None)?;
    let fields = fields::read(&collection.fields)?;
    let content = fields::with_defaults(&fields, input.content.unwrap_or_else(|| json!({})));
    let content = fields::check(db, Owner::Collection, &fields, None, content)?;

    let status = match input.status {
        Some(NewStatus::Published) => Publication::Published,
        Some(NewStatus::Draft) | None => Publication::Draft,
    };
    let wanted = Wanted {
        tool: TOOL.spec.name,
        sets_status: false,
        obstacle: publish_at::obstacle(status),
        publish_at: input.publish_at.as_ref().map_or(Patch::Absent, Patch::Value),
    };
    let entry = NewEntry {
        id: EntryId::new(),
        collection_id: collection.id,
        slug: slug.to_string(),
        title: input.title.to_string(),
        content: Json::of(&content)?,
        status,
        publish_at: publish_at::after(db, &wanted, None)?,
        sort_order: row::next_order(db, collection.id)?,
    };
    entry.insert(db)?;

    let entry = super::of_id(db, entry.id)?;
    let url = db.page_url(&entry.path());
    let note = publish_at::note(db, None, entry.publish_at.as_deref())?;
    Ok(Resource::at(EntryOut::whole(db, &entry)?, url).noting(note))
}
