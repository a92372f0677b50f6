//! `getSite`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{SiteOut, brand::Fonts};
use crate::{
    error::Result,
    store::{TenantRead, entity::SiteRow},
    tool::{Listing, Paging, Query, Spec},
};

/// The tool.
pub static TOOL: Query<Input, SiteOut> = Query::new(
    Spec {
        name: "getSite",
        title: "Get the site",
        description: "Get the business: contact, hours, currency, time zone, language, theme, brand. Returns items.",
    },
    run,
);

/// What it takes. There is one site, so nothing names it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[serde(default)]
    fonts: bool,
}

fn run(db: &TenantRead<'_>, input: Input, _: &Paging) -> Result<Listing<SiteOut>> {
    let site = SiteRow::clone(&*db.site()?);
    let mut site = SiteOut::of(db, site)?;
    site.fonts = input.fonts.then(|| Fonts::of(db));
    Ok(Listing::one(Some(site)))
}
