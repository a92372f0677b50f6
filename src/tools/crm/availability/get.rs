//! `getAvailability`.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Offer, free::spoken_minutes, rules::HoursOf},
    clock::{Time, spoken_span},
    error::{Code, Error, Result},
    id::{self, BookingId},
    store::{
        TenantRead,
        entity::{BookingRow, PackageRow},
        outside::OutsideCalendar,
    },
    tool::{Listing, Paging, Query, Spec},
    tools::{business::package, crm::booking},
    value::{Choice as _, Ref, TimeText, Trust},
};

/// The tool.
pub static TOOL: Query<Input, DayOut> = Query::new(
    Spec {
        name: "getAvailability",
        title: "Get free times",
        description: "Get each day's free starts, or why there are none, and what is booked.",
    },
    run,
);

/// How long it takes where nobody says.
const MINUTES: i64 = 60;

/// From this age on a reading of another calendar is told of.
const STALE_MINUTES: i64 = 180;

/// Days that can be asked for.
const DAYS_MAX: i32 = 366;

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    package_id: Option<Ref<id::Package>>,
    /// 2026-06-14, next week, …
    from: TimeText,
    to: Option<TimeText>,
    #[schemars(range(min = 1, max = 44_640))]
    minutes: Option<i64>,
}

/// A day as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct DayOut {
    date: String,
    weekday: String,
    /// Starts on the clock of the site.
    free: Vec<String>,
    /// Why there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// Only for agents that may read bookings.
    booked: Vec<BookedOut>,
}

/// What is booked on a day.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
struct BookedOut {
    id: BookingId,
    title: String,
    when: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<Trust>,
}

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<DayOut>> {
    let package = input.package_id.as_ref().map(|named| package::require(db, named)).transpose()?;
    let (first, last) = days(db, &input)?;
    let first = match paging.after_or(None::<String>)? {
        None => first,
        Some(seen) => seen.parse::<Date>().and_then(Date::tomorrow).map_err(Error::internal)?,
    };
    let usual = package.as_ref().and_then(|package| package.duration_minutes);
    let minutes = input.minutes.or(usual).unwrap_or(MINUTES);
    let wanted: Vec<Date> = first
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day <= last)
        .take(paging.limit as usize + 1)
        .collect();
    let read = wanted.iter().copied().take(paging.limit as usize).next_back().unwrap_or(first);
    let of = package.as_ref().map(|package| package.id);
    let offer = Offer::read(db, of, minutes, (first, read), None)?;
    let elsewhere = elsewhere(db)?;
    let note = [note(&offer, package.as_ref(), minutes), elsewhere].join(" ").trim_end().to_owned();
    let days = wanted.into_iter().map(|day| DayOut::of(db, &offer, day)).collect();
    Ok(Listing::page(days, paging, |day: &DayOut| Some(day.date.clone())).noting(Some(note)))
}

/// The first day and the last.
fn days(db: &TenantRead<'_>, input: &Input) -> Result<(Date, Date)> {
    let (from, until) = booking::get::span(db, &input.from, input.to.as_deref())?;
    let zone = &db.site()?.timezone;
    let first = from.there(zone).date();
    // A moment is its day.
    let last = if until.0 == i64::MAX { first } else { until.plus_ms(-1).there(zone).date() };
    let asked = last.since((jiff::Unit::Day, first)).map_or(i32::MAX, |span| span.get_days());
    if asked >= DAYS_MAX {
        return Err(Error::new(
            Code::ArgumentInvalid,
            format!("from–to are more than {DAYS_MAX} days"),
        )
        .suggest("ask for a month at a time"));
    }
    Ok((first, last))
}

/// What the times mean.
fn note(offer: &Offer, package: Option<&PackageRow>, minutes: i64) -> String {
    let mut notes = vec![format!("Starts for {minutes} minutes, in {}.", offer.zone)];
    if let Some(package) = package.filter(|package| !package.active) {
        notes.push(format!("“{}” is not offered any more.", package.name));
    }
    match offer.rules.hours_of {
        HoursOf::Availability => {}
        HoursOf::Site => notes.push("Hours are the site's opening hours.".to_owned()),
        HoursOf::Nobody => notes.push(
            "Nobody has said when customers can come: 09:00–18:00 each day is assumed (updateAvailability sets it)."
                .to_owned(),
        ),
    }
    notes.join(" ")
}

/// What is to be known of the calendars whose busy times count.
fn elsewhere(db: &TenantRead<'_>) -> Result<String> {
    let now = db.now()?;
    let of = |calendar: OutsideCalendar| {
        let OutsideCalendar { name, read_at, error, unclear } = calendar;
        let age = read_at.map_or(i64::MAX, |at| (now.0 - at.0) / 60_000);
        let age_is_said = !error.is_empty() || age > STALE_MINUTES;
        let age = match read_at {
            Some(_) => format!("was read {} ago", spoken_minutes(age)),
            None => "was never read".to_owned(),
        };
        let why = if error.is_empty() { String::new() } else { format!(" ({error})") };
        let unclear = (unclear > 0).then(|| format!("{unclear} of its events are unclear"));
        let age = age_is_said.then(|| format!("{age}{why}"));
        let said: Vec<String> = [age, unclear].into_iter().flatten().collect();
        (!said.is_empty()).then(|| format!("The calendar “{name}” {}.", said.join("; ")))
    };
    let said: Vec<String> = db.outside_calendars()?.into_iter().filter_map(of).collect();
    Ok(said.join(" "))
}

impl DayOut {
    fn of(db: &TenantRead<'_>, offer: &Offer, day: Date) -> DayOut {
        let question = offer.question();
        let free = question.starts(day);
        let clock = |start: &Time| start.there(&offer.zone).strftime("%H:%M").to_string();
        let may_read = db.may_read("booking");
        let booked =
            offer.on(day).filter(|_| may_read).map(|row| BookedOut::of(db, row, &offer.zone));
        DayOut {
            date: day.to_string(),
            weekday: day.strftime("%A").to_string(),
            why: free.is_empty().then(|| question.why_none(day).to_string()),
            free: free.iter().map(clock).collect(),
            booked: booked.collect(),
        }
    }
}

impl BookedOut {
    fn of(db: &TenantRead<'_>, row: &BookingRow, zone: &str) -> BookedOut {
        let names = db.may_read("contact");
        let from = row.contact_name_from.as_ref().filter(|_| names);
        let days = if row.all_day { &row.zone } else { zone };
        BookedOut {
            id: row.id,
            title: row.title.clone(),
            when: spoken_span(row.starts_at, row.ends_at, row.all_day, days),
            status: row.status.as_str(),
            contact_name: row.contact_name.clone().filter(|_| names),
            trust: from.map(|_| Trust::Untrusted),
        }
    }
}
