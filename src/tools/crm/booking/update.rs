//! `updateBooking`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    BookingOut, NOBODY_TOLD, NOTES_MAX, TRAVEL_MAX, conflict, offered, order_of,
    status::{expiry, refuse_early},
    when::{Said, When},
};
use crate::{
    clock::spoken_span,
    error::{Code, Error, Result},
    id,
    store::{TenantWrite, bookings, entity::BookingRow, ledger},
    tool::{Command, Resource, Spec},
    tools::{business::package, crm::contact},
    value::{BookingStatus, Line, Name, Ref, Text, TimeText, with_line},
};

/// The tool.
pub static TOOL: Command<Input, BookingOut> = Command::guarded(
    Spec {
        name: "updateBooking",
        title: "Update a booking",
        description: "Update a booking: its time, status or details; cancelling previews first.",
    },
    run,
    |input| input.status == Some(BookingStatus::Cancelled),
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Ref<id::Booking>,
    start: Option<TimeText>,
    #[schemars(extend("x-unlisted" = true))]
    end: Option<TimeText>,
    #[schemars(range(min = 1, max = 44_640))]
    minutes: Option<i64>,
    status: Option<BookingStatus>,
    #[schemars(range(min = 1, max = 10_080))]
    hold_minutes: Option<i64>,
    #[schemars(extend("x-unlisted" = true))]
    package_id: Option<Ref<id::Package>>,
    #[schemars(extend("x-personal" = true, "x-unlisted" = true))]
    service: Option<Name>,
    #[schemars(extend("x-unlisted" = true))]
    contact_id: Option<Ref<id::Contact>>,
    order_id: Option<Ref<id::Order>>,
    #[schemars(extend("x-personal" = true, "x-unlisted" = true))]
    place: Option<Line<0, 500>>,
    // createBooking lists these two.
    #[schemars(range(min = 0, max = TRAVEL_MAX), extend("x-unlisted" = true))]
    travel_before_minutes: Option<i64>,
    #[schemars(range(min = 0, max = TRAVEL_MAX), extend("x-unlisted" = true))]
    travel_after_minutes: Option<i64>,
    #[schemars(extend("x-personal" = true, "x-unlisted" = true))]
    notes: Option<Text<0, NOTES_MAX>>,
    #[schemars(extend("x-personal" = true))]
    add_note: Option<Text<1, NOTES_MAX>>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<BookingOut>> {
    // It must exist, in the version that the caller expects.
    let before = super::require(db, &input.id)?;
    let key = before.id.to_string();
    ledger::expect_version(db, "booking", &key, before.version, input.expected_version)?;
    let mut after = before.clone();
    refer(db, &input, &mut after)?;
    write_down(&input, &mut after)?;
    let mut notes = Vec::new();
    let moved = reschedule(db, &input, &mut after, &mut notes)?;
    set_status(db, &input, &before, &mut after)?;

    super::refuse_long(&after)?;
    if after.takes_time() && moved {
        offered::refuse_busy_elsewhere(db, &after)?;
    }
    if after.takes_time() {
        bookings::drop_expired_holds(db, after.id, after.busy())?;
    }
    after.save(db).map_err(|error| conflict::explained(db, error, &after))?;
    if moved {
        let zone = if after.all_day { &after.zone } else { &db.site()?.timezone };
        let when = spoken_span(after.starts_at, after.ends_at, after.all_day, zone);
        notes.insert(0, format!("Now {when}."));
    }
    let is_cancelled = after.status == BookingStatus::Cancelled && before.status != after.status;
    if after.contact_id.is_some() && (moved || is_cancelled) {
        notes.push(format!("{NOBODY_TOLD}."));
    }
    let warning = if is_cancelled { Some(cancellation(db, &before)?) } else { None };
    Ok(BookingOut::written(db, before.id, notes)?.warning(warning))
}

/// What a person has to know before a booking is cancelled.
fn cancellation(db: &TenantWrite<'_>, before: &BookingRow) -> Result<String> {
    let site = &db.site()?.timezone;
    let zone = if before.all_day { &before.zone } else { site };
    let when = spoken_span(before.starts_at, before.ends_at, before.all_day, zone);
    let what = if db.may_read("booking") {
        format!("{}, {when}, would be cancelled. ", super::named(db, before))
    } else {
        String::new()
    };
    Ok(match before.contact_id {
        Some(_) => format!("{what}{NOBODY_TOLD}: the customer has to hear it."),
        None => format!("{what}{NOBODY_TOLD}."),
    })
}

/// Package, contact and order, which must exist.
fn refer(db: &TenantWrite<'_>, input: &Input, after: &mut BookingRow) -> Result<()> {
    if let Some(package) = &input.package_id {
        let package = package::require(db, package)?;
        (after.package_id, after.title) = (Some(package.id), package.name);
    }
    if let Some(service) = &input.service {
        after.title = service.to_string();
    }
    let contact = input.contact_id.as_ref().map(|named| contact::require(db, named)).transpose()?;
    if let Some(contact) = &contact {
        after.contact_id = Some(contact.id);
    }
    if let Some(order) = &input.order_id {
        let order = order_of(db, order, contact.as_ref())?;
        if after.contact_id.is_some_and(|contact| contact != order.contact_id) {
            return Err(super::of_another(order.number));
        }
        (after.order_id, after.contact_id) = (Some(order.id), Some(order.contact_id));
    }
    Ok(())
}

fn write_down(input: &Input, after: &mut BookingRow) -> Result<()> {
    if let Some(place) = &input.place {
        after.place = place.to_string();
    }
    if let Some(notes) = &input.notes {
        after.notes = notes.to_string();
    }
    if let Some(line) = input.add_note.as_deref() {
        after.notes = with_line("addNote", &after.notes, line, NOTES_MAX)?;
    }
    after.travel_before_minutes =
        input.travel_before_minutes.unwrap_or(after.travel_before_minutes);
    after.travel_after_minutes = input.travel_after_minutes.unwrap_or(after.travel_after_minutes);
    Ok(())
}

/// Moves it where the call says so; returns whether it is at another time then.
fn reschedule(
    db: &TenantWrite<'_>,
    input: &Input,
    after: &mut BookingRow,
    notes: &mut Vec<String>,
) -> Result<bool> {
    let zone = db.site()?.timezone.clone();
    let said = Said {
        start: input.start.as_deref(),
        end: input.end.as_deref(),
        minutes: input.minutes,
        zone: &zone,
    };
    let Some(when) = When::moved(after, said, notes)? else {
        return Ok(false);
    };
    if after.status == BookingStatus::Cancelled && input.status.is_none() {
        let sentence = format!("“{}” is cancelled, so it is not moved", after.title);
        return Err(Error::new(Code::BookingCancelled, sentence).suggest(
            "send status as well, such as confirmed, to take it up again, or make a new one with createBooking",
        ));
    }
    let is_other = (when.starts_at, when.ends_at) != (after.starts_at, after.ends_at);
    after.wall = when.wall(&zone);
    (after.starts_at, after.ends_at) = (when.starts_at, when.ends_at);
    (after.all_day, after.zone) = (when.all_day, zone);
    let offered = offered::of(db, after.package_id, &when, Some(after.id))?;
    after.buffer_before_minutes = offered.buffer_before_minutes;
    after.buffer_after_minutes = offered.buffer_after_minutes;
    notes.extend(offered.notes);
    Ok(is_other)
}

fn set_status(
    db: &TenantWrite<'_>,
    input: &Input,
    before: &BookingRow,
    after: &mut BookingRow,
) -> Result<()> {
    let now = db.now()?;
    after.status = input.status.unwrap_or(before.status);
    let held = before.expires_at.filter(|_| before.status == BookingStatus::Hold);
    // A hold that is asked for anew is held anew.
    let held = held.filter(|_| input.status != Some(BookingStatus::Hold));
    after.expires_at = expiry(after.status, input.hold_minutes, held, now)?;
    let (starts_at, ends_at, all_day) = (after.starts_at, after.ends_at, after.all_day);
    let when = When { starts_at, ends_at, all_day };
    if after.status == before.status {
        return Ok(());
    }
    refuse_early(after.status, &when, now, &db.site()?.timezone)
}
