//! Image fields: converts images to the stored form, and expands them for answers.

use serde_json::Value;

use super::{Field, FieldType};
use crate::{error::Result, store::TenantRead, tools::cms::image};

/// The names of the top-level image fields.
pub(crate) fn images(fields: &[Field]) -> Vec<&str> {
    let images = fields.iter().filter(|field| field.kind == FieldType::Image);
    images.map(|field| field.name.as_str()).collect()
}

/// Converts every image to the stored form; each must exist.
pub(super) fn store_images(
    db: &TenantRead<'_>,
    fields: &[Field],
    content: &mut Value,
    path: &str,
) -> Result<()> {
    each_image(fields, content, path, &mut |place, value| {
        *value = image::accept(db, place, value)?;
        Ok(())
    })
}

/// Stored content with expanded images; deleted images are left out.
pub(crate) fn expand(db: &TenantRead<'_>, fields: &[Field], mut content: Value) -> Result<Value> {
    each_image(fields, &mut content, "content", &mut |_, value| {
        *value = image::expand(db, value)?.unwrap_or(Value::Null);
        Ok(())
    })?;
    Ok(content)
}

/// Visits the image values of `content`, also in lists. A value that becomes null is removed.
fn each_image(
    fields: &[Field],
    content: &mut Value,
    path: &str,
    visit: &mut dyn FnMut(&str, &mut Value) -> Result<()>,
) -> Result<()> {
    let Some(object) = content.as_object_mut() else { return Ok(()) };
    for field in fields {
        let place = format!("{path}.{}", field.name);
        let Some(value) = object.get_mut(&field.name) else { continue };
        if field.kind == FieldType::Image {
            visit(&place, value)?;
            if value.is_null() {
                object.shift_remove(&field.name);
            }
        } else if let (FieldType::List, Value::Array(items)) = (field.kind, value) {
            for (at, item) in items.iter_mut().enumerate() {
                each_image(&field.fields, item, &format!("{place}[{at}]"), visit)?;
            }
        }
    }
    Ok(())
}
