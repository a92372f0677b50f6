//! Free times: the starts that rules offer on a day, less what is taken.
//!
//! Hours are those on the clock of the place; durations are real. A start that the clock skips is none, and of one that
//! it shows twice the first is meant. What is said of a day are its starts by the clock, also of the night before.

use std::{collections::HashMap, fmt};

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time as Clock},
    tz::{AmbiguousOffset, TimeZone},
};

use super::Rules;
use crate::clock::Time;

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;

/// Times that are taken, with travel and buffers: in order, and none meets another.
#[derive(Clone, Debug, Default)]
pub struct Taken(Vec<(i64, i64)>);

impl Taken {
    /// Of spans in any order.
    pub fn of(mut spans: Vec<(Time, Time)>) -> Taken {
        spans.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::with_capacity(spans.len());
        for (from, until) in spans {
            match merged.last_mut() {
                Some((_, end)) if from.0 <= *end => *end = until.0.max(*end),
                _ => merged.push((from.0, until.0)),
            }
        }
        Taken(merged)
    }

    /// Whether nothing is taken between two moments.
    pub fn is_free(&self, from: i64, until: i64) -> bool {
        let next = self.0.partition_point(|(_, end)| *end <= from);
        self.0.get(next).is_none_or(|(start, _)| *start >= until)
    }
}

/// What is asked: for how long, by which rules, and what is taken.
pub struct Question<'q> {
    pub rules: &'q Rules,
    pub zone: &'q TimeZone,
    pub minutes: i64,
    pub now: Time,
    pub taken: &'q Taken,
    /// Bookings of the package and of the business that begin on a day.
    pub counts: &'q HashMap<Date, [i64; 2]>,
}

/// Why a day has no starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    Past,
    /// More than so many days ahead.
    Beyond(i64),
    /// In words for the business.
    Closed(String),
    /// No opening is so many minutes long.
    TooShort(i64),
    /// So many bookings are all that a day may have.
    Limit(i64),
    Full,
    /// Today, when nothing more comes.
    Over,
    /// It needs so many minutes of notice.
    Notice(i64),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Past => f.write_str("past"),
            Why::Beyond(days) => write!(f, "more than {days} days ahead"),
            Why::Closed(why) => f.write_str(why),
            Why::TooShort(minutes) => write!(f, "no opening is {minutes} minutes long"),
            Why::Limit(limit) => write!(f, "has its {limit} bookings"),
            Why::Full => f.write_str("fully booked"),
            Why::Over => f.write_str("over for today"),
            Why::Notice(minutes) => write!(f, "needs {} notice", spoken_minutes(*minutes)),
        }
    }
}

