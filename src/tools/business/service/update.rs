//! `manage_services { action: "update" }`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ServiceOut, require, written};
use crate::{
    error::Result,
    id,
    store::{TenantWrite, entity::ServiceRow, ledger},
    tool::{Command, Resource, Spec},
    value::{Name, Patch, Price, Ref, Text},
};

/// The action.
pub static ACTION: Command<Input, ServiceOut> = Command::new(
    Spec { name: "manage_services:update", title: "Update a service", description: "" },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    service_id: Ref<id::Service>,
    name: Option<Name>,
    #[serde(default)]
    price: Patch<Price>,
    #[serde(default)]
    #[schemars(range(min = 1, max = 525_600))]
    duration_minutes: Patch<i64>,
    description: Option<Text<0, 5000>>,
    active: Option<bool>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<ServiceOut>> {
    // The service must be there, and as the caller knows it.
    let before = require(db, &input.service_id)?;
    let key = before.id.to_string();
    ledger::expect_version(db, "service", &key, before.version, input.expected_version)?;
    let price = input.price.try_map(|price| price.to_minor(before.currency))?;

    let id = before.id;
    let after = ServiceRow {
        name: input.name.map_or(before.name, |name| name.to_string()),
        price_minor: price.applied(before.price_minor),
        description: input.description.map_or(before.description, |text| text.to_string()),
        duration_minutes: input.duration_minutes.applied(before.duration_minutes),
        active: input.active.unwrap_or(before.active),
        ..before
    };
    after.save(db)?;
    written(db, id)
}
