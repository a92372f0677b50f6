//! `createOrder`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    get::OrderOut,
    lines::{self, LineInput},
};
use crate::{
    clock,
    error::Result,
    id::{self, OrderId},
    store::{Dml, TenantWrite},
    tool::{Command, Resource, Spec},
    tools::crm::{contact, pipeline},
    value::{Ref, Text},
};

/// The tool.
pub static TOOL: Command<Input, OrderOut> = Command::new(
    Spec {
        name: "createOrder",
        title: "Create an order",
        description: "Create an order of a contact from packages or free lines; the total is computed. Returns the order.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    contact_id: Ref<id::Contact>,
    /// [{ packageId | title + unitPrice, quantity? }]
    #[schemars(length(min = 1, max = 100))]
    items: Vec<LineInput>,
    pipeline: Option<Ref<id::Pipeline>>,
    /// The first unless given.
    stage: Option<Ref<id::Stage>>,
    #[schemars(extend("x-personal" = true))]
    description: Option<Text<0, 5000>>,
    #[schemars(extend("x-personal" = true))]
    shipping_address: Option<Text<0, 500>>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<OrderOut>> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO customer_order (tenant_id, id, contact_id, stage_id, description, shipping_address,
                                     currency, total_minor, version, created_at, updated_at)
         VALUES (:tenant, :id, :contact, :stage, :description, :address, :currency, :total, 1, :now, :now)",
    );
    // The contact and the stage must be there.
    let contact = contact::require(db, &input.contact_id)?;
    let pipeline = pipeline::require(db, input.pipeline.as_ref())?;
    let stage = pipeline::require_stage(db, &pipeline, input.stage.as_ref())?;
    let currency = db.who().tenant.currency;
    let lines = lines::priced(db, &input.items, currency)?;
    let total = lines::total(&lines)?;

    let id = OrderId::new();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    db.execute(
        &ADD,
        &[
            (":id", id.into()),
            (":contact", contact.id.into()),
            (":stage", stage.id.into()),
            (":description", text(input.description.as_deref()).into()),
            (":address", text(input.shipping_address.as_deref()).into()),
            (":currency", currency.into()),
            (":total", total.into()),
            (":now", clock::now().into()),
        ],
    )?;
    lines::add(db, id, &lines)?;
    OrderOut::written(db, id)
}