impl Question<'_> {
    /// The starts on a day, in order.
    pub fn starts(&self, date: Date) -> Vec<Time> {
        if self.is_beyond(date) || self.is_full(date) {
            return Vec::new();
        }
        let earliest = self.now.plus_ms(self.rules.notice_minutes * MINUTE_MS);
        let free = |start: &Time| *start >= earliest && self.is_free(*start);
        self.fitting(date).into_iter().filter(free).collect()
    }

    /// Whether a time is a start that can be booked by now, free or not.
    pub fn offers(&self, start: Time) -> bool {
        let date = self.local(start).date();
        let earliest = self.now.plus_ms(self.rules.notice_minutes * MINUTE_MS);
        !self.is_beyond(date) && start >= earliest && self.fitting(date).contains(&start)
    }

    /// Why a day has no starts.
    pub fn why_none(&self, date: Date) -> Why {
        if date < self.today() {
            return Why::Past;
        }
        if self.is_beyond(date) {
            return Why::Beyond(self.rules.horizon_days);
        }
        let fitting = self.fitting(date);
        if fitting.is_empty() && self.rules.windows(date).is_empty() {
            return Why::Closed(self.rules.why_closed(date));
        }
        if fitting.is_empty() {
            return Why::TooShort(self.minutes);
        }
        if let Some(limit) = self.limit_reached(date) {
            return Why::Limit(limit);
        }
        let earliest = self.now.plus_ms(self.rules.notice_minutes * MINUTE_MS);
        match fitting.iter().any(|start| *start >= earliest) {
            true => Why::Full,
            false if fitting.iter().all(|start| *start < self.now) => Why::Over,
            false => Why::Notice(self.rules.notice_minutes),
        }
    }

    /// Whether a time lies within the hours of one day.
    pub fn is_within_hours(&self, from: Time, until: Time) -> bool {
        let date = self.local(from).date();
        self.spans(date).into_iter().any(|(opens, closes, _, _)| opens <= from && until <= closes)
    }

    /// How many bookings a day may have that has them all.
    pub fn limit_reached(&self, date: Date) -> Option<i64> {
        let counts = self.counts.get(&date).copied().unwrap_or_default();
        let reached = |(limit, count): (Option<i64>, i64)| limit.filter(|limit| count >= *limit);
        self.rules.daily_limits.into_iter().zip(counts).find_map(reached)
    }

    /// Whether a day is further ahead than is offered.
    pub fn is_beyond(&self, date: Date) -> bool {
        let ahead = date
            .since((jiff::Unit::Day, self.today()))
            .map_or(0, |span| i64::from(span.get_days()));
        ahead > self.rules.horizon_days
    }

    /// The day at the place.
    pub fn today(&self) -> Date {
        self.local(self.now).date()
    }

    fn is_full(&self, date: Date) -> bool {
        self.limit_reached(date).is_some()
    }

    fn is_free(&self, start: Time) -> bool {
        let before = self.rules.buffer_before_minutes * MINUTE_MS;
        let after = (self.minutes + self.rules.buffer_after_minutes) * MINUTE_MS;
        self.taken.is_free(start.0 - before, start.0 + after)
    }

    /// The starts of a day from which the time fits into the hours, whatever is taken.
    fn fitting(&self, date: Date) -> Vec<Time> {
        let mut starts = Vec::new();
        for (_, closes, of, (opens_at, closes_at)) in self.spans(date) {
            let mut at = opens_at;
            while at < closes_at {
                if let Some(civil) = on_clock(of, at).filter(|civil| civil.date() == date)
                    && let Some(start) = self.first_moment(civil)
                    && start.plus_ms(self.minutes * MINUTE_MS) <= closes
                {
                    starts.push(start);
                }
                at += self.rules.step_minutes;
            }
        }
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// From when to when it is open on a day, the night before included: as moments, and as minutes of a date.
    fn spans(&self, date: Date) -> Vec<(Time, Time, Date, (i64, i64))> {
        let night = date.yesterday().ok().into_iter().flat_map(|before| {
            let late =
                self.rules.windows(before).into_iter().filter(|(_, closes)| *closes > DAY_MINUTES);
            late.map(move |window| (before, window))
        });
        let day = self.rules.windows(date).into_iter().map(|window| (date, window));
        let moments = |(of, (opens, closes)): (Date, (i64, i64))| {
            let at = |minutes| self.moment_or_after(on_clock(of, minutes)?);
            Some((at(opens)?, at(closes)?, of, (opens, closes)))
        };
        night.chain(day).filter_map(moments).collect()
    }

    /// The moment when the clock first shows a time; `None` if it never does.
    fn first_moment(&self, civil: DateTime) -> Option<Time> {
        match self.zone.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset }
            | AmbiguousOffset::Fold { before: offset, .. } => {
                offset.to_timestamp(civil).ok().map(Time::from)
            }
            AmbiguousOffset::Gap { .. } => None,
        }
    }

    /// The moment when the clock first shows a time or a later one.
    fn moment_or_after(&self, civil: DateTime) -> Option<Time> {
        match self.zone.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Gap { after, .. } => {
                let before: Timestamp = after.to_timestamp(civil).ok()?;
                self.zone.following(before).next().map(|jump| jump.timestamp().into())
            }
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
                self.first_moment(civil)
            }
        }
    }

    fn local(&self, at: Time) -> DateTime {
        self.zone.to_datetime(Timestamp::from_millisecond(at.0).unwrap_or_default())
    }
}

/// `2 days`, `90 minutes`.
pub fn spoken_minutes(minutes: i64) -> String {
    let (number, unit) = match minutes {
        whole if whole > 0 && whole % DAY_MINUTES == 0 => (whole / DAY_MINUTES, "day"),
        whole if whole > 0 && whole % 60 == 0 => (whole / 60, "hour"),
        minutes => (minutes, "minute"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// The time so many minutes after midnight, by the clock alone.
fn on_clock(date: Date, minutes: i64) -> Option<DateTime> {
    let mut day = date;
    for _ in 0..minutes.div_euclid(DAY_MINUTES) {
        day = day.tomorrow().ok()?;
    }
    let of_day = minutes.rem_euclid(DAY_MINUTES);
    let (hour, minute) = (i8::try_from(of_day / 60).ok()?, i8::try_from(of_day % 60).ok()?);
    Some(day.to_datetime(Clock::new(hour, minute, 0, 0).ok()?))
}

#[cfg(test)]
mod tests;
