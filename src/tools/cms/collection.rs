//! Collections: what posts and entries belong to. People set them up; tools work with what is in them.

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

/// What a person says of a collection that is to be made.
#[derive(Clone, Debug)]
pub struct CollectionPlan {
    /// The first part of the addresses of what is in it: `blog`.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// What it holds.
    pub kind: CollectionKind,
    /// What it is for.
    pub description: String,
    /// The fields of its entries, in the form of a section template's.
    pub fields: Value,
}

/// The collection of that id, slug or exact name; `None` when there is none.
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

/// The collection, which must be there and hold such things.
///
/// # Errors
/// `COLLECTION_NOT_FOUND`, `COLLECTION_WRONG_KIND`, each with the collections that would do.
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

/// Every collection, by slug: people set up a handful.
pub(crate) fn all(db: &TenantRead<'_>) -> Result<Vec<CollectionRow>> {
    const ALL: Select<CollectionRow> =
        select!(CollectionRow, "slug >= '' ORDER BY slug LIMIT 1000");
    db.rows(&ALL, &[])
}

/// Adds a collection.
///
/// # Errors
/// `SLUG_TAKEN` when there is one of that slug; `CONTENT_INVALID` for fields that are none.
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
