//! Shared by the preview's handlers: the source of pages, and error pages.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::watch::Watch;
use super::{SiteSource, SourceError};
use crate::site::render::Renderer;

#[derive(Clone)]
pub(super) struct Site {
    pub(super) source: Arc<dyn SiteSource>,
    pub(super) renderer: Arc<Renderer>,
    pub(super) watch: Arc<Watch>,
}

/// The origin of the site as the browser knows it.
pub(super) fn origin(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    Some(format!("http://{host}"))
}

pub(super) fn missing() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing at this address. The sites are listed at /\n")
        .into_response()
}

pub(super) fn failed(error: SourceError) -> Response {
    tracing::warn!(%error, "a page could not be shown");
    (StatusCode::INTERNAL_SERVER_ERROR, "The page could not be shown. The log says why.\n")
        .into_response()
}
