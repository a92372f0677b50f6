//! Images: pictures stored with the site, and references to them.
//!
//! Content stores an image as `{ imageId, alt? }`, and answers contain everything that a page needs. A picture is
//! never stored as it came: `create` converts it (`crate::picture`).

pub mod create;
pub mod delete;
pub mod get;
pub mod update;

pub(crate) mod ingest;

mod credit;
mod download;
mod encoded;
mod open;
mod row;
mod show;
pub(crate) mod source;
mod uses;

use serde_json::{Map, Value, json};

use crate::{
    error::{Code, Error, Result},
    id::{self, ImageId},
    store::{TenantRead, entity::ImageRow},
    tools::the_only,
    value::{Line, Ref},
};

pub(crate) type Word = Line<1, 50>;

/// Words as they are stored, without duplicates.
pub(crate) fn words(words: &[Word]) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for word in words {
        if !list.iter().any(|known| **known == **word) {
            list.push(word.to_string());
        }
    }
    list
}

/// The image with that id, address or exact file name; `None` if there is none.
pub(crate) fn find(db: &TenantRead<'_>, image: &Ref<id::Image>) -> Result<Option<ImageRow>> {
    let name = match image {
        Ref::Id(id) => return ImageRow::by_id(db, *id),
        Ref::Name(name) => name,
    };
    if name.starts_with('/') || name.starts_with("https://") {
        return row::by_url(db, name);
    }
    the_only(name, row::by_name(db, name)?, |image| format!("{} ({})", image.id, image.url))
}

pub(crate) fn require(db: &TenantRead<'_>, image: &Ref<id::Image>) -> Result<ImageRow> {
    find(db, image)?.ok_or_else(|| missing("", &image.to_string()))
}

/// The id of the image that an argument names by id, address or file name.
pub(crate) fn require_named(db: &TenantRead<'_>, image: &str) -> Result<ImageId> {
    named(db, "", image).map(|image| image.id)
}

fn named(db: &TenantRead<'_>, place: &str, text: &str) -> Result<ImageRow> {
    let image = ImageId::read(text)?.map_or_else(|| Ref::Name(text.to_owned()), Ref::Id);
    find(db, &image)?.ok_or_else(|| missing(place, text))
}

/// The error for an image that does not exist; `place` says where it was named.
fn missing(place: &str, image: &str) -> Error {
    let error = Error::new(Code::ImageNotFound, format!("{place}there is no image `{image}`"));
    if image.contains("://") || image.starts_with("//") {
        return error.suggest(
            "addresses of images are relative: use the exact `url` of getImage, or createImage first",
        );
    }
    error.suggest("find it with getImage, or make it with createImage")
}

/// An image in answers: `{ imageId, url, alt, width, height, credit? }`.
pub(crate) fn shown(image: &ImageRow) -> Map<String, Value> {
    let mut shown = Map::new();
    shown.insert("imageId".into(), json!(image.id));
    shown.insert("url".into(), image.url.as_str().into());
    shown.insert("alt".into(), image.description.as_str().into());
    shown.insert("width".into(), image.width.into());
    shown.insert("height".into(), image.height.into());
    if let Some(credit) = credit::on_pages(image) {
        shown.insert("credit".into(), credit);
    }
    shown
}

/// Converts an image to the stored form: an id, address or file name, alone or in `{ imageId | url, alt? }`.
///
/// # Errors
/// `IMAGE_NOT_FOUND`, `ID_WRONG_KIND`, or `CONTENT_INVALID` for anything else.
pub(crate) fn accept(db: &TenantRead<'_>, field: &str, value: &Value) -> Result<Value> {
    let inside = |key: &str| value.get(key).and_then(Value::as_str);
    let text = value.as_str().or_else(|| inside("imageId")).or_else(|| inside("url"));
    let text = text.ok_or_else(|| {
        Error::new(
            Code::ContentInvalid,
            format!("{field}: an image is its id, or {{ imageId, alt? }}"),
        )
        .suggest("send the id of an image")
    })?;
    let image = named(db, &format!("{field}: "), text)?;
    // The image's own description is not stored as `alt`, so that later changes of it are followed.
    Ok(match inside("alt").filter(|alt| *alt != image.description) {
        Some(alt) => json!({ "imageId": image.id, "alt": alt }),
        None => json!({ "imageId": image.id }),
    })
}

/// Reads ahead all images in stored contents, for [`expand`].
pub(crate) fn load<'c>(
    db: &TenantRead<'_>,
    contents: impl IntoIterator<Item = &'c Value>,
) -> Result<()> {
    let mut ids = Vec::new();
    contents.into_iter().for_each(|content| named_in(content, &mut ids));
    db.load::<ImageRow>(ids)
}

fn named_in(content: &Value, ids: &mut Vec<ImageId>) {
    match content {
        Value::Object(object) => {
            let id = object.get("imageId").and_then(Value::as_str);
            ids.extend(id.and_then(|id| id.parse::<ImageId>().ok()));
            object.values().for_each(|value| named_in(value, ids));
        }
        Value::Array(items) => items.iter().for_each(|item| named_in(item, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A stored image with all data for answers, with the alternative text given for this place. `None` if the image was
/// deleted.
pub(crate) fn expand(db: &TenantRead<'_>, stored: &Value) -> Result<Option<Value>> {
    let id = stored.get("imageId").and_then(Value::as_str).map(str::parse).transpose();
    let Ok(Some(id)) = id else { return Ok(None) };
    let Some(image) = ImageRow::by_id(db, id)? else { return Ok(None) };
    let mut image = shown(&image);
    if let Some(alt) = stored.get("alt") {
        image.insert("alt".into(), alt.clone());
    }
    Ok(Some(Value::Object(image)))
}
