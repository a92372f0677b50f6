//! `createPost`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    content::{self, BODY_CHARS_MAX, ContentPatch, EXCERPT_CHARS_MAX},
    cover,
    get::PostOut,
};
use crate::{
    clock,
    error::Result,
    id::{self, PostId},
    store::{Dml, TenantWrite},
    tool::{Command, Resource, Spec},
    tools::cms::{
        collection::{self, CollectionKind},
        meta::{self, MetaPatch},
    },
    value::{Line, Name, Patch, Ref, Slug, Text},
};

/// The tool.
pub static TOOL: Command<Input, PostOut> = Command::new(
    Spec {
        name: "createPost",
        title: "Create a post",
        description: "Create a draft blog post in a collection of posts. Returns the post.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// `blog`
    collection_slug: Ref<id::Collection>,
    title: Name,
    /// { body: Markdown, cover?: { url, alt? } }
    content: Content,
    /// From the title unless given.
    slug: Option<Slug>,
    author: Option<Line<0, 200>>,
    excerpt: Option<Text<0, EXCERPT_CHARS_MAX>>,
    category: Option<Line<0, 200>>,
    /// The cover, by image id or url.
    #[serde(default)]
    #[schemars(schema_with = "cover::featured_schema")]
    featured_image: Patch<Value>,
    /// { title?, description?, image? }
    meta: Option<MetaPatch>,
}

/// What a post says.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct Content {
    /// Markdown.
    body: Text<1, BODY_CHARS_MAX>,
    /// `{ url | imageId, alt? }`
    #[serde(default)]
    #[schemars(schema_with = "cover::schema")]
    cover: Patch<Value>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<PostOut>> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO post (tenant_id, id, collection_id, slug, title, content, excerpt, author, category,
                           meta, status, version, created_at, updated_at)
         VALUES (:tenant, :id, :collection, :slug, :title, :content, :excerpt, :author, :category, :meta,
                 'draft', 1, :now, :now)",
    );
    // The collection must be there, and the address free.
    let collection = collection::require(db, &input.collection_slug, CollectionKind::Posts)?;
    let slug = input.slug.map_or_else(|| Slug::of_name(&input.title), Ok)?;
    super::refuse_taken(db, &slug)?;

    let patch = ContentPatch { body: Patch::Value(input.content.body), cover: input.content.cover };
    let mut content = json!({});
    content::merge(db, &mut content, &patch, &input.featured_image)?;
    let meta = meta::merge(db, &json!({}), &input.meta.unwrap_or_default())?;

    let id = PostId::new();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    db.execute(
        &ADD,
        &[
            (":id", id.into()),
            (":collection", collection.id.into()),
            (":slug", (&slug).into()),
            (":title", (&input.title).into()),
            (":content", content.to_string().into()),
            (":excerpt", text(input.excerpt.as_deref()).into()),
            (":author", text(input.author.as_deref()).into()),
            (":category", text(input.category.as_deref()).into()),
            (":meta", meta.to_string().into()),
            (":now", clock::now().into()),
        ],
    )?;

    let post = super::of_id(db, id)?;
    let url = db.who().page_url(&post.path());
    Ok(Resource::at(PostOut::whole(db, &post)?, url))
}
