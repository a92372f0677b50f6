//! A post as a resource: title, date, cover and text, marked if it is not public. A public post also has the site's
//! HTML.

use serde_json::Value;

use super::{Found, Kind, Says};
use crate::{
    clock::Time,
    error::Result,
    site::{format::format_date, load, preview::Lookup, view::PageView},
    store::{Row, Sql, TenantRead},
};

/// A post for reading.
struct Post {
    collection: String,
    slug: String,
    title: String,
    content: Value,
    author: String,
    category: String,
    status: String,
    published_at: Option<Time>,
}

/// The post with a slug, or the one that once had it.
pub(super) fn read(db: &TenantRead<'_>, slug: &str) -> Result<Option<Found>> {
    const POST: Sql = Sql::scoped(
        "SELECT c.slug AS collection, p.slug, p.title, p.content, p.author, p.category, p.status,
                p.published_at
         FROM post p JOIN collection c ON c.tenant_id = p.tenant_id AND c.id = p.collection_id
         WHERE p.tenant_id = :tenant AND p.slug = :slug",
    );
    const MOVED: Sql = Sql::scoped(
        "SELECT c.slug AS collection, p.slug, p.title, p.content, p.author, p.category, p.status,
                p.published_at
         FROM post_redirect r
         JOIN post p ON p.tenant_id = r.tenant_id AND p.id = r.post_id
         JOIN collection c ON c.tenant_id = p.tenant_id AND c.id = p.collection_id
         WHERE r.tenant_id = :tenant AND r.slug = :slug",
    );
    let named = [(":slug", slug.into())];
    let post = match db.first(&POST, &named, post)? {
        Some(post) => Some(post),
        None => db.first(&MOVED, &named, post)?,
    };
    let Some(post) = post else { return Ok(None) };
    let cover = cover(db, &post.content)?;
    let body = post.content.get("body").and_then(Value::as_str).map(str::to_owned);
    let parts = [Some(format!("# {}", post.title)), mark(&post), facts(db, &post)?, cover, body];
    let markdown = parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    let uri = Kind::Post.uri(&post.slug);
    Ok(Some(Found { uri, says: Says::This(markdown), page: page(db, &post)?, tool: "getPost" }))
}

fn post(row: &Row<'_>) -> Result<Post> {
    Ok(Post {
        collection: row.text("collection")?,
        slug: row.text("slug")?,
        title: row.text("title")?,
        content: row.json("content")?,
        author: row.text("author")?,
        category: row.text("category")?,
        status: row.text("status")?,
        published_at: row.integer_or_none("published_at")?.map(Time),
    })
}

/// The site's page of the post, if it is public.
fn page(db: &TenantRead<'_>, post: &Post) -> Result<Option<Box<PageView>>> {
    if mark(post).is_some() {
        return Ok(None);
    }
    let path = format!("{}/{}", post.collection, post.slug);
    Ok(match load::lookup(db, &path, "")? {
        Lookup::Page(mut view) => {
            view.site.live_reload = false;
            Some(view)
        }
        Lookup::Redirect(_) | Lookup::NotFound(_) | Lookup::NoTenant => None,
    })
}

fn mark(post: &Post) -> Option<String> {
    let mark = match post.status.as_str() {
        "published" => return None,
        "draft" => "> Draft: the public does not see this post yet.",
        _ => "> Archived: the public does not see this post any more.",
    };
    Some(mark.to_owned())
}

/// `2026-11-21 · Mara · Weddings`
fn facts(db: &TenantRead<'_>, post: &Post) -> Result<Option<String>> {
    let zone = post.published_at.map(|_| db.zone()).transpose()?;
    let day = post.published_at.zip(zone).map(|(at, zone)| format_date(at.0, &zone));
    let words = [post.author.clone(), post.category.clone()];
    let facts = day.into_iter().chain(words).filter(|fact| !fact.is_empty()).collect::<Vec<_>>();
    Ok((!facts.is_empty()).then(|| facts.join(" · ")))
}

fn cover(db: &TenantRead<'_>, content: &Value) -> Result<Option<String>> {
    const IMAGE: Sql =
        Sql::scoped("SELECT url, description FROM image WHERE tenant_id = :tenant AND id = :id");
    let cover = content.get("cover");
    let word = |key: &str| cover.and_then(|cover| cover.get(key)).and_then(Value::as_str);
    let Some(id) = word("imageId") else { return Ok(None) };
    db.first(&IMAGE, &[(":id", id.into())], |row| {
        let alt = word("alt").map_or_else(|| row.text("description"), |alt| Ok(alt.to_owned()))?;
        Ok(format!("![{alt}]({})", row.text("url")?))
    })
}
