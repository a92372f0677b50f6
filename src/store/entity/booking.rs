//! Bookings: what takes place when, for whom.

use deskhand_entity::Entity;

use crate::{
    clock::Time,
    id::{BookingId, ContactId, OrderId, PackageId},
    value::BookingStatus,
};

/// A row of `booking`, with the name of its contact.
///
/// No two of a resource meet: triggers of the table refuse it.
#[derive(Clone, Debug, Entity)]
#[entity(table = "booking", alias = "b", people, label = title, sort = "start", new = NewBooking)]
#[entity(
    personal_unless = "package_id",
    check = "a booking ends after it begins and takes 31 days at most"
)]
#[left_join(c = "contact", on = "contact_id")]
// Who or what is busy. A business has one, which has no name, so no row of it says so.
#[extra(column = "resource", kind = crate::store::entity::Kind::Text, impersonal, hidden)]
pub(crate) struct BookingRow {
    pub(crate) id: BookingId,
    pub(crate) package_id: Option<PackageId>,
    #[column(personal)]
    pub(crate) title: String,
    pub(crate) contact_id: Option<ContactId>,
    #[column(from = "c.name", hidden)]
    pub(crate) contact_name: Option<String>,
    #[column(from = "c.name_from", hidden)]
    pub(crate) contact_name_from: Option<String>,
    pub(crate) order_id: Option<OrderId>,
    pub(crate) status: BookingStatus,
    /// Only of a hold.
    pub(crate) expires_at: Option<Time>,
    #[column(wire = "start")]
    pub(crate) starts_at: Time,
    #[column(wire = "end")]
    pub(crate) ends_at: Time,
    pub(crate) all_day: bool,
    /// An IANA name.
    #[column(impersonal)]
    pub(crate) zone: String,
    /// What the clock there was to show: `2026-06-14T14:00+02:00`.
    #[column(impersonal, hidden)]
    pub(crate) wall: String,
    #[column(personal, identity, heavy)]
    pub(crate) place: String,
    pub(crate) travel_before_minutes: i64,
    pub(crate) travel_after_minutes: i64,
    pub(crate) buffer_before_minutes: i64,
    pub(crate) buffer_after_minutes: i64,
    // Staff write down here what a customer says, so it can be text from outside.
    #[column(personal, external(source = "notes"), heavy)]
    pub(crate) notes: String,
    /// How it came in.
    #[column(impersonal)]
    pub(crate) source: String,
    pub(crate) version: i64,
    pub(crate) created_at: Time,
    pub(crate) updated_at: Time,
}
