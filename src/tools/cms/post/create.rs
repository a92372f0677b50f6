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
    error::Result,
    id::{self, PostId},
    store::{
        TenantWrite,
        entity::{Json, NewPost},
    },
    tool::{Command, Resource, Spec},
    tools::cms::{
        collection,
        meta::{self, MetaPatch},
        publish_at::{self, Wanted, When},
    },
    value::{CollectionKind, Line, Name, Patch, Publication, Ref, Slug, Text},
};

/// The tool.
pub static TOOL: Command<Input, PostOut> = Command::guarded(
    Spec {
        name: "createPost",
        title: "Create a post",
        description: "Create a draft blog post in a collection of posts; publishAt previews first.",
    },
    run,
    |input| input.publish_at.is_some(),
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// `blog`
    collection_slug: Ref<id::Collection>,
    title: Name,
    /// { body: Markdown, cover?: { url, alt? } }
    #[schemars(extend("x-text" = "body"))]
    content: Content,
    slug: Option<Slug>,
    author: Option<Line<0, 200>>,
    excerpt: Option<Text<0, EXCERPT_CHARS_MAX>>,
    category: Option<Line<0, 200>>,
    #[schemars(extend("x-unlisted" = true))]
    #[serde(default)]
    #[schemars(schema_with = "cover::featured_schema")]
    featured_image: Patch<Value>,
    /// { title?, description?, image? }
    meta: Option<MetaPatch>,
    /// `2026-12-04 09:00`
    publish_at: Option<When>,
}

/// What a post says.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct Content {
    /// Markdown.
    #[schemars(extend("x-form" = "prose"))]
    body: Text<1, BODY_CHARS_MAX>,
    /// `{ url | imageId, alt? }`
    #[serde(default)]
    #[schemars(schema_with = "cover::schema")]
    cover: Patch<Value>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<PostOut>> {
    // The collection must exist, and the slug be free.
    let collection = collection::require(db, &input.collection_slug, CollectionKind::Posts)?;
    let slug = input.slug.map_or_else(|| Slug::of_name(&input.title), Ok)?;
    super::refuse_taken(db, &slug)?;

    let patch = ContentPatch { body: Patch::Value(input.content.body), cover: input.content.cover };
    let mut content = json!({});
    content::merge(db, &mut content, &patch, &input.featured_image)?;
    let meta = meta::merge(db, &json!({}), &input.meta.unwrap_or_default())?;

    let wanted = Wanted {
        tool: super::update::TOOL.spec.name,
        sets_status: false,
        obstacle: None,
        publish_at: input.publish_at.as_ref().map_or(Patch::Absent, Patch::Value),
    };
    let publish_at = publish_at::after(db, &wanted, None)?;

    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let post = NewPost {
        id: PostId::new(),
        collection_id: collection.id,
        slug: slug.to_string(),
        title: input.title.to_string(),
        excerpt: text(input.excerpt.as_deref()),
        category: text(input.category.as_deref()),
        author: text(input.author.as_deref()),
        content: Json::of(&content)?,
        meta: Json::of(&meta)?,
        status: Publication::Draft,
        published_at: None,
        publish_at,
    };
    post.insert(db)?;

    let post = super::of_id(db, post.id)?;
    let url = db.page_url(&post.path());
    let note = publish_at::note(db, None, post.publish_at.as_deref())?;
    Ok(Resource::at(PostOut::whole(db, &post)?, url).noting(note))
}
