//! Metadata of a page or post for search engines and shared links.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    edits::{self, Edit},
    image,
};
use crate::{
    error::{Code, Error, Result},
    store::TenantRead,
    value::{Line, Patch, Text},
};

const TITLE_CHARS_MAX: usize = 200;

const DESCRIPTION_CHARS_MAX: usize = 5_000;

/// Title, description and picture; each merges, null removes it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(default)]
pub(crate) struct MetaPatch {
    /// For browser tabs and search results.
    title: Patch<Line<0, TITLE_CHARS_MAX>>,
    /// One or two sentences.
    description: Patch<Text<0, DESCRIPTION_CHARS_MAX>>,
    /// Image id.
    image: Patch<Line<1, 1_000>>,
}

/// The stored `meta` with the patch applied.
pub(crate) fn merge(db: &TenantRead<'_>, stored: &Value, patch: &MetaPatch) -> Result<Value> {
    let text = |text: &str| Ok(Value::from(text));
    let image = |id: &Line<1, 1_000>| image::accept(db, "meta.image", &Value::from(&**id));
    let fields = [
        ("title", patch.title.as_ref().try_map(|title| text(title))?),
        ("description", patch.description.as_ref().try_map(|description| text(description))?),
        ("image", patch.image.as_ref().try_map(image)?),
    ];
    let mut meta = stored.as_object().cloned().unwrap_or_default();
    for (key, field) in fields {
        match field {
            Patch::Absent => {}
            Patch::Null => drop(meta.shift_remove(key)),
            Patch::Value(value) => drop(meta.insert(key.to_owned(), value)),
        }
    }
    Ok(Value::Object(meta))
}

/// Applies small edits to the texts of `meta`, which must still be short enough afterwards; a note says what they left.
pub(crate) fn edit(meta: &mut Value, edits: &[Edit]) -> Result<Option<String>> {
    let mut page = json!({ "meta": texts(meta) });
    let left = edits::apply(&mut page, edits)?;
    set_texts(meta, page.get_mut("meta").map(Value::take).unwrap_or_default())?;
    Ok(left)
}

/// The texts that can be edited. The image cannot: an edited id would name another image, unchecked.
pub(crate) fn texts(meta: &Value) -> Value {
    let mut texts = meta.clone();
    if let Some(texts) = texts.as_object_mut() {
        texts.shift_remove("image");
    }
    texts
}

/// Stores edited texts, which must be within their limits.
pub(crate) fn set_texts(meta: &mut Value, texts: Value) -> Result<()> {
    let before = meta.get("title").and_then(Value::as_str).map(str::to_owned);
    edits::merge_patch(meta, texts);
    edits::refuse_lines(
        "meta.title",
        before.as_deref(),
        meta.get("title").and_then(Value::as_str),
    )?;
    for (field, max) in [("title", TITLE_CHARS_MAX), ("description", DESCRIPTION_CHARS_MAX)] {
        let text = meta.get(field).and_then(Value::as_str).unwrap_or_default();
        let length = text.chars().count();
        if length > max {
            return Err(Error::new(
                Code::ArgumentInvalid,
                format!(
                    "edits: meta.{field} would have {length} characters; at most {max} are allowed"
                ),
            )
            .suggest("make it shorter"));
        }
    }
    Ok(())
}

/// `meta` with the image expanded, for answers.
pub(crate) fn expand(db: &TenantRead<'_>, stored: &Value) -> Result<Value> {
    let mut meta = stored.clone();
    if let Some(object) = meta.as_object_mut() {
        let expanded = object.get("image").map(|image| image::expand(db, image)).transpose()?;
        match expanded {
            Some(Some(image)) => {
                object.insert("image".into(), image);
            }
            Some(None) => {
                object.shift_remove("image");
            }
            None => {}
        }
    }
    Ok(meta)
}
