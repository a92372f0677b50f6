//! `getDigest`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PARTS, Part};
use crate::{
    clock::{self, Time},
    error::Result,
    store::TenantRead,
    tool::{Listing, Paging, Query, Spec},
    tools::across::history,
    value::TimeText,
};

/// The tool.
pub static TOOL: Query<Input, DigestOut> = Query::new(
    Spec {
        name: "getDigest",
        title: "Get the digest",
        description: "Get what is new, what waits for the person, and who changed what, since yesterday or `since`.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    since: Option<TimeText>,
}

/// The digest.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct DigestOut {
    since: Time,
    /// None where nothing is new and nothing waits.
    parts: Vec<Part>,
}

/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn run(db: &TenantRead<'_>, input: Input, _: &Paging) -> Result<Listing<DigestOut>> {
    let since = match &input.since {
        Some(text) => history::get::time(db, text)?,
        None => clock::now().plus_ms(-DAY_MS),
    };
    let parts = PARTS.iter().map(|part| part(db, since)).collect::<Result<Vec<_>>>()?;
    let parts: Vec<Part> = parts.into_iter().flatten().collect();
    let note = parts.is_empty().then(|| "Nothing is new, and nothing waits.".to_owned());
    Ok(Listing::one(Some(DigestOut { since, parts })).noting(note))
}
