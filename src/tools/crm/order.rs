//! Orders: what a contact orders, item by item, and its stage in a pipeline.

pub mod create;
pub mod get;
pub mod update;

mod lines;
mod row;

use std::collections::BTreeMap;

pub use self::get::OrderOut;
use crate::{
    error::{Code, Error, Result},
    id::{self, ContactId, OrderId},
    store::{TenantRead, entity::OrderRow},
    value::Ref,
};

/// The order, which must exist. Orders have no name, only an id.
fn require(db: &TenantRead<'_>, order: &Ref<id::Order>) -> Result<OrderRow> {
    find(db, order)?.ok_or_else(|| {
        Error::new(Code::OrderNotFound, format!("there is no order `{order}`"))
            .suggest("find it with getOrder { contactId }")
    })
}

fn find(db: &TenantRead<'_>, order: &Ref<id::Order>) -> Result<Option<OrderRow>> {
    match order {
        Ref::Id(id) => OrderRow::by_id(db, *id),
        Ref::Name(_) => Ok(None),
    }
}

/// The newest orders of each of several contacts, newest first.
pub(super) fn of_contacts(
    db: &TenantRead<'_>,
    contacts: &[ContactId],
) -> Result<BTreeMap<ContactId, Vec<OrderOut>>> {
    let orders = row::newest_of_each(db, contacts)?;
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id).collect();
    let mut lines = lines::of_each(db, &ids)?;
    let mut of_each: BTreeMap<ContactId, Vec<OrderOut>> = BTreeMap::new();
    for order in orders {
        let lines = lines.remove(&order.id).unwrap_or_default();
        of_each.entry(order.contact_id).or_default().push(OrderOut::of(db, order, lines));
    }
    Ok(of_each)
}
