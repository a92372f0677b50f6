//! Renders one section with its wrapper and, in the preview, its status label.
//!
//! It never fails because of content: what a template cannot show is shown as plain text.

use minijinja::Environment;
use minijinja::value::Value;
use serde_json::Value as Json;

use super::filters;
use crate::site::view::{SectionView, Status};

/// How deep text is searched in content of an unknown template.
const PLAIN_DEPTH_MAX: usize = 6;

/// The place of a section.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Whether it is the first section, whose pictures are loaded immediately.
    pub(super) first: bool,
    /// Whether its heading is the page's heading.
    pub(super) lead: bool,
    /// Whether it is shown in the preview.
    pub(super) preview: bool,
}

/// The whole `<section>`.
pub(super) fn render(
    environment: &Environment<'_>,
    section: &SectionView,
    place: Place,
) -> Result<String, minijinja::Error> {
    let picture = section.content.pointer("/image/url").is_some_and(Json::is_string);
    let shared = Value::from_pairs([
        ("section", filters::value_of(section)),
        ("content", filters::value_of(&section.content)),
        ("first", Value::from(place.first)),
        ("lead", Value::from(place.lead)),
        ("live_reload", Value::from(place.preview)),
        ("picture_shown", Value::from(picture)),
    ]);
    let (kind, body) = match body(environment, section, shared) {
        Some(body) => (section.template_key.as_str(), body),
        None => ("plain", plain_body(environment, section)?),
    };
    environment.get_template("section.html")?.render(Value::from_pairs([
        ("section", filters::value_of(section)),
        ("kind", Value::from(kind)),
        ("picture", Value::from(picture)),
        ("mark", Value::from(mark(section))),
        ("body", Value::from_safe_string(body)),
    ]))
}

/// The content of a section; `None` if its template is unknown or fails.
fn body(environment: &Environment<'_>, section: &SectionView, context: Value) -> Option<String> {
    let key = &section.template_key;
    if key == "plain" {
        return None;
    }
    let template = environment.get_template(&format!("section_{key}.html")).ok()?;
    template
        .render(context)
        .inspect_err(|error| {
            tracing::warn!(section = %section.id, template = %key, %error, "section shown as plain text");
        })
        .ok()
}

fn plain_body(
    environment: &Environment<'_>,
    section: &SectionView,
) -> Result<String, minijinja::Error> {
    let mut lines = Vec::new();
    collect_plain(&section.content, PLAIN_DEPTH_MAX, &mut lines);
    let lines = Value::from_pairs([("lines", Value::from(lines))]);
    environment.get_template("section_plain.html")?.render(lines)
}

fn mark(section: &SectionView) -> Option<&'static str> {
    match (section.status, section.hidden) {
        (Status::Published, false) => None,
        (Status::Published, true) => Some("Hidden"),
        (Status::Draft, false) => Some("Draft"),
        (Status::Draft, true) => Some("Draft, hidden"),
        (Status::Unpublished, false) => Some("Unpublished"),
        (Status::Unpublished, true) => Some("Unpublished, hidden"),
    }
}

fn collect_plain(content: &Json, depth: usize, lines: &mut Vec<String>) {
    match content {
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
        Json::String(text) => {
            if !text.trim().is_empty() {
                lines.push(text.clone());
            }
        }
        Json::Array(_) | Json::Object(_) if depth == 0 => {}
        Json::Array(items) => {
            for item in items {
                collect_plain(item, depth - 1, lines);
            }
        }
        // An image's fields are addresses and sizes, not text.
        Json::Object(fields) if fields.contains_key("imageId") => {}
        Json::Object(fields) => {
            for field in fields.values() {
                collect_plain(field, depth - 1, lines);
            }
        }
    }
}

/// Whether a section is a hero that says nothing and shows nothing.
pub(super) fn is_empty_hero(section: &SectionView) -> bool {
    let is_empty = |value: &Json| value.as_str().is_some_and(|text| text.trim().is_empty());
    section.template_key == "hero"
        && section.content.as_object().is_some_and(|content| content.values().all(is_empty))
}

/// Whether a section gives its page the main heading.
pub(super) fn is_hero_with_heading(section: &SectionView) -> bool {
    section.template_key == "hero"
        && section
            .content
            .get("heading")
            .and_then(|it| it.as_str())
            .is_some_and(|it| !it.is_empty())
}
