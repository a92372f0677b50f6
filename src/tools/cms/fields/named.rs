//! Fields that name something else of the business: packages and collections.

use serde_json::Value;

use super::{Field, FieldType};
use crate::{
    error::Result,
    id::{CollectionId, PackageId},
    store::TenantRead,
    tools::{business::package, cms::collection},
    value::{Choice as _, CollectionKind, Ref},
};

/// Converts what new content names to its id or slug; each must exist. What is as it was stays, also where it is gone.
pub(super) fn store_named(
    db: &TenantRead<'_>,
    fields: &[Field],
    before: Option<&Value>,
    content: &mut Value,
) -> Result<()> {
    for field in fields {
        let known = before.and_then(|before| before.get(&field.name)).cloned();
        let Some(value) =
            content.get_mut(&field.name).filter(|value| known.as_ref() != Some(*value))
        else {
            continue;
        };
        match (field.kind, value) {
            (FieldType::Package, Value::String(text)) => *text = package_id(db, text)?,
            (FieldType::Packages, Value::Array(items)) => {
                let mut ids: Vec<Value> = Vec::new();
                for text in items.iter().filter_map(Value::as_str) {
                    let id = Value::from(package_id(db, text)?);
                    if !ids.contains(&id) {
                        ids.push(id);
                    }
                }
                *items = ids;
            }
            (FieldType::Collection, Value::String(text)) => {
                let kind = field.options.iter().flatten().next();
                let kind =
                    kind.map_or(Ok(CollectionKind::Posts), |kind| CollectionKind::parse(kind))?;
                let named =
                    CollectionId::read(text)?.map_or_else(|| Ref::Name(text.clone()), Ref::Id);
                *text = collection::require(db, &named, kind)?.slug;
            }
            _ => {}
        }
    }
    Ok(())
}

fn package_id(db: &TenantRead<'_>, text: &str) -> Result<String> {
    let named = PackageId::read(text)?.map_or_else(|| Ref::Name(text.to_owned()), Ref::Id);
    Ok(package::require(db, &named)?.id.to_string())
}
