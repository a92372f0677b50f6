//! Arranges the content of an entry for reading, by the fields of its collection.
//!
//! It depends on the types of fields and not on their names, because every collection has others. Content that does
//! not fit its field (the fields may have changed) is left out.

use serde::Deserialize;
use serde_json::Value;

use super::{picture, text::word};
use crate::{
    error::Result,
    site::{
        format::{Home, format_civil_day, format_number},
        link::{without_repetition, without_scheme},
        render::in_language,
        view::{Block, FactView, ImageView, ItemView},
    },
    store::TenantRead,
};

/// The most characters of a short fact.
const FACT_CHARS_MAX: usize = 80;

/// A field of a collection, or of a list's items.
#[derive(Debug, Deserialize)]
pub(super) struct Field {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) fields: Vec<Field>,
}

/// The stored fields of a collection.
pub(super) fn of(stored: &Value) -> Vec<Field> {
    let all = stored.as_array().into_iter().flatten();
    all.filter_map(|field| Field::deserialize(field).ok()).collect()
}

/// The first text and the first picture.
pub(super) fn opening(
    db: &TenantRead<'_>,
    fields: &[Field],
    content: &Value,
) -> Result<(Option<String>, Option<ImageView>)> {
    let first = |kind: &str| fields.iter().find(|field| field.kind == kind);
    let lede = first("text").and_then(|field| word(content, &field.name));
    let image = first("image").and_then(|field| content.get(&field.name));
    Ok((lede, picture::placed(db, image)?))
}

/// The first text, the first picture, and all other fields.
pub(super) fn arranged(
    db: &TenantRead<'_>,
    fields: &[Field],
    content: &Value,
) -> Result<(Option<String>, Option<ImageView>, ItemView)> {
    let (lede, cover) = opening(db, fields, content)?;
    let first = |kind: &str| fields.iter().position(|field| field.kind == kind);
    let opening = [first("text"), first("image")];
    let rest = fields.iter().enumerate().filter(|(at, _)| !opening.contains(&Some(*at)));
    let mut item = ItemView::default();
    let site = db.site()?;
    let spoken = db.spoken();
    let home = Home { locale: spoken.as_deref().unwrap_or(&site.locale), ..Home::from(&*site) };
    for (_, field) in rest {
        add(db, (field, home), content, &mut item)?;
    }
    // The main text needs no heading.
    if let Some(story) = item.blocks.iter_mut().find(|block| block.markdown.is_some()) {
        story.label = None;
    }
    Ok((lede, cover, item))
}

fn add(
    db: &TenantRead<'_>,
    (field, home): (&Field, Home<'_>),
    content: &Value,
    item: &mut ItemView,
) -> Result<()> {
    let Some(value) = content.get(&field.name) else { return Ok(()) };
    let text = word(content, &field.name);
    let mut block = Block {
        label: Some(label(&field.name)),
        text: None,
        markdown: None,
        image: None,
        items: Vec::new(),
    };
    match field.kind.as_str() {
        "markdown" => block.markdown = text,
        "image" => block.image = picture::placed(db, Some(value))?,
        "list" => block.items = items(db, (&field.fields, home), value)?,
        "text" if text.as_deref().is_some_and(is_long) => block.text = text,
        _ => {
            item.facts.extend(fact(field, value, home));
            return Ok(());
        }
    }
    let empty = block.items.is_empty()
        && block.image.is_none()
        && block.markdown.is_none()
        && block.text.is_none();
    if !empty {
        item.blocks.push(block);
    }
    Ok(())
}

fn items(
    db: &TenantRead<'_>,
    (fields, home): (&[Field], Home<'_>),
    list: &Value,
) -> Result<Vec<ItemView>> {
    let mut items = Vec::new();
    for content in list.as_array().into_iter().flatten() {
        let mut item = ItemView::default();
        for field in fields {
            add(db, (field, home), content, &mut item)?;
        }
        items.push(item);
    }
    Ok(items)
}

fn is_long(text: &str) -> bool {
    text.contains('\n') || text.chars().count() > FACT_CHARS_MAX
}

fn fact(field: &Field, value: &Value, home: Home<'_>) -> Option<FactView> {
    let mut href = None;
    let text = match value {
        Value::Bool(yes) => in_language(if *yes { "Yes" } else { "No" }, home.locale).to_owned(),
        // Without the `.0` of a whole number.
        Value::Number(number) => number
            .as_i64()
            .map_or_else(|| number.as_f64().map(|n| n.to_string()), |n| Some(n.to_string()))
            .map(|number| format_number(&number, home))?,
        Value::String(text) if text.trim().is_empty() => return None,
        Value::String(text) => match field.kind.as_str() {
            "link" => {
                href = Some(text.clone());
                let text = without_repetition(text);
                let shown = text.split_once("://").map_or(text, |(_, rest)| rest);
                shown.trim_end_matches('/').to_owned()
            }
            "email" => {
                let address = without_scheme("mailto", text);
                href = Some(format!("mailto:{address}"));
                address.to_owned()
            }
            "phone" => {
                let number = without_scheme("tel", text);
                // The page makes a link of it if the number is valid.
                href = Some(format!("tel:{number}"));
                // Non-breaking blanks keep a number on one line.
                number.replace(' ', "\u{a0}")
            }
            "date" => text
                .parse::<jiff::civil::Date>()
                .map_or_else(|_| text.clone(), |day| format_civil_day(day, home)),
            _ => text.clone(),
        },
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    Some(FactView { label: label(&field.name), text, href })
}

/// A field name for people: `startDate` gives `Start date`.
fn label(name: &str) -> String {
    let mut label = String::new();
    for c in name.chars() {
        match c {
            _ if label.is_empty() => label.extend(c.to_uppercase()),
            _ if c.is_ascii_uppercase() => label.extend([' ', c.to_ascii_lowercase()]),
            _ => label.push(c),
        }
    }
    label
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const HOME: Home<'_> = Home { currency: "GBP", country: "GB", locale: "en" };

    #[test]
    fn a_fact_is_written_for_people() {
        let shown = |kind: &str, value: Value| {
            let field = Field { name: "startDate".into(), kind: kind.into(), fields: Vec::new() };
            fact(&field, &value, HOME).map(|fact| (fact.text, fact.href))
        };
        let plain = |text: &str| Some((text.to_owned(), None));
        assert_eq!(label("startDate"), "Start date");
        assert_eq!(shown("date", json!("2026-11-21")), plain("21 November 2026"));
        assert_eq!(shown("date", json!("soon")), plain("soon"));
        assert_eq!(shown("boolean", json!(true)), plain("Yes"));
        assert_eq!(shown("number", json!(12.0)), plain("12"));
        assert_eq!(shown("number", json!(0.5)), plain("0.5"));
        assert_eq!(shown("choice", json!("Wedding")), plain("Wedding"));
        assert_eq!(
            shown("link", json!("https://example.com/")),
            Some(("example.com".to_owned(), Some("https://example.com/".to_owned())))
        );
        assert_eq!(
            shown("phone", json!("+1 (555) 01-00")),
            Some(("+1\u{a0}(555)\u{a0}01-00".to_owned(), Some("tel:+1 (555) 01-00".to_owned())))
        );
        assert_eq!(shown("text", json!(" ")), None);
        assert_eq!(shown("text", json!({ "a": 1 })), None);
    }
}
