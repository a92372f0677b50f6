//! The HTTP server of the preview: pages, three assets and a stream of changes; `files` serves the other files of a
//! site.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use tokio_util::sync::CancellationToken;

use super::respond::{Site, failed, missing, origin};
use super::server_lock::ServerLock;
use super::watch::Watch;
use super::{
    Lan, Lookup, SiteSource, SourceError, Told, brand, connections, files, guard, lan, off_the_loop,
};
use crate::site::link::{Use, address};
use crate::site::render::{self, Renderer};

const PREVIEW_STYLESHEET: &str = include_str!("preview.css");
const SCRIPT: &str = include_str!("preview.js");

/// What is served beside the sites, and to whom.
pub(super) struct Served<'a> {
    pub(super) folder: &'a std::path::Path,
    pub(super) routes: Router,
    pub(super) lan: Option<Lan>,
    pub(super) told: &'a Told,
}

/// Serves until it is dropped or its socket fails; the lock is released after the socket.
pub(super) async fn serve(
    held: ServerLock,
    source: Arc<dyn SiteSource>,
    more: Served<'_>,
    stop: CancellationToken,
) {
    let ServerLock { listener, port, lock: _lock } = held;
    let Served { folder, routes: more, lan, told } = more;
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return tracing::warn!(%error, "the preview could not listen"),
    };
    let watch = Arc::new(Watch::new(stop.clone()));
    let site = Site {
        source: Arc::clone(&source),
        renderer: Arc::new(Renderer::new()),
        watch: Arc::clone(&watch),
    };
    let routes = routes(site, more);
    let own = routes
        .clone()
        .layer(middleware::from_fn_with_state(port, guard::own_name))
        .layer(middleware::from_fn(guard::framed));
    let near = async {
        match lan {
            Some(lan) => lan::serve(lan, routes, (folder, port), told, stop.clone()).await,
            None => stop.cancelled().await,
        }
    };
    tokio::select! {
        () = connections::serve(listener, own, stop.clone(), usize::MAX) => {}
        () = watch.poll(source) => {}
        () = near => {}
    }
}

/// The stream and the assets are below `assets`, which cannot be the slug of a page.
fn routes(site: Site, more: Router) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/{tenant}", get(home))
        .route("/{tenant}/", get(home))
        .route("/{tenant}/{*path}", get(page))
        .route("/{tenant}/assets/{name}", get(asset))
        .route("/{tenant}/assets/events", get(events))
        .route("/{tenant}/uploads/{name}", get(files::picture))
        .route("/{tenant}/assets/brand.css", get(brand::sheet))
        .route("/{tenant}/assets/og/{*name}", get(brand::card))
        .route("/{tenant}/assets/fonts", get(brand::specimen))
        .route("/{tenant}/assets/fonts/{name}", get(brand::font))
        .merge(brand::icons())
        .route("/{tenant}/feed", get(files::feed))
        .route("/{tenant}/sitemap.xml", get(files::sitemap))
        .route("/{tenant}/robots.txt", get(files::robots))
        .route("/{tenant}/llms.txt", get(files::llms))
        .route("/{tenant}/_redirects", get(files::redirects))
        .with_state(site)
        .merge(more)
}

async fn index(State(site): State<Site>) -> Response {
    let Site { source, renderer, .. } = site;
    let shown = off_the_loop(move || {
        let tenants: Vec<_> =
            source.tenants()?.into_iter().map(|tenant| (tenant.name, tenant.title)).collect();
        if let [(only, _)] = tenants.as_slice() {
            return Ok(redirect("", only));
        }
        let html = renderer.index(&tenants).map_err(|error| SourceError(Box::new(error)))?;
        Ok(Html(html).into_response())
    });
    shown.await.unwrap_or_else(failed)
}

async fn home(
    site: State<Site>,
    Path(tenant): Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Response {
    page(site, Path((tenant, String::new())), query, headers).await
}

async fn page(
    State(site): State<Site>,
    Path((tenant, path)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if let Some(collection) = path.strip_suffix("/feed.xml") {
        return files::feed_of(site, tenant, Some(collection.to_owned()), &headers).await;
    }
    if path.starts_with("sitemap-") && path.strip_suffix(".xml").is_some() {
        return files::sitemap_part(site, tenant, path, &headers).await;
    }
    let origin = origin(&headers);
    // Other queries are ignored.
    let part = query.filter(|query| query.starts_with("page="));
    off_the_loop(move || {
        let mut path = path.trim_matches('/').to_owned();
        if let Some(part) = part {
            path = format!("{path}?{part}");
        }
        show(&site, &tenant, &path, origin)
    })
    .await
    .unwrap_or_else(failed)
}

fn show(
    site: &Site,
    tenant: &str,
    path: &str,
    origin: Option<String>,
) -> Result<Response, SourceError> {
    let base = format!("/{tenant}");
    // Read before the page: a change in between causes one reload too many rather than none.
    let revision = Some(site.source.revision()?);
    let rendered = match site.source.page(tenant, path, &base)? {
        Lookup::Page(mut page) => {
            page.site.origin = origin;
            site.renderer.page_at(&page, revision).map(|html| Html(html).into_response())
        }
        Lookup::NotFound(around) => match site.source.moved(tenant, path)? {
            Some(path) => Ok(moved(&base, &path)),
            None => site
                .renderer
                .not_found_at(&around, revision)
                .map(|html| (StatusCode::NOT_FOUND, Html(html)).into_response()),
        },
        Lookup::Redirect(path) => Ok(redirect(&base, &path)),
        Lookup::NoTenant => Ok(missing()),
    };
    rendered.map_err(|error| SourceError(Box::new(error)))
}

async fn asset(Path((_tenant, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let (kind, text) = match name.as_str() {
        "preview.css" => ("text/css; charset=utf-8", PREVIEW_STYLESHEET),
        "fonts.css" => ("text/css; charset=utf-8", brand::specimen_sheet()),
        "preview.js" => ("text/javascript; charset=utf-8", SCRIPT),
        name => match render::asset(name) {
            Some(asset) => asset,
            None => return missing(),
        },
    };
    // The browser revalidates it each time, so that a new version of the program is used.
    let tag = guard::tag(text);
    let fixed = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::ETAG, tag.clone()),
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
    ];
    if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        return (StatusCode::NOT_MODIFIED, fixed).into_response();
    }
    (fixed, text).into_response()
}

async fn events(State(site): State<Site>) -> Response {
    match site.watch.events() {
        Some(events) => Sse::new(events).keep_alive(KeepAlive::default()).into_response(),
        None => (StatusCode::SERVICE_UNAVAILABLE, "Too many pages listen.\n").into_response(),
    }
}

fn redirect(base: &str, path: &str) -> Response {
    target(base, path).map_or_else(missing, |target| Redirect::temporary(&target).into_response())
}

/// A permanent redirect.
fn moved(base: &str, path: &str) -> Response {
    target(base, path).map_or_else(missing, |target| {
        (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, target)]).into_response()
    })
}

/// The target of a redirect; `None` for a path that cannot be in a header, which is no page of ours.
fn target(base: &str, path: &str) -> Option<String> {
    let target = address(base, &format!("/{}", path.trim_matches('/')), Use::Link);
    target.filter(|target| HeaderValue::from_str(target).is_ok())
}
