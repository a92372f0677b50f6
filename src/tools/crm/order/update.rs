//! `updateOrder`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    lines::{self, LineInput},
    shown::OrderOut,
};
use crate::{
    error::{Code, Error, Result},
    id,
    store::{Sql, TenantWrite, entity::OrderRow, ledger},
    tool::{Command, Resource, Spec},
    tools::crm::{contact, pipeline},
    value::{
        Currency, Day, Discount, OrderStatus, Patch, Reduction, Ref, Text, amount_text, with_line,
    },
};

/// The tool.
pub static TOOL: Command<Input, OrderOut> = Command::new(
    Spec {
        name: "updateOrder",
        title: "Update an order",
        description: "Update an order: its stage, status, items, discount, dates, contact.",
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
    status: Option<OrderStatus>,
    #[schemars(extend("x-personal" = true, "x-unlisted" = true))]
    description: Option<Text<0, NOTES_MAX>>,
    #[schemars(extend("x-personal" = true))]
    add_note: Option<Text<1, NOTES_MAX>>,
    #[schemars(extend("x-personal" = true, "x-unlisted" = true))]
    shipping_address: Option<Text<0, 500>>,
    /// All of them: [{ title, … }]
    #[schemars(length(min = 1, max = 100))]
    items: Option<Vec<LineInput>>,
    #[schemars(extend("x-unlisted" = true))]
    currency: Option<Currency>,
    discount: Option<Discount>,
    #[schemars(extend("x-unlisted" = true))]
    ordered_on: Option<Day>,
    #[serde(default)]
    due_on: Patch<Day>,
    contact_id: Option<Ref<id::Contact>>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<OrderOut>> {
    // It must exist, in the version that the caller expects.
    let mut order = super::require(db, &input.id)?;
    let key = order.id.to_string();
    ledger::expect_version(db, "customer_order", &key, order.version, input.expected_version)?;
    let before = order.clone();
    order.status = input.status.unwrap_or(order.status);
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
    if let Some(contact) = &input.contact_id {
        order.contact_id = contact::require(db, contact)?.id;
    }
    order.ordered_on = input.ordered_on.unwrap_or(order.ordered_on);
    order.due_on = input.due_on.clone().applied(order.due_on);
    super::refuse_due_before(order.ordered_on, order.due_on)?;
    let other_lines = reprice(db, &mut order, &input)?;
    order.save_also(db, other_lines)?;
    let note = note(db, &before, &order)?;
    Ok(OrderOut::written(db, order.id)?.noting(note))
}

/// What is to be known of the status that it has now.
fn note(db: &TenantWrite<'_>, before: &OrderRow, now: &OrderRow) -> Result<Option<String>> {
    const BOOKED: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM booking
         WHERE tenant_id = :tenant AND contact_id = :contact AND (order_id IS NULL OR order_id = :order)
           AND status IN ('hold', 'pending', 'confirmed') AND ends_at > :now",
    );
    let is_moved = before.stage_id != now.stage_id;
    if now.status == OrderStatus::Pending && is_moved {
        return Ok(Some(format!(
            "Order {} is pending, so nobody owes it yet: send status: confirmed once it is agreed.",
            now.number
        )));
    }
    if now.status != OrderStatus::Cancelled || before.status == now.status {
        return Ok(None);
    }
    let mut said = Vec::new();
    if now.paid_minor > 0 {
        let paid = amount_text(now.paid_minor, now.currency);
        said.push(format!("{paid} has come in; what goes back is a createPayment of less than 0."));
    }
    let of = [
        (":contact", now.contact_id.into()),
        (":order", now.id.into()),
        (":now", db.now()?.into()),
    ];
    let booked = db.count(&BOOKED, &of)?;
    if db.may_read("booking") && booked > 0 {
        let what = if booked == 1 { "booking stands" } else { "bookings stand" };
        said.push(format!(
            "{booked} {what} for this contact: getBooking {{ contactId }} shows, updateBooking cancels."
        ));
    }
    Ok((!said.is_empty()).then(|| said.join(" ")))
}

/// Replaces items and discount, and computes what the order comes to; whether there are other items.
fn reprice(db: &mut TenantWrite<'_>, order: &mut OrderRow, input: &Input) -> Result<bool> {
    if input.items.is_none() && input.discount.is_none() {
        return Ok(false);
    }
    let known = lines::of(db, order.id)?;
    let lines = match &input.items {
        None => None,
        Some(items) => {
            let (lines, currency) = lines::priced(db, items, input.currency, order.currency)?;
            if currency != order.currency && input.discount.is_none() && order.discount_minor > 0 {
                let sentence = format!("the discount is in {}", order.currency.code());
                return Err(Error::new(Code::CurrencyMismatch, sentence)
                    .suggest("send `discount` anew, or 0, together with the items"));
            }
            order.currency = currency;
            // Prices that are sent now are meant as the business prices now.
            order.tax_included = db.site()?.taxation().included;
            Some(lines)
        }
    };
    if let Some(discount) = &input.discount {
        let Reduction { minor, percent } = discount.reduction(order.currency)?;
        (order.discount_minor, order.discount_percent) = (minor, percent);
    }
    let discount = Reduction { minor: order.discount_minor, percent: order.discount_percent };
    let now = lines.as_ref().unwrap_or(&known);
    let sums = lines::sums(now, discount, order.tax_included)?;
    (order.total_minor, order.tax_minor) = (sums.total_minor, sums.tax_minor);
    order.title = lines::title(order.number, now);
    match lines.filter(|lines| *lines != known) {
        None => Ok(false),
        Some(lines) => {
            lines::replace(db, order.id, lines)?;
            Ok(true)
        }
    }
}
