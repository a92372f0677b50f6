//! Orders: what a contact wants to have, line by line, on its way through a pipeline.

pub mod create;
pub mod get;
pub mod update;

mod lines;
mod row;

pub use self::get::OrderOut;
use crate::{
    error::{Code, Error, Result},
    id::{self, ContactId, OrderId},
    store::{TenantRead, entity::OrderRow},
    value::Ref,
};

/// So many orders are shown with a contact.
const SHOWN_MAX: i64 = 20;

/// The order, which must be there. It has no name but its id.
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

pub(super) fn of_contact(db: &TenantRead<'_>, contact: ContactId) -> Result<Vec<OrderOut>> {
    let wanted = row::Wanted { contact: Some(contact), ..row::Wanted::default() };
    let orders = row::listed(db, &wanted, row::NEWEST, SHOWN_MAX)?;
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id).collect();
    let mut lines = lines::of_each(db, &ids)?;
    let out = |order: OrderRow| {
        let lines = lines.remove(&order.id).unwrap_or_default();
        OrderOut::of(db, order, lines)
    };
    Ok(orders.into_iter().map(out).collect())
}
