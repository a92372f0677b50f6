//! What the head of a page says to search engines and to those who share it: title, description, addresses, picture,
//! and the page as data (`json_ld`).
//!
//! Addresses are absolute where the origin of the site is known. A page that search engines are to leave out has no
//! canonical address and no data: either would ask them in.

use minijinja::value::Value;
use serde_json::Value as Json;

use super::{
    filters, json_ld,
    place::{absolute, file, path},
};
use crate::site::{
    markdown,
    view::{Body, ImageView, PageView, Status},
};

/// What fits below a title in results.
const DESCRIPTION_CHARS: usize = 155;

/// The fields of sections whose words describe a page, the best first.
const DESCRIBING: [&str; 4] = ["/text", "/intro", "/body", "/questions/0/answer"];

/// What a head says beyond what stands in `base.html`.
pub(super) fn head(page: &PageView, image: Option<&ImageView>, description: Option<&str>) -> Value {
    let is_open = page.indexing && page.status == Status::Published;
    let url = absolute(&page.site, &path(page));
    let url = page.site.origin.is_some().then_some(url);
    let image = image.and_then(|image| file(&page.site, &image.url));
    // Data with half addresses names nothing.
    let has_data = is_open && url.is_some();
    let data = has_data.then(|| json_ld::script(page, description)).flatten();
    let (mut published, mut modified) = (None, None);
    if let Some(Body::Post(post)) = &page.body {
        published = post.date.as_ref().map(|date| date.iso.clone());
        modified.clone_from(&page.place.modified);
    }
    Value::from_pairs([
        ("canonical", Value::from(url.clone().filter(|_| is_open))),
        ("url", Value::from(url)),
        ("image", Value::from(image)),
        ("published", Value::from(published)),
        ("modified", Value::from(modified)),
        ("data", data.map_or(Value::UNDEFINED, Value::from_safe_string)),
    ])
}

/// The title in full: with the name of the business, unless it says it. Nobody looks for `Home`.
pub(super) fn title(page: &PageView) -> String {
    let site = &page.site;
    if page.path.is_empty() && page.title == page.name && !site.name.is_empty() {
        let tagline = site.tagline.as_ref().filter(|tagline| !tagline.contains(&site.name));
        return tagline
            .map_or_else(|| site.name.clone(), |tagline| format!("{} · {tagline}", site.name));
    }
    // Every text contains an empty name.
    if page.title.contains(&site.name) {
        page.title.clone()
    } else {
        format!("{} · {}", page.title, site.name)
    }
}

/// The description: what was written for it, else the page's first words, else the tagline on the home page.
pub(super) fn description(page: &PageView) -> Option<String> {
    let written = page.description.as_deref().map(one_line).filter(|text| !text.is_empty());
    let sections = page.sections.iter().filter(|section| section.is_public());
    let contents: Vec<&Json> = sections.map(|section| &section.content).collect();
    let words = || {
        contents.iter().find_map(|content| {
            let text = |field: &&str| content.pointer(field).and_then(Json::as_str);
            let text =
                DESCRIBING.iter().find_map(|field| text(field).filter(|it| !it.trim().is_empty()));
            let text = one_line(&markdown::to_text(text?, DESCRIPTION_CHARS));
            Some(text).filter(|text| !text.is_empty())
        })
    };
    let tagline = || page.site.tagline.as_deref().filter(|_| page.path.is_empty()).map(one_line);
    written.or_else(words).or_else(tagline)
}

/// A text on one line, without what cannot be seen or would turn the line around.
pub(super) fn one_line(text: &str) -> String {
    let shown = |c: &char| !matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let spaced = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(shown);
    spaced.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The value of an optional picture for templates.
pub(super) fn value_of(image: Option<&ImageView>) -> Value {
    image.map_or(Value::UNDEFINED, filters::value_of)
}
