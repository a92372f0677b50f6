//! Images.

use deskhand_entity::Entity;
use serde_json::Value;

use super::Json;
use crate::{clock::Time, id::ImageId};

/// An image as it is stored.
#[derive(Clone, Debug, Entity)]
#[entity(table = "image", label = file_name, sort = "-id", search = 'i', new = NewImage)]
pub(crate) struct ImageRow {
    pub(crate) id: ImageId,
    /// What people call it: the name of the file that it came from.
    #[column(search = body)]
    pub(crate) file_name: String,
    /// Of its largest file: relative (`/uploads/…`), or an `https:` address where its terms forbid a copy.
    #[column(address)]
    pub(crate) url: String,
    #[column(search = title)]
    pub(crate) description: String,
    #[column(search = body)]
    pub(crate) tags: Vec<String>,
    #[column(search = body)]
    pub(crate) categories: Vec<String>,
    /// In pixels, of the largest file.
    pub(crate) width: i64,
    pub(crate) height: i64,
    /// Its files: `[{ url, width, height }]`, smallest first.
    #[column(hidden)]
    pub(crate) sizes: Json,
    /// Of the picture as it was taken, where we have it: the same one again is the same image.
    #[column(hidden)]
    pub(crate) hash: Option<String>,
    /// Who made it: `{ text, url?, caption?, parts?, required? }`. Words of strangers, and marked so.
    #[column(search = content)]
    pub(crate) credit: Option<Value>,
    pub(crate) licence: Option<String>,
    #[column(hidden)]
    pub(crate) licence_url: Option<String>,
    /// Which service it is from.
    #[column(wire = "provider")]
    pub(crate) source_provider: Option<String>,
    #[column(hidden)]
    pub(crate) source_id: Option<String>,
    #[column(hidden)]
    pub(crate) source_url: Option<String>,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}
