//! Pictures: reads images, and expands references to them in content.

use serde_json::Value;

use crate::{
    error::{Error, Result},
    site::view::{CreditPart, CreditView, ImageView, SizeView},
    store::{Row, Sql, TenantRead},
};

pub(super) fn image(db: &TenantRead<'_>, id: &str) -> Result<Option<ImageView>> {
    const IMAGE: Sql = Sql::scoped(
        "SELECT url, description, width, height, sizes, credit, licence_url, source_url FROM image
         WHERE tenant_id = :tenant AND id = :id",
    );
    db.first(&IMAGE, &[(":id", id.into())], read)
}

/// The image that `{ imageId, alt? }` refers to, with the alternative text given there.
pub(super) fn placed(db: &TenantRead<'_>, place: Option<&Value>) -> Result<Option<ImageView>> {
    let word = |key: &str| place.and_then(|place| place.get(key)).and_then(Value::as_str);
    let Some(id) = word("imageId") else { return Ok(None) };
    let mut found = image(db, id)?;
    if let (Some(image), Some(alt)) = (&mut found, word("alt")) {
        alt.clone_into(&mut image.alt);
    }
    Ok(found)
}

/// Expands every stored `{ imageId, alt? }`; a reference to a deleted image becomes null.
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
    let credit: Option<Value> = credit.and_then(|credit| serde_json::from_str(&credit).ok());
    let mut alt = row.text("description")?;
    let caption = credit.as_ref().and_then(|credit| credit.get("caption")).and_then(Value::as_str);
    if let (true, Some(caption)) = (alt.is_empty(), caption) {
        // Without an alternative text, the photographer's caption is used.
        caption.clone_into(&mut alt);
    }
    Ok(ImageView {
        url: row.text("url")?,
        alt,
        width: pixels(row.integer("width")?),
        height: pixels(row.integer("height")?),
        sizes: sizes.as_array().into_iter().flatten().filter_map(size).collect(),
        credit: credit.as_ref().and_then(credit_of),
        licence: row.text_or_none("licence_url")?.filter(|url| is_web(url)),
        source: row.text_or_none("source_url")?.filter(|url| is_web(url)),
    })
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn size(size: &Value) -> Option<SizeView> {
    let width = size.get("width")?.as_u64().and_then(|width| u32::try_from(width).ok())?;
    Some(SizeView { url: size.get("url")?.as_str()?.to_owned(), width })
}

/// The credit, if the licence requires it: `{ text, url? }`, or in parts of that form.
fn credit_of(credit: &Value) -> Option<CreditView> {
    if credit.get("required") == Some(&Value::Bool(false)) {
        return None;
    }
    let parts = credit.get("parts").and_then(Value::as_array);
    let parts: Vec<CreditPart> = match parts {
        Some(parts) => parts.iter().filter_map(part_of).collect(),
        None => part_of(credit).into_iter().collect(),
    };
    (!parts.is_empty()).then_some(CreditView { parts })
}

fn part_of(part: &Value) -> Option<CreditPart> {
    let word = |key: &str| {
        let word = part.get(key).and_then(Value::as_str);
        word.filter(|word| !word.trim().is_empty()).map(str::to_owned)
    };
    Some(CreditPart { text: word("text")?, url: word("url") })
}
