//! When a booking is, as it is asked for: a start with an end or a length, or whole days.

use jiff::civil::Date;

use crate::{
    clock::{LocalTime, Time, spoken_span},
    error::{Code, Error, Result},
    store::{bookings::BUSY_MS_MAX, entity::BookingRow},
};

const MINUTE_MS: i64 = 60_000;

/// How long it takes where nobody has said.
const MINUTES: i64 = 60;

/// Years that a booking can be in: others are slips.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// When a booking is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct When {
    pub(super) starts_at: Time,
    pub(super) ends_at: Time,
    pub(super) all_day: bool,
}

/// When it is to be, in the words of a call.
#[derive(Clone, Copy)]
pub(super) struct Said<'s> {
    pub(super) start: Option<&'s str>,
    pub(super) end: Option<&'s str>,
    pub(super) minutes: Option<i64>,
    /// The zone of both.
    pub(super) zone: &'s str,
}

/// A moment or a day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Point {
    Moment(Time),
    Day(Date),
}

impl When {
    /// The time of a new booking, which takes `usual` minutes unless the call says how long. `notes` gets what is to be
    /// known about it.
    pub(super) fn new(said: Said<'_>, usual: Option<i64>, notes: &mut Vec<String>) -> Result<When> {
        let start = said.point("start", said.start.unwrap_or_default(), notes)?;
        let end = said.end.map(|end| said.point("end", end, notes)).transpose()?;
        let when = match (start, end, said.minutes) {
            (_, Some(_), Some(_)) => {
                return Err(wrong("end and minutes are both given")
                    .suggest("send when it ends, or how long it takes"));
            }
            (Point::Day(first), Some(Point::Day(last)), None) => days(first, last, said.zone)?,
            (Point::Day(day), None, _) | (Point::Day(day), Some(Point::Moment(_)), None) => {
                return Err(wrong(format!("start {day} is a day without a time")).suggest(format!(
                    "send the time too, such as {day} 14:00; for whole days send the last one as end, such as {day}"
                )));
            }
            (Point::Moment(_), Some(Point::Day(day)), None) => {
                return Err(wrong(format!("end {day} is a day without a time"))
                    .suggest(format!("send the time too, such as {day} 16:00, or minutes")));
            }
            (Point::Moment(starts_at), Some(Point::Moment(ends_at)), None) => {
                When { starts_at, ends_at, all_day: false }
            }
            (Point::Moment(starts_at), None, minutes) => {
                let minutes = minutes.or(usual).unwrap_or_else(|| {
                    notes.push(format!(
                        "Nobody has said how long it takes: {MINUTES} minutes are taken."
                    ));
                    MINUTES
                });
                When { starts_at, ends_at: starts_at.plus_ms(minutes * MINUTE_MS), all_day: false }
            }
        };
        when.checked(said.zone)
    }

    /// The time of a booking that is moved: what is not said stays, above all how long it takes.
    pub(super) fn moved(
        before: &BookingRow,
        said: Said<'_>,
        notes: &mut Vec<String>,
    ) -> Result<Option<When>> {
        if said.start.is_none() && said.end.is_none() && said.minutes.is_none() {
            return Ok(None);
        }
        let local = |at: Time| {
            if before.all_day { at.there(said.zone).date().to_string() } else { at.to_string() }
        };
        let last = || before.ends_at.plus_ms(if before.all_day { -1 } else { 0 });
        let start = said.start.map_or_else(|| local(before.starts_at), str::to_owned);
        let (mut end, mut minutes) = (said.end.map(str::to_owned), said.minutes);
        if end.is_none() && minutes.is_none() {
            match said.point("start", &start, &mut Vec::new())? {
                Point::Day(first) if before.all_day => {
                    let from = before.starts_at.there(said.zone).date();
                    let length = last().there(said.zone).date() - from;
                    end = first.checked_add(length).ok().map(|last| last.to_string());
                }
                Point::Moment(_) if before.all_day => {}
                Point::Moment(_) | Point::Day(_) => {
                    minutes = Some((before.ends_at.0 - before.starts_at.0) / MINUTE_MS);
                }
            }
        }
        let said = Said { start: Some(&start), end: end.as_deref(), minutes, zone: said.zone };
        When::new(said, None, notes).map(Some)
    }

