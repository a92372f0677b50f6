//! Bookings: what takes place when, for whom. Two never take the same time; what that means is the table's to say.

pub mod create;
pub mod get;
pub mod update;

mod conflict;
mod offered;
mod status;
mod when;

pub(crate) use self::create::insert as put_in;
pub use self::get::BookingOut;
use self::when::When;
use super::{contact, order};
use crate::{
    clock::Time,
    error::{Code, Error, Result},
    id,
    store::{
        TenantRead, bookings,
        entity::{BookingRow, ContactRow, OrderRow, Select, select},
    },
    tools::the_only,
    value::Ref,
};

/// Characters of what is noted down.
const NOTES_MAX: usize = 5_000;

/// Minutes of travel before or after: a day.
const TRAVEL_MAX: i64 = 24 * 60;

/// Said where somebody may wait for a word.
const NOBODY_TOLD: &str = "Nobody is told of it automatically";

/// `“Portrait” of Anna Vale`, as far as the agent may know whose it is.
fn named(db: &TenantRead<'_>, booking: &BookingRow) -> String {
    // A name that the contact has chosen could not be marked as untrusted here.
    let known = booking.contact_name_from.is_none() && db.may_read("contact");
    let name = booking.contact_name.as_ref().filter(|_| known);
    let of = name.map(|name| format!(" of {name}")).unwrap_or_default();
    format!("“{}”{of}", booking.title)
}

/// The booking, which must exist, by its id or the contact who has only that one before it.
fn require(db: &TenantRead<'_>, booking: &Ref<id::Booking>) -> Result<BookingRow> {
    find(db, booking)?.ok_or_else(|| {
        Error::new(Code::BookingNotFound, format!("there is no booking `{booking}`"))
            .suggest("find it with getBooking { from, to } or { contactId }")
    })
}

fn find(db: &TenantRead<'_>, booking: &Ref<id::Booking>) -> Result<Option<BookingRow>> {
    match booking {
        Ref::Id(id) => BookingRow::by_id(db, *id),
        Ref::Name(name) => of_contact_named(db, name),
    }
}

/// The only booking that the contact with that name has before it.
fn of_contact_named(db: &TenantRead<'_>, name: &str) -> Result<Option<BookingRow>> {
    const AHEAD: Select<BookingRow> = select!(
        BookingRow,
        "b.contact_id = :contact AND b.ends_at > :now AND b.status IN ('hold', 'pending', 'confirmed')
         ORDER BY b.starts_at, b.id LIMIT 5"
    );
    let Some(contact) = contact::named_by(db, name)? else { return Ok(None) };
    let ahead = db.rows(&AHEAD, &[(":contact", contact.id.into()), (":now", db.now()?.into())])?;
    let zone = &db.site()?.timezone;
    the_only(name, ahead, |booking| {
        let at = booking.starts_at.there(zone).strftime("%A %-d %B, %H:%M").to_string();
        format!("“{}” on {at} ({})", booking.title, booking.id)
    })
}

/// The order that a booking belongs to, which must be of the same contact where both are said.
fn order_of(
    db: &TenantRead<'_>,
    order: &Ref<id::Order>,
    contact: Option<&ContactRow>,
) -> Result<OrderRow> {
    let order = order::require(db, order)?;
    match contact.filter(|contact| contact.id != order.contact_id) {
        None => Ok(order),
        Some(_) => Err(of_another(order.number)),
    }
}

fn of_another(number: i64) -> Error {
    Error::new(Code::ArgumentInvalid, format!("order {number} is of another contact"))
        .suggest("leave out contactId or orderId, or send the two that belong together")
}

/// What the clock at a place is to show at a moment, with its offset.
pub(crate) fn wall(at: Time, zone: &str) -> String {
    at.there(zone).strftime("%Y-%m-%dT%H:%M%:z").to_string()
}

/// Refuses what would take more than 31 days with travel and buffers.
fn refuse_long(booking: &BookingRow) -> Result<()> {
    let busy = booking.busy();
    if busy.until.0 - busy.from.0 <= bookings::BUSY_MS_MAX {
        return Ok(());
    }
    Err(Error::new(
        Code::ArgumentInvalid,
        "with travel and buffers it would take more than 31 days",
    )
    .suggest("make it shorter, or close the days with updateAvailability { exceptions }"))
}
