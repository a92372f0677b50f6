//! Where an image is used, and taking it out of there: what a deletion leaves behind has no holes.
//!
//! Taken out, not left dangling: so the preview of a deletion names every use as a thing that changes, and
//! undoing it puts the picture back everywhere.

use serde_json::Value;

use crate::{
    clock,
    error::Result,
    id::ImageId,
    store::{Dml, Sql, TenantWrite, portable},
    tools::cms::fields::{Field, FieldType},
};

/// Takes the image out of everything that shows it. Navigation items that lead to it go with its row.
pub(super) fn release(db: &mut TenantWrite<'_>, image: ImageId) -> Result<()> {
    const PACKAGES: Dml = Dml::scoped(
        "UPDATE package SET image_id = NULL, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND image_id = :image",
    );
    db.execute(&PACKAGES, &[(":image", image.into()), (":now", clock::now().into())])?;
    release_fields(db, image)?;
    release_meta(db, image)
}

/// Sections and entries: content with fields.
fn release_fields(db: &mut TenantWrite<'_>, image: ImageId) -> Result<()> {
    const SECTIONS: Sql = Sql::scoped(portable!(
        "SELECT s.id AS id, s.content AS content, t.fields AS fields
         FROM section s
         JOIN section_template t ON t.tenant_id = s.tenant_id AND t.id = s.template_id
         WHERE s.tenant_id = :tenant AND {position s.content, :image} > 0"
    ));
    const SECTION: Dml = Dml::scoped(
        "UPDATE section SET content = :content, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id",
    );
    const ENTRIES: Sql = Sql::scoped(portable!(
        "SELECT e.id AS id, e.content AS content, c.fields AS fields
         FROM entry e JOIN collection c ON c.tenant_id = e.tenant_id AND c.id = e.collection_id
         WHERE e.tenant_id = :tenant AND {position e.content, :image} > 0"
    ));
    const ENTRY: Dml = Dml::scoped(
        "UPDATE entry SET content = :content, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id",
    );
    for (find, save) in [(&SECTIONS, &SECTION), (&ENTRIES, &ENTRY)] {
        let users = db.all(find, &[(":image", image.into())], |row| {
            let fields: Vec<Field> = row.json("fields")?;
            Ok((row.text("id")?, row.json::<Value>("content")?, fields))
        })?;
        for (id, mut content, fields) in users {
            strip(&fields, &mut content, image);
            db.execute(
                save,
                &[
                    (":id", id.into()),
                    (":content", content.to_string().into()),
                    (":now", clock::now().into()),
                ],
            )?;
        }
    }
    Ok(())
}

/// Covers of posts, and what shared links show of pages and posts.
fn release_meta(db: &mut TenantWrite<'_>, image: ImageId) -> Result<()> {
    const PAGES: Sql = Sql::scoped(portable!(
        "SELECT id, '{}' AS content, meta FROM page
         WHERE tenant_id = :tenant AND {position meta, :image} > 0"
    ));
    const PAGE: Dml = Dml::scoped(
        "UPDATE page SET meta = :meta, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id AND :content = '{}'",
    );
    const POSTS: Sql = Sql::scoped(portable!(
        "SELECT id, content, meta FROM post
         WHERE tenant_id = :tenant AND ({position content, :image} > 0 OR {position meta, :image} > 0)"
    ));
    const POST: Dml = Dml::scoped(
        "UPDATE post SET content = :content, meta = :meta, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id
           AND (content, meta) IS DISTINCT FROM (:content, :meta)",
    );
    for (find, save) in [(&PAGES, &PAGE), (&POSTS, &POST)] {
        let users = db.all(find, &[(":image", image.into())], |row| {
            Ok((row.text("id")?, row.json::<Value>("content")?, row.json::<Value>("meta")?))
        })?;
        for (id, mut content, mut meta) in users {
            take(&mut content, "cover", image);
            take(&mut meta, "image", image);
            db.execute(
                save,
                &[
                    (":id", id.into()),
                    (":content", content.to_string().into()),
                    (":meta", meta.to_string().into()),
                    (":now", clock::now().into()),
                ],
            )?;
        }
    }
    Ok(())
}

/// Takes the image out of the fields of `content`; an item of a list that cannot be without it, or has
/// nothing else, goes whole.
/// Says whether a required one went.
fn strip(fields: &[Field], content: &mut Value, image: ImageId) -> bool {
    let mut required = false;
    for field in fields {
        if field.kind == FieldType::Image {
            required |= take(content, &field.name, image) && field.required;
        } else if let (FieldType::List, Some(Value::Array(items))) =
            (field.kind, content.get_mut(&field.name))
        {
            items.retain_mut(|item| {
                let incomplete = strip(&field.fields, item, image);
                !incomplete && item.as_object().is_none_or(|item| !item.is_empty())
            });
        }
    }
    required
}

/// Removes the key if it holds the image.
fn take(object: &mut Value, key: &str, image: ImageId) -> bool {
    let held = object.get(key).and_then(|held| held.get("imageId")).and_then(Value::as_str);
    let holds = held.is_some_and(|held| held == image.to_string());
    if holds && let Some(object) = object.as_object_mut() {
        object.shift_remove(key);
    }
    holds
}
