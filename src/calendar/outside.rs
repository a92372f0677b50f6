//! Reads a calendar of somebody else (iCalendar, RFC 5545) for when they are busy, and for nothing else.
//!
//! Rules of repetition are unrolled on the clock of the place, without a zone, and each time becomes a moment
//! afterwards: so daylight saving moves nothing. What cannot be understood counts as busy as far as it says when it is,
//! and is counted. A file that is cut off, is no calendar, or has more appointments than anybody keeps is refused
//! whole: what was read before stays.

mod event;
mod fetch;

use std::collections::HashMap;

use calcard::{Entry, Parser, icalendar::ICalendar};
use jiff::tz::TimeZone;

use self::event::{Event, Zones};
pub use self::fetch::address;
pub(crate) use self::fetch::fetch;
use crate::{clock::Time, store::outside::PIECE_MS};

/// Appointments of one calendar in the time that is looked at.
const TIMES_MAX: usize = 20_000;

/// Parts of a file: appointments, those of the past included, and what is in them, such as alarms.
const COMPONENTS_MAX: usize = 100_000;

/// How many times are unrolled in all, those of the past included.
const STEPS_MAX: usize = 300_000;

const CUT_OFF: &str = "it ends in the middle of the calendar";

/// When a calendar is busy.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// In order; none meets another, and none is longer than a day.
    pub(crate) busy: Vec<(Time, Time)>,
    /// How many events could not be understood whole.
    pub(crate) unclear: i64,
}

/// Reads a calendar for a span; times without a zone are those of the business. The error is a sentence for people.
pub(crate) fn read(
    text: &str,
    home: &TimeZone,
    (from, until): (Time, Time),
) -> Result<Reading, String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let has = |end: &str, word: &str| end.to_ascii_uppercase().contains(word);
    let head: String = text.chars().take(1_000).collect();
    if text.starts_with('<') || !has(&head, "VCALENDAR") {
        let what = if text.starts_with('<') { "a web page" } else { "something else" };
        return Err(format!("it answers {what}, not a calendar (iCalendar)"));
    }
    let tail =
        text.char_indices().rev().nth(40).map_or(text, |(at, _)| text.get(at..).unwrap_or(text));
    if !has(tail, "END:VCALENDAR") {
        return Err(CUT_OFF.to_owned());
    }
    let mut parser = Parser::new(text);
    let mut budget = STEPS_MAX;
    let (mut spans, mut unclear) = (Vec::new(), 0);
    loop {
        let entry = parser.entry();
        // Lines that nobody understands are passed over.
        match entry {
            Entry::Eof => break,
            Entry::TooManyComponents => return Err(too_many()),
            Entry::UnterminatedComponent(_) => return Err(CUT_OFF.to_owned()),
            Entry::ICalendar(calendar) => {
                unclear += of_calendar(&calendar, home, (from, until), &mut budget, &mut spans)?;
            }
            Entry::VCard(_) | Entry::InvalidLine(_) | Entry::UnexpectedComponentEnd { .. } | _ => {}
        }
    }
    Ok(Reading { busy: pieces(spans), unclear })
}

/// Adds what a calendar is busy with; how much of it was unclear.
fn of_calendar(
    calendar: &ICalendar,
    home: &TimeZone,
    span: (Time, Time),
    budget: &mut usize,
    spans: &mut Vec<(Time, Time)>,
) -> Result<i64, String> {
    let zones = Zones::of(calendar, home);
    let mut unclear = 0;
    let mut events = Vec::new();
    if calendar.components.len() > COMPONENTS_MAX {
        return Err(too_many());
    }
    for component in &calendar.components {
        match Event::of(component, &zones) {
            Some(Ok(event)) => events.push(event),
            Some(Err(())) => unclear += 1,
            None => {}
        }
    }
    // What single times of a repeated event are instead: they are not where the rule says.
    let mut moved: HashMap<&str, Vec<Time>> = HashMap::new();
    for event in &events {
        if let Some(instead_of) = event.instead_of {
            moved.entry(&event.uid).or_default().push(instead_of);
        }
    }
    for event in &events {
        unclear += i64::from(event.is_unclear);
        if event.is_free {
            continue;
        }
        let gone = moved.get(event.uid.as_str()).filter(|_| event.instead_of.is_none());
        let starts = event.starts(span, budget)?;
        let left = starts.into_iter().filter(|start| gone.is_none_or(|gone| !gone.contains(start)));
        let times = left.map(|start| (start, event.end_of(start)));
        let met = times.filter(|(start, end)| end > start && *start < span.1 && *end > span.0);
        // One that is said to last for ever is busy to the end of what is looked at.
        spans.extend(met.map(|(start, end)| (start.max(span.0), end.min(span.1))));
        if spans.len() > TIMES_MAX {
            return Err(too_many());
        }
    }
    Ok(unclear)
}

fn too_many() -> String {
    format!("it has more than {TIMES_MAX} appointments, or repeats one without end")
}

/// The spans put together, and cut where they are longer than a day.
fn pieces(mut spans: Vec<(Time, Time)>) -> Vec<(Time, Time)> {
    spans.sort_unstable();
    let mut whole: Vec<(Time, Time)> = Vec::with_capacity(spans.len());
    for (from, until) in spans {
        match whole.last_mut() {
            Some((_, end)) if from <= *end => *end = until.max(*end),
            _ => whole.push((from, until)),
        }
    }
    let mut pieces = Vec::with_capacity(whole.len());
    for (mut from, until) in whole {
        while until.0 - from.0 > PIECE_MS {
            pieces.push((from, from.plus_ms(PIECE_MS)));
            from = from.plus_ms(PIECE_MS);
        }
        pieces.push((from, until));
    }
    pieces
}

#[cfg(test)]
mod tests;
