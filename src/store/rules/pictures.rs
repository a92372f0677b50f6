//! Images in content: each image that content refers to must exist.
//!
//! Content refers to an image as `{ imageId, alt? }` inside JSON, where no foreign key reaches.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Repair, Rule, list};
use crate::{
    addresses,
    error::{Code, Error, Result},
    id::ImageId,
    store::{
        ImageMarks, Sql, TenantRead, TenantWrite,
        engine::Columns,
        entity, image_uses, portable,
        row_change::{Op, RowChange},
    },
};

/// How Markdown names an image of the site by its id.
const IN_MARKDOWN: &str = "image:img_";

pub(super) const RULE: Rule = Rule {
    watches: &[
        ("section", &["content"]),
        ("entry", &["content"]),
        ("post", &["content", "meta"]),
        ("page", &["meta"]),
        ("site", &["logo", "logo_dark", "icon"]),
        ("package", &["description"]),
        ("image", &[]),
    ],
    keep,
};

fn keep(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    refuse_missing(db, rows)?;
    let gone = rows.iter().filter(|row| row.entity == "image" && row.op == Op::Delete);
    let gone: Vec<ImageMarks> = gone.map(|row| marks(row)).collect();
    if !gone.is_empty() {
        refuse_shown(db, &gone)?;
    }
    Ok(Repair::Nothing)
}

/// Refuses content with a new reference to an image that does not exist.
fn refuse_missing(db: &TenantRead<'_>, rows: &[&RowChange]) -> Result<()> {
    const THERE: Sql = Sql::scoped(portable!(
        "SELECT i.id AS id FROM {items :images, cte_images}
         {ordered_join} image i ON i.tenant_id = :tenant AND i.id = cte_images.value"
    ));
    let mut named: BTreeMap<String, &RowChange> = BTreeMap::new();
    for row in rows {
        let mut images = images(row, row.after.as_ref());
        if !images.is_empty() {
            let before = self::images(row, row.before.as_ref());
            images.retain(|image| !before.contains(image));
            named.extend(images.into_iter().map(|image| (image, *row)));
        }
    }
    if named.is_empty() {
        return Ok(());
    }
    let params = [(":images", list(named.keys().map(String::as_str)).into())];
    for there in db.all(&THERE, &params, |row| row.text("id"))? {
        named.remove(&there);
    }
    let Some((image, row)) = named.first_key_value() else { return Ok(()) };
    let label = row.label.as_deref().map_or_else(String::new, |label| format!(" “{label}”"));
    let shower = row.entity()?.singular;
    Err(Error::new(
        Code::ImageNotFound,
        format!("{shower}{label} would show the image {image}, which is not there any more"),
    )
    .suggest("bring the image back first, or show another one"))
}

/// Refuses to take images away that something shows.
fn refuse_shown(db: &TenantRead<'_>, gone: &[ImageMarks]) -> Result<()> {
    match image_uses(db, gone)?.into_iter().next() {
        None => Ok(()),
        Some(shower) => Err(Error::new(
            Code::ContentInvalid,
            format!("{} shows the image, and would show nothing", shower.spoken),
        )
        .suggest("delete the image with deleteImage, which takes it out of everything first")),
    }
}

/// What content shows the image of a row by.
fn marks(row: &RowChange) -> ImageMarks {
    let text = |column: &str| row.before.as_ref()?.get(column)?.as_str();
    let sizes = text("sizes").and_then(|sizes| serde_json::from_str(sizes).ok());
    ImageMarks::all(&row.key, text("url").unwrap_or_default(), &sizes.unwrap_or_default())
}

/// The images that the content of a row names.
fn images(row: &RowChange, columns: Option<&Columns>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let json = entity::of_table(&row.entity).map_or(&[][..], |entity| entity.json);
    for column in json {
        let text = columns.and_then(|columns| columns.get(*column)?.as_str());
        // Most content has no image and need not be parsed.
        let text = text.filter(|text| text.contains("\"imageId\"") || text.contains(IN_MARKDOWN));
        if let Some(content) = text.and_then(|text| serde_json::from_str(text).ok()) {
            collect(&content, &mut found);
        }
    }
    let description = columns.and_then(|columns| columns.get("description")?.as_str());
    if let Some(text) = description.filter(|_| row.entity == "package") {
        collect_named(text, &mut found);
    }
    found
}

/// The images that a text shows by their id: `![alt](image:img_…)`.
fn collect_named(text: &str, found: &mut BTreeSet<String>) {
    if text.contains(IN_MARKDOWN) {
        let named = addresses::targets(text).into_iter();
        let named = named.filter_map(|target| Some(target.strip_prefix("image:")?.to_owned()));
        found.extend(named.filter(|id| id.parse::<ImageId>().is_ok()));
    }
}

/// Collects every `{ imageId, alt? }` in content. A member `imageId` that is not an image's id is ignored.
fn collect(content: &Value, found: &mut BTreeSet<String>) {
    match content {
        Value::Object(object) => {
            let id = object.get("imageId").and_then(Value::as_str);
            let only = object.keys().all(|key| key == "imageId" || key == "alt");
            if let Some(id) = id.filter(|id| only && id.parse::<ImageId>().is_ok()) {
                found.insert(id.to_owned());
            }
            object.values().for_each(|value| collect(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::String(text) => collect_named(text, found),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
