//! The filters of the templates: addresses, picture files, Markdown, and safe lists.
//!
//! Content may be older than its template, so each filter accepts any value and returns nothing where it cannot use
//! it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use minijinja::value::{Object, Value, ValueKind};
use minijinja::{Environment, State};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::words;
use crate::site::focus::position;
use crate::site::link::{Localized, Places, Site, Use, address, without_scheme};
use crate::site::markdown::{self, Anchors};
use crate::site::view::Pictures;
use crate::value::Video;

/// Registers the filters. `base` must be a global of the environment.
pub(super) fn add_to(environment: &mut Environment<'static>) {
    environment.add_filter("link", |state: &State<'_, '_>, written: Value| {
        shown_address(state, &written, Use::Link)
    });
    // A file, or the page of a language: the same in every language.
    environment.add_filter("file", |state: &State<'_, '_>, written: Value| {
        let written = written.as_str().unwrap_or_default();
        on_site(state, |site| address(Site { language: None, ..site }, written, Use::Link))
            .map_or(Value::UNDEFINED, Value::from)
    });
    environment.add_filter("image_src", |state: &State<'_, '_>, written: Value| {
        shown_address(state, &written, Use::Image)
    });
    environment.add_filter("srcset", |state: &State<'_, '_>, image: Value| {
        srcset(state, &image, "url")
            .filter(|files| files.contains(','))
            .map_or(Value::UNDEFINED, Value::from)
    });
    // Undefined but for an animation.
    environment.add_filter("stills", |state: &State<'_, '_>, image: Value| {
        srcset(state, &image, "still").map_or(Value::UNDEFINED, Value::from)
    });
    environment.add_filter("focus", |image: Value, shape: Option<f64>| focus(&image, shape));
    environment.add_filter("t", |words: Value| words);
    environment.add_filter(
        "markdown",
        |state: &State<'_, '_>, text: Value, level: Option<usize>| {
            let text = text.as_str().unwrap_or_default();
            Value::from_safe_string(html(state, text, level.unwrap_or(3)))
        },
    );
    environment.add_filter("rows", rows);
    environment.add_filter("ratio", ratio);
    environment.add_filter("film", film);
    environment.add_filter("map_link", map_link);
    // A word of the templates, by its English, in the language of the page.
    environment.add_filter("t", |state: &State<'_, '_>, word: Value| translated(state, word));
    environment.add_filter("bare", |text: Value, scheme: &str| -> String {
        without_scheme(scheme, text.as_str().unwrap_or_default()).to_owned()
    });
}

/// Serialises data as a template value; undefined if that fails.
pub(super) fn value_of(data: &impl Serialize) -> Value {
    serde_json::to_value(data).map_or(Value::UNDEFINED, |json| from_json(&json))
}

fn from_json(json: &serde_json::Value) -> Value {
    match json {
        // Templates treat null as absent.
        serde_json::Value::Null => Value::UNDEFINED,
        serde_json::Value::Bool(it) => Value::from(*it),
        serde_json::Value::Number(it) => match it.as_i64() {
            Some(whole) => Value::from(whole),
            None => Value::from(it.as_f64().unwrap_or_default()),
        },
        serde_json::Value::String(it) => Value::from(it),
        serde_json::Value::Array(items) => items.iter().map(from_json).collect(),
        serde_json::Value::Object(fields) => {
            Value::from_pairs(fields.iter().map(|(name, field)| (name, from_json(field))))
        }
    }
}

fn shown_address(state: &State<'_, '_>, written: &Value, used: Use) -> Value {
    written
        .as_str()
        .and_then(|written| on_site(state, |site| address(site, written, used)))
        .map_or(Value::UNDEFINED, Value::from)
}

/// A text as HTML; as plain text after the document's time limit.
fn html(state: &State<'_, '_>, text: &str, level: usize) -> String {
    let document = state.lookup("document");
    let document = document.as_ref().and_then(|it| it.downcast_object_ref::<Document>());
    let Some(document) = document.filter(|document| Instant::now() <= document.until) else {
        return markdown::plain(text);
    };
    let mut anchors = document.anchors.lock().unwrap_or_else(PoisonError::into_inner);
    let pictures = &document.pictures;
    on_site(state, |site| markdown::to_html_with(level, text, site, pictures, &mut anchors))
}

/// The files for `srcset`, each by its address under that name; `None` if there is none.
fn srcset(state: &State<'_, '_>, image: &Value, name: &str) -> Option<String> {
    let sizes = rows(image.get_attr("sizes").unwrap_or_default());
    let mut files = Vec::new();
    for size in sizes.try_iter().into_iter().flatten() {
        let url = size.get_attr(name).unwrap_or_default();
        let width = size.get_attr("width").unwrap_or_default();
        // A comma would end the address in `srcset`.
        let url = shown_address(state, &url, Use::Image);
        let url = url.as_str().filter(|url| !url.contains([',', ' ']));
        if let (Some(url), Some(width)) = (url, width.as_i64()) {
            files.push(format!("{url} {width}w"));
        }
    }
    (!files.is_empty()).then(|| files.join(", "))
}

