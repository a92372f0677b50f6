//! `manage_packages { action: "list" }`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{PackageOut, row};
use crate::{
    error::Result,
    store::TenantRead,
    tool::{Listing, Paging, Query, Spec},
    value::Line,
};

/// The action.
pub static ACTION: Query<Input, PackageOut> =
    Query::new(Spec { name: "manage_packages:list", title: "List packages", description: "" }, run);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    active: Option<bool>,
    query: Option<Line<1, 200>>,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<PackageOut>> {
    let after = paging.after_or((i64::MIN, String::new()))?;
    let rows = row::listed(db, input.active, input.query.as_deref(), after, paging.fetch())?;
    PackageOut::listed(db, Listing::page(rows, paging, |package| (package.sort_order, package.id)))
}
