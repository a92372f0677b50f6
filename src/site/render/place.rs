//! Where a page and its pictures are: addresses with the origin of the site where it is known, and the picture that
//! stands for a page.

use serde_json::Value;

use crate::site::{
    link::{Use, address},
    view::{CreditPart, CreditView, ImageView, PageView, SiteView},
};

/// The picture that stands for a page: what was chosen, else the first that is shown.
pub(super) fn image(page: &PageView) -> Option<ImageView> {
    if page.image.is_some() {
        return page.image.clone();
    }
    let sections = page.sections.iter().filter(|section| section.is_public());
    let mut images = sections.filter_map(|section| section.content.get("image"));
    images.find_map(image_of)
}

/// A path of the site, without its slashes.
pub(super) fn path(page: &PageView) -> String {
    match page.place.part {
        Some(part) => format!("{}?page={part}", page.path),
        None => page.path.clone(),
    }
}

/// The address of a path of the site, with the origin where it is known.
pub(super) fn absolute(site: &SiteView, path: &str) -> String {
    let path = address(site.place(), &format!("/{path}"), Use::Link).unwrap_or_default();
    format!("{}{path}", site.origin.as_deref().unwrap_or_default())
}

/// The address of a picture; `None` for one of the site's own where its origin is not known.
pub(super) fn file(site: &SiteView, url: &str) -> Option<String> {
    let src = address(site.place(), url, Use::Image)?;
    if !src.starts_with('/') {
        return Some(src);
    }
    site.origin.as_ref().map(|origin| format!("{origin}{src}"))
}

/// A picture as it stands in the content of a section, expanded.
pub(super) fn image_of(value: &Value) -> Option<ImageView> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let pixels = |key: &str| u32::try_from(value.get(key)?.as_u64()?).ok();
    let parts = value.pointer("/credit/parts").and_then(Value::as_array);
    let parts: Vec<CreditPart> = parts
        .into_iter()
        .flatten()
        .filter_map(|part| Some(CreditPart { text: text(part, "text")?, url: text(part, "url") }))
        .collect();
    Some(ImageView {
        url: text(value, "url").filter(|_| value.get("imageId").is_some())?,
        alt: text(value, "alt").unwrap_or_default(),
        width: pixels("width"),
        height: pixels("height"),
        sizes: Vec::new(),
        focus: None,
        credit: (!parts.is_empty()).then_some(CreditView { parts }),
        licence: text(value, "licence"),
        source: text(value, "source"),
    })
}
