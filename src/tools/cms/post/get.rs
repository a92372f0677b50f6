//! `getPost`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{content, row};
use crate::{
    clock::Time,
    error::Result,
    id::{self, CollectionId, PostId},
    store::{
        TenantRead,
        entity::{PostRow, Select, select},
    },
    tool::{Listing, Paging, Query, Spec},
    tools::{
        cms::{collection, image, meta},
        exactly_one, found_where,
    },
    value::{Choice as _, CollectionKind, Line, Publication, Ref},
};

/// The tool.
pub static TOOL: Query<Input, PostOut> = Query::new(
    Spec {
        name: "getPost",
        title: "Get posts",
        description: "Get blog posts, One of id, slug, query, all.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Option<Ref<id::Post>>,
    slug: Option<Line<1, 200>>,
    query: Option<Line<1, 200>>,
    #[serde(default)]
    all: bool,
    collection_slug: Option<Ref<id::Collection>>,
    status: Option<Publication>,
    category: Option<Line<1, 200>>,
    #[serde(default)]
    include_content: bool,
}

/// A post as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct PostOut {
    id: PostId,
    collection_slug: String,
    slug: String,
    title: String,
    status: Publication,
    category: String,
    author: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<Time>,
    /// When it goes public by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    publish_at: Option<String>,
    /// The url of the cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    featured_image: Option<String>,
    version: i64,
    updated_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excerpt: Option<String>,
    /// `{ body, cover? }`
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    content: Option<Value>,
    /// `{ title?, description?, image? }`
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    meta: Option<Value>,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<PostOut>> {
    exactly_one(&[
        ("id", input.id.is_some()),
        ("slug", input.slug.is_some()),
        ("query", input.query.is_some()),
        ("all", input.all),
    ])?;
    // The collection of the filter must exist.
    let collection = input.collection_slug.as_ref();
    let collection = collection
        .map(|named| collection::require(db, named, CollectionKind::Posts))
        .transpose()?
        .map(|collection| collection.id);
    let fits = |post: &PostRow| {
        collection.is_none_or(|collection| post.collection_id == collection)
            && input.status.is_none_or(|status| post.status == status)
            && input.category.as_ref().is_none_or(|category| post.category == **category)
    };
    let listing = if let Some(post) = &input.id {
        Listing::one(super::find(db, post)?.filter(fits))
    } else if let Some(slug) = &input.slug {
        match super::at(db, slug)? {
            Some(post) => Listing::one(Some(post).filter(fits)),
            None => moved(db, slug, fits)?,
        }
    } else if let Some(query) = &input.query {
        found_where(db, query, paging, Some(&fits))?
    } else {
        listed(db, &input, collection, paging)?
    };
    if !input.include_content {
        let covers = listing.items().iter().map(|post| content::cover(&post.content));
        image::load(db, &covers.collect::<Result<Vec<_>>>()?)?;
        return listing.map(|post| PostOut::light(db, &post, &content::cover(&post.content)?));
    }
    let mut said = Vec::new();
    for post in listing.items() {
        said.extend([post.content.read::<Value>()?, post.meta.read()?]);
    }
    image::load(db, &said)?;
    listing.map(|post| PostOut::whole(db, &post))
}

/// The post to which an address of the past leads, which the answer says.
fn moved(
    db: &TenantRead<'_>,
    address: &str,
    fits: impl Fn(&PostRow) -> bool,
) -> Result<Listing<PostRow>> {
    let address = address.trim_matches('/');
    let slug = address.rsplit_once('/').map_or(address, |(_, slug)| slug);
    let found = row::by_old_slug(db, slug)?.filter(fits);
    let note = found.as_ref().map(|post| format!("/{address} leads to /{} now.", post.path()));
    Ok(Listing::one(found).noting(note))
}

/// Newest first: published posts by publication date, others by creation.
fn listed(
    db: &TenantRead<'_>,
    input: &Input,
    collection: Option<CollectionId>,
    paging: &Paging,
) -> Result<Listing<PostRow>> {
    const ALL: Select<PostRow> = select!(
        PostRow,
        "p.id < :after AND (CAST(:collection AS text) IS NULL OR p.collection_id = :collection)
         AND (CAST(:status AS text) IS NULL OR p.status = :status)
         AND (CAST(:category AS text) IS NULL OR p.category = :category)
         ORDER BY p.id DESC LIMIT :fetch"
    );
    const PUBLISHED: Select<PostRow> = select!(
        PostRow,
        "p.status = :status AND (p.published_at, p.id) < (:day, :after)
         AND (CAST(:collection AS text) IS NULL OR p.collection_id = :collection)
         AND (CAST(:category AS text) IS NULL OR p.category = :category)
         ORDER BY p.published_at DESC NULLS LAST, p.id DESC LIMIT :fetch"
    );
    // Every id sorts before this text.
    let last = "post_{".to_owned();
    let (day, after): (i64, String) = paging.after_or((i64::MAX, last))?;
    let mut params = vec![
        (":after", after.into()),
        (":collection", collection.into()),
        (":status", input.status.map(Publication::as_str).into()),
        (":category", input.category.as_ref().into()),
        (":fetch", paging.fetch().into()),
    ];
    let rows = if input.status == Some(Publication::Published) {
        params.push((":day", day.into()));
        db.rows(&PUBLISHED, &params)?
    } else {
        db.rows(&ALL, &params)?
    };
    Ok(Listing::page(rows, paging, |post| (post.published_at.map_or(0, |at| at.0), post.id)))
}

impl PostOut {
    fn light(db: &TenantRead<'_>, post: &PostRow, content: &Value) -> Result<PostOut> {
        Ok(PostOut {
            id: post.id,
            collection_slug: post.collection_slug.clone(),
            slug: post.slug.clone(),
            title: post.title.clone(),
            status: post.status,
            category: post.category.clone(),
            author: post.author.clone(),
            published_at: post.published_at,
            publish_at: post.publish_at.clone(),
            featured_image: content::featured(db, content)?,
            version: post.version,
            updated_at: post.updated_at,
            resource_url: db.page_url(&post.path()),
            excerpt: None,
            content: None,
            meta: None,
        })
    }

    /// The post with its whole content.
    pub(super) fn whole(db: &TenantRead<'_>, post: &PostRow) -> Result<PostOut> {
        let content = post.content.read()?;
        Ok(PostOut {
            excerpt: Some(post.excerpt.clone()),
            content: Some(content::expand(db, &content)?),
            meta: Some(meta::expand(db, &post.meta.read()?)?),
            ..PostOut::light(db, post, &content)?
        })
    }
}
