//! `getSite`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{SiteOut, brand::Fonts};
use crate::{
    error::Result,
    site::load,
    store::TenantRead,
    tool::{Listing, Paging, Query, Spec},
};

/// The tool.
pub static TOOL: Query<Input, SiteOut> = Query::new(
    Spec {
        name: "getSite",
        title: "Get the site",
        description: "Get the business: contact, hours, currency, languages, theme, brand, tax.",
    },
    run,
);

/// The most warnings of an answer.
const WARNINGS_MAX: usize = 50;

/// What is said of a site that nothing is wrong with.
const NONE: &str = "nothing wrong was found";

/// What it takes: not which one, as there is one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[serde(default)]
    fonts: bool,
    #[serde(default)]
    warnings: bool,
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
    if input.warnings {
        site.warnings = Some(warnings(db)?);
    }
    Ok(Listing::one(Some(site)))
}

/// What is wrong with the site, the most important first.
fn warnings(db: &TenantRead<'_>) -> Result<Vec<String>> {
    let found = load::warnings(db)?;
    if found.is_empty() {
        // What is empty is left out of answers, and silence would say less.
        return Ok(vec![NONE.to_owned()]);
    }
    let mut told: Vec<String> = found.iter().take(WARNINGS_MAX).map(ToString::to_string).collect();
    if found.len() > WARNINGS_MAX {
        told.push(format!("and {} more: mend these first", found.len() - WARNINGS_MAX));
    }
    Ok(told)
}
