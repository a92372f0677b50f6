//! Entries: structured items in collections of the kind `entries`, with the fields of their collection.

pub mod create;
pub mod delete;
pub mod get;
pub mod update;

mod row;

use crate::{
    error::{Code, Error, Result},
    id::{self, CollectionId, EntryId},
    store::{TenantRead, entity::EntryRow},
    tools::the_only,
    value::{Ref, Slug},
};

/// The entry with that id, path, slug or exact title; `None` if there is none.
///
/// # Errors
/// `NAME_AMBIGUOUS` if several have the slug or title.
pub(crate) fn find(db: &TenantRead<'_>, entry: &Ref<id::Entry>) -> Result<Option<EntryRow>> {
    let name = match entry {
        Ref::Id(id) => return EntryRow::by_id(db, *id),
        Ref::Name(name) => name,
    };
    let spoken = |entry: &EntryRow| format!("{} (/{})", entry.id, entry.path());
    let named = at(db, name)?;
    if !named.is_empty() {
        return the_only(name, named, spoken);
    }
    the_only(name, row::by_title(db, name)?, spoken)
}

/// The entries with that slug; at most one if the collection's slug precedes it.
fn at(db: &TenantRead<'_>, address: &str) -> Result<Vec<EntryRow>> {
    let (collection, slug) = match address.trim_matches('/').rsplit_once('/') {
        Some((collection, slug)) => (Some(collection), slug),
        None => (None, address.trim_matches('/')),
    };
    let mut found = row::by_slug(db, slug)?;
    found.retain(|entry| collection.is_none_or(|slug| entry.collection_slug == slug));
    Ok(found)
}

pub(crate) fn require(db: &TenantRead<'_>, entry: &Ref<id::Entry>) -> Result<EntryRow> {
    find(db, entry)?.ok_or_else(|| {
        Error::new(Code::EntryNotFound, format!("there is no entry `{entry}`"))
            .suggest("find it with getEntry { query } or getEntry { collectionId }")
    })
}

/// The entry with that id, which was just written.
fn of_id(db: &TenantRead<'_>, id: EntryId) -> Result<EntryRow> {
    EntryRow::by_id(db, id)?.ok_or_else(|| Error::internal(format!("{id} is not there")))
}

/// Refuses a slug that another entry of the collection has.
fn refuse_taken(
    db: &TenantRead<'_>,
    collection: CollectionId,
    slug: &Slug,
    own: Option<EntryId>,
) -> Result<()> {
    let same = row::by_slug(db, slug)?;
    let other =
        same.iter().find(|entry| entry.collection_id == collection && Some(entry.id) != own);
    match other {
        None => Ok(()),
        Some(other) => Err(Error::new(
            Code::SlugTaken,
            format!("entry “{}” has the address /{} already", other.title, other.path()),
        )
        .suggest(format!("use another slug such as `{}-2`", &**slug))),
    }
}
