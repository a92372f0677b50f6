//! Posts: lists of them, a page for each, and feeds.

use serde_json::Value;

use super::{
    collection::{self, Article, Collection},
    picture,
    text::word,
};
use crate::{
    error::Result,
    site::{
        format::{Home, format_day, format_feed_time, format_moment},
        markdown,
        view::{Body, CardView, DateView, FeedItem, FeedView, ListView, Look, PostView, Status},
    },
    store::{
        Param, Row, Sql, TenantRead,
        entity::{PostRow, Table as _, Translated},
        join,
    },
};

/// The posts in one part of a list.
const POSTS_PER_PART: usize = 10;

/// The most drafts shown above the list in the preview.
const DRAFTS_MAX: usize = 10;

/// The most posts in a feed.
const FEED_ITEMS_MAX: usize = 20;

/// Characters of an excerpt.
const EXCERPT_CHARS: usize = 160;

struct Post {
    id: String,
    slug: String,
    title: String,
    content: Value,
    excerpt: String,
    author: String,
    category: String,
    meta: Value,
    status: String,
    published_at: Option<i64>,
    updated_at: i64,
}

/// The SELECT of whole posts.
const POSTS: &str =
    "SELECT id, slug, title, content, excerpt, author, category, meta, status, published_at,
            updated_at
     FROM post WHERE tenant_id = :tenant AND collection_id = :collection";

const NEWEST: Sql = Sql::scoped(join!(
    POSTS,
    " AND status = :status ORDER BY published_at DESC NULLS LAST, id DESC LIMIT :fetch OFFSET :skip"
));

/// The posts of one part of the list, from 1 on; drafts come first.
pub(super) fn list(db: &TenantRead<'_>, collection: &Collection, part: usize) -> Result<ListView> {
    let mut posts = Vec::new();
    if part == 1 {
        posts = newest(db, collection, "draft", (DRAFTS_MAX, 0))?;
    }
    let published =
        newest(db, collection, "published", (POSTS_PER_PART + 1, (part - 1) * POSTS_PER_PART))?;
    let read = published.len();
    posts.extend(published);
    let cards = posts.into_iter().map(|post| card(db, collection, post));
    let list = ListView {
        look: Look::Posts,
        cards: cards.collect::<Result<_>>()?,
        number: part,
        previous: None,
        next: None,
    };
    Ok(collection::cut(collection, list, (read, POSTS_PER_PART)))
}

/// The latest published posts.
pub(super) fn latest(
    db: &TenantRead<'_>,
    collection: &Collection,
    count: usize,
) -> Result<Vec<CardView>> {
    let posts = newest(db, collection, "published", (count, 0))?;
    posts.into_iter().map(|post| card(db, collection, post)).collect()
}

/// The post with this slug, unless it is archived.
pub(super) fn post(
    db: &TenantRead<'_>,
    collection: &Collection,
    slug: &str,
) -> Result<Option<Article>> {
    const POST: Sql = Sql::scoped(join!(POSTS, " AND slug = :slug AND status <> 'archived'"));
    let params = [(":collection", Param::from(&collection.id)), (":slug", slug.into())];
    let Some(mut post) = db.first(&POST, &params, read)? else { return Ok(None) };
    let lang = translate(db, std::slice::from_mut(&mut post))?;
    let cover = picture::placed(db, post.content.get("cover"))?;
    let image = picture::placed(db, post.meta.get("image"))?;
    Ok(Some(Article {
        title: word(&post.meta, "title"),
        description: word(&post.meta, "description").or_else(|| {
            Some(markdown::shortened(&summary(&post), EXCERPT_CHARS)).filter(|it| !it.is_empty())
        }),
        image: image.or_else(|| cover.clone()),
        status: status(&post.status),
        modified: Some(format_moment(post.updated_at, &db.zone()?)),
        body: Body::Post(PostView {
            date: post.published_at.map(|at| date(db, at)).transpose()?,
            author: Some(post.author).filter(|text| !text.is_empty()),
            category: Some(post.category).filter(|text| !text.is_empty()),
            cover,
            text: word(&post.content, "body").unwrap_or_default(),
            lang,
            collection: (collection.name.clone(), format!("/{}", collection.slug)),
        }),
        name: post.title,
    }))
}

/// The path of the post that was once at this path.
pub(super) fn moved(db: &TenantRead<'_>, path: &str) -> Result<Option<String>> {
    const MOVED: Sql = Sql::scoped(
        "SELECT c.slug || '/' || p.slug AS path FROM post_redirect r
         JOIN post p ON p.tenant_id = r.tenant_id AND p.id = r.post_id
         JOIN collection c ON c.tenant_id = p.tenant_id AND c.id = p.collection_id
         WHERE r.tenant_id = :tenant AND r.slug = :slug AND c.slug = :collection
           AND p.status <> 'archived'",
    );
    let Some((collection, slug)) = path.split_once('/') else { return Ok(None) };
    let params = [(":collection", collection.into()), (":slug", slug.into())];
    db.first(&MOVED, &params, |row| row.text("path"))
}

