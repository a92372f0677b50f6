//! The data that all pages of a site share: its name and its menus.

use super::navigation;
use crate::{
    error::Result,
    site::view::{HEADER, SiteView},
    store::TenantRead,
    value::Zone,
};

/// The site around the page at `path` (without surrounding slashes; empty for the home page).
pub(super) fn site(db: &TenantRead<'_>, path: &str, base: &str) -> Result<SiteView> {
    let mut header = navigation::menu(db, HEADER, path)?;
    if header.is_none() {
        header = Some(navigation::root_pages(db, path)?);
    }
    Ok(SiteView {
        name: db.who().tenant.title.clone(),
        tagline: None,
        base: base.to_owned(),
        country: db.who().tenant.country.clone(),
        origin: None,
        header: header.unwrap_or_default(),
        footer: navigation::menu(db, "footer", path)?.unwrap_or_default(),
        live_reload: true,
        year: Zone::of(&db.who().tenant.timezone).now().year(),
    })
}
