//! The credit line of an image in answers. It is text from outside, and stored with the mark of untrusted text.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::ImageRow;

/// Members that only pages need.
const OF_PAGES: [&str; 2] = ["parts", "required"];

/// The schema of a credit in answers.
pub(super) fn schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "properties": {
        "trust": { "const": "untrusted" }, "source": { "type": "string" }, "text": { "type": "string" },
    } })
}

/// Everything known about an image's source; `None` for the business's own images.
pub(super) fn whole(image: &ImageRow) -> Option<Value> {
    let mut credit = image.credit.as_ref()?.as_object()?.clone();
    for key in OF_PAGES {
        credit.shift_remove(key);
    }
    for (key, text) in [("licence", &image.licence), ("licenceUrl", &image.licence_url)] {
        if let Some(text) = text {
            credit.insert(key.to_owned(), text.as_str().into());
        }
    }
    Some(Value::Object(credit))
}

/// The credit line for pages; `None` if the licence does not require one.
pub(super) fn on_pages(image: &ImageRow) -> Option<Value> {
    let credit = image.credit.as_ref()?;
    if credit.get("required") == Some(&Value::Bool(false)) {
        return None;
    }
    let keys = ["text", "url", "trust", "source"].into_iter();
    let line = keys.filter_map(|key| Some((key.to_owned(), credit.get(key)?.clone())));
    Some(Value::Object(line.collect::<Map<_, _>>()))
}
