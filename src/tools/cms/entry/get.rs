//! `getEntry`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    clock::Time,
    error::Result,
    id::{self, CollectionId, EntryId},
    store::{
        TenantRead,
        entity::{EntryRow, Select, select},
    },
    tool::{Listing, Paging, Query, Spec},
    tools::{
        cms::{collection, fields, image},
        exactly_one, found_where,
    },
    value::{Choice as _, CollectionKind, Line, Publication, Ref},
};

/// The tool.
pub static TOOL: Query<Input, EntryOut> = Query::new(
    Spec {
        name: "getEntry",
        title: "Get entries",
        description: "Get entries of collections (portfolio). One of id, slug, collectionId, query, all.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Option<Ref<id::Entry>>,
    slug: Option<Line<1, 200>>,
    /// `portfolio`
    collection_id: Option<Ref<id::Collection>>,
    query: Option<Line<1, 200>>,
    #[serde(default)]
    all: bool,
    status: Option<Publication>,
    #[serde(default)]
    include_content: bool,
}

/// An entry as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct EntryOut {
    id: EntryId,
    collection_id: CollectionId,
    collection_slug: String,
    slug: String,
    title: String,
    status: Publication,
    /// When it goes public by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    publish_at: Option<String>,
    sort_order: i64,
    version: i64,
    updated_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_url: Option<String>,
    /// The fields of its collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    content: Option<Value>,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<EntryOut>> {
    exactly_one(&[
        ("id", input.id.is_some()),
        ("slug", input.slug.is_some()),
        ("collectionId", input.collection_id.is_some()),
        ("query", input.query.is_some()),
        ("all", input.all),
    ])?;
    let fits = |entry: &EntryRow| input.status.is_none_or(|status| entry.status == status);
    let listing = if let Some(entry) = &input.id {
        Listing::one(super::find(db, entry)?.filter(fits))
    } else if let Some(slug) = &input.slug {
        // Each collection may have an entry with that slug.
        let mut rows = super::at(db, slug)?;
        rows.retain(fits);
        Listing::page(rows, paging, |entry| entry.id)
    } else if let Some(query) = &input.query {
        found_where(db, query, paging, Some(&fits))?
    } else {
        listed(db, &input, paging)?
    };
    if input.include_content {
        let contents = listing.items().iter().map(|entry| entry.content.read::<Value>());
        image::load(db, &contents.collect::<Result<Vec<_>>>()?)?;
    }
    listing.map(|entry| {
        if input.include_content {
            return EntryOut::whole(db, &entry);
        }
        Ok(EntryOut::light(db, &entry))
    })
}

/// The entries of a collection, or all, in the order of the site.
fn listed(db: &TenantRead<'_>, input: &Input, paging: &Paging) -> Result<Listing<EntryRow>> {
    const OF_COLLECTION: Select<EntryRow> = select!(
        EntryRow,
        "e.collection_id = :collection AND (e.sort_order, e.id) > (:order, :after)
         AND (CAST(:status AS text) IS NULL OR e.status = :status)
         ORDER BY e.sort_order, e.id LIMIT :fetch"
    );
    const OF_COLLECTION_LIGHT: Select<EntryRow> = select!(
        EntryRow,
        LIGHT,
        "e.collection_id = :collection AND (e.sort_order, e.id) > (:order, :after)
         AND (CAST(:status AS text) IS NULL OR e.status = :status)
         ORDER BY e.sort_order, e.id LIMIT :fetch"
    );
    const ALL: Select<EntryRow> = select!(
        EntryRow,
        "e.id > :after AND (CAST(:status AS text) IS NULL OR e.status = :status) ORDER BY e.id LIMIT :fetch"
    );
    const ALL_LIGHT: Select<EntryRow> = select!(
        EntryRow,
        LIGHT,
        "e.id > :after AND (CAST(:status AS text) IS NULL OR e.status = :status) ORDER BY e.id LIMIT :fetch"
    );
    let [of_collection, all] = if input.include_content {
        [&OF_COLLECTION, &ALL]
    } else {
        [&OF_COLLECTION_LIGHT, &ALL_LIGHT]
    };
    let status = (":status", input.status.map(Publication::as_str).into());
    let (order, after): (i64, String) = paging.after_or((i64::MIN, String::new()))?;
    let (after, fetch) = ((":after", after.into()), (":fetch", paging.fetch().into()));
    let rows = if let Some(named) = &input.collection_id {
        let collection = collection::require(db, named, CollectionKind::Entries)?;
        let collection = (":collection", collection.id.into());
        db.rows(of_collection, &[collection, (":order", order.into()), after, status, fetch])?
    } else {
        db.rows(all, &[after, status, fetch])?
    };
    Ok(Listing::page(rows, paging, |entry| (entry.sort_order, entry.id)))
}

impl EntryOut {
    fn light(db: &TenantRead<'_>, entry: &EntryRow) -> EntryOut {
        EntryOut {
            id: entry.id,
            collection_id: entry.collection_id,
            collection_slug: entry.collection_slug.clone(),
            slug: entry.slug.clone(),
            title: entry.title.clone(),
            status: entry.status,
            publish_at: entry.publish_at.clone(),
            sort_order: entry.sort_order,
            version: entry.version,
            updated_at: entry.updated_at,
            resource_url: db.page_url(&entry.path()),
            content: None,
        }
    }

    /// The entry with its content and expanded images.
    pub(super) fn whole(db: &TenantRead<'_>, entry: &EntryRow) -> Result<EntryOut> {
        let content = fields::expand(db, &fields::read(&entry.fields)?, entry.content.read()?)?;
        Ok(EntryOut { content: Some(content), ..EntryOut::light(db, entry) })
    }
}
