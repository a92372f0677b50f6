//! Renders one section with its wrapper and, in the preview, its status label.
//!
//! It never fails because of content: what a template cannot show is shown as plain text.

use minijinja::Environment;
use minijinja::value::Value;
use serde_json::Value as Json;

use super::filters;
use crate::site::markdown::Anchors;
use crate::site::view::{SectionView, SiteView, Status};

/// How deep text is searched in content of an unknown template.
const PLAIN_DEPTH_MAX: usize = 6;

/// The place of a section.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'s> {
    /// Whether it is the first section, whose pictures are loaded immediately.
    pub(super) first: bool,
    /// Whether its heading is the page's heading.
    pub(super) lead: bool,
    /// Whether it is shown in the preview.
    pub(super) preview: bool,
    /// Its name in links.
    pub(super) anchor: Option<&'s str>,
}

/// The whole `<section>`.
pub(super) fn render(
    environment: &Environment<'_>,
    section: &SectionView,
    site: &SiteView,
    place: Place<'_>,
) -> Result<String, minijinja::Error> {
    let picture = has_picture(&section.content, "image");
    let variant = variant(section, site, picture);
    let shared = Value::from_pairs([
        ("section", filters::value_of(section)),
        ("content", filters::value_of(&section.content)),
        ("first", Value::from(place.first)),
        ("lead", Value::from(place.lead)),
        ("live_reload", Value::from(place.preview)),
        ("picture_shown", Value::from(picture)),
        ("variant", Value::from(variant)),
        ("slides", filters::value_of(&slides(&section.content))),
        ("social", filters::value_of(&site.contact.social)),
        ("contact", filters::value_of(&site.contact)),
        ("receives_forms", Value::from(site.receives_forms)),
    ]);
    let (kind, body) = match body(environment, section, shared) {
        Some(body) => (section.template_key.as_str(), body),
        None => ("plain", plain_body(environment, section)?),
    };
    let ground = ground(section, site, kind);
    let mut classes = Vec::new();
    if picture {
        classes.push("has-picture".to_owned());
    }
    classes.extend(variant.filter(|_| kind == "hero").map(|variant| format!("hero-{variant}")));
    for (field, class) in [("width", "width"), ("spacing", "space")] {
        let said = word(&section.content, field).filter(|said| LAYOUTS.contains(said));
        classes.extend(said.map(|said| format!("{class}-{said}")));
    }
    environment.get_template("section.html")?.render(Value::from_pairs([
        ("section", filters::value_of(section)),
        ("kind", Value::from(kind)),
        ("ground", Value::from(ground)),
        ("classes", Value::from(classes)),
        ("anchor", place.anchor.map_or(Value::UNDEFINED, Value::from)),
        ("mark", Value::from(mark(section))),
        ("body", Value::from_safe_string(body)),
    ]))
}

/// The widths and rooms that the stylesheet knows; `normal` needs nothing.
const LAYOUTS: [&str; 6] = ["narrow", "wide", "full", "none", "small", "large"];

fn word<'c>(content: &'c Json, field: &str) -> Option<&'c str> {
    content.get(field).and_then(Json::as_str)
}

fn has_picture(content: &Json, field: &str) -> bool {
    content.get(field).and_then(|image| image.get("url")).is_some_and(Json::is_string)
}

/// How a hero or a gallery is arranged: as it says, else as its theme does it.
fn variant(section: &SectionView, site: &SiteView, picture: bool) -> Option<&'static str> {
    let said = word(&section.content, "variant");
    let said = |known: &[&'static str], usual: &'static str| {
        known.iter().copied().find(|known| said == Some(known)).unwrap_or(usual)
    };
    match section.template_key.as_str() {
        "hero" => {
            let variant = said(&["full", "split", "text", "slideshow"], site.theme.hero);
            Some(match variant {
                // One picture is no slideshow, and no picture stands beside nothing.
                "slideshow" if slides(&section.content).len() > 1 => variant,
                "slideshow" if picture => "full",
                "text" => "text",
                _ if picture => variant,
                _ => "text",
            })
        }
        "gallery" => Some(said(&["masonry", "justified", "grid"], site.theme.gallery)),
        _ => None,
    }
}

/// The pictures of a slideshow.
fn slides(content: &Json) -> Vec<&Json> {
    let slides = content.get("slides").and_then(Json::as_array).into_iter().flatten();
    slides.filter(|slide| has_picture(slide, "image")).collect()
}

/// What stands behind a section: as it says, else as its theme has it.
fn ground(section: &SectionView, site: &SiteView, kind: &str) -> &'static str {
    let picture = has_picture(&section.content, "backgroundImage");
    match word(&section.content, "background") {
        Some("picture") | None if picture => "picture",
        Some("plain") => "plain",
        Some("tint") => "tint",
        Some("dark") => "dark",
        _ => site.theme.ground(kind),
    }
}

/// The name of a section in links, unless something before it has that name.
pub(super) fn anchor<'s>(section: &'s SectionView, anchors: &mut Anchors) -> Option<&'s str> {
    let is_name = |name: &&str| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !name.is_empty() && name.chars().all(is_plain)
    };
    word(&section.content, "anchor").filter(is_name).filter(|name| anchors.reserve(name))
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
