//! The content of a post: its Markdown body and its cover; merges, edits and expands it.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    super::{
        edits::{self, Edit},
        meta,
    },
    cover,
};
use crate::{
    error::{Code, Error, Result},
    store::{TenantRead, entity::Json},
    value::{Form, Patch, Text},
};

const TITLE_CHARS_MAX: usize = 200;
pub(super) const EXCERPT_CHARS_MAX: usize = 5_000;
pub(super) const BODY_CHARS_MAX: usize = 200_000;

/// What may be said of a post's content; null removes the cover.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(default)]
pub(super) struct ContentPatch {
    /// Markdown.
    #[schemars(extend("x-form" = "prose"))]
    pub(super) body: Patch<Text<1, BODY_CHARS_MAX>>,
    /// `{ url | imageId, alt? }`
    #[schemars(schema_with = "cover::schema")]
    pub(super) cover: Patch<Value>,
}

/// Applies the patch to stored content.
///
/// # Errors
/// `ARGUMENT_INVALID` if the body is removed, or cover and featured image are different pictures; `IMAGE_NOT_FOUND`.
pub(super) fn merge(
    db: &TenantRead<'_>,
    content: &mut Value,
    patch: &ContentPatch,
    featured: &Patch<Value>,
) -> Result<()> {
    match &patch.body {
        Patch::Absent => {}
        Patch::Null => {
            return Err(Error::new(Code::ArgumentInvalid, "content.body: a post needs its text")
                .suggest("leave body out to keep it, or send the new text"));
        }
        Patch::Value(body) => edits::merge_patch(content, json!({ "body": &**body })),
    }
    let cover = cover::merge(db, content.get("cover"), &patch.cover, featured)?;
    // Replaced as a whole, because a merge would keep a removed `alt`.
    edits::merge_patch(content, json!({ "cover": null }));
    if let Some(cover) = cover {
        edits::merge_patch(content, json!({ "cover": cover }));
    }
    Ok(())
}

/// The texts of a post that can be edited.
pub(super) struct Texts<'p> {
    pub(super) title: &'p mut String,
    pub(super) excerpt: &'p mut String,
    pub(super) content: &'p mut Value,
    pub(super) meta: &'p mut Value,
}

/// Applies small edits; the texts must still fit afterwards. A note says what they left.
pub(super) fn edit(texts: Texts<'_>, edits: &[Edit]) -> Result<Option<String>> {
    if edits.is_empty() {
        return Ok(None);
    }
    let body = texts.content.get("body").cloned().unwrap_or_default();
    let before = body.clone();
    let mut all = json!({
        "title": &*texts.title, "excerpt": &*texts.excerpt, "body": body, "meta": meta::texts(texts.meta),
    });
    let left = edits::apply(&mut all, edits)?;
    let text = |field: &str| all.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    for (field, min, max) in [
        ("title", 1, TITLE_CHARS_MAX),
        ("excerpt", 0, EXCERPT_CHARS_MAX),
        ("body", 1, BODY_CHARS_MAX),
    ] {
        let length = text(field).trim().chars().count();
        if length < min || length > max {
            return Err(Error::new(
                Code::ArgumentInvalid,
                format!(
                    "edits: {field} would have {length} characters; {min} to {max} are allowed"
                ),
            )
            .suggest("change less"));
        }
    }
    refuse_frames(before.as_str().unwrap_or_default(), &text("body"))?;
    edits::refuse_lines("title", Some(texts.title.as_str()), Some(text("title").trim()))?;
    text("title").trim().clone_into(texts.title);
    text("excerpt").trim().clone_into(texts.excerpt);
    edits::merge_patch(texts.content, json!({ "body": text("body").trim() }));
    meta::set_texts(texts.meta, all.get_mut("meta").map(Value::take).unwrap_or_default())?;
    Ok(left)
}

/// Refuses what a text cannot show, unless it could not before.
fn refuse_frames(before: &str, after: &str) -> Result<()> {
    match Form::Prose.check(after) {
        Err(error) if Form::Prose.check(before).is_ok() => {
            let next = error.suggestion().unwrap_or_default().to_owned();
            let message = format!("edits: body {}", error.message());
            Err(Error::new(Code::ArgumentInvalid, message).suggest(next))
        }
        _ => Ok(()),
    }
}

/// Stored content with the cover expanded, for answers.
pub(super) fn expand(db: &TenantRead<'_>, stored: &Value) -> Result<Value> {
    let mut content = stored.clone();
    if let Some(object) = content.as_object_mut() {
        match cover::expand(db, stored)? {
            Some(cover) => object.insert("cover".into(), cover),
            None => object.shift_remove("cover"),
        };
    }
    Ok(content)
}

/// What is said of the cover, and nothing else of stored content.
pub(super) fn cover(stored: &Json) -> Result<Value> {
    #[derive(Deserialize)]
    struct Covered {
        cover: Option<Value>,
    }
    let Covered { cover } = stored.read()?;
    Ok(cover.map_or(Value::Null, |cover| json!({ "cover": cover })))
}

/// The address of the picture that stands for the post.
pub(super) fn featured(db: &TenantRead<'_>, stored: &Value) -> Result<Option<String>> {
    let cover = cover::expand(db, stored)?;
    Ok(cover.and_then(|cover| cover.get("url")?.as_str().map(str::to_owned)))
}
