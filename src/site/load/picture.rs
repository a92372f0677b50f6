//! Pictures: reads images, and expands references to them in content.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    error::{Error, Result},
    site::{
        link, markdown,
        view::{Body, CreditPart, CreditView, ImageView, ItemView, PageView, Pictures, SizeView},
    },
    store::{
        Row, Sql, TenantRead,
        entity::{ImageRow, Table as _},
        portable,
    },
    value::Focus,
};

pub(super) fn image(db: &TenantRead<'_>, id: &str) -> Result<Option<ImageView>> {
    const IMAGE: Sql = Sql::scoped(
        "SELECT url, description, width, height, sizes, credit, focus, licence_url, source_url FROM image
         WHERE tenant_id = :tenant AND id = :id",
    );
    let mut found = db.first(&IMAGE, &[(":id", id.into())], read)?;
    if let Some(image) = &mut found {
        let layers = db.layers([id])?;
        layers.put((&ImageRow::ENTITY, id), [("description", &mut image.alt)])?;
    }
    Ok(found)
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
        focus: row
            .text_or_none("focus")?
            .and_then(|focus| serde_json::from_str(&focus).ok())
            .map(|focus: Focus| (focus.across(), focus.down())),
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
    let text = |key: &str| size.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(SizeView { url: text("url")?, width, still: text("still") })
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

/// The pictures of the site that the texts of a page show. Two statements at most, and none without such a text.
pub(super) fn named(db: &TenantRead<'_>, page: &PageView) -> Result<Pictures> {
    const COLUMNS_BY_ID: Sql = Sql::scoped(portable!(
        "SELECT i.id AS name, i.url AS url, i.description AS description, i.width AS width, i.height AS height,
                i.sizes AS sizes, i.credit AS credit, i.focus AS focus, i.licence_url AS licence_url,
                i.source_url AS source_url
         FROM {items :names, cte_names}
         {ordered_join} image i ON i.tenant_id = :tenant AND i.id = cte_names.value"
    ));
    const COLUMNS_BY_HASH: Sql = Sql::scoped(portable!(
        "SELECT cte_names.value AS name, i.url AS url, i.description AS description, i.width AS width,
                i.height AS height, i.sizes AS sizes, i.credit AS credit, i.focus AS focus, i.licence_url AS licence_url,
                i.source_url AS source_url
         FROM {items :names, cte_names}
         {ordered_join} image i ON i.tenant_id = :tenant AND i.hash >= cte_names.value
                               AND i.hash < cte_names.value || 'g'"
    ));
    let mut names = BTreeSet::new();
    for section in &page.sections {
        names_in(&section.content, &mut names);
        let texts = section.packages.iter().filter_map(|package| package.description.as_deref());
        texts.for_each(|text| names_in_text(text, &mut names));
    }
    match &page.body {
        Some(Body::Post(post)) => names_in_text(&post.text, &mut names),
        Some(Body::Entry(entry)) => names_in_item(&entry.item, &mut names),
        Some(Body::List(_)) | None => {}
    }
    let (ids, hashes): (Vec<String>, Vec<String>) =
        names.into_iter().partition(|name| name.starts_with("img_"));
    let mut found = BTreeMap::new();
    for (statement, names) in [(&COLUMNS_BY_ID, ids), (&COLUMNS_BY_HASH, hashes)] {
        if !names.is_empty() {
            let names = serde_json::to_string(&names).map_err(Error::internal)?;
            let images = db.all(statement, &[(":names", names.into())], |row| {
                Ok((row.text("name")?, read(row)?))
            })?;
            found.extend(images);
        }
    }
    Ok(Pictures::new(found))
}

fn names_in(content: &Value, names: &mut BTreeSet<String>) {
    match content {
        Value::String(text) => names_in_text(text, names),
        Value::Array(items) => items.iter().for_each(|item| names_in(item, names)),
        Value::Object(object) => object.values().for_each(|value| names_in(value, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn names_in_item(item: &ItemView, names: &mut BTreeSet<String>) {
    for block in &item.blocks {
        block.markdown.iter().for_each(|text| names_in_text(text, names));
        block.items.iter().for_each(|item| names_in_item(item, names));
    }
}

/// What follows each place in a text where a picture of the site may be named. What is none is not found later.
fn names_in_text(text: &str, names: &mut BTreeSet<String>) {
    if !markdown::may_have_pictures(text) {
        return;
    }
    for mark in [link::IMAGE_SCHEME, "uploads/"] {
        for (at, _) in text.match_indices(mark) {
            let rest = text.get(at..).unwrap_or_default();
            let is_part = |c: char| c.is_ascii_alphanumeric() || "_-./:".contains(c);
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let name = rest.get(..end).and_then(link::picture_name);
            names.extend(name.map(str::to_owned));
        }
    }
}
