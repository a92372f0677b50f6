//! `getSite`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::SiteOut;
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
        description: "Get the business: name, contact, hours, currency, time zone, language, theme. Returns items.",
    },
    run,
);

/// What it takes: nothing, as there is one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {}

fn run(db: &TenantRead<'_>, _: Input, _: &Paging) -> Result<Listing<SiteOut>> {
    let site = SiteRow::clone(&*db.site()?);
    Ok(Listing::one(Some(site.into())))
}