/// The feed of a collection of posts, or of the first one of the site.
pub(super) fn feed(db: &TenantRead<'_>, slug: Option<&str>) -> Result<Option<FeedView>> {
    let collection = match slug {
        Some(slug) => collection::by_slug(db, slug)?,
        None => collection::first_with_posts(db)?,
    };
    let Some(collection) = collection.filter(|collection| collection.has_posts) else {
        return Ok(None);
    };
    let posts = newest(db, &collection, "published", (FEED_ITEMS_MAX, 0))?;
    let site = db.spoken_site()?;
    let zone = site.zone();
    let items = posts.into_iter().map(|post| FeedItem {
        path: format!("{}/{}", collection.slug, post.slug),
        date: format_feed_time(post.published_at.unwrap_or_default(), &zone),
        summary: summary(&post),
        id: post.id,
        title: post.title,
        author: post.author,
        category: post.category,
    });
    let title = match &*site.name {
        "" => collection.name,
        name => format!("{} · {name}", collection.name),
    };
    Ok(Some(FeedView {
        items: items.collect(),
        description: Some(collection.description)
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| title.clone()),
        path: collection.slug,
        locale: site.locale.clone(),
        title,
    }))
}

/// The posts with this status, the last published first.
fn newest(
    db: &TenantRead<'_>,
    collection: &Collection,
    status: &str,
    (fetch, skip): (usize, usize),
) -> Result<Vec<Post>> {
    let count = |count: usize| Param::from(i64::try_from(count).unwrap_or(i64::MAX));
    let params = [
        (":collection", (&collection.id).into()),
        (":status", status.into()),
        (":fetch", count(fetch)),
        (":skip", count(skip)),
    ];
    let mut posts = db.all(&NEWEST, &params, read)?;
    translate(db, &mut posts)?;
    Ok(posts)
}

/// Puts posts into the language that is spoken; the language of the last one's text where it is not that.
fn translate(db: &TenantRead<'_>, posts: &mut [Post]) -> Result<Option<String>> {
    let layers = db.layers(posts.iter().map(|post| &post.id))?;
    let mut own = None;
    for post in posts {
        let texts: [(&str, &mut dyn Translated); 4] = [
            ("title", &mut post.title),
            ("excerpt", &mut post.excerpt),
            ("category", &mut post.category),
            ("meta", &mut post.meta),
        ];
        layers.put((&PostRow::ENTITY, &post.id), texts)?;
        let is_own = layers.put((&PostRow::ENTITY, &post.id), [("content", &mut post.content)])?;
        own = is_own.then(|| db.site()).transpose()?.map(|site| site.locale.clone());
    }
    Ok(own)
}

fn read(row: &Row<'_>) -> Result<Post> {
    Ok(Post {
        id: row.text("id")?,
        slug: row.text("slug")?,
        title: row.text("title")?,
        content: row.json("content")?,
        excerpt: row.text("excerpt")?,
        author: row.text("author")?,
        category: row.text("category")?,
        meta: row.json("meta")?,
        status: row.text("status")?,
        published_at: row.integer_or_none("published_at")?,
        updated_at: row.integer("updated_at")?,
    })
}

fn card(db: &TenantRead<'_>, collection: &Collection, post: Post) -> Result<CardView> {
    Ok(CardView {
        text: Some(summary(&post)).filter(|text| !text.is_empty()),
        image: picture::placed(db, post.content.get("cover"))?,
        href: format!("/{}/{}", collection.slug, post.slug),
        status: status(&post.status),
        date: post.published_at.map(|at| date(db, at)).transpose()?,
        category: Some(post.category).filter(|text| !text.is_empty()),
        title: post.title,
    })
}

/// The summary of a post: its excerpt, otherwise its beginning.
fn summary(post: &Post) -> String {
    let body = || post.content.get("body").and_then(Value::as_str).unwrap_or_default();
    match post.excerpt.as_str() {
        "" => markdown::to_text(body(), EXCERPT_CHARS),
        excerpt => excerpt.to_owned(),
    }
}

/// The status for views; archived posts never get here.
pub(super) fn status(stored: &str) -> Status {
    if stored == "published" { Status::Published } else { Status::Draft }
}

fn date(db: &TenantRead<'_>, at: i64) -> Result<DateView> {
    let site = db.site()?;
    let (zone, spoken) = (site.zone(), db.spoken());
    let home = Home { locale: spoken.as_deref().unwrap_or(&site.locale), ..Home::from(&*site) };
    Ok(DateView { iso: format_moment(at, &zone), text: format_day(at, &zone, home) })
}
