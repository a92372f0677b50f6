//! Collections: data for their lists and for the pages of their posts and entries.

use serde_json::Value;

use crate::{
    error::Result,
    site::view::{Body, ImageView, ListView, Status},
    store::{Row, Sql, TenantRead},
};

pub(super) struct Collection {
    pub(super) id: String,
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) description: String,
    /// Whether it holds posts rather than entries.
    pub(super) has_posts: bool,
    /// The field definitions of its entries, in the form of a section template's.
    pub(super) fields: Value,
}

/// A list, post or entry at an address, to be shown on a page.
pub(super) struct Article {
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) image: Option<ImageView>,
    pub(super) status: Status,
    /// RFC 3339.
    pub(super) modified: Option<String>,
    pub(super) body: Body,
}

pub(super) fn by_slug(db: &TenantRead<'_>, slug: &str) -> Result<Option<Collection>> {
    const BY_SLUG: Sql = Sql::scoped(
        "SELECT id, slug, name, description, kind, fields FROM collection
         WHERE tenant_id = :tenant AND slug = :slug",
    );
    if slug.is_empty() {
        return Ok(None);
    }
    db.first(&BY_SLUG, &[(":slug", slug.into())], read)
}

/// The oldest collection of posts.
pub(super) fn first_with_posts(db: &TenantRead<'_>) -> Result<Option<Collection>> {
    const FIRST: Sql = Sql::scoped(
        "SELECT id, slug, name, description, kind, fields FROM collection
         WHERE tenant_id = :tenant AND kind = 'posts' ORDER BY id LIMIT 1",
    );
    db.first(&FIRST, &[], read)
}

fn read(row: &Row<'_>) -> Result<Collection> {
    Ok(Collection {
        id: row.text("id")?,
        slug: row.text("slug")?,
        name: row.text("name")?,
        description: row.text("description")?,
        has_posts: row.text("kind")? == "posts",
        fields: row.json("fields")?,
    })
}

/// A list of `cards`; if more than `most` were read, there is a next part.
pub(super) fn cut(
    collection: &Collection,
    mut list: ListView,
    (read, most): (usize, usize),
) -> ListView {
    let address = |part: usize| match part {
        1 => format!("/{}", collection.slug),
        _ => format!("/{}?page={part}", collection.slug),
    };
    if read > most {
        list.cards.pop();
        list.next = Some(address(list.number + 1));
    }
    list.previous = list.number.checked_sub(1).filter(|part| *part > 0).map(address);
    list
}
