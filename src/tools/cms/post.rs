//! Posts: dated articles in collections of the kind `posts`, such as a blog.

pub mod create;
pub mod delete;
pub mod get;
pub mod update;

mod content;
mod cover;
mod row;

use crate::{
    error::{Code, Error, Result},
    id::{self, PostId},
    store::{TenantRead, entity::PostRow},
    tools::the_only,
    value::{Ref, Slug},
};

/// The post with that id, slug or exact title; `None` if there is none.
///
/// # Errors
/// `NAME_AMBIGUOUS` if several have the title.
pub(crate) fn find(db: &TenantRead<'_>, post: &Ref<id::Post>) -> Result<Option<PostRow>> {
    let name = match post {
        Ref::Id(id) => return PostRow::by_id(db, *id),
        Ref::Name(name) => name,
    };
    if let Some(found) = at(db, name)? {
        return Ok(Some(found));
    }
    the_only(name, row::by_title(db, name)?, |post| format!("{} (/{})", post.id, post.path()))
}

/// The post with that slug. If the collection's slug precedes it, it must be the post's collection.
fn at(db: &TenantRead<'_>, address: &str) -> Result<Option<PostRow>> {
    let (collection, slug) = match address.trim_matches('/').rsplit_once('/') {
        Some((collection, slug)) => (Some(collection), slug),
        None => (None, address.trim_matches('/')),
    };
    let found = row::by_slug(db, slug)?;
    Ok(found.filter(|post| collection.is_none_or(|slug| post.collection_slug == slug)))
}

pub(crate) fn require(db: &TenantRead<'_>, post: &Ref<id::Post>) -> Result<PostRow> {
    find(db, post)?.ok_or_else(|| {
        Error::new(Code::PostNotFound, format!("there is no post `{post}`"))
            .suggest("find it with getPost { query } or getPost { all: true }")
    })
}

/// The post with that id, which was just written.
fn of_id(db: &TenantRead<'_>, id: PostId) -> Result<PostRow> {
    PostRow::by_id(db, id)?.ok_or_else(|| Error::internal(format!("{id} is not there")))
}

fn refuse_taken(db: &TenantRead<'_>, slug: &Slug) -> Result<()> {
    match row::by_slug(db, slug)? {
        None => Ok(()),
        Some(other) => Err(Error::new(
            Code::SlugTaken,
            format!("post “{}” has the slug {} already", other.title, &**slug),
        )
        .suggest(format!("use another slug such as `{}-2`", &**slug))),
    }
}
