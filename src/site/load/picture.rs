//! Pictures: the rows of images, and the places in content that refer to them.

use serde_json::Value;

use crate::{
    error::{Error, Result},
    site::view::{CreditView, ImageView, SizeView},
    store::{Row, Sql, TenantRead},
};

/// The image with this id.
pub(super) fn image(db: &TenantRead<'_>, id: &str) -> Result<Option<ImageView>> {
    const IMAGE: Sql = Sql::scoped(
        "SELECT url, description, width, height, sizes, credit FROM image
         WHERE tenant_id = :tenant AND id = :id",
    );
    db.first(&IMAGE, &[(":id", id.into())], read)
}

/// The image that `{ imageId, alt? }` refers to, with the words that it has there.
pub(super) fn placed(db: &TenantRead<'_>, place: Option<&Value>) -> Result<Option<ImageView>> {
    let word = |key: &str| place.and_then(|place| place.get(key)).and_then(Value::as_str);
    let Some(id) = word("imageId") else { return Ok(None) };
    let mut found = image(db, id)?;
    if let (Some(image), Some(alt)) = (&mut found, word("alt")) {
        alt.clone_into(&mut image.alt);
    }
    Ok(found)
}

/// Makes every stored `{ imageId, alt? }` whole; one whose image is gone becomes null.
pub(super) fn expand(db: &TenantRead<'_>, content: &mut Value) -> Result<()> {
    match content {
        Value::Object(object) => {
            if !object.get("imageId").is_some_and(Value::is_string) {
                return object.values_mut().try_for_each(|value| expand(db, value));
            }
            let Some(image) = placed(db, Some(content))? else {
                *content = Value::Null;
                return Ok(());
            };
            let image = serde_json::to_value(image).map_err(Error::internal)?;
            if let (Value::Object(place), Value::Object(image)) = (content, image) {
                place.extend(image);
            }
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| expand(db, item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

fn read(row: &Row<'_>) -> Result<ImageView> {
    let pixels = |value: i64| u32::try_from(value).ok().filter(|pixels| *pixels > 0);
    let sizes: Value = row.json("sizes")?;
    let credit = row.text_or_none("credit")?;
    Ok(ImageView {
        url: row.text("url")?,
        alt: row.text("description")?,
        width: pixels(row.integer("width")?),
        height: pixels(row.integer("height")?),
        sizes: sizes.as_array().into_iter().flatten().filter_map(size).collect(),
        credit: credit.and_then(|credit| credit_of(&serde_json::from_str(&credit).ok()?)),
    })
}

fn size(size: &Value) -> Option<SizeView> {
    let width = size.get("width")?.as_u64().and_then(|width| u32::try_from(width).ok())?;
    Some(SizeView { url: size.get("url")?.as_str()?.to_owned(), width })
}

fn credit_of(credit: &Value) -> Option<CreditView> {
    let word = |key: &str| {
        let word = credit.get(key).and_then(Value::as_str).map(str::trim);
        word.filter(|word| !word.is_empty()).map(str::to_owned)
    };
    Some(CreditView { text: word("text")?, url: word("url") })
}
