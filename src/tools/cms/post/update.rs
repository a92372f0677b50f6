//! `updatePost`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{
    content::{self, ContentPatch, EXCERPT_CHARS_MAX, Texts},
    cover,
    get::PostOut,
};
use crate::{
    clock,
    error::Result,
    id,
    store::{
        Dml, TenantWrite,
        entity::{Json, PostRow},
        ledger,
    },
    tool::{Command, Resource, Spec},
    tools::cms::{
        edits::Edit,
        meta::{self, MetaPatch},
        publish_at::{self, Wanted, When},
    },
    value::{Line, Name, Patch, Publication, Ref, Slug, Text},
};

/// The tool.
pub static TOOL: Command<Input, PostOut> = Command::guarded(
    Spec {
        name: "updatePost",
        title: "Update a post",
        description: "Update, publish or archive a blog post; a change of status previews first.",
    },
    run,
    |input| input.status.is_some() || matches!(input.publish_at, Patch::Value(_)),
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    #[schemars(extend("x-also" = ["slug"]))]
    id: Ref<id::Post>,
    title: Option<Name>,
    new_slug: Option<Slug>,
    /// { body?, cover? }
    #[serde(default)]
    #[schemars(extend("x-text" = "body"))]
    content: ContentPatch,
    /// [{ field: body | …, find, replace, all? }]
    #[serde(default)]
    #[schemars(length(max = 50))]
    edits: Vec<Edit>,
    status: Option<Publication>,
    /// `2026-12-04 09:00`; null cancels.
    #[serde(default)]
    publish_at: Patch<When>,
    #[schemars(extend("x-unlisted" = true))]
    category: Option<Line<0, 200>>,
    #[schemars(extend("x-unlisted" = true))]
    author: Option<Line<0, 200>>,
    #[schemars(extend("x-unlisted" = true))]
    excerpt: Option<Text<0, EXCERPT_CHARS_MAX>>,
    #[schemars(extend("x-unlisted" = true))]
    #[serde(default)]
    #[schemars(schema_with = "cover::featured_schema")]
    featured_image: Patch<Value>,
    /// { title?, description?, image? }
    meta: Option<MetaPatch>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<PostOut>> {
    // It must exist, in the version that the caller expects.
    let before = super::require(db, &input.id)?;
    let key = before.id.to_string();
    ledger::expect_version(db, "post", &key, before.version, input.expected_version)?;
    // The new slug must be free.
    let new_slug = input.new_slug.clone().filter(|slug| **slug != *before.slug);
    if let Some(slug) = &new_slug {
        super::refuse_taken(db, slug)?;
    }

    let mut after = before.clone();
    let mut content = before.content.read()?;
    content::merge(db, &mut content, &input.content, &input.featured_image)?;
    let set = |field: &mut String, value: Option<&str>| {
        if let Some(value) = value {
            value.clone_into(field);
        }
    };
    set(&mut after.title, input.title.as_deref());
    set(&mut after.category, input.category.as_deref());
    set(&mut after.author, input.author.as_deref());
    set(&mut after.excerpt, input.excerpt.as_deref());
    set(&mut after.slug, new_slug.as_deref());
    let mut meta = meta::merge(db, &before.meta.read()?, &input.meta.unwrap_or_default())?;
    let PostRow { title, excerpt, .. } = &mut after;
    let texts = Texts { title, excerpt, content: &mut content, meta: &mut meta };
    let left = content::edit(texts, &input.edits)?;
    (after.content, after.meta) = (Json::of(&content)?, Json::of(&meta)?);
    after.status = input.status.unwrap_or(before.status);
    let wanted = Wanted {
        tool: TOOL.spec.name,
        sets_status: input.status.is_some(),
        obstacle: publish_at::obstacle(after.status),
        publish_at: input.publish_at.as_ref(),
    };
    after.publish_at = publish_at::after(db, &wanted, after.publish_at.take())?;
    if after.status == Publication::Published && before.published_at.is_none() {
        after.published_at = Some(clock::now());
    }
    after.save(db)?;
    // In another language its translation keeps the old one.
    if new_slug.is_some() && db.spoken().is_none() {
        redirect(db, &before)?;
    }

    let post = super::of_id(db, before.id)?;
    let url = db.page_url(&post.path());
    let later = publish_at::note(db, before.publish_at.as_deref(), post.publish_at.as_deref())?;
    let notes: Vec<String> = [left, later].into_iter().flatten().collect();
    let note = (!notes.is_empty()).then(|| notes.join(" "));
    Ok(Resource::at(PostOut::whole(db, &post)?, url).noting(note))
}

/// Adds a redirect from a post's old slug.
fn redirect(db: &mut TenantWrite<'_>, before: &PostRow) -> Result<()> {
    const LEAD: Dml = Dml::scoped(
        "INSERT INTO post_redirect (tenant_id, slug, post_id, version, created_at, updated_at)
         VALUES (:tenant, :slug, :post, 1, :now, :now)
         ON CONFLICT (tenant_id, slug) DO UPDATE SET
           post_id = excluded.post_id, version = post_redirect.version + 1, updated_at = excluded.updated_at",
    );
    db.execute(
        &LEAD,
        &[
            (":slug", (&before.slug).into()),
            (":post", before.id.into()),
            (":now", clock::now().into()),
        ],
    )?;
    Ok(())
}
