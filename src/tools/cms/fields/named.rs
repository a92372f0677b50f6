//! Fields that name something else of the business: packages and collections.

use serde_json::Value;

use super::{Field, FieldType};
use crate::{
    error::{Code, Error, Result},
    id::{CollectionId, PackageId},
    store::{
        TenantRead,
        entity::{CollectionRow, PackageRow, Select, select},
    },
    tools::the_only,
    value::{Choice as _, CollectionKind},
};

/// Converts what new content names to its id or slug; each must exist. What is as it was stays, also where it is gone.
pub(super) fn store_named(
    db: &TenantRead<'_>,
    fields: &[Field],
    before: Option<&Value>,
    content: &mut Value,
) -> Result<()> {
    for field in fields {
        let known = before.and_then(|before| before.get(&field.name));
        let new = content.get_mut(&field.name).filter(|value| known != Some(&**value));
        match (field.kind, new) {
            (FieldType::Package, Some(Value::String(text))) => *text = package(db, text)?,
            (FieldType::Packages, Some(Value::Array(items))) => {
                let mut ids: Vec<Value> = Vec::new();
                for text in items.iter().filter_map(Value::as_str) {
                    let is_kept = known.and_then(Value::as_array).is_some_and(|known| {
                        known.iter().any(|known| known.as_str() == Some(text))
                    });
                    let id = if is_kept { text.to_owned() } else { package(db, text)? };
                    if !ids.iter().any(|known| known.as_str() == Some(&id)) {
                        ids.push(id.into());
                    }
                }
                *items = ids;
            }
            (FieldType::Collection, Some(Value::String(text))) => {
                let kind = field.options.iter().flatten().next();
                let kind =
                    kind.map_or(Ok(CollectionKind::Posts), |kind| CollectionKind::parse(kind))?;
                *text = collection(db, text, kind)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The id of a package by its id or name.
fn package(db: &TenantRead<'_>, text: &str) -> Result<String> {
    const AS_WRITTEN: Select<PackageRow> = select!(PackageRow, "name = :name ORDER BY id LIMIT 5");
    const AS_READ: Select<PackageRow> =
        select!(PackageRow, "text_fold(name) = text_fold(:name) ORDER BY id LIMIT 5");
    let found = if let Some(id) = PackageId::read(text)? {
        PackageRow::by_id(db, id)?
    } else {
        let named = db.rows_named([&AS_WRITTEN, &AS_READ], text)?;
        the_only(text, named, |package| package.id.to_string())?
    };
    found.map(|package| package.id.to_string()).ok_or_else(|| {
        Error::new(Code::PackageNotFound, format!("there is no package `{text}`"))
            .suggest("find it with manage_packages { action: \"list\" }")
    })
}

/// The slug of a collection of that kind, by its id, slug or name.
fn collection(db: &TenantRead<'_>, text: &str, kind: CollectionKind) -> Result<String> {
    const ALL: Select<CollectionRow> =
        select!(CollectionRow, "slug >= '' ORDER BY slug LIMIT 1000");
    let all = db.rows(&ALL, &[])?;
    let id = CollectionId::read(text)?;
    let is_named = |known: &&CollectionRow| {
        Some(known.id) == id
            || known.slug == text
            || known.name.to_lowercase() == text.to_lowercase()
    };
    let found = all.iter().find(is_named);
    if let Some(found) = found.filter(|found| found.kind == kind) {
        return Ok(found.slug.clone());
    }
    let (code, sentence) = match found {
        Some(found) => (
            Code::CollectionWrongKind,
            format!("the collection `{}` holds {}", found.slug, found.kind.as_str()),
        ),
        None => (Code::CollectionNotFound, format!("there is no collection `{text}`")),
    };
    let fitting = all.iter().filter(|known| known.kind == kind).map(|known| known.slug.as_str());
    let fitting: Vec<&str> = fitting.collect();
    Err(Error::new(code, sentence).suggest(match fitting.as_slice() {
        [] => format!("a person has to set up a collection of {} first", kind.as_str()),
        some => format!("use one of {}", some.join(", ")),
    }))
}
