//! Collections: containers of posts or entries. People set them up; tools edit what is in them.

use serde_json::Value;

use super::fields::Field;
use crate::{
    error::{Code, Error, Result},
    id::{self, CollectionId},
    store::{
        TenantRead, TenantWrite,
        entity::{CollectionRow, Json, NewCollection, Select, select},
    },
    value::{Choice as _, CollectionKind, Ref},
};

/// A collection to be created, as a person describes it.
#[derive(Clone, Debug)]
pub struct CollectionPlan {
    /// The first part of the addresses of its posts and entries: `blog`.
    pub slug: String,
    /// The name for people.
    pub name: String,
    pub kind: CollectionKind,
    /// What the collection is for.
    pub description: String,
    /// The definitions of its entries' fields, in the form of a section template's.
    pub fields: Value,
}

/// The collection with that id, slug or exact name; `None` if there is none.
pub(crate) fn find(
    db: &TenantRead<'_>,
    collection: &Ref<id::Collection>,
) -> Result<Option<CollectionRow>> {
    const BY_NAME: Select<CollectionRow> =
        select!(CollectionRow, "text_fold(name) = text_fold(:name)");
    match collection {
        Ref::Id(id) => CollectionRow::by_id(db, *id),
        Ref::Name(name) => match by_slug(db, name)? {
            Some(found) => Ok(Some(found)),
            None => db.row(&BY_NAME, &[(":name", name.into())]),
        },
    }
}

fn by_slug(db: &TenantRead<'_>, slug: &str) -> Result<Option<CollectionRow>> {
    const BY_SLUG: Select<CollectionRow> = select!(CollectionRow, "slug = :slug");
    db.row(&BY_SLUG, &[(":slug", slug.into())])
}

/// The collection, which must exist and have that kind.
///
/// # Errors
/// `COLLECTION_NOT_FOUND` or `COLLECTION_WRONG_KIND`; the error lists suitable collections.
pub(crate) fn require(
    db: &TenantRead<'_>,
    collection: &Ref<id::Collection>,
    kind: CollectionKind,
) -> Result<CollectionRow> {
    let found = find(db, collection)?;
    if let Some(found) = &found
        && found.kind == kind
    {
        return Ok(found.clone());
    }
    let fitting: Vec<String> =
        all(db)?.into_iter().filter(|known| known.kind == kind).map(|known| known.slug).collect();
    let advice = match fitting.as_slice() {
        [] => format!("a person has to set up a collection of {} first", kind.as_str()),
        some => format!("use one of {}", some.join(", ")),
    };
    let error = match found {
        None => {
            Error::new(Code::CollectionNotFound, format!("there is no collection `{collection}`"))
        }
        Some(found) => Error::new(
            Code::CollectionWrongKind,
            format!("the collection `{}` holds {}", found.slug, found.kind.as_str()),
        ),
    };
    Err(error.suggest(advice))
}

/// Every collection, by slug; a site has few.
pub(crate) fn all(db: &TenantRead<'_>) -> Result<Vec<CollectionRow>> {
    const ALL: Select<CollectionRow> =
        select!(CollectionRow, "slug >= '' ORDER BY slug LIMIT 1000");
    db.rows(&ALL, &[])
}

/// Adds a collection.
///
/// # Errors
/// `SLUG_TAKEN` if a collection has the slug; `CONTENT_INVALID` for invalid fields.
pub fn add(db: &mut TenantWrite<'_>, new: CollectionPlan) -> Result<CollectionId> {
    let fields: Vec<Field> = serde_json::from_value(new.fields).map_err(|error| {
        Error::new(Code::ContentInvalid, format!("fields: {error}"))
            .suggest("write them like those of getSectionTemplate: [{ name, type, … }]")
    })?;
    if by_slug(db, &new.slug)?.is_some() {
        let sentence = format!("there is a collection `{}` already", new.slug);
        return Err(Error::new(Code::SlugTaken, sentence).suggest("choose another slug"));
    }
    let collection = NewCollection {
        id: CollectionId::new(),
        slug: new.slug,
        name: new.name,
        kind: new.kind,
        description: new.description,
        fields: Json::of(&fields)?,
    };
    collection.insert(db).map(|()| collection.id)
}
