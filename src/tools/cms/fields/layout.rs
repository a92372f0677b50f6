//! What fields of a section need of one another.

use serde_json::Value;

use crate::error::{Code, Error, Result};

/// Fails where new content asks for what another field would have to give.
///
/// # Errors
/// `CONTENT_INVALID`, naming the field that is missing.
pub(super) fn check(before: Option<&Value>, content: &Value) -> Result<()> {
    let says = |field: &str, value: &str| {
        let is = |content: &Value| content.get(field).and_then(Value::as_str) == Some(value);
        is(content) && !before.is_some_and(is)
    };
    let lacks = |field: &str| content.get(field).is_none();
    let few =
        |field: &str| content.get(field).and_then(Value::as_array).is_none_or(|it| it.len() < 2);
    let missing = |field: &str, next: &str| {
        Err(Error::new(Code::ContentInvalid, format!("content.{field}: is missing")).suggest(next))
    };
    if says("background", "picture") && lacks("backgroundImage") {
        return missing("backgroundImage", "send the id of an image as backgroundImage as well");
    }
    if says("variant", "slideshow") && few("slides") {
        return missing(
            "slides",
            "a slideshow has two pictures at least: send slides: [{ image }, { image }] as well",
        );
    }
    Ok(())
}
