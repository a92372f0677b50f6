//! `updateOrder`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    get::OrderOut,
    lines::{self, LineInput},
};
use crate::{
    error::{Code, Error, Result},
    id,
    store::{TenantWrite, ledger},
    tool::{Command, Resource, Spec},
    tools::crm::pipeline,
    value::{Currency, Ref, Text, with_line},
};

/// The tool.
pub static TOOL: Command<Input, OrderOut> = Command::new(
    Spec {
        name: "updateOrder",
        title: "Update an order",
        description: "Update an order: move it to a stage, replace its items.",
    },
    run,
);

/// Characters of what is noted down.
const NOTES_MAX: usize = 5_000;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Ref<id::Order>,
    stage: Option<Ref<id::Stage>>,
    #[schemars(extend("x-personal" = true))]
    description: Option<Text<0, NOTES_MAX>>,
    /// A line more in description.
    #[schemars(extend("x-personal" = true))]
    add_note: Option<Text<1, NOTES_MAX>>,
    #[schemars(extend("x-personal" = true))]
    shipping_address: Option<Text<0, 500>>,
    /// All of them: [{ packageId | title, unitPrice?, quantity? }]
    #[schemars(length(min = 1, max = 100))]
    items: Option<Vec<LineInput>>,
    currency: Option<Currency>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<OrderOut>> {
    // It must exist, in the version that the caller expects.
    let mut order = super::require(db, &input.id)?;
    let key = order.id.to_string();
    ledger::expect_version(db, "customer_order", &key, order.version, input.expected_version)?;
    // The stage must belong to its pipeline.
    if let Some(stage) = &input.stage {
        let pipeline = pipeline::require(db, Some(&Ref::Id(order.pipeline_id)))?;
        order.stage_id = pipeline::require_stage(db, &pipeline, Some(stage))?.id;
    }
    if let Some(description) = &input.description {
        order.description = description.to_string();
    }
    if let Some(line) = input.add_note.as_deref() {
        order.description = with_line("addNote", &order.description, line, NOTES_MAX)?;
    }
    if let Some(address) = &input.shipping_address {
        order.shipping_address = address.to_string();
    }
    if input.items.is_none() && input.currency.is_some_and(|currency| currency != order.currency) {
        let sentence = format!("the items are priced in {}", order.currency.code());
        return Err(Error::new(Code::CurrencyMismatch, sentence)
            .suggest("send `items` with their prices together with `currency`"));
    }
    let mut other_lines = false;
    if let Some(items) = &input.items {
        let (lines, currency) = lines::priced(db, items, input.currency, order.currency)?;
        order.currency = currency;
        order.total_minor = lines::total(&lines)?;
        other_lines = lines != lines::of(db, order.id)?;
        if other_lines {
            lines::replace(db, order.id, lines)?;
        }
    }
    order.save_also(db, other_lines)?;
    OrderOut::written(db, order.id)
}
