//! What visitors do on the booking page of the site: they book a free time, move their booking, or cancel it.
//!
//! Unlike the owner, who may have anything booked at any time that is free, they are held to the rules: only a start
//! that is offered can be had. Whether it is still free is looked up in the transaction that takes it, and the table
//! refuses the rest.

use super::conversation::reception::{self, Limit, Received, Taken};
use crate::{
    calendar::{Bookable, Offer, bookable},
    clock::{Time, spoken_span},
    error::{Code, Error, Result},
    id::{BookingId, PackageId},
    store::{
        Sql, TenantRead, TenantWrite, bookings,
        entity::{BookingRow, ConversationRow, NewBooking},
    },
    tools::crm::booking::{put_in, wall},
    value::BookingStatus,
};

/// How such a booking says where it comes from.
pub(crate) const SITE: &str = "site";

/// What the enquiry says that came with it.
pub(crate) const FORM: &str = "book";

/// What a visitor wants to book.
pub(crate) struct Wish {
    pub(crate) package: PackageId,
    pub(crate) starts_at: Time,
    /// Who they are, checked.
    pub(crate) received: Received,
    /// What they say about it.
    pub(crate) message: String,
}

/// What became of it.
pub(crate) enum Booked {
    Now(BookingId),
    /// A second copy of a post.
    Before(BookingId),
    TooMany {
        of_address: bool,
    },
    /// It was taken for spam and is kept for the owner, without a booking.
    Spam,
}

/// Books, with the contact and the conversation of an enquiry. The caller records the change.
///
/// # Errors
/// `BOOKING_CONFLICT` where somebody else has the time, `PACKAGE_NOT_FOUND` where it is not offered any more.
pub(crate) fn book(db: &mut TenantWrite<'_>, wish: Wish, limit: Limit) -> Result<Booked> {
    let Wish { package, starts_at, received, message } = wish;
    let offered = bookable(db)?.into_iter().find(|offered| offered.id == package);
    let Some(offered) = offered else {
        return Err(Error::new(Code::PackageNotFound, "it cannot be booked any more"));
    };
    let is_spam = received.spam.is_some();
    let conversation = match reception::take(db, received, limit)? {
        Taken::Kept(conversation) => conversation,
        Taken::TooMany { of_address } => return Ok(Booked::TooMany { of_address }),
        Taken::Known if is_spam => return Ok(Booked::Spam),
        Taken::Known => {
            let known = made_before(db, package, starts_at)?.ok_or_else(|| taken(None))?;
            return Ok(Booked::Before(known));
        }
    };
    if is_spam {
        return Ok(Booked::Spam);
    }
    let offer = offered_at(db, &offered, starts_at, None)?;
    let site = db.site()?;
    let contact = ConversationRow::by_id(db, conversation)?.and_then(|row| row.contact_id);
    let ends_at = starts_at.plus_ms(60_000 * offered.minutes);
    let booking = NewBooking {
        id: BookingId::new(),
        package_id: Some(package),
        title: offered.name,
        contact_id: contact,
        order_id: None,
        status: if offered.at_once { BookingStatus::Confirmed } else { BookingStatus::Pending },
        expires_at: None,
        starts_at,
        ends_at,
        all_day: false,
        wall: wall(starts_at, &site.timezone),
        zone: site.timezone.clone(),
        place: String::new(),
        travel_before_minutes: 0,
        travel_after_minutes: 0,
        buffer_before_minutes: offer.rules.buffer_before_minutes,
        buffer_after_minutes: offer.rules.buffer_after_minutes,
        notes: message,
        source: SITE.to_owned(),
    };
    put_in(db, &booking)?;
    Ok(Booked::Now(booking.id))
}

/// Moves a visitor's booking to another time that is offered.
///
/// # Errors
/// `BOOKING_CONFLICT` where the time is not free, `BOOKING_CANCELLED` where it is too late for that.
pub(crate) fn move_to(db: &mut TenantWrite<'_>, id: BookingId, starts_at: Time) -> Result<()> {
    let mut booking = changeable(db, id)?;
    let before = booking.clone();
    if before.starts_at == starts_at {
        return Ok(());
    }
    let minutes = minutes(&booking);
    let offer = offered_for(db, booking.package_id, minutes, starts_at, Some(id))?;
    let site = db.site()?;
    let ends_at = starts_at.plus_ms(60_000 * minutes);
    (booking.starts_at, booking.ends_at) = (starts_at, ends_at);
    booking.wall = wall(starts_at, &site.timezone);
    booking.zone.clone_from(&site.timezone);
    booking.buffer_before_minutes = offer.rules.buffer_before_minutes;
    booking.buffer_after_minutes = offer.rules.buffer_after_minutes;
    bookings::drop_expired_holds(db, booking.id, booking.busy())?;
    booking.save(db)?;
    let zone = &site.timezone;
    tell(db, &before, format!("moved: {} → {}", spoken(&before, zone), spoken(&booking, zone)))
}

