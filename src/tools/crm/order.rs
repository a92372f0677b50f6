//! Orders: what a contact orders, item by item, and its stage in a pipeline.

pub mod create;
pub mod get;
pub mod update;

pub(in crate::tools::crm) mod lines;
mod row;
mod shown;

use std::collections::BTreeMap;

pub use self::shown::OrderOut;
use super::contact;
use crate::{
    error::{Code, Error, Result},
    id::{self, ContactId, OrderId, PackageId},
    store::{TenantRead, entity::OrderRow},
    tools::the_only,
    value::{Day, Ref, amount_text},
};

/// The order, which must exist, named as [`find`] takes it.
pub(in crate::tools::crm) fn require(
    db: &TenantRead<'_>,
    order: &Ref<id::Order>,
) -> Result<OrderRow> {
    find(db, order)?.ok_or_else(|| {
        Error::new(Code::OrderNotFound, format!("there is no order `{order}`"))
            .suggest("find it with getOrder { contactId }")
    })
}

/// The order, if it is there, by its id, its number, or the contact who has only that one.
///
/// # Errors
/// `NAME_AMBIGUOUS` if the contact has several that are not cancelled.
pub(in crate::tools) fn find(
    db: &TenantRead<'_>,
    order: &Ref<id::Order>,
) -> Result<Option<OrderRow>> {
    match order {
        Ref::Id(id) => OrderRow::by_id(db, *id),
        Ref::Name(name) => match name.trim().trim_start_matches('#').parse::<i64>() {
            Ok(number) => row::by_number(db, number),
            Err(_) => of_contact_named(db, name),
        },
    }
}

/// The only order of the contact with that name that is not cancelled.
fn of_contact_named(db: &TenantRead<'_>, name: &str) -> Result<Option<OrderRow>> {
    let Some(contact) = contact::named_by(db, name)? else { return Ok(None) };
    let named = row::open_of_contact(db, contact.id)?;
    the_only(name, named, |order| {
        let total = amount_text(order.total_minor, order.currency);
        format!("order {} of {}, {total} {}", order.number, order.ordered_on, order.currency.code())
    })
}

/// The order of a contact that a booking of a package is for: the only one that nothing is booked for yet.
pub(in crate::tools::crm) fn awaiting(
    db: &TenantRead<'_>,
    contact: ContactId,
    package: PackageId,
) -> Result<Option<OrderRow>> {
    let mut unbooked =
        if db.may_read("order") { row::unbooked(db, contact, package)? } else { Vec::new() };
    Ok(unbooked.pop().filter(|_| unbooked.is_empty()))
}

/// Refuses a day by which something is due that is before its own.
pub(in crate::tools::crm) fn refuse_due_before(day: Day, due: Option<Day>) -> Result<()> {
    let Some(due) = due.filter(|due| *due < day) else { return Ok(()) };
    Err(Error::new(Code::ArgumentInvalid, format!("dueOn: {due} is before its own day, {day}"))
        .suggest("send a day that is not earlier"))
}

/// What is owed in all, in words, if anything is; and what of that is late.
pub(in crate::tools) fn owed_in_words(
    db: &TenantRead<'_>,
) -> Result<(Option<String>, Option<String>)> {
    row::owed_in_words(db, db.site()?.today())
}

/// The newest orders of each of several contacts, newest first.
pub(super) fn of_contacts(
    db: &TenantRead<'_>,
    contacts: &[ContactId],
) -> Result<BTreeMap<ContactId, Vec<OrderOut>>> {
    let orders = row::newest_of_each(db, contacts)?;
    let ids: Vec<OrderId> = orders.iter().map(|order| order.id).collect();
    let mut lines = lines::of_each(db, &ids)?;
    let today = db.site()?.today();
    let mut of_each: BTreeMap<ContactId, Vec<OrderOut>> = BTreeMap::new();
    for order in orders {
        let lines = lines.remove(&order.id).unwrap_or_default();
        of_each.entry(order.contact_id).or_default().push(OrderOut::of(db, order, lines, today));
    }
    Ok(of_each)
}
