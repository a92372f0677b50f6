//! A page as a resource: as the site renders it, without the preview's additions.

use super::{Found, Kind, Says};
use crate::{
    error::Result,
    site::{load, preview::Lookup, view::PageView},
    store::TenantRead,
    value::HOME,
};

/// The page at a path, or the page that a redirect from there leads to.
pub(super) fn read(db: &TenantRead<'_>, path: &str) -> Result<Option<Found>> {
    let mut path = path.strip_suffix('/').unwrap_or(path).to_owned();
    if path == HOME {
        path.clear();
    }
    // A redirect leads to a page, never to another redirect.
    for _ in 0..2 {
        match load::page(db, &path, "")? {
            Lookup::Page(view) => return Ok(Some(found(*view))),
            Lookup::Redirect(moved) => path = moved,
            Lookup::NotFound(_) | Lookup::NoTenant => return Ok(None),
        }
    }
    Ok(None)
}

fn found(mut view: PageView) -> Found {
    view.site.live_reload = false;
    let path = if view.path.is_empty() { HOME } else { &view.path };
    let uri = Kind::Page.uri(path);
    Found { uri, says: Says::ItsPage, page: Some(Box::new(view)), tool: "getSection" }
}
