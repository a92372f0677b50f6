//! The list of resources, in pages, for a client's menu: the home page, other pages, published posts and bookable
//! packages. Drafts are not listed.

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::{
    error::Result,
    site::format::format_price,
    store::{Row, Sql, TenantRead},
    value::HOME,
};

/// The most characters of an excerpt.
const EXCERPT_CHARS_MAX: usize = 200;

/// An item of the list.
#[derive(Clone, Debug)]
pub struct Link {
    pub uri: String,
    /// The path, slug or name.
    pub name: String,
    /// The title for people.
    pub title: String,
    /// A short description.
    pub description: Option<String>,
}

/// The position in the list: the index of the kind, and the last key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Position(usize, String);

/// At most `limit` resources of `kinds` after `after`, and the position of the next ones.
pub fn links(
    db: &TenantRead<'_>,
    kinds: &[Kind],
    after: Option<&Position>,
    limit: usize,
) -> Result<(Vec<Link>, Option<Position>)> {
    let (first, mut key) = after.map_or((0, None), |Position(at, key)| (*at, Some(key.as_str())));
    let mut found: Vec<(Position, Link)> = Vec::new();
    for (at, kind) in kinds.iter().enumerate().skip(first) {
        let more = limit + 1 - found.len();
        let links = of_kind(db, *kind, key.take(), i64::try_from(more).unwrap_or(i64::MAX))?;
        found.extend(links.into_iter().map(|(key, link)| (Position(at, key), link)));
        if found.len() > limit {
            break;
        }
    }
    let is_cut = found.len() > limit;
    found.truncate(limit);
    let next = found.last().map(|(position, _)| position.clone()).filter(|_| is_cut);
    Ok((found.into_iter().map(|(_, link)| link).collect(), next))
}

fn of_kind(
    db: &TenantRead<'_>,
    kind: Kind,
    after: Option<&str>,
    fetch: i64,
) -> Result<Vec<(String, Link)>> {
    const PAGES: Sql = Sql::scoped(
        "SELECT path, name FROM page
         WHERE tenant_id = :tenant AND (path <> :home, path) > (coalesce(:after, :home) <> :home, coalesce(:after, ''))
         ORDER BY path <> :home, path LIMIT :fetch",
    );
    // A later id means a later post.
    const POSTS: Sql = Sql::scoped(
        "SELECT id, slug, title, excerpt FROM post
         WHERE tenant_id = :tenant AND status = 'published' AND (CAST(:after AS text) IS NULL OR id < :after)
         ORDER BY id DESC LIMIT :fetch",
    );
    const PACKAGES: Sql = Sql::scoped(
        "SELECT id, name, price_minor, currency FROM package
         WHERE tenant_id = :tenant AND active = 1 AND (CAST(:after AS text) IS NULL OR id > :after)
         ORDER BY id LIMIT :fetch",
    );
    let (after, fetch) = ((":after", after.into()), (":fetch", fetch.into()));
    match kind {
        Kind::Page => db.all(&PAGES, &[after, fetch, (":home", HOME.into())], page),
        Kind::Post => db.all(&POSTS, &[after, fetch], post),
        Kind::Package => db.all(&PACKAGES, &[after, fetch], |row| package(db, row)),
    }
}

fn page(row: &Row<'_>) -> Result<(String, Link)> {
    let (path, title) = (row.text("path")?, row.text("name")?);
    let uri = Kind::Page.uri(&path);
    Ok((path.clone(), Link { uri, name: path, title, description: None }))
}

fn post(row: &Row<'_>) -> Result<(String, Link)> {
    let (slug, excerpt) = (row.text("slug")?, row.text("excerpt")?);
    let short: String = excerpt.chars().take(EXCERPT_CHARS_MAX).collect();
    let dots = if short.len() < excerpt.len() { "…" } else { "" };
    let description = Some(short + dots).filter(|text| !text.is_empty());
    let uri = Kind::Post.uri(&slug);
    Ok((row.text("id")?, Link { uri, name: slug, title: row.text("title")?, description }))
}

fn package(db: &TenantRead<'_>, row: &Row<'_>) -> Result<(String, Link)> {
    let (id, name) = (row.text("id")?, row.text("name")?);
    let price = format_price(row.integer("price_minor")?, &row.text("currency")?, &*db.site()?);
    let uri = Kind::Package.uri(&id);
    Ok((id, Link { uri, title: name.clone(), name, description: Some(price) }))
}