    /// Sunday 14 June 2026, 14:00–16:00
    pub(super) fn spoken(&self, zone: &str) -> String {
        spoken_span(self.starts_at, self.ends_at, self.all_day, zone)
    }

    /// How many minutes it takes.
    pub(super) fn minutes(&self) -> i64 {
        (self.ends_at.0 - self.starts_at.0) / MINUTE_MS
    }

    /// What the clock at a place is to show at the start.
    pub(super) fn wall(&self, zone: &str) -> String {
        super::wall(self.starts_at, zone)
    }

    fn checked(self, zone: &str) -> Result<When> {
        if self.ends_at <= self.starts_at {
            let (start, end) = (self.starts_at.local(zone), self.ends_at.local(zone));
            return Err(wrong(format!("it would end at {end}, and begin at {start}"))
                .suggest("the end is after the start; over midnight it is on the next day"));
        }
        if self.ends_at.0 - self.starts_at.0 > BUSY_MS_MAX {
            return Err(wrong("it would take more than 31 days")
                .suggest("close longer times with updateAvailability { exceptions }"));
        }
        let year = self.starts_at.there(zone).year();
        if !YEARS.contains(&year) {
            return Err(
                wrong(format!("it would be in the year {year}")).suggest("check the year of start")
            );
        }
        if self.starts_at.0 % MINUTE_MS != 0 || self.ends_at.0 % MINUTE_MS != 0 {
            return Err(wrong("times are to the minute").suggest("leave out the seconds"));
        }
        Ok(self)
    }
}

impl Said<'_> {
    fn point(&self, name: &str, text: &str, notes: &mut Vec<String>) -> Result<Point> {
        let zone = self.zone;
        match LocalTime::read(text, zone) {
            Some(LocalTime::Moment { at, comes_twice }) => {
                if comes_twice {
                    let (day, time) =
                        (at.there(zone).strftime("%A %-d %B"), at.there(zone).strftime("%H:%M"));
                    let offset = at.there(zone).strftime("%:z");
                    notes.push(format!(
                        "The clocks go back on {day}, so {time} comes twice: the first is taken (UTC{offset}). For the \
                         second send it with its offset."
                    ));
                }
                Ok(Point::Moment(at))
            }
            Some(LocalTime::Day(day)) => Ok(Point::Day(day)),
            Some(LocalTime::Skipped { before, after }) => {
                let sentence = format!(
                    "{name}: there is no {} on {} in {zone}, because the clocks go forward",
                    text.trim().get(11..16).unwrap_or_default(),
                    before.strftime("%A %-d %B %Y"),
                );
                let (before, after) = (before.strftime("%H:%M"), after.strftime("%H:%M"));
                Err(wrong(sentence).suggest(format!("take {before} or {after}")))
            }
            None => {
                let shown: String = text.chars().take(60).collect();
                Err(wrong(format!("{name}: `{shown}` is no time of a day"))
                    .suggest("send one such as 2026-06-14 14:00, in the time of the business"))
            }
        }
    }
}

/// Whole days, the last one included.
fn days(first: Date, last: Date, zone: &str) -> Result<When> {
    if last < first {
        return Err(wrong(format!("it would end on {last}, and begin on {first}"))
            .suggest("end is the last day"));
    }
    let start = |day: Date| Time::start_of(day, zone);
    let next = last.tomorrow().ok().and_then(start);
    let (Some(starts_at), Some(ends_at)) = (start(first), next) else {
        return Err(wrong(format!("there is no day {last}")).suggest("check start and end"));
    };
    Ok(When { starts_at, ends_at, all_day: true })
}

fn wrong(sentence: impl Into<String>) -> Error {
    Error::new(Code::ArgumentInvalid, sentence)
}
