//! What search engines and shared links show of a page.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::image;
use crate::{
    error::Result,
    store::TenantRead,
    value::{Patch, Text},
};

/// Title, description and picture; each merges, null removes it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(inline)]
#[serde(default)]
pub(super) struct MetaPatch {
    /// For browser tabs and search results.
    title: Patch<Text<0, 200>>,
    /// One or two sentences.
    description: Patch<Text<0, 5000>>,
    /// Image id.
    image: Patch<Text<1, 200>>,
}

/// `meta` as it is stored, with the patch applied.
pub(super) fn merge(db: &TenantRead<'_>, stored: &Value, patch: &MetaPatch) -> Result<Value> {
    let mut meta: Map<String, Value> = stored.as_object().cloned().unwrap_or_default();
    let mut set = |key: &str, value: Patch<Value>| match value {
        Patch::Absent => {}
        Patch::Null => {
            meta.shift_remove(key);
        }
        Patch::Value(value) => {
            meta.insert(key.to_owned(), value);
        }
    };
    let text = |patch: &Patch<Text<0, 200>>| match patch {
        Patch::Absent => Patch::Absent,
        Patch::Null => Patch::Null,
        Patch::Value(text) => Patch::Value(Value::from(&**text)),
    };
    set("title", text(&patch.title));
    set(
        "description",
        match &patch.description {
            Patch::Absent => Patch::Absent,
            Patch::Null => Patch::Null,
            Patch::Value(text) => Patch::Value(Value::from(&**text)),
        },
    );
    set(
        "image",
        match &patch.image {
            Patch::Absent => Patch::Absent,
            Patch::Null => Patch::Null,
            Patch::Value(id) => Patch::Value(image::accept(db, "meta.image", &Value::from(&**id))?),
        },
    );
    Ok(Value::Object(meta))
}

/// `meta` as it is read back: the image whole.
pub(super) fn expand(db: &TenantRead<'_>, stored: &Value) -> Result<Value> {
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
