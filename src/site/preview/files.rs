//! The files of a site besides pages: pictures, feeds and the sitemap.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::respond::{Site, failed, missing, origin};
use super::{SourceError, off_the_loop};

/// A picture's name changes with its content, so it can be cached forever.
pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub(super) async fn picture(
    State(site): State<Site>,
    Path((tenant, name)): Path<(String, String)>,
) -> Response {
    off_the_loop(move || {
        let fixed = [(header::CONTENT_TYPE, "image/webp"), (header::CACHE_CONTROL, FOR_EVER)];
        let bytes = site.source.file(&tenant, &name)?;
        Ok(bytes.map_or_else(missing, |bytes| (fixed, bytes).into_response()))
    })
    .await
    .unwrap_or_else(failed)
}

/// The feed of the first collection of posts.
pub(super) async fn feed(
    State(site): State<Site>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
) -> Response {
    feed_of(site, tenant, None, &headers).await
}

pub(super) async fn feed_of(
    site: Site,
    tenant: String,
    collection: Option<String>,
    headers: &HeaderMap,
) -> Response {
    let root = root(&tenant, headers);
    off_the_loop(move || {
        let Some(feed) = site.source.feed(&tenant, collection.as_deref())? else {
            return Ok(missing());
        };
        let text = site.renderer.feed(&feed, &root).map_err(|it| SourceError(Box::new(it)))?;
        Ok(([(header::CONTENT_TYPE, "application/rss+xml; charset=utf-8")], text).into_response())
    })
    .await
    .unwrap_or_else(failed)
}

/// The pages that search engines may list.
pub(super) async fn sitemap(
    State(site): State<Site>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
) -> Response {
    let root = root(&tenant, &headers);
    off_the_loop(move || {
        let Some(entries) = site.source.sitemap(&tenant)? else { return Ok(missing()) };
        let text = site.renderer.sitemap(&entries, &root);
        let text = text.map_err(|error| SourceError(Box::new(error)))?;
        Ok(([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], text).into_response())
    })
    .await
    .unwrap_or_else(failed)
}

/// The address of the tenant's home page.
fn root(tenant: &str, headers: &HeaderMap) -> String {
    format!("{}/{tenant}", origin(headers).unwrap_or_default())
}
