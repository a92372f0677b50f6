//! Images, as other things refer to them.

use serde_json::{Map, Value, json};

use crate::{
    error::{Code, Error, Result},
    id::ImageId,
    store::{Sql, TenantRead},
};

/// Refuses an id that is not of an image of this tenant.
pub(crate) fn require(db: &TenantRead<'_>, id: ImageId) -> Result<()> {
    match find(db, id)? {
        Some(_) => Ok(()),
        None => Err(Error::new(Code::ImageNotFound, format!("there is no image `{id}`"))
            .suggest("use the id of an image that exists")),
    }
}

/// An image as content shows it: `{ imageId, url, alt, width, height, credit? }`.
pub(crate) fn find(db: &TenantRead<'_>, id: ImageId) -> Result<Option<Map<String, Value>>> {
    const BY_ID: Sql = Sql::scoped(
        "SELECT url, description, width, height, credit FROM image
         WHERE tenant_id = :tenant AND id = :id",
    );
    db.first(&BY_ID, &[(":id", id.into())], |row| {
        let mut image = Map::new();
        image.insert("imageId".into(), json!(id));
        image.insert("url".into(), row.text("url")?.into());
        image.insert("alt".into(), row.text("description")?.into());
        image.insert("width".into(), row.integer("width")?.into());
        image.insert("height".into(), row.integer("height")?.into());
        if row.text_or_none("credit")?.is_some() {
            image.insert("credit".into(), row.json("credit")?);
        }
        Ok(image)
    })
}

/// An image as the model wrote it, an id or `{ imageId, alt? }`, in the form that is stored.
///
/// # Errors
/// `IMAGE_NOT_FOUND`, `ID_WRONG_KIND`, or `ARGUMENT_INVALID` for anything else.
pub(crate) fn accept(db: &TenantRead<'_>, field: &str, value: &Value) -> Result<Value> {
    let id = value.as_str().or_else(|| value.get("imageId").and_then(Value::as_str));
    let wrong = || {
        Error::new(
            Code::ContentInvalid,
            format!("{field}: an image is its id, or {{ imageId, alt? }}"),
        )
        .suggest("send the id of an image")
    };
    let text = id.ok_or_else(wrong)?;
    let id = ImageId::read(text)?.ok_or_else(|| {
        Error::new(Code::ImageNotFound, format!("{field}: there is no image `{text}`"))
            .suggest("use the id of an image that exists")
    })?;
    require(db, id)?;
    Ok(match value.get("alt").and_then(Value::as_str) {
        Some(alt) => json!({ "imageId": id, "alt": alt }),
        None => json!({ "imageId": id }),
    })
}

/// A stored image as it is read back: whole, with the alternative text that was given for this place.
/// An image that is gone is left out.
pub(crate) fn expand(db: &TenantRead<'_>, stored: &Value) -> Result<Option<Value>> {
    let id = stored.get("imageId").and_then(Value::as_str).map(str::parse).transpose();
    let Ok(Some(id)) = id else { return Ok(None) };
    let Some(mut image) = find(db, id)? else { return Ok(None) };
    if let Some(alt) = stored.get("alt") {
        image.insert("alt".into(), alt.clone());
    }
    Ok(Some(Value::Object(image)))
}

/// The image that an argument names by its id.
pub(crate) fn require_named(db: &TenantRead<'_>, image: &str) -> Result<ImageId> {
    let id = ImageId::read(image)?.ok_or_else(|| {
        Error::new(Code::ImageNotFound, format!("there is no image `{image}`"))
            .suggest("use the id of an image that exists")
    })?;
    require(db, id).map(|()| id)
}
