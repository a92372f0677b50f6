//! Payments: money that came in for an order, noted by hand. They are read with the order, and taken back by
//! undoChange.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{account::PaymentOut, invoice, order};
use crate::{
    error::{Code, Error, Result},
    id::{self, PaymentId},
    store::{
        TenantWrite,
        entity::{NewPayment, OrderRow, PaymentRow},
    },
    tool::{Command, Resource, Spec},
    tools::exactly_one,
    value::{Currency, Day, Line, PaymentMethod, Price, Ref, Text, amount_text},
};

/// `createPayment`.
pub static CREATE: Command<CreateInput, PaymentOut> = Command::new(
    Spec {
        name: "createPayment",
        title: "Note a payment",
        description: "Create a payment: money received for an order or invoice, or paid back.",
    },
    create,
);

/// What `createPayment` takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateInput {
    order_id: Option<Ref<id::Order>>,
    invoice_id: Option<Ref<id::Invoice>>,
    amount: Option<Price>,
    currency: Option<Currency>,
    method: PaymentMethod,
    paid_on: Option<Day>,
    #[schemars(extend("x-personal" = true))]
    reference: Option<Line<0, 200>>,
    #[schemars(extend("x-personal" = true))]
    reason: Option<Text<0, 500>>,
}

fn create(db: &mut TenantWrite<'_>, input: CreateInput) -> Result<Resource<PaymentOut>> {
    exactly_one(&[
        ("orderId", input.order_id.is_some()),
        ("invoiceId", input.invoice_id.is_some()),
    ])?;
    let order = match (&input.order_id, &input.invoice_id) {
        (Some(order), _) => order::require(db, order)?,
        (None, Some(invoice)) => invoice::order_of(db, invoice)?,
        (None, None) => return Err(Error::internal("neither an order nor an invoice")),
    };
    let amount = amount(&order, &input)?;
    let reason = input.reason.as_deref().unwrap_or_default();
    if amount < 0 && reason.is_empty() {
        let sentence =
            format!("{} would go back without a reason", amount_text(-amount, order.currency));
        return Err(Error::new(Code::PaymentInvalid, sentence).suggest("send `reason`"));
    }
    let today = db.site()?.today();
    let paid_on = input.paid_on.unwrap_or(today);
    if paid_on > today {
        let sentence = format!("paidOn: {paid_on} has not come yet, today is {today}");
        return Err(Error::new(Code::PaymentInvalid, sentence).suggest(
            "note a payment when the money is there; what is expected is the order's dueOn",
        ));
    }
    let payment = NewPayment {
        id: PaymentId::new(),
        order_id: order.id,
        amount_minor: amount,
        currency: order.currency,
        method: input.method,
        paid_on,
        reference: input.reference.as_deref().unwrap_or_default().to_owned(),
        reason: reason.to_owned(),
    };
    payment.insert(db)?;
    // Refuses too much before an answer says otherwise.
    db.settle()?;
    let row = PaymentRow::by_id(db, payment.id)?;
    let row = row.ok_or_else(|| Error::internal("a payment is gone"))?;
    Ok(Resource::new(PaymentOut::of(row, Some(order.balance_minor() - amount))))
}

/// The amount in minor units of the order's currency.
fn amount(order: &OrderRow, input: &CreateInput) -> Result<i64> {
    if let Some(currency) = input.currency.filter(|currency| *currency != order.currency) {
        let (own, number) = (order.currency.code(), order.number);
        let sentence =
            format!("order {number} is in {own}, and the payment in {}", currency.code());
        return Err(Error::new(Code::CurrencyMismatch, sentence)
            .suggest(format!("send what it was worth in {own}, as agreed with the customer")));
    }
    let amount = match &input.amount {
        Some(amount) => amount.to_signed_minor(order.currency)?,
        None => order.balance_minor(),
    };
    if amount == 0 {
        let sentence = if input.amount.is_some() {
            "a payment of nothing is none".to_owned()
        } else {
            format!("nothing is due for order {}", order.number)
        };
        return Err(Error::new(Code::PaymentInvalid, sentence)
            .suggest("look at the order with getOrder; send `amount` for what was paid"));
    }
    Ok(amount)
}
