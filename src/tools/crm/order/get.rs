//! `getOrder`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    row::{self, NEWEST, Wanted},
    shown::OrderOut,
};
use crate::{
    error::Result,
    id,
    store::{TenantRead, entity::OrderRow},
    tool::{Listing, Paging, Query, Spec},
    tools::{
        at_most_one,
        crm::{contact, pipeline},
        exactly_one,
    },
    value::Ref,
};

/// The tool.
pub static TOOL: Query<Input, OrderOut> = Query::new(
    Spec {
        name: "getOrder",
        title: "Get orders",
        description: "Get orders with items, total and balance. One of id, contactId, stage, all; or unpaid or overdue.",
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
    #[serde(default)]
    unpaid: bool,
    #[serde(default)]
    overdue: bool,
    pipeline: Option<Ref<id::Pipeline>>,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<OrderOut>> {
    let scopes = [
        ("id", input.id.is_some()),
        ("contactId", input.contact_id.is_some()),
        ("stage", input.stage.is_some()),
        ("all", input.all),
    ];
    // What is owed is a scope of its own, and narrows another one.
    let is_owed = input.unpaid || input.overdue;
    if is_owed {
        at_most_one(&scopes)?;
    } else {
        exactly_one(&scopes)?;
    }
    let named = input.pipeline.as_ref();
    let pipeline = named.map(|_| pipeline::require(db, named)).transpose()?;
    if let Some(order) = &input.id {
        let order = super::find(db, order)?;
        let within = |order: &OrderRow| {
            pipeline.as_ref().is_none_or(|pipeline| pipeline.id == order.pipeline_id)
        };
        return OrderOut::whole(db, Listing::one(order.filter(within)));
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
        overdue: if input.overdue { Some(db.site()?.today()) } else { None },
    };
    let after: String = paging.after_or(NEWEST.to_owned())?;
    if is_owed {
        let rows = row::owed(db, &wanted, &after, paging.fetch())?;
        let note = row::owed_in_all(db, &wanted)?;
        return Ok(
            OrderOut::listed(db, Listing::page(rows, paging, |order| order.id))?.noting(note)
        );
    }
    let rows = row::listed(db, &wanted, &after, paging.fetch())?;
    OrderOut::listed(db, Listing::page(rows, paging, |order| order.id))
}
