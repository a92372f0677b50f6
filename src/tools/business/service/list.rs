//! `manage_services { action: "list" }`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ServiceOut, row};
use crate::{
    error::Result,
    store::TenantRead,
    tool::{Listing, Paging, Query, Spec},
    value::Line,
};

/// The action.
pub static ACTION: Query<Input, ServiceOut> =
    Query::new(Spec { name: "manage_services:list", title: "List services", description: "" }, run);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    active: Option<bool>,
    query: Option<Line<1, 200>>,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<ServiceOut>> {
    let after = paging.after_or((String::new(), String::new()))?;
    let rows = row::listed(db, input.active, input.query.as_deref(), after, paging.fetch())?;
    Listing::page(rows, paging, |service| (service.name.clone(), service.id))
        .map(|service| Ok(service.into()))
}
