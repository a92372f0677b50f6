//! `getOrder`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    lines::{self, Line},
    row::{self, NEWEST, Wanted},
};
use crate::{
    clock::Time,
    error::{Error, Result},
    id::{self, ContactId, OrderId, PackageId},
    store::{TenantRead, entity::OrderRow},
    tool::{Listing, Paging, Query, Resource, Spec},
    tools::{
        crm::{contact, pipeline},
        exactly_one,
    },
    value::{Currency, Ref, Trust, Untrusted, Words, words_schema},
};

/// The tool.
pub static TOOL: Query<Input, OrderOut> = Query::new(
    Spec {
        name: "getOrder",
        title: "Get orders",
        description: "Get orders with items and total, newest first. Exactly one of id, contactId, stage, all.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Option<Ref<id::Order>>,
    contact_id: Option<Ref<id::Contact>>,
    stage: Option<Ref<id::Stage>>,
    #[serde(default)]
    all: bool,
    pipeline: Option<Ref<id::Pipeline>>,
}

/// An order as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct OrderOut {
    pub(super) id: OrderId,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "words_schema")]
    description: Option<Untrusted<Words>>,
    shipping_address: String,
    items: Vec<ItemOut>,
    /// In major units of the currency.
    #[schemars(with = "f64")]
    total: Value,
    #[schemars(with = "String")]
    currency: Currency,
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
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<OrderOut>> {
    exactly_one(&[
        ("id", input.id.is_some()),
        ("contactId", input.contact_id.is_some()),
        ("stage", input.stage.is_some()),
        ("all", input.all),
    ])?;
    let named = input.pipeline.as_ref();
    let pipeline = named.map(|_| pipeline::require(db, named)).transpose()?;
    if let Some(order) = &input.id {
        let order = super::find(db, order)?;
        let within = |order: &OrderRow| {
            pipeline.as_ref().is_none_or(|pipeline| pipeline.id == order.pipeline_id)
        };
        return OrderOut::listed(db, Listing::one(order.filter(within)));
    }
    // The contact and pipeline of the filter must exist.
    let contact = input.contact_id.as_ref();
    let contact = contact.map(|contact| contact::require(db, contact)).transpose()?;
    let stage = match &input.stage {
        None => None,
        Some(stage) => {
            let pipeline = pipeline.clone().map_or_else(|| pipeline::require(db, None), Ok)?;
            Some(pipeline::require_stage(db, &pipeline, Some(stage))?.id)
        }
    };
    let wanted = Wanted {
        contact: contact.map(|contact| contact.id),
        stage,
        pipeline: pipeline.map(|pipeline| pipeline.id),
    };
    let after: String = paging.after_or(NEWEST.to_owned())?;
    let rows = row::listed(db, &wanted, &after, paging.fetch())?;
    OrderOut::listed(db, Listing::page(rows, paging, |order| order.id))
}

impl OrderOut {
    /// Orders with their items.
    fn listed(db: &TenantRead<'_>, orders: Listing<OrderRow>) -> Result<Listing<OrderOut>> {
        let ids: Vec<OrderId> = orders.items().iter().map(|order| order.id).collect();
        let lines = lines::of_each(db, &ids)?;
        orders.map(|order| {
            let lines = lines.get(&order.id).cloned().unwrap_or_default();
            Ok(OrderOut::of(db, order, lines))
        })
    }

    pub(super) fn of(db: &TenantRead<'_>, order: OrderRow, lines: Vec<Line>) -> OrderOut {
        let currency = order.currency;
        let items = lines.into_iter().map(|line| ItemOut {
            package_id: line.package_id,
            title: line.title,
            unit_price: currency.to_major(line.unit_price_minor),
            quantity: line.quantity,
        });
        let names = db.may_read("contact");
        let from = order.contact_name_from.filter(|_| names);
        OrderOut {
            items: items.collect(),
            id: order.id,
            contact_id: order.contact_id,
            contact_name: names.then_some(order.contact_name),
            trust: from.as_ref().map(|_| Trust::Untrusted),
            source: from,
            pipeline: order.pipeline_key,
            stage: order.stage_key,
            description: Untrusted::words("notes", order.description),
            shipping_address: order.shipping_address,
            total: currency.to_major(order.total_minor),
            currency,
            version: order.version,
            created_at: order.created_at,
            updated_at: order.updated_at,
        }
    }

    /// The order after a write.
    pub(super) fn written(db: &TenantRead<'_>, id: OrderId) -> Result<Resource<OrderOut>> {
        let row = OrderRow::by_id(db, id)?.ok_or_else(|| Error::internal("an order is gone"))?;
        let lines = lines::of(db, id)?;
        Ok(Resource::new(OrderOut::of(db, row, lines)))
    }
}
