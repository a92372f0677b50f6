//! `createOrder`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{
    lines::{self, LineInput},
    row,
    shown::OrderOut,
};
use crate::{
    error::{Error, Result},
    id::{self, ContactId, OrderId, PackageId},
    store::{TenantWrite, entity::NewOrder},
    tool::{Command, Resource, Spec},
    tools::crm::{contact, pipeline},
    value::{Currency, Day, Discount, OrderStatus, Ref, Text},
};

/// The tool.
pub static TOOL: Command<Input, OrderOut> = Command::new(
    Spec {
        name: "createOrder",
        title: "Create an order",
        description: "Create an order of a contact from packages or free lines.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    contact_id: Ref<id::Contact>,
    /// [{ packageId | title, unitPrice?, quantity?, discount?, tax? }]
    #[schemars(length(min = 1, max = 100))]
    items: Vec<LineInput>,
    currency: Option<Currency>,
    pipeline: Option<Ref<id::Pipeline>>,
    stage: Option<Ref<id::Stage>>,
    status: Option<OrderStatus>,
    #[schemars(extend("x-personal" = true))]
    description: Option<Text<0, 5000>>,
    #[schemars(extend("x-personal" = true))]
    shipping_address: Option<Text<0, 500>>,
    /// Off the whole: "10%" or an amount.
    discount: Option<Discount>,
    ordered_on: Option<Day>,
    due_on: Option<Day>,
}

/// Opens an order for a contact who has asked for something: as `createOrder` does, in the first stage, and pending.
pub(crate) fn opened(
    db: &mut TenantWrite<'_>,
    contact: ContactId,
    (package, title): (Option<PackageId>, &str),
    description: &str,
) -> Result<OrderId> {
    let item = match package {
        Some(package) => json!({ "packageId": package }),
        None => json!({ "title": title, "unitPrice": 0 }),
    };
    let input = json!({ "contactId": contact, "items": [item], "description": description,
        "status": "pending" });
    let input: Input = serde_json::from_value(input).map_err(Error::internal)?;
    run(db, input).map(|order| order.data.id)
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<OrderOut>> {
    // The contact and the stage must exist.
    let contact = contact::require(db, &input.contact_id)?;
    let pipeline = pipeline::require(db, input.pipeline.as_ref())?;
    let stage = pipeline::require_stage(db, &pipeline, input.stage.as_ref())?;
    let site = db.site()?;
    let (lines, currency) = lines::priced(db, &input.items, input.currency, site.currency)?;
    let discount = input.discount.map(|discount| discount.reduction(currency)).transpose()?;
    let discount = discount.unwrap_or_default();
    let tax_included = site.taxation().included;
    let sums = lines::sums(&lines, discount, tax_included)?;
    let ordered_on = input.ordered_on.unwrap_or_else(|| site.today());
    super::refuse_due_before(ordered_on, input.due_on)?;

    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let number = row::next_number(db)?;
    let order = NewOrder {
        id: OrderId::new(),
        number,
        contact_id: contact.id,
        stage_id: stage.id,
        status: input.status.unwrap_or(OrderStatus::Confirmed),
        description: text(input.description.as_deref()),
        shipping_address: text(input.shipping_address.as_deref()),
        title: lines::title(number, &lines),
        ordered_on,
        due_on: input.due_on,
        discount_minor: discount.minor,
        discount_percent: discount.percent,
        tax_included,
        total_minor: sums.total_minor,
        tax_minor: sums.tax_minor,
        currency,
    };
    order.insert(db)?;
    lines::add(db, order.id, lines)?;
    OrderOut::written(db, order.id)
}
