//! Removes an image from everything that shows it, before it is deleted.
//!
//! Taken out, not left dangling: so the preview of a deletion names every use as a thing that changes, and
//! undoing it puts the picture back everywhere. What is nothing without the picture, and has to be something, is not
//! emptied: the deletion is refused and says which words are wanted first.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::{
    clock,
    error::{Code, Error, Result},
    id::ImageId,
    store::{Dml, ImageMarks, ImageUse, TenantWrite, entity::ImageRow, image_uses},
    tools::cms::fields::{Field, FieldType, misfits},
};

/// Takes the image out of everything that shows it. Navigation items that lead to it go with its row.
///
/// # Errors
/// `CONTENT_INVALID` for a thing that has to be something and would be nothing.
pub(super) fn release(db: &mut TenantWrite<'_>, image: &ImageRow) -> Result<()> {
    release_pictures(db, image.id)?;
    let marks = ImageMarks::all(&image.id.to_string(), &image.url, &image.sizes.read()?);
    let uses = image_uses(db, std::slice::from_ref(&marks))?;
    uses.iter().try_for_each(|used| leave(db, &marks, used))
}

/// Removes it from packages.
fn release_pictures(db: &mut TenantWrite<'_>, image: ImageId) -> Result<()> {
    const PACKAGES: Dml = Dml::scoped(
        "UPDATE package SET image_id = NULL, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND image_id = :image",
    );
    let params = [(":image", image.into()), (":now", clock::now().into())];
    db.execute(&PACKAGES, &params).map(|_| ())
}

/// Takes it out of a thing.
fn leave(db: &mut TenantWrite<'_>, marks: &ImageMarks, used: &ImageUse) -> Result<()> {
    const SECTION: Dml = Dml::scoped(
        "UPDATE section SET content = :content, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id",
    );
    const ENTRY: Dml = Dml::scoped(
        "UPDATE entry SET content = :content, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id",
    );
    const POST: Dml = Dml::scoped(
        "UPDATE post SET content = :content, meta = :meta, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id",
    );
    const PAGE: Dml = Dml::scoped(
        "UPDATE page SET meta = :meta, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id",
    );
    const PACKAGE: Dml = Dml::scoped(
        "UPDATE package SET description = :content, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id",
    );
    const SITE: Dml = Dml::scoped(
        "UPDATE site SET logo = :logo, logo_dark = :logo_dark, icon = :icon, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id",
    );
    const ITEM: Dml = Dml::scoped("DELETE FROM nav_item WHERE tenant_id = :tenant AND id = :id");
    let (id, now) = ((":id", used.id.as_str().into()), (":now", clock::now().into()));
    let content = |left: &Value| (":content", left.to_string().into());
    let whole = |value| marks.taken_out(value).map_or_else(|| json!({}), Cow::into_owned);
    let meta = (":meta", whole(&used.meta).to_string().into());
    match used.table.as_str() {
        // Its label says what it leads to, and it leads nowhere.
        "nav_item" => db.execute(&ITEM, &[id])?,
        "package" => {
            let left = marks.taken_out(&used.content);
            let left = left.as_deref().and_then(Value::as_str);
            let left = left.ok_or_else(|| nothing_left(used, "description"))?;
            db.execute(&PACKAGE, &[id, now, (":content", left.into())])?
        }
        "post" => {
            let left = whole(&used.content);
            if left.get("body").is_none() && used.content.get("body").is_some() {
                return Err(nothing_left(used, "content.body"));
            }
            db.execute(&POST, &[id, now, content(&left), meta])?
        }
        "site" => {
            let places = used.content.as_array().map_or(&[][..], Vec::as_slice);
            let left = |at: usize| {
                let place = places.get(at).filter(|place| !place.is_null() && !marks.shows(place));
                place.map(Value::to_string).into()
            };
            let left = [(":logo", left(0)), (":logo_dark", left(1)), (":icon", left(2))];
            let [logo, dark, icon] = left;
            db.execute(&SITE, &[id, now, logo, dark, icon])?
        }
        "section" => db.execute(&SECTION, &[id, now, content(&fitting(marks, used)?)])?,
        "entry" => db.execute(&ENTRY, &[id, now, content(&fitting(marks, used)?)])?,
        _ => db.execute(&PAGE, &[id, now, meta])?,
    };
    Ok(())
}

/// The content of a section or an entry without it, which fits its fields as well as it did with it.
fn fitting(marks: &ImageMarks, used: &ImageUse) -> Result<Value> {
    let fields: Vec<Field> = serde_json::from_str(&used.fields).map_err(Error::internal)?;
    let mut left = used.content.clone();
    if let Some(left) = left.as_object_mut() {
        strip(marks, &fields, left);
    }
    match misfits(&fields, Some(&used.content), &left).first() {
        Some(misfit) => Err(nothing_left(used, &misfit.path)),
        None => Ok(left),
    }
}

/// Takes it out of the fields of an object.
fn strip(marks: &ImageMarks, fields: &[Field], object: &mut Map<String, Value>) {
    for (name, value) in std::mem::take(object) {
        let list = fields.iter().find(|it| it.name == name && it.kind == FieldType::List);
        let left = match (list, value) {
            (Some(list), Value::Array(items)) => Some(strip_items(marks, list, items).into()),
            (_, value) => marks.taken_out(&value).map(Cow::into_owned),
        };
        object.extend(left.map(|left| (name, left)));
    }
}

/// The items of a list without it. One that has nothing else goes, and so does one that is about the picture, which it
/// cannot be without. Where the list cannot do with fewer, a place without a picture stays.
fn strip_items(marks: &ImageMarks, list: &Field, items: Vec<Value>) -> Vec<Value> {
    let mut kept = Vec::with_capacity(items.len());
    let mut gone = 0;
    for item in items {
        let Value::Object(mut left) = item else {
            kept.push(item);
            continue;
        };
        let held = |left: &Map<String, Value>, field: &&Field| left.contains_key(&field.name);
        let of_pictures = |field: &&Field| field.kind == FieldType::Image && field.required;
        let pictures = |left: &Map<String, Value>| {
            list.fields.iter().filter(of_pictures).filter(|field| held(left, field)).count()
        };
        let (before, had) = (pictures(&left), left.len());
        strip(marks, &list.fields, &mut left);
        if pictures(&left) < before || (left.is_empty() && had > 0) {
            gone += 1;
        } else {
            kept.push(left.into());
        }
    }
    let can_be_empty = !list.fields.iter().any(|field| field.required);
    let wanted = list.min_items.unwrap_or(0) as usize;
    while can_be_empty && gone > 0 && kept.len() < wanted {
        kept.push(json!({}));
        gone -= 1;
    }
    kept
}

fn nothing_left(used: &ImageUse, field: &str) -> Error {
    let sentence =
        format!("{} would have nothing left in {field}: there is only this image", used.spoken);
    let what = match used.table.as_str() {
        "nav_item" => "navigation item",
        table => table,
    };
    Error::new(Code::ContentInvalid, sentence).suggest(format!(
        "put something else there first, or delete that {what} ({}), and then the image",
        used.id
    ))
}
