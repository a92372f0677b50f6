//! Removes an image from everything that shows it, before it is deleted.
//!
//! So the preview of a deletion lists every use as a change, and undoing it restores the picture everywhere.

use serde_json::Value;

use crate::{
    clock,
    error::{Error, Result},
    id::ImageId,
    site::markdown,
    store::{Dml, ImageMarks, ImageUse, TenantWrite, entity::ImageRow, image_uses},
    tools::cms::fields::{Field, FieldType},
};

/// The image to remove.
struct Image {
    id: String,
    marks: ImageMarks,
}

/// Removes the image from everything that shows it. Navigation items that lead to it are deleted with its row.
pub(super) fn release(db: &mut TenantWrite<'_>, image: &ImageRow) -> Result<()> {
    release_pictures(db, image.id)?;
    let id = image.id.to_string();
    let marks = ImageMarks::all(&id, &image.url, &image.sizes.read()?);
    let uses = image_uses(db, std::slice::from_ref(&marks))?;
    let image = Image { id, marks };
    uses.iter().try_for_each(|used| image.leave(db, used))
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

impl Image {
    /// Removes it from a thing; one that only mentions the id or address is not changed.
    fn leave(&self, db: &mut TenantWrite<'_>, used: &ImageUse) -> Result<()> {
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
        const ITEM: Dml =
            Dml::scoped("DELETE FROM nav_item WHERE tenant_id = :tenant AND id = :id");
        let json = |text: &str| serde_json::from_str::<Value>(text).map_err(Error::internal);
        let (id, now) = ((":id", used.id.as_str().into()), (":now", clock::now().into()));
        match used.table.as_str() {
            "nav_item" => {
                if self.marks.is_in(&used.content) {
                    db.execute(&ITEM, &[id])?;
                }
            }
            "package" => {
                let left = markdown::without_pictures(&used.content, |it| self.marks.is_in(it));
                if let Some(left) = left {
                    db.execute(&PACKAGE, &[id, now, (":content", left.into())])?;
                }
            }
            table => {
                let (before, meta_before) = (json(&used.content)?, json(&used.meta)?);
                let (mut content, mut meta) = (before.clone(), meta_before.clone());
                let fields: Vec<Field> =
                    serde_json::from_str(&used.fields).map_err(Error::internal)?;
                self.strip(&fields, &mut content);
                self.take(&mut content, "cover");
                self.take(&mut meta, "image");
                if table == "post" {
                    self.take_words(&mut content, "body");
                }
                if (&content, &meta) == (&before, &meta_before) {
                    return Ok(());
                }
                let content = (":content", content.to_string().into());
                let meta = (":meta", meta.to_string().into());
                match table {
                    "section" => db.execute(&SECTION, &[id, now, content])?,
                    "entry" => db.execute(&ENTRY, &[id, now, content])?,
                    "post" => db.execute(&POST, &[id, now, content, meta])?,
                    _ => db.execute(&PAGE, &[id, now, meta])?,
                };
            }
        }
        Ok(())
    }

    /// Removes it from the fields of `content`. A list item that requires the image, or has nothing else, is removed
    /// whole. Returns whether a required field was removed.
    fn strip(&self, fields: &[Field], content: &mut Value) -> bool {
        let mut required = false;
        for field in fields {
            let name = &field.name;
            let went = match field.kind {
                FieldType::Image => self.take(content, name),
                FieldType::Link => self.take_link(content, name),
                FieldType::Markdown => self.take_words(content, name),
                FieldType::List => {
                    if let Some(Value::Array(items)) = content.get_mut(name) {
                        items.retain_mut(|item| {
                            let incomplete = self.strip(&field.fields, item);
                            !incomplete && item.as_object().is_none_or(|item| !item.is_empty())
                        });
                    }
                    false
                }
                FieldType::Text
                | FieldType::Email
                | FieldType::Phone
                | FieldType::Choice
                | FieldType::Boolean
                | FieldType::Number
                | FieldType::Date => false,
            };
            required |= went && field.required;
        }
        required
    }

    /// Removes the key if it holds the image.
    fn take(&self, object: &mut Value, key: &str) -> bool {
        let held = object.get(key).and_then(|held| held.get("imageId")).and_then(Value::as_str);
        let holds = held == Some(self.id.as_str());
        if holds && let Some(object) = object.as_object_mut() {
            object.shift_remove(key);
        }
        holds
    }

    /// Removes the key if it links to the image.
    fn take_link(&self, object: &mut Value, key: &str) -> bool {
        let leads = object.get(key).and_then(Value::as_str).is_some_and(|it| self.marks.is_in(it));
        if leads && let Some(object) = object.as_object_mut() {
            object.shift_remove(key);
        }
        leads
    }

    /// Removes it from the Markdown under a key; returns whether nothing is left of that text.
    fn take_words(&self, object: &mut Value, key: &str) -> bool {
        let words = object.get(key).and_then(Value::as_str);
        let left =
            words.and_then(|words| markdown::without_pictures(words, |it| self.marks.is_in(it)));
        let Some(left) = left else { return false };
        let is_empty = left.is_empty();
        if let Some(object) = object.as_object_mut() {
            object.insert(key.to_owned(), left.into());
        }
        is_empty
    }
}
