//! The calendar: what is booked in a week or on a day; a person confirms, moves and cancels there.

use axum::{
    extract::{
        Form, Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    http::HeaderMap,
    response::Response,
};
use jiff::{ToSpan as _, civil::Date};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Console,
    desk::{Sent, Visit, let_in, let_write, with},
};
use crate::{
    clock,
    error::Result,
    site::format::{Home, weekdays},
    store::entity::SiteRow,
    value::Weekday,
};

/// The most bookings of a page: as many as a list has.
const SHOWN_MAX: u32 = 100;

/// Which days are shown, of which business.
#[derive(Deserialize, Default)]
pub(super) struct CalendarQuery {
    tenant: Option<String>,
    /// `2026-12-01`
    day: Option<String>,
    show: Option<String>,
}

/// What a person decides about a booking.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    word: String,
    tenant: String,
    id: String,
    version: String,
    day: String,
    show: String,
    act: String,
    /// `2026-12-01T14:00`
    at: Option<String>,
}

impl Sent for Said {
    fn word(&self) -> &str {
        &self.word
    }
}

pub(super) async fn page(
    State(console): State<Console>,
    asked: std::result::Result<Query<CalendarQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let_in(&console, &headers, shown(&console, &asked, None)).await
}

pub(super) async fn update(
    State(console): State<Console>,
    headers: HeaderMap,
    said: std::result::Result<Form<Said>, FormRejection>,
) -> Response {
    let_write(&console, &headers, said, async |said| updated(&console, said).await).await
}

async fn updated(console: &Console, said: Said) -> Result<Option<Response>> {
    let Some(visit) = Visit::begin(console, Some(&said.tenant))? else { return Ok(None) };
    let version = said.version.parse::<i64>().ok();
    let change = match (said.act.as_str(), &said.at) {
        ("move", Some(at)) => json!({ "start": at.replace('T', " ") }),
        (status, _) => json!({ "status": status }),
    };
    let change = with(with(change, "id", said.id), "expectedVersion", version);
    let told = visit.decided("updateBooking", change, "Done.").await?;
    let (tenant, day, show) = (Some(said.tenant), Some(said.day), Some(said.show));
    shown(console, &CalendarQuery { tenant, day, show }, Some(told)).await
}

async fn shown(
    console: &Console,
    asked: &CalendarQuery,
    told: Option<Value>,
) -> Result<Option<Response>> {
    let Some(visit) = Visit::begin(console, asked.tenant.as_deref())? else { return Ok(None) };
    let site = visit.site()?;
    let today = clock::now().there(&site.timezone).date();
    let day = asked.day.as_deref().and_then(|day| day.parse().ok()).unwrap_or(today);
    let is_day = asked.show.as_deref() == Some("day");
    let days = if is_day { vec![day] } else { week_of(day, first_weekday(&site)) };
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(None) };
    let scope = json!({ "from": first.to_string(), "to": last.to_string(), "limit": SHOWN_MAX });
    let found = visit.look("getBooking", scope).await?;
    let empty = Vec::new();
    let bookings = found.get("items").and_then(Value::as_array).unwrap_or(&empty);
    let step = if is_day { 1 } else { 7 };
    let beside = |days: i64| day.saturating_add(days.days()).to_string();
    let all = json!({
        "days": days.iter().map(|day| of_day(*day, today, bookings)).collect::<Vec<_>>(),
        "heading": heading(*first, *last),
        "day": day.to_string(),
        "now": today.to_string(),
        "show": if is_day { "day" } else { "week" },
        "before": beside(-step),
        "after": beside(step),
        "more": found.get("nextCursor").is_some(),
        "told": told,
    });
    Ok(Some(visit.page("calendar", "Calendar", all).await?))
}

/// The day with which weeks begin in the country of the business: so many days after Monday.
fn first_weekday(site: &SiteRow) -> i8 {
    let first = weekdays(Home { locale: "en", ..Home::from(site) }).first().copied();
    let after = Weekday::all().position(|day| Some(day) == first);
    after.and_then(|after| i8::try_from(after).ok()).unwrap_or_default()
}

/// The seven days of a day's week, whose first is so many days after a Monday.
fn week_of(day: Date, first: i8) -> Vec<Date> {
    let since = (day.weekday().to_monday_zero_offset() - first).rem_euclid(7);
    let start = day.saturating_sub(i64::from(since).days());
    (0..7).map(|n| start.saturating_add(n.days())).collect()
}

