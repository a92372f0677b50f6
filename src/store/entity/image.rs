//! Images.

use deskhand_entity::Entity;
use serde_json::Value;

use super::Json;
use crate::{clock::Time, id::ImageId};

/// A row of `image`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "image", label = file_name, sort = "-id", search = 'i', new = NewImage)]
pub(crate) struct ImageRow {
    pub(crate) id: ImageId,
    /// The name of the uploaded file, which serves as its label.
    #[column(said = "file", search = body)]
    pub(crate) file_name: String,
    /// Of its largest file: relative (`/uploads/…`), or an `https:` address where its terms forbid a copy.
    #[column(said = "", address)]
    pub(crate) url: String,
    #[column(translated, search = title)]
    pub(crate) description: String,
    #[column(search = body)]
    pub(crate) tags: Vec<String>,
    #[column(search = body)]
    pub(crate) categories: Vec<String>,
    /// In pixels, of the largest file.
    #[column(said = "")]
    pub(crate) width: i64,
    #[column(said = "")]
    pub(crate) height: i64,
    /// The files: `[{ url, width, height }]`, smallest first.
    #[column(said = "", hidden)]
    pub(crate) sizes: Json,
    /// The hash of the original file, if we have it, to recognise the same picture.
    #[column(said = "", hidden)]
    pub(crate) hash: Option<String>,
    /// The author: `{ text, url?, caption?, parts?, required? }`. Text from outside, marked as untrusted.
    #[column(search = content)]
    pub(crate) credit: Option<Value>,
    pub(crate) licence: Option<String>,
    #[column(hidden)]
    pub(crate) licence_url: Option<String>,
    /// The photo service that the image is from.
    #[column(said = "from", wire = "provider")]
    pub(crate) source_provider: Option<String>,
    #[column(said = "", hidden)]
    pub(crate) source_id: Option<String>,
    #[column(hidden)]
    pub(crate) source_url: Option<String>,
    /// The point that no crop may hide: `{ x, y }`, 0 to 1.
    #[column(said = "what stays in view")]
    pub(crate) focus: Option<Value>,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}
