//! Who made an image, as tools say it. Words of strangers: they come marked as such.

use serde_json::{Map, Value};

use super::ImageRow;

/// Everything that is known of where an image is from; nothing for the business's own.
pub(super) fn whole(image: &ImageRow) -> Option<Value> {
    let mut credit = line(image).unwrap_or_default();
    let mut add = |key: &str, text: Option<&String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            credit.insert(key.to_owned(), text.as_str().into());
        }
    };
    add("caption", Some(&image.caption));
    add("licence", image.licence.as_ref());
    add("licenceUrl", image.licence_url.as_ref());
    add("pageUrl", image.source_url.as_ref());
    marked(image, credit)
}

/// The line that stands on pages; nothing where the licence does not ask for one.
pub(super) fn on_pages(image: &ImageRow) -> Option<Value> {
    let required = image.credit.as_ref()?.get("required").and_then(Value::as_bool);
    if required == Some(false) {
        return None;
    }
    marked(image, line(image)?)
}

fn line(image: &ImageRow) -> Option<Map<String, Value>> {
    let credit = image.credit.as_ref()?;
    let mut line = Map::new();
    for key in ["text", "url"] {
        line.extend(credit.get(key).map(|text| (key.to_owned(), text.clone())));
    }
    Some(line)
}

fn marked(image: &ImageRow, mut credit: Map<String, Value>) -> Option<Value> {
    if credit.is_empty() {
        return None;
    }
    let source = image.source_provider.as_deref().unwrap_or("credit");
    credit.insert("trust".to_owned(), "untrusted".into());
    credit.insert("source".to_owned(), source.into());
    Some(Value::Object(credit))
}