/// The classes that keep the point of a picture in sight that no crop may hide; undefined without one. `shape` is the
/// width of the crop by its height, where its template knows it.
fn focus(image: &Value, shape: Option<f64>) -> Value {
    let number = |of: &Value, at: usize| of.get_item_by_index(at).ok()?.as_i64();
    let side = |name: &str| {
        let side = image.get_attr(name).ok()?.as_i64()?;
        u32::try_from(side).ok()
    };
    let point = image.get_attr("focus").unwrap_or_default();
    let hundredths = |at: usize| u8::try_from(number(&point, at)?).ok().filter(|it| *it <= 100);
    let (Some(across), Some(down)) = (hundredths(0), hundredths(1)) else {
        return Value::UNDEFINED;
    };
    let whole = (side("width").unwrap_or(0), side("height").unwrap_or(0));
    let (x, y) = position((across, down), whole, shape);
    Value::from(format!("fx-{x} fy-{y}"))
}

/// The widths in tenths of the height that justified rows have classes for.
const RATIOS: (i64, i64) = (5, 30);

/// How wide a picture is, in tenths of its height.
fn ratio(image: &Value) -> i64 {
    let pixels = |name| image.get_attr(name).ok().and_then(|it| it.as_i64()).filter(|it| *it > 0);
    let (Some(width), Some(height)) = (pixels("width"), pixels("height")) else { return 15 };
    (width.saturating_mul(20) / height + 1).div_euclid(2).clamp(RATIOS.0, RATIOS.1)
}

/// The parts of a film's address; undefined if it is none.
fn film(address: &Value) -> Value {
    let Some(Ok(film)) = address.as_str().map(Video::parse) else { return Value::UNDEFINED };
    Value::from_pairs([
        ("page", Value::from(film.page)),
        ("frame", film.frame.map_or(Value::UNDEFINED, Value::from)),
        ("place", film.place.map_or(Value::UNDEFINED, Value::from)),
    ])
}

/// Where a map shows an address; undefined without one.
fn map_link(address: &Value) -> Value {
    let lines = address.as_str().unwrap_or_default().lines().map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return Value::UNDEFINED;
    }
    let query = utf8_percent_encode(&lines.join(", "), NON_ALPHANUMERIC).to_string();
    Value::from(format!("https://www.openstreetmap.org/search?query={query}"))
}

/// State of the document being rendered.
#[derive(Debug)]
pub(super) struct Document {
    /// The end of the time limit; later texts are shown as plain text.
    until: Instant,
    /// The ids used so far.
    anchors: Mutex<Anchors>,
    /// BCP 47.
    language: String,
    /// Where the pages are, in another language than the site's own.
    localized: Option<Arc<Localized>>,
    /// Where everything is in a release.
    places: Option<Arc<Places>>,
    /// The pictures that its texts show.
    pictures: Pictures,
}

/// What a document is about to show.
#[derive(Default)]
pub(super) struct About<'d> {
    /// BCP 47; empty where it has no words.
    pub(super) language: &'d str,
    /// The ids that are taken.
    pub(super) anchors: Anchors,
    /// The pictures that its texts show.
    pub(super) pictures: Pictures,
}

impl<'d> About<'d> {
    /// A document in a language, with nothing else to know of it.
    pub(super) fn of(language: &'d str) -> About<'d> {
        About { language, ..About::default() }
    }
}

impl Document {
    pub(super) fn new(site: Site<'_>, about: About<'_>, until: Instant) -> Document {
        let About { language, anchors, pictures } = about;
        let (localized, places) = (site.language.cloned(), site.places.cloned());
        let (anchors, language) = (Mutex::new(anchors), language.to_owned());
        Document { until, anchors, language, localized, places, pictures }
    }
}

impl Object for Document {}

fn on_site<T>(state: &State<'_, '_>, make: impl FnOnce(Site<'_>) -> T) -> T {
    let word = |name| state.lookup(name).map(|word| word.to_string()).unwrap_or_default();
    let (base, country) = (word("base"), word("country"));
    let document = state.lookup("document");
    let document = document.as_ref().and_then(|it| it.downcast_object_ref::<Document>());
    let language = document.and_then(|document| document.localized.as_ref());
    let places = document.and_then(|document| document.places.as_ref());
    make(Site { base: &base, country: &country, language, places })
}

/// A word of the templates in the language of the document.
fn translated(state: &State<'_, '_>, word: Value) -> Value {
    let document = state.lookup("document");
    let document = document.as_ref().and_then(|it| it.downcast_object_ref::<Document>());
    match (word.as_str(), document) {
        (Some(english), Some(document)) => {
            Value::from(words::in_language(english, &document.language))
        }
        (_, _) => word,
    }
}

/// The objects in a list; empty if it is not a list.
fn rows(list: Value) -> Value {
    if list.kind() != ValueKind::Seq {
        return Value::from(Vec::<Value>::new());
    }
    list.try_iter()
        .map(|items| items.filter(|item| item.kind() == ValueKind::Map).collect())
        .unwrap_or_default()
}
