//! What visitors are answered.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use crate::{
    site::{
        form::Word,
        render::{RenderError, Renderer},
        view::PageView,
    },
    value::one_line,
};

/// Pages with what somebody has typed are kept nowhere.
pub(super) const UNKEPT: (HeaderName, &str) = (header::CACHE_CONTROL, "no-store");

/// Back to the page, at the words that say that it has arrived.
pub(super) fn sent(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(address) => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, address)], [UNKEPT]).into_response()
        }
        Err(_) => (StatusCode::OK, "Sent.\n").into_response(),
    }
}

/// A page to look over and send again, or to begin with.
pub(super) fn page(status: StatusCode, page: &PageView) -> Result<Response, RenderError> {
    let html = Renderer::new().page(page)?;
    Ok((status, [UNKEPT], Html(html)).into_response())
}

/// A sentence, for whoever cannot have a page: a flood, or somebody whose form is gone.
pub(super) fn sentence(status: StatusCode, word: Word, locale: &str) -> Response {
    let lang: String = locale.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let said = one_line(word.said(locale));
    let html = format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{said}</title>\
         <meta name=\"robots\" content=\"noindex\"></head><body><p role=\"alert\">{said}</p></body></html>\n"
    );
    let mut response = (status, [UNKEPT], Html(html)).into_response();
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("3600"));
    }
    response
}

/// Words for whoever sends what no form of ours sends.
pub(super) fn refused((status, words): (StatusCode, &'static str)) -> Response {
    (status, [UNKEPT], words).into_response()
}
