//! The files of a site besides pages: pictures, feeds, the sitemap, and what programs read first.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::respond::{Site, failed, missing, origin};
use super::{SourceError, off_the_loop};
use crate::site::render;

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
        let text =
            site.renderer.feed(&feed, root.as_str()).map_err(|it| SourceError(Box::new(it)))?;
        Ok(([(header::CONTENT_TYPE, "application/rss+xml; charset=utf-8")], text).into_response())
    })
    .await
    .unwrap_or_else(failed)
}

/// The pages that search engines may list, or an index of several such lists.
pub(super) async fn sitemap(
    State(site): State<Site>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
) -> Response {
    sitemap_part(site, tenant, "sitemap.xml".to_owned(), &headers).await
}

/// One of several lists.
pub(super) async fn sitemap_part(
    site: Site,
    tenant: String,
    name: String,
    headers: &HeaderMap,
) -> Response {
    let root = root(&tenant, headers);
    off_the_loop(move || {
        let Some(entries) = site.source.sitemap(&tenant)? else { return Ok(missing()) };
        let files = render::sitemap(&entries, &root).into_iter();
        let found = files.filter(|file| file.name == name).map(|file| file.text).next();
        let kind = [(header::CONTENT_TYPE, "application/xml; charset=utf-8")];
        Ok(found.map_or_else(missing, |text| (kind, text).into_response()))
    })
    .await
    .unwrap_or_else(failed)
}

/// What programs may fetch: everything.
pub(super) async fn robots(
    State(site): State<Site>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
) -> Response {
    let root = root(&tenant, &headers);
    off_the_loop(move || {
        let is_there = site.source.tenants()?.iter().any(|known| known.name == tenant);
        Ok(if is_there { render::robots(&root).into_response() } else { missing() })
    })
    .await
    .unwrap_or_else(failed)
}

/// What programs read that answer questions about a site.
pub(super) async fn llms(
    State(site): State<Site>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
) -> Response {
    let root = root(&tenant, &headers);
    off_the_loop(move || {
        let Some((around, listed)) = site.source.summary(&tenant)? else { return Ok(missing()) };
        let at = |path: &str| match path {
            "" => Some(root.clone()),
            path => Some(format!("{root}/{path}")),
        };
        Ok(render::llms(&around, listed, at).into_response())
    })
    .await
    .unwrap_or_else(failed)
}

/// Where moved paths lead, as an export has it.
pub(super) async fn redirects(State(site): State<Site>, Path(tenant): Path<String>) -> Response {
    off_the_loop(move || {
        let moved = site.source.redirects(&tenant)?;
        Ok(moved.map_or_else(missing, |moved| render::redirects(&moved).into_response()))
    })
    .await
    .unwrap_or_else(failed)
}

/// The address of the tenant's home page.
fn root(tenant: &str, headers: &HeaderMap) -> String {
    format!("{}/{tenant}", origin(headers).unwrap_or_default())
}
