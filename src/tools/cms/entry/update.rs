//! `updateEntry`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{EntryRow, get::EntryOut};
use crate::{
    clock,
    error::Result,
    id,
    store::{Dml, TenantWrite, ledger},
    tool::{Command, Resource, Spec},
    tools::cms::{
        edits::{self, Edit},
        fields::{self, Owner},
        publication::Publication,
    },
    value::{Name, Ref, Slug},
};

/// The tool.
pub static TOOL: Command<Input, EntryOut> = Command::guarded(
    Spec {
        name: "updateEntry",
        title: "Update an entry",
        description: "Update, publish or archive an entry; publishing and archiving preview first. Returns the entry.",
    },
    run,
    |input| Publication::is_public_matter(input.status),
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Ref<id::Entry>,
    slug: Option<Slug>,
    title: Option<Name>,
    /// null removes a field, lists replace.
    #[schemars(with = "Option<Map<String, Value>>", extend("x-fields" = true))]
    content: Option<Value>,
    /// [{ field, find, replace }]
    #[serde(default)]
    #[schemars(length(max = 50))]
    edits: Vec<Edit>,
    status: Option<Publication>,
    sort_order: Option<i64>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<EntryOut>> {
    // The entry must be there, and as the caller knows it.
    let before = super::require(db, &input.id)?;
    let key = before.id.to_string();
    ledger::expect_version(db, "entry", &key, before.version, input.expected_version)?;
    // The new address must be free.
    if let Some(slug) = &input.slug {
        super::refuse_taken(db, before.collection_id, slug, Some(before.id))?;
    }
    // What the content becomes must fit the collection.
    let mut content = before.content.clone();
    if let Some(patch) = input.content {
        edits::merge_patch(&mut content, patch);
    }
    edits::apply(&mut content, &input.edits)?;
    let content = fields::check(db, Owner::Collection, &before.fields, content)?;

    save(
        db,
        &EntryRow {
            content,
            slug: input.slug.map_or_else(|| before.slug.clone(), |slug| slug.to_string()),
            title: input.title.map_or_else(|| before.title.clone(), |title| title.to_string()),
            status: input.status.unwrap_or(before.status),
            sort_order: input.sort_order.unwrap_or(before.sort_order),
            ..before.clone()
        },
    )?;

    let entry = super::of_id(db, before.id)?;
    let url = db.who().page_url(&entry.path());
    Ok(Resource::at(EntryOut::whole(db, &entry)?, url))
}

/// Writes the entry, unless it is as it was.
fn save(db: &mut TenantWrite<'_>, entry: &EntryRow) -> Result<()> {
    const SAVE: Dml = Dml::scoped(
        "UPDATE entry SET slug = :slug, title = :title, content = :content, status = :status,
                          sort_order = :order, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id
           AND (slug, title, content, status, sort_order)
               IS NOT (:slug, :title, :content, :status, :order)",
    );
    db.execute(
        &SAVE,
        &[
            (":id", entry.id.into()),
            (":slug", (&entry.slug).into()),
            (":title", (&entry.title).into()),
            (":content", entry.content.to_string().into()),
            (":status", entry.status.as_str().into()),
            (":order", entry.sort_order.into()),
            (":now", clock::now().into()),
        ],
    )?;
    Ok(())
}
