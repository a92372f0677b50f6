//! What is made of a site's brand: its style sheet, fonts, icons, and the pictures of pages for shared links.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use axum::routing::get;

use super::files::FOR_EVER;
use super::respond::{Site, failed, missing};
use super::{Lookup, SourceError, off_the_loop};
use crate::brand::{
    fonts::{self, FAMILIES},
    icons::Icon,
};

/// The style sheet of the brand. Browsers ask for it each time, and get it where it has changed.
pub(super) async fn sheet(site: State<Site>, tenant: Path<String>, headers: HeaderMap) -> Response {
    made(site, tenant.0, "assets/brand.css".to_owned(), &headers).await
}

/// The icons and the manifest, each at its address.
pub(super) fn icons() -> Router<Site> {
    Icon::ALL.into_iter().fold(Router::new(), |routes, (name, _)| {
        let serve = move |site: State<Site>, tenant: Path<String>, headers: HeaderMap| async move {
            made(site, tenant.0, name.to_owned(), &headers).await
        };
        routes.route(&format!("/{{tenant}}/{name}"), get(serve))
    })
}

/// The picture of a page for shared links.
pub(super) async fn card(
    site: State<Site>,
    Path((tenant, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    made(site, tenant, format!("assets/og/{name}"), &headers).await
}

async fn made(
    State(site): State<Site>,
    tenant: String,
    path: String,
    headers: &HeaderMap,
) -> Response {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok());
    let known = known.map(|tag| tag.trim_start_matches("W/").trim_matches('"').to_owned());
    off_the_loop(move || {
        let Some(file) = site.source.made(&tenant, &path, known.as_deref())? else {
            return Ok(missing());
        };
        let tag = HeaderValue::try_from(format!("\"{}\"", file.tag));
        let tag = tag.map_err(|error| SourceError(Box::new(error)))?;
        let kept = if file.is_final { FOR_EVER } else { "no-cache" };
        let fixed = [
            (header::CACHE_CONTROL, HeaderValue::from_static(kept)),
            (header::ETAG, tag),
            (header::CONTENT_TYPE, HeaderValue::from_static(file.kind)),
        ];
        Ok(match file.content {
            Some(content) => (fixed, content).into_response(),
            None => (StatusCode::NOT_MODIFIED, fixed).into_response(),
        })
    })
    .await
    .unwrap_or_else(failed)
}

/// A file of a font. It has its version in its name.
pub(super) async fn font(Path((_tenant, name)): Path<(String, String)>) -> Response {
    let Some((kind, bytes)) = fonts::file(&name) else { return missing() };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, FOR_EVER)], bytes).into_response()
}

/// All fonts, for a person who is to choose.
pub(super) async fn specimen(State(site): State<Site>, Path(tenant): Path<String>) -> Response {
    off_the_loop(move || {
        let around = match site.source.page(&tenant, "", &format!("/{tenant}"))? {
            Lookup::Page(page) => page.site,
            Lookup::NotFound(around) => *around,
            Lookup::Redirect(_) | Lookup::NoTenant => return Ok(missing()),
        };
        let html = site.renderer.fonts(&around).map_err(|error| SourceError(Box::new(error)))?;
        Ok(Html(html).into_response())
    })
    .await
    .unwrap_or_else(failed)
}

/// The style sheet of the specimens.
pub(super) fn specimen_sheet() -> &'static str {
    static SHEET: LazyLock<String> = LazyLock::new(|| {
        let mut sheet = String::from(
            ".specimens{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr));gap:3rem 2.5rem;\
             padding-bottom:6rem}\n.specimen{border-top:1px solid var(--line);padding-top:1.25rem}\n\
             .specimen h2{font-size:1.75rem}\n.specimen-line{font-size:2.5rem;line-height:1.2;margin-block:.5rem}\n\
             .specimen .fine{margin-top:.75rem}\n",
        );
        for family in FAMILIES {
            sheet.push_str(&family.faces("fonts/"));
            let (slug, stack, weight) = (family.slug, family.stack(), family.heading_weight);
            let _ = write!(
                sheet,
                ".font-{slug},.font-{slug} h2{{font-family:{stack}}}\n.font-{slug} :is(h2,.specimen-line){{font-weight:{weight}}}\n"
            );
        }
        sheet
    });
    &SHEET
}