/// `1 – 7 December 2026`
fn heading(first: Date, last: Date) -> String {
    let whole = |day: Date| day.strftime("%-d %B %Y").to_string();
    if first == last {
        return first.strftime("%A, %-d %B %Y").to_string();
    }
    let from = match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) => first.strftime("%-d").to_string(),
        (true, false) => first.strftime("%-d %B").to_string(),
        (false, _) => whole(first),
    };
    format!("{from} – {}", whole(last))
}

/// A day with what is booked on it.
fn of_day(day: Date, today: Date, bookings: &[Value]) -> Value {
    let booked: Vec<Value> =
        bookings.iter().filter(|booking| is_on(booking, day)).map(|it| entry(it, day)).collect();
    json!({
        "date": day.to_string(),
        "words": day.strftime("%a %-d %b").to_string(),
        "isToday": day == today,
        "bookings": booked,
    })
}

/// The member of a booking, as text.
fn text<'b>(booking: &'b Value, key: &str) -> &'b str {
    booking.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Whether a booking takes a part of that day. Its times are `2026-12-01 14:00`, or days.
fn is_on(booking: &Value, day: Date) -> bool {
    let day = day.to_string();
    let (start, end) = (text(booking, "start"), text(booking, "end"));
    let ends_before = end == format!("{day} 00:00") && !start.starts_with(&day);
    start.get(..10).is_some_and(|first| first <= day.as_str())
        && end.get(..10).is_some_and(|last| last >= day.as_str())
        && !ends_before
}

/// A booking as the page shows it, with its time on that day.
fn entry(booking: &Value, day: Date) -> Value {
    let day = day.to_string();
    let on = |key: &str| text(booking, key).strip_prefix(&day).map(|time| time.trim().to_owned());
    let time = match (on("start"), on("end")) {
        (Some(start), _) if start.is_empty() => "All day".to_owned(),
        (Some(start), Some(end)) => format!("{start}–{end}"),
        (Some(start), None) => format!("From {start}"),
        (None, Some(end)) if !end.is_empty() => format!("Until {end}"),
        (None, _) => "All day".to_owned(),
    };
    let entry = with(booking.clone(), "time", time);
    let entry = with(entry, "version", booking.get("version").map(Value::to_string));
    with(entry, "at", text(booking, "start").replace(' ', "T"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_begins_as_people_have_it_and_is_named_by_its_ends() {
        let sunday = week_of(day("2026-12-03"), 6);
        assert_eq!((sunday[0], sunday[6]), (day("2026-11-29"), day("2026-12-05")));
        assert_eq!(week_of(day("2026-11-29"), 6)[0], day("2026-11-29"));
        let week = week_of(day("2026-12-03"), 0);
        assert_eq!((week[0], week[6]), (day("2026-11-30"), day("2026-12-06")));
        assert_eq!(heading(week[0], week[6]), "30 November – 6 December 2026");
        assert_eq!(heading(day("2026-12-07"), day("2026-12-13")), "7 – 13 December 2026");
        assert_eq!(
            heading(day("2026-12-28"), day("2027-01-03")),
            "28 December 2026 – 3 January 2027"
        );
    }

    #[test]
    fn a_booking_stands_on_every_day_that_it_takes_a_part_of() {
        let times = |start: &str, end: &str| json!({ "start": start, "end": end });
        let on = |booking: &Value, on: &str| {
            is_on(booking, day(on)).then(|| text(&entry(booking, day(on)), "time").to_owned())
        };
        let hour = times("2026-12-01 14:00", "2026-12-01 15:00");
        assert_eq!(on(&hour, "2026-12-01").as_deref(), Some("14:00–15:00"));
        assert_eq!(on(&hour, "2026-12-02"), None);
        let night = times("2026-12-01 22:00", "2026-12-03 01:00");
        assert_eq!(on(&night, "2026-12-01").as_deref(), Some("From 22:00"));
        assert_eq!(on(&night, "2026-12-02").as_deref(), Some("All day"));
        assert_eq!(on(&night, "2026-12-03").as_deref(), Some("Until 01:00"));
        let evening = times("2026-12-01 22:00", "2026-12-02 00:00");
        assert_eq!(on(&evening, "2026-12-02"), None);
        let days = times("2026-12-01", "2026-12-02");
        assert_eq!(on(&days, "2026-12-02").as_deref(), Some("All day"));
    }
}
