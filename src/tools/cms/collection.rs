//! Collections: what posts and entries belong to. People set them up; tools work with what is in them.

use serde_json::Value;

use super::fields::Field;
use crate::{
    clock,
    error::{Code, Error, Result},
    id::{self, CollectionId},
    store::{Dml, Row, Sql, TenantRead, TenantWrite},
    value::Ref,
};

/// What a collection holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollectionKind {
    /// Dated articles: title, body, cover.
    Posts,
    /// Things of one sort with fields of their own.
    Entries,
}

impl CollectionKind {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            CollectionKind::Posts => "posts",
            CollectionKind::Entries => "entries",
        }
    }
}

/// A collection as it is stored.
#[derive(Clone, Debug)]
pub struct CollectionRow {
    /// Its id.
    pub id: CollectionId,
    /// The first part of the addresses of what is in it: `blog`.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// What it holds.
    pub kind: CollectionKind,
    /// The fields of its entries; those of posts are fixed.
    pub(crate) fields: Vec<Field>,
}

/// What a new collection is made from.
#[derive(Clone, Debug)]
pub struct NewCollection {
    /// See [`CollectionRow`].
    pub slug: String,
    /// See [`CollectionRow`].
    pub name: String,
    /// What it holds.
    pub kind: CollectionKind,
    /// What it is for.
    pub description: String,
    /// The fields of its entries, in the form of a section template's.
    pub fields: Value,
}

/// A read of whole collections; a constant cannot be joined with another at compile time.
macro_rules! collections {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT id, slug, name, kind, fields FROM collection WHERE tenant_id = :tenant AND ",
            $condition
        ))
    };
}

/// The collection of that id, slug or exact name; `None` when there is none.
pub(crate) fn find(
    db: &TenantRead<'_>,
    collection: &Ref<id::Collection>,
) -> Result<Option<CollectionRow>> {
    const BY_ID: Sql = collections!("id = :id");
    const BY_SLUG: Sql = collections!("slug = :slug");
    const BY_NAME: Sql = collections!("lower(name) = lower(:slug)");
    match collection {
        Ref::Id(id) => db.first(&BY_ID, &[(":id", (*id).into())], read),
        Ref::Name(slug) => match db.first(&BY_SLUG, &[(":slug", slug.into())], read)? {
            Some(found) => Ok(Some(found)),
            None => db.first(&BY_NAME, &[(":slug", slug.into())], read),
        },
    }
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
pub fn all(db: &TenantRead<'_>) -> Result<Vec<CollectionRow>> {
    const ALL: Sql = collections!("slug >= '' ORDER BY slug LIMIT 1000");
    db.all(&ALL, &[], read)
}

/// Adds a collection.
///
/// # Errors
/// `SLUG_TAKEN` when there is one of that slug; `CONTENT_INVALID` for fields that are none.
pub fn add(db: &mut TenantWrite<'_>, new: &NewCollection) -> Result<CollectionId> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO collection
           (tenant_id, id, slug, name, kind, description, fields, version, created_at, updated_at)
         VALUES (:tenant, :id, :slug, :name, :kind, :description, :fields, 1, :now, :now)
         ON CONFLICT (tenant_id, slug) DO NOTHING",
    );
    let fields: Vec<Field> = serde_json::from_value(new.fields.clone()).map_err(|error| {
        Error::new(Code::ContentInvalid, format!("fields: {error}"))
            .suggest("write them like those of getSectionTemplate: [{ name, type, … }]")
    })?;
    let id = CollectionId::new();
    let added = db.execute(
        &ADD,
        &[
            (":id", id.into()),
            (":slug", new.slug.as_str().into()),
            (":name", new.name.as_str().into()),
            (":kind", new.kind.as_str().into()),
            (":description", new.description.as_str().into()),
            (":fields", serde_json::to_string(&fields).map_err(Error::internal)?.into()),
            (":now", clock::now().into()),
        ],
    )?;
    match added {
        0 => Err(Error::new(
            Code::SlugTaken,
            format!("there is a collection `{}` already", new.slug),
        )
        .suggest("choose another slug")),
        _ => Ok(id),
    }
}

fn read(row: &Row<'_>) -> Result<CollectionRow> {
    Ok(CollectionRow {
        id: row.id("id")?,
        slug: row.text("slug")?,
        name: row.text("name")?,
        kind: match row.text("kind")?.as_str() {
            "posts" => CollectionKind::Posts,
            _ => CollectionKind::Entries,
        },
        fields: row.json("fields")?,
    })
}
