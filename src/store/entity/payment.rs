//! Payments: money that came in for an order, or went back.

use crate::{
    id::{OrderId, PaymentId},
    value::{Currency, Day, PaymentMethod},
};
use deskhand_entity::Entity;

/// A row of `payment`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "payment", tools("order", "payment"), people, label = method, sort = "-paidOn", new = NewPayment)]
pub(crate) struct PaymentRow {
    pub(crate) id: PaymentId,
    #[column(fixed)]
    pub(crate) order_id: OrderId,
    /// In the smallest unit of the currency (cents); negative where money went back.
    #[column(fixed)]
    pub(crate) amount_minor: i64,
    #[column(fixed)]
    pub(crate) currency: Currency,
    pub(crate) method: PaymentMethod,
    pub(crate) paid_on: Day,
    /// What the bank or the person wrote beside it.
    #[column(personal, external(source = "notes"))]
    pub(crate) reference: String,
    /// Why it went back.
    #[column(personal, external(source = "notes"))]
    pub(crate) reason: String,
}
