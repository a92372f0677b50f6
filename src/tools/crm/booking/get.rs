//! `getBooking`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    clock::{self, TIME_ADVICE, Time, TimePhrase, spoken_span},
    error::{Code, Error, Result},
    id::{self, BookingId, ContactId, OrderId, PackageId},
    store::{
        TenantRead,
        bookings::BUSY_MS_MAX,
        entity::{BookingRow, Select, select},
    },
    tool::{Listing, Paging, Query, Resource, Spec},
    tools::{crm::contact, exactly_one},
    value::{BookingStatus, Choice as _, Ref, TimeText, Trust, Untrusted, Words, words_schema},
};

/// The tool.
pub static TOOL: Query<Input, BookingOut> = Query::new(
    Spec {
        name: "getBooking",
        title: "Get bookings",
        description: "Get bookings. One of id, contactId, from (with to), all.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Option<Ref<id::Booking>>,
    contact_id: Option<Ref<id::Contact>>,
    from: Option<TimeText>,
    to: Option<TimeText>,
    #[serde(default)]
    all: bool,
    status: Option<BookingStatus>,
}

/// A booking as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct BookingOut {
    id: BookingId,
    title: String,
    status: &'static str,
    /// In the zone of the site, with the day of the week.
    when: String,
    /// As createBooking takes it; of whole days the last one is the end.
    start: String,
    end: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    when_there: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_until: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    hold_expired: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    package_id: Option<PackageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_id: Option<ContactId>,
    // Only for agents that may read contacts.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_name: Option<String>,
    // Set if the contact has chosen the name; `source_of_name` says where.
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<Trust>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_id: Option<OrderId>,
    place: String,
    #[serde(skip_serializing_if = "is_zero")]
    travel_before_minutes: i64,
    #[serde(skip_serializing_if = "is_zero")]
    travel_after_minutes: i64,
    #[serde(skip_serializing_if = "is_zero")]
    buffer_before_minutes: i64,
    #[serde(skip_serializing_if = "is_zero")]
    buffer_after_minutes: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "words_schema")]
    notes: Option<Untrusted<Words>>,
    source: String,
    version: i64,
    created_at: Time,
    updated_at: Time,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_zero(minutes: &i64) -> bool {
    *minutes == 0
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<BookingOut>> {
    let scope = exactly_one(&[
        ("id", input.id.is_some()),
        ("contactId", input.contact_id.is_some()),
        ("from", input.from.is_some()),
        ("all", input.all),
    ])?;
    if input.to.is_some() && scope != "from" {
        return Err(Error::new(Code::ScopeInvalid, "to goes with from")
            .suggest("send from as well, or leave out to"));
    }
    let now = db.now()?;
    let zone = db.site()?.timezone.clone();
    let shown = |row: BookingRow| Ok(BookingOut::of(db, row, &zone, now));
    if let Some(booking) = &input.id {
        let fits = |row: &BookingRow| input.status.is_none_or(|status| row.status == status);
        return Listing::one(super::find(db, booking)?.filter(fits)).map(shown);
    }
    let rows = match &input.from {
        Some(from) => between(db, from, input.to.as_deref(), input.status, paging)?,
        None => newest(db, input.contact_id.as_ref(), input.status, paging)?,
    };
    Listing::page(rows, paging, |row| (row.starts_at.0, row.id)).map(shown)
}

/// Those of a time, earliest first; cancelled ones and expired holds only where their status is asked for.
fn between(
    db: &TenantRead<'_>,
    from: &str,
    to: Option<&str>,
    status: Option<BookingStatus>,
    paging: &Paging,
) -> Result<Vec<BookingRow>> {
    const BETWEEN: Select<BookingRow> = select!(
        BookingRow,
        "b.starts_at < :until AND b.ends_at > :from AND b.starts_at > :bound
         AND (b.starts_at, b.id) > (:at, :after)
         AND (b.status = :status OR (CAST(:status AS text) IS NULL AND b.status <> 'cancelled'
              AND (b.status <> 'hold' OR b.expires_at > :now)))
         ORDER BY b.starts_at, b.id LIMIT :fetch"
    );
    let (from, until) = span(db, from, to)?;
    let (at, after) = paging.after_or((i64::MIN, String::new()))?;
    db.rows(
        &BETWEEN,
        &[
            (":from", from.into()),
            (":until", until.into()),
            (":bound", from.plus_ms(-BUSY_MS_MAX).into()),
            (":at", at.into()),
            (":after", after.into()),
            (":status", status.map(BookingStatus::as_str).into()),
            (":now", db.now()?.into()),
            (":fetch", paging.fetch().into()),
        ],
    )
}

/// Those of a contact, or all of them, the last first.
fn newest(
    db: &TenantRead<'_>,
    contact: Option<&Ref<id::Contact>>,
    status: Option<BookingStatus>,
    paging: &Paging,
) -> Result<Vec<BookingRow>> {
    const ALL: Select<BookingRow> = select!(
        BookingRow,
        "(b.starts_at, b.id) < (:at, :after) AND (CAST(:status AS text) IS NULL OR b.status = :status)
         ORDER BY b.starts_at DESC, b.id DESC LIMIT :fetch"
    );
    const OF_CONTACT: Select<BookingRow> = select!(
        BookingRow,
        "b.contact_id = :contact AND (b.starts_at, b.id) < (:at, :after)
         AND (CAST(:status AS text) IS NULL OR b.status = :status)
         ORDER BY b.starts_at DESC, b.id DESC LIMIT :fetch"
    );
    let contact = contact.map(|named| contact::require(db, named)).transpose()?;
    let (at, after) = paging.after_or((i64::MAX, String::new()))?;
    let mut params = vec![
        (":at", at.into()),
        (":after", after.into()),
        (":status", status.map(BookingStatus::as_str).into()),
        (":fetch", paging.fetch().into()),
    ];
    match contact {
        None => db.rows(&ALL, &params),
        Some(contact) => {
            params.push((":contact", contact.id.into()));
            db.rows(&OF_CONTACT, &params)
        }
    }
}

/// From the start of what `from` says to the end of what `to` says. Without `to`: all of what `from` says, or from that
/// moment on.
pub(in crate::tools::crm) fn span(
    db: &TenantRead<'_>,
    from: &str,
    to: Option<&str>,
) -> Result<(Time, Time)> {
    let zone = &db.site()?.timezone;
    let now = clock::now();
    let read = |name: &str, text: &str| {
        TimePhrase::read(text, zone, now).ok_or_else(|| {
            let shown: String = text.chars().take(60).collect();
            Error::new(Code::ArgumentInvalid, format!("{name}: `{shown}` is not a time"))
                .suggest(TIME_ADVICE)
        })
    };
    let from = read("from", from)?;
    let until = match to {
        Some(to) => read("to", to)?.last.plus_ms(1),
        None if from.is_span() => from.last.plus_ms(1),
        None => Time(i64::MAX),
    };
    if until <= from.first {
        return Err(Error::new(Code::ArgumentInvalid, "to is before from")
            .suggest("send the first day as from and the last as to"));
    }
    Ok((from.first, until))
}

impl BookingOut {
    pub(super) fn of(db: &TenantRead<'_>, row: BookingRow, zone: &str, now: Time) -> BookingOut {
        let names = db.may_read("contact");
        let elsewhere = (row.zone != zone).then(|| row.zone.clone());
        let spoken = |zone: &str| spoken_span(row.starts_at, row.ends_at, row.all_day, zone);
        // Whole days are those of the place where they were agreed.
        let of_days = if row.all_day { &row.zone } else { zone };
        let day = |at: Time| at.there(of_days).date().to_string();
        let local = |at: Time| if row.all_day { day(at) } else { at.local(zone) };
        let clock_there = row.starts_at.there(&row.zone).strftime("%Y-%m-%dT%H:%M%:z").to_string();
        BookingOut {
            status: row.status.as_str(),
            when: spoken(of_days),
            start: local(row.starts_at),
            end: local(row.ends_at.plus_ms(if row.all_day { -1 } else { 0 })),
            when_there: elsewhere.as_ref().filter(|_| !row.all_day).map(|zone| spoken(zone)),
            zone: elsewhere,
            held_until: row.expires_at.map(|at| at.local(zone)),
            hold_expired: row.expires_at.is_some_and(|at| at <= now),
            warning: (clock_there != row.wall).then(|| {
                format!(
                    "It was agreed for {} in {}, and the rules of that zone have changed since: ask which time is meant.",
                    row.wall, row.zone
                )
            }),
            contact_name: row.contact_name.filter(|_| names),
            trust: row.contact_name_from.filter(|_| names).map(|_| Trust::Untrusted),
            id: row.id,
            title: row.title,
            package_id: row.package_id,
            contact_id: row.contact_id,
            order_id: row.order_id,
            place: row.place,
            travel_before_minutes: row.travel_before_minutes,
            travel_after_minutes: row.travel_after_minutes,
            buffer_before_minutes: row.buffer_before_minutes,
            buffer_after_minutes: row.buffer_after_minutes,
            notes: Untrusted::words("notes", row.notes),
            source: row.source,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }

    /// The booking after a write.
    pub(super) fn written(
        db: &TenantRead<'_>,
        id: BookingId,
        notes: Vec<String>,
    ) -> Result<Resource<BookingOut>> {
        let row = BookingRow::by_id(db, id)?.ok_or_else(|| Error::internal("a booking is gone"))?;
        let zone = db.site()?.timezone.clone();
        let note = (!notes.is_empty()).then(|| notes.join(" "));
        Ok(Resource::new(BookingOut::of(db, row, &zone, db.now()?)).noting(note))
    }
}
