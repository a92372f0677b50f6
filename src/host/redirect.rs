//! Answers that lead to another address.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What cannot stand in a header; the rest of an address is as its page has it.
const NOT_IN_A_HEADER: &AsciiSet = &CONTROLS.add(b' ');

/// Leads to a path, with the query of this address; `site` is scheme and host where they are others.
pub(super) fn led_on(site: &str, path: &str, query: Option<&str>) -> Response {
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let to = format!("{site}{}{query}", utf8_percent_encode(path, NOT_IN_A_HEADER));
    let to = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("/"));
    let kept = HeaderValue::from_static("public, max-age=3600");
    let headers = [(header::LOCATION, to), (header::CACHE_CONTROL, kept)];
    (StatusCode::MOVED_PERMANENTLY, headers).into_response()
}
