//! `manage_services { action: "create" }`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ServiceOut, written};
use crate::{
    clock,
    error::Result,
    id::ServiceId,
    store::{Dml, TenantWrite},
    tool::{Command, Resource, Spec},
    value::{Name, Price, Text},
};

/// The action.
pub static ACTION: Command<Input, ServiceOut> = Command::new(
    Spec { name: "manage_services:create", title: "Create a service", description: "" },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    name: Name,
    price: Option<Price>,
    #[schemars(range(min = 1, max = 525_600))]
    duration_minutes: Option<i64>,
    description: Option<Text<0, 5000>>,
    active: Option<bool>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<ServiceOut>> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO service (tenant_id, id, name, price_minor, currency, duration_minutes, description,
                              active, version, created_at, updated_at)
         VALUES (:tenant, :id, :name, :price, :currency, :duration, :description, :active, 1, :now, :now)",
    );
    let currency = db.who().tenant.currency;
    let price = input.price.map(|price| price.to_minor(currency)).transpose()?;
    let id = ServiceId::new();
    db.execute(
        &ADD,
        &[
            (":id", id.into()),
            (":name", (&input.name).into()),
            (":price", price.into()),
            (":currency", currency.into()),
            (":duration", input.duration_minutes.into()),
            (":description", input.description.as_deref().unwrap_or_default().into()),
            (":active", input.active.unwrap_or(true).into()),
            (":now", clock::now().into()),
        ],
    )?;
    written(db, id)
}
