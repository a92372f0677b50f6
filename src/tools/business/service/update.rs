//! `manage_services { action: "update" }`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ServiceOut, ServiceRow, require, written};
use crate::{
    clock,
    error::Result,
    id,
    store::{Dml, TenantWrite, ledger},
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

    let id = before.id;
    let after = ServiceRow {
        name: input.name.map_or(before.name, |name| name.to_string()),
        price_minor: match input.price {
            Patch::Absent => before.price_minor,
            Patch::Null => None,
            Patch::Value(price) => Some(price.to_minor(before.currency)?),
        },
        description: input.description.map_or(before.description, |text| text.to_string()),
        duration_minutes: match input.duration_minutes {
            Patch::Absent => before.duration_minutes,
            Patch::Null => None,
            Patch::Value(minutes) => Some(minutes),
        },
        active: input.active.unwrap_or(before.active),
        ..before
    };
    save(db, &after)?;
    written(db, id)
}

/// Writes the service, unless it is as it was.
fn save(db: &mut TenantWrite<'_>, service: &ServiceRow) -> Result<()> {
    const SAVE: Dml = Dml::scoped(
        "UPDATE service SET name = :name, price_minor = :price, description = :description,
                            duration_minutes = :duration, active = :active,
                            version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id
           AND (name, price_minor, description, duration_minutes, active)
               IS NOT (:name, :price, :description, :duration, :active)",
    );
    db.execute(
        &SAVE,
        &[
            (":id", service.id.into()),
            (":name", (&service.name).into()),
            (":price", service.price_minor.into()),
            (":description", (&service.description).into()),
            (":duration", service.duration_minutes.into()),
            (":active", service.active.into()),
            (":now", clock::now().into()),
        ],
    )?;
    Ok(())
}
