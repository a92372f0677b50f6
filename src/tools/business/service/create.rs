//! `manage_services { action: "create" }`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ServiceOut, written};
use crate::{
    error::Result,
    id::ServiceId,
    store::{TenantWrite, entity::NewService},
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
    let currency = db.who().tenant.currency;
    let price = input.price.map(|price| price.to_minor(currency)).transpose()?;
    let service = NewService {
        id: ServiceId::new(),
        name: input.name.to_string(),
        price_minor: price,
        currency,
        description: input.description.map(|text| text.to_string()).unwrap_or_default(),
        duration_minutes: input.duration_minutes,
        active: input.active.unwrap_or(true),
    };
    service.insert(db)?;
    written(db, service.id)
}
