//! `createBooking`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    BookingOut, NOTES_MAX, TRAVEL_MAX, conflict, offered, order_of,
    status::{expiry, refuse_early},
    when::{Said, When},
};
use crate::{
    error::{Code, Error, Result},
    id::{self, BookingId},
    store::{
        TenantRead, TenantWrite, bookings,
        entity::{BookingRow, ContactRow, NewBooking, OrderRow, PackageRow},
    },
    tool::{Command, Resource, Spec},
    tools::{
        business::package,
        crm::{contact, order},
    },
    value::{BookingStatus, Line, Name, Ref, Text, TimeText, Zone},
};

/// The tool.
pub static TOOL: Command<Input, BookingOut> = Command::new(
    Spec {
        name: "createBooking",
        title: "Create a booking",
        description: "Create a booking of a package, or service in words, at a free time.",
    },
    run,
);

/// What is booked where nobody has said.
const UNTITLED: &str = "Appointment";

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    package_id: Option<Ref<id::Package>>,
    #[schemars(extend("x-personal" = true))]
    service: Option<Name>,
    contact_id: Option<Ref<id::Contact>>,
    order_id: Option<Ref<id::Order>>,
    /// 2026-06-14 14:00
    start: TimeText,
    #[schemars(extend("x-unlisted" = true))]
    end: Option<TimeText>,
    #[schemars(range(min = 1, max = 44_640))]
    minutes: Option<i64>,
    #[schemars(extend("x-unlisted" = true))]
    zone: Option<Zone>,
    status: Option<BookingStatus>,
    #[schemars(range(min = 1, max = 10_080))]
    hold_minutes: Option<i64>,
    #[schemars(extend("x-personal" = true))]
    place: Option<Line<0, 500>>,
    #[schemars(range(min = 0, max = TRAVEL_MAX))]
    travel_before_minutes: Option<i64>,
    #[schemars(range(min = 0, max = TRAVEL_MAX))]
    travel_after_minutes: Option<i64>,
    #[schemars(extend("x-personal" = true))]
    notes: Option<Text<0, NOTES_MAX>>,
    #[schemars(extend("x-unlisted" = true))]
    source: Option<Line<0, 60>>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<BookingOut>> {
    // Package, contact and order must exist.
    let package = input.package_id.as_ref().map(|named| package::require(db, named)).transpose()?;
    let title = title(input.service.as_ref(), package.as_ref());
    let contact = input.contact_id.as_ref().map(|named| contact::require(db, named)).transpose()?;
    let mut notes = Vec::new();
    let order = match &input.order_id {
        Some(order) => Some(order_of(db, order, contact.as_ref())?),
        None => awaiting(db, contact.as_ref(), package.as_ref(), &mut notes)?,
    };
    // The time must be one.
    let site = db.site()?.timezone.clone();
    let zone = input.zone.as_ref().map_or_else(|| site.clone(), |zone| zone.name().to_owned());
    let said = Said {
        start: Some(&input.start),
        end: input.end.as_deref(),
        minutes: input.minutes,
        zone: &zone,
    };
    let usual = package.as_ref().and_then(|package| package.duration_minutes);
    let when = When::new(said, usual, &mut notes)?;
    let status = status(&input)?;
    refuse_early(status, &when, db.now()?, &site)?;

    let package_id = package.as_ref().map(|package| package.id);
    let offered = offered::of(db, package_id, &when, None)?;
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let booking = NewBooking {
        id: BookingId::new(),
        package_id,
        title,
        contact_id: contact
            .map(|contact| contact.id)
            .or_else(|| order.as_ref().map(|order| order.contact_id)),
        order_id: order.map(|order| order.id),
        status,
        expires_at: expiry(status, input.hold_minutes, None, db.now()?)?,
        starts_at: when.starts_at,
        ends_at: when.ends_at,
        all_day: when.all_day,
        wall: when.wall(&zone),
        zone,
        place: text(input.place.as_deref()),
        travel_before_minutes: input.travel_before_minutes.unwrap_or(0),
        travel_after_minutes: input.travel_after_minutes.unwrap_or(0),
        buffer_before_minutes: offered.buffer_before_minutes,
        buffer_after_minutes: offered.buffer_after_minutes,
        notes: text(input.notes.as_deref()),
        source: text(input.source.as_deref()),
    };
    insert(db, &booking)?;
    let inactive = package.filter(|package| !package.active);
    notes.extend(inactive.map(|package| format!("“{}” is not offered any more.", package.name)));
    notes.extend(offered.notes);
    BookingOut::written(db, booking.id, notes)
}

/// The order that it is for, where the contact has one for the package that nothing is booked for yet.
fn awaiting(
    db: &TenantRead<'_>,
    contact: Option<&ContactRow>,
    package: Option<&PackageRow>,
    notes: &mut Vec<String>,
) -> Result<Option<OrderRow>> {
    let (Some(contact), Some(package)) = (contact, package) else { return Ok(None) };
    let order = order::awaiting(db, contact.id, package.id)?;
    notes.extend(order.as_ref().map(|order| format!("It is for order {}.", order.number)));
    Ok(order)
}

/// Adds it where its time is free.
pub(crate) fn insert(db: &mut TenantWrite<'_>, booking: &NewBooking) -> Result<()> {
    let wanted = wanted(booking);
    super::refuse_long(&wanted)?;
    if wanted.takes_time() {
        offered::refuse_busy_elsewhere(db, &wanted)?;
    }
    bookings::drop_expired_holds(db, booking.id, wanted.busy())?;
    booking.insert(db).map_err(|error| conflict::explained(db, error, &wanted))
}

/// The row that it would be.
fn wanted(new: &NewBooking) -> BookingRow {
    let now = crate::clock::now();
    BookingRow {
        id: new.id,
        package_id: new.package_id,
        title: new.title.clone(),
        contact_id: new.contact_id,
        contact_name: None,
        contact_name_from: None,
        order_id: new.order_id,
        status: new.status,
        expires_at: new.expires_at,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        all_day: new.all_day,
        zone: new.zone.clone(),
        wall: new.wall.clone(),
        place: String::new(),
        travel_before_minutes: new.travel_before_minutes,
        travel_after_minutes: new.travel_after_minutes,
        buffer_before_minutes: new.buffer_before_minutes,
        buffer_after_minutes: new.buffer_after_minutes,
        notes: String::new(),
        source: String::new(),
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// What is booked.
fn title(service: Option<&Name>, package: Option<&PackageRow>) -> String {
    let words = service.map(|service| service.to_string());
    let package = package.map(|package| package.name.clone());
    words.or(package).unwrap_or_else(|| UNTITLED.to_owned())
}

/// How it begins.
fn status(input: &Input) -> Result<BookingStatus> {
    let held = input.hold_minutes.map(|_| BookingStatus::Hold);
    match input.status.or(held).unwrap_or(BookingStatus::Confirmed) {
        BookingStatus::Cancelled => {
            Err(Error::new(Code::ArgumentInvalid, "status: a booking is not made as cancelled")
                .suggest("leave out status, or send hold, pending or confirmed"))
        }
        status @ (BookingStatus::Hold
        | BookingStatus::Pending
        | BookingStatus::Confirmed
        | BookingStatus::Completed
        | BookingStatus::NoShow) => Ok(status),
    }
}
