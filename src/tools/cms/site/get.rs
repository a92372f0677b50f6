//! `getSite`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{SiteOut, brand::Fonts};
use crate::{
    error::Result,
    store::TenantRead,
    tool::{Listing, Paging, Query, Spec},
};

/// The tool.
pub static TOOL: Query<Input, SiteOut> = Query::new(
    Spec {
        name: "getSite",
        title: "Get the site",
        description: "Get the business: contact, hours, currency, time zone, languages, theme, brand. Returns items.",
    },
    run,
);

/// What it takes: not which one, as there is one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[serde(default)]
    fonts: bool,
    /// Lists what is not translated.
    #[serde(default)]
    #[schemars(extend("x-unlisted" = true))]
    translations: bool,
}

fn run(db: &TenantRead<'_>, input: Input, _: &Paging) -> Result<Listing<SiteOut>> {
    let mut site = SiteOut::of(db, db.spoken_site()?)?;
    site.fonts = input.fonts.then(|| Fonts::of(db));
    if input.translations {
        site = site.telling(db.untranslated()?);
    }
    Ok(Listing::one(Some(site)))
}
