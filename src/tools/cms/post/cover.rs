//! The picture of a post.
//!
//! `content.cover` and `featuredImage` are two names for one thing. It is stored once, and a call that gives them
//! different pictures is refused.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::super::{fields, image};
use crate::{
    error::{Code, Error, Result},
    store::TenantRead,
    tool::arguments::{problems, refusal},
    value::Patch,
};

const NAME_CHARS_MAX: usize = 1_000;
const ALT_CHARS_MAX: usize = 1_000;

/// `{ url | imageId, alt? }`; null removes it.
pub(super) fn schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["object", "null"], "additionalProperties": true, "x-null": true })
}

/// An image's id, address or file name, or an object like that of a cover; null removes it.
pub(super) fn featured_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["string", "object", "null"], "minLength": 1, "maxLength": NAME_CHARS_MAX,
        "additionalProperties": true, "x-null": true,
    })
}

/// The cover to store, from both arguments.
///
/// # Errors
/// `ARGUMENT_INVALID` if they are different pictures; `IMAGE_NOT_FOUND`.
pub(super) fn merge(
    db: &TenantRead<'_>,
    stored: Option<&Value>,
    cover: &Patch<Value>,
    featured: &Patch<Value>,
) -> Result<Option<Value>> {
    let named = |field, patch: &Patch<Value>| {
        patch.as_ref().try_map(|named| accept(db, field, stored, named))
    };
    match (named("content.cover", cover)?, named("featuredImage", featured)?) {
        (Patch::Absent, Patch::Absent) => Ok(stored.cloned()),
        (Patch::Null, Patch::Null | Patch::Absent) | (Patch::Absent, Patch::Null) => Ok(None),
        (Patch::Value(one), Patch::Absent) | (Patch::Absent, Patch::Value(one)) => Ok(Some(one)),
        (Patch::Value(cover), Patch::Value(featured))
            if cover.get("imageId") == featured.get("imageId") =>
        {
            Ok(Some(if cover.get("alt").is_some() { cover } else { featured }))
        }
        (Patch::Value(_) | Patch::Null, Patch::Value(_) | Patch::Null) => {
            Err(two("content.cover and featuredImage are the same picture, and two were given"
                .to_owned()))
        }
    }
}

fn two(message: String) -> Error {
    Error::new(Code::ArgumentInvalid, message).suggest("send one of them")
}

/// `{ imageId, alt? }` of the named picture. If it is the current picture, it keeps its `alt`; another picture does
/// not inherit it.
fn accept(
    db: &TenantRead<'_>,
    field: &str,
    stored: Option<&Value>,
    named: &Value,
) -> Result<Value> {
    let named = &checked(field, named)?;
    let before = stored.and_then(|stored| stored.get("imageId"));
    let (id, url) = (named.get("imageId"), named.get("url"));
    let name = match id.or(url) {
        Some(name) => name,
        // An object with only `alt` is about the current picture.
        None if named.is_object() => before.unwrap_or(named),
        None => named,
    };
    let cover = image::accept(db, field, name)?;
    if let (Some(_), Some(url)) = (id, url)
        && image::accept(db, field, url)? != cover
    {
        return Err(two(format!("{field}: imageId and url are different pictures")));
    }
    let kept =
        stored.filter(|_| before == cover.get("imageId")).and_then(|stored| stored.get("alt"));
    let alt = named.get("alt").or(kept).filter(|alt| !alt.is_null()).cloned();
    match (alt, cover.get("imageId")) {
        (Some(alt), Some(id)) => image::accept(db, field, &json!({ "imageId": id, "alt": alt })),
        (Some(_) | None, _) => Ok(cover),
    }
}

/// Checks the form of a named picture. Members that answers add, sizes and credit, are accepted.
fn checked(field: &str, named: &Value) -> Result<Value> {
    let name = json!({ "type": "string", "minLength": 1, "maxLength": NAME_CHARS_MAX });
    let form = json!({ "type": ["string", "object"], "properties": {
        "imageId": name, "url": name,
        "alt": { "type": ["string", "null"], "maxLength": ALT_CHARS_MAX, "x-lines": true },
    } });
    let mut named = named.clone();
    fields::trim(&mut named);
    let mut found = problems(&form, &named);
    for problem in &mut found {
        problem.path = format!("{field}.{}", problem.path);
    }
    if found.is_empty() { Ok(named) } else { Err(refusal(Code::ArgumentInvalid, &found)) }
}

/// The expanded cover for answers; `None` if the picture was deleted.
pub(super) fn expand(db: &TenantRead<'_>, content: &Value) -> Result<Option<Value>> {
    content.get("cover").map(|cover| image::expand(db, cover)).transpose().map(Option::flatten)
}