/// Cancels a visitor's booking; one that is cancelled stays so.
///
/// # Errors
/// `BOOKING_CANCELLED` where it is too late for that.
pub(crate) fn cancel(db: &mut TenantWrite<'_>, id: BookingId) -> Result<()> {
    if BookingRow::by_id(db, id)?.is_some_and(|row| row.status == BookingStatus::Cancelled) {
        return Ok(());
    }
    let mut booking = changeable(db, id)?;
    booking.status = BookingStatus::Cancelled;
    booking.save(db)?;
    let zone = db.site()?.timezone.clone();
    tell(db, &booking, format!("cancelled: {}", spoken(&booking, &zone)))
}

/// Until when visitors may change a booking: as long before it as they have to book.
pub(crate) fn is_changeable(db: &TenantRead<'_>, booking: &BookingRow) -> Result<bool> {
    let is_open = matches!(booking.status, BookingStatus::Pending | BookingStatus::Confirmed);
    if !is_open || booking.all_day {
        return Ok(false);
    }
    let day = booking.starts_at.there(&db.site()?.timezone).date();
    let offer =
        Offer::read(db, booking.package_id, minutes(booking), (day, day), Some(booking.id))?;
    let last = booking.starts_at.plus_ms(-60_000 * offer.rules.notice_minutes);
    Ok(db.now()? < last)
}

/// How long it takes.
pub(crate) fn minutes(booking: &BookingRow) -> i64 {
    (booking.ends_at.0 - booking.starts_at.0) / 60_000
}

fn changeable(db: &TenantRead<'_>, id: BookingId) -> Result<BookingRow> {
    let late = || Error::new(Code::BookingCancelled, "it cannot be changed by its link any more");
    let booking = BookingRow::by_id(db, id)?.ok_or_else(late)?;
    if is_changeable(db, &booking)? { Ok(booking) } else { Err(late()) }
}

fn offered_at(
    db: &TenantRead<'_>,
    package: &Bookable,
    at: Time,
    but: Option<BookingId>,
) -> Result<Offer> {
    offered_for(db, Some(package.id), package.minutes, at, but)
}

/// The rules of a day on which this start is free.
fn offered_for(
    db: &TenantRead<'_>,
    package: Option<PackageId>,
    minutes: i64,
    at: Time,
    but: Option<BookingId>,
) -> Result<Offer> {
    let day = at.there(&db.site()?.timezone).date();
    let offer = Offer::read(db, package, minutes, (day, day), but)?;
    if offer.question().starts(day).contains(&at) { Ok(offer) } else { Err(taken(Some(at))) }
}

fn taken(at: Option<Time>) -> Error {
    let at = at.map(|at| format!(" {at}")).unwrap_or_default();
    Error::new(Code::BookingConflict, format!("the time{at} is not free any more"))
}

/// The booking that a first copy of a post has made, if it is still there.
fn made_before(
    db: &TenantRead<'_>,
    package: PackageId,
    starts_at: Time,
) -> Result<Option<BookingId>> {
    const MADE: Sql = Sql::scoped(
        "SELECT id FROM booking
         WHERE tenant_id = :tenant AND starts_at = :at AND package_id = :package AND source = :site
           AND status IN ('pending', 'confirmed') ORDER BY id LIMIT 1",
    );
    let params = [(":at", starts_at.into()), (":package", package.into()), (":site", SITE.into())];
    db.first(&MADE, &params, |row| row.text("id")?.parse())
}

fn spoken(booking: &BookingRow, zone: &str) -> String {
    spoken_span(booking.starts_at, booking.ends_at, booking.all_day, zone)
}

/// Puts what a customer has done where the owner reads what customers say.
fn tell(db: &mut TenantWrite<'_>, booking: &BookingRow, said: String) -> Result<()> {
    let Some(contact) = booking.contact_id else { return Ok(()) };
    reception::add_word(db, contact, (FORM, &booking.title, said))
}
