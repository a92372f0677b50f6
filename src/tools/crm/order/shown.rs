//! Orders as tools return them.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::lines::{self, Line};
use crate::{
    clock::Time,
    error::{Error, Result},
    id::{ContactId, OrderId, PackageId},
    store::{TenantRead, entity::OrderRow},
    tool::{Listing, Resource},
    tools::crm::account::{self, DocumentOut, PaymentOut},
    value::{
        Choice as _, Currency, Day, Discount, OrderStatus, Percent, Reduction, Trust, Untrusted,
        Words, words_schema,
    },
};

/// An order as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct OrderOut {
    pub(super) id: OrderId,
    /// How people name it.
    number: i64,
    contact_id: ContactId,
    // Only for agents that may read contacts.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_name: Option<String>,
    // Set if the contact has chosen the name; `source` says where.
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<Trust>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    source: Option<String>,
    pipeline: String,
    stage: String,
    /// pending, confirmed, cancelled
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "words_schema")]
    description: Option<Untrusted<Words>>,
    shipping_address: String,
    items: Vec<ItemOut>,
    #[schemars(with = "String")]
    ordered_on: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    due_on: Option<Day>,
    /// Past its day, and not paid.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    overdue: bool,
    /// "10%", or an amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Discount>")]
    discount: Option<Value>,
    /// That of the total.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    tax: Option<Value>,
    /// Whether the prices of the items have the tax in them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    tax_included: bool,
    /// In major units of the currency, with tax.
    #[schemars(with = "f64")]
    total: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    paid: Option<Value>,
    /// Taken off its invoice by credit notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    credited: Option<Value>,
    /// What is still due.
    #[schemars(with = "f64")]
    balance: Value,
    #[schemars(with = "String")]
    currency: Currency,
    #[serde(skip_serializing_if = "Option::is_none")]
    payments: Option<Vec<PaymentOut>>,
    /// Its quotes and invoices.
    #[serde(skip_serializing_if = "Option::is_none")]
    documents: Option<Vec<DocumentOut>>,
    version: i64,
    created_at: Time,
    updated_at: Time,
}

/// A line of an order as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
struct ItemOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    package_id: Option<PackageId>,
    title: String,
    #[schemars(with = "f64")]
    unit_price: Value,
    quantity: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Discount>")]
    discount: Option<Value>,
    /// A percentage.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    tax: Option<Percent>,
}

/// A discount as it was said.
fn discount(reduction: Reduction, currency: Currency) -> Option<Value> {
    match reduction {
        Reduction { percent, .. } if percent > Percent::ZERO => Some(format!("{percent}%").into()),
        Reduction { minor, .. } if minor > 0 => Some(currency.to_major(minor)),
        Reduction { .. } => None,
    }
}

impl OrderOut {
    /// Orders with their items.
    pub(super) fn listed(
        db: &TenantRead<'_>,
        orders: Listing<OrderRow>,
    ) -> Result<Listing<OrderOut>> {
        let ids: Vec<OrderId> = orders.items().iter().map(|order| order.id).collect();
        let lines = lines::of_each(db, &ids)?;
        let today = db.site()?.today();
        orders.map(|order| {
            let lines = lines.get(&order.id).cloned().unwrap_or_default();
            Ok(OrderOut::of(db, order, lines, today))
        })
    }

    /// The same with what was paid and written for it.
    pub(super) fn whole(
        db: &TenantRead<'_>,
        orders: Listing<OrderRow>,
    ) -> Result<Listing<OrderOut>> {
        let mut listed = OrderOut::listed(db, orders)?;
        for order in listed.items_mut() {
            order.payments = Some(account::payments(db, order.id)?);
            if db.may_read("invoice") {
                order.documents = Some(DocumentOut::of_order(db, order.id)?);
            }
        }
        Ok(listed)
    }

    pub(super) fn of(
        db: &TenantRead<'_>,
        order: OrderRow,
        lines: Vec<Line>,
        today: Day,
    ) -> OrderOut {
        let currency = order.currency;
        let items = lines.into_iter().map(|line| ItemOut {
            package_id: line.package_id,
            title: line.title,
            unit_price: currency.to_major(line.unit_price_minor),
            quantity: line.quantity,
            discount: discount(line.discount, currency),
            tax: Some(line.tax_rate).filter(|rate| *rate > Percent::ZERO),
        });
        let (names, balance) = (db.may_read("contact"), order.balance_minor());
        let from = order.contact_name_from.filter(|_| names);
        let off = Reduction { minor: order.discount_minor, percent: order.discount_percent };
        let some = |minor: i64| (minor != 0).then(|| currency.to_major(minor));
        OrderOut {
            items: items.collect(),
            id: order.id,
            number: order.number,
            contact_id: order.contact_id,
            contact_name: names.then_some(order.contact_name),
            trust: from.as_ref().map(|_| Trust::Untrusted),
            source: from,
            pipeline: order.pipeline_key,
            stage: order.stage_key,
            status: order.status.as_str(),
            description: Untrusted::words("notes", order.description),
            shipping_address: order.shipping_address,
            ordered_on: order.ordered_on,
            due_on: order.due_on,
            overdue: order.status == OrderStatus::Confirmed
                && balance > 0
                && order.due_on.is_some_and(|due| due < today),
            discount: discount(off, currency),
            tax: some(order.tax_minor),
            tax_included: order.tax_included && order.tax_minor > 0,
            total: currency.to_major(order.total_minor),
            paid: some(order.paid_minor),
            credited: some(order.credited_minor),
            balance: currency.to_major(balance),
            currency,
            payments: None,
            documents: None,
            version: order.version,
            created_at: order.created_at,
            updated_at: order.updated_at,
        }
    }

    /// The order after a write.
    pub(super) fn written(db: &TenantRead<'_>, id: OrderId) -> Result<Resource<OrderOut>> {
        let row = OrderRow::by_id(db, id)?.ok_or_else(|| Error::internal("an order is gone"))?;
        let lines = lines::of(db, id)?;
        let today = db.site()?.today();
        Ok(Resource::new(OrderOut::of(db, row, lines, today)))
    }
}
