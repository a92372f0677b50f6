//! The check at the end: the page as a visitor's browser would get it.

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Site, expect};
use crate::{
    config::Settings,
    site::{
        load::StoreSite,
        preview::{Lookup, SiteSource},
        render::Renderer,
    },
    store::Store,
};

/// Renders the Services page from the store; every package must be on it, and the elopement's price as
/// people write it.
pub(super) fn visitor_sees_the_packages(settings: &Settings, site: &Site) -> Result<()> {
    let store = Store::open(&settings.folder, settings.synchronous)?;
    let found = StoreSite::new(store).page(&site.business.name, "services", "")?;
    let Lookup::Page(page) = found else { anyhow::bail!("there is no Services page") };
    let html = Renderer::new().page(&page)?;
    for package in &site.packages {
        let name = package.get("name").and_then(Value::as_str).context("a package has a name")?;
        expect(html.contains(name), &format!("the Services page shows {name}"))?;
    }
    expect(html.contains("$2,500"), "the Services page shows $2,500")
}
