//! One event of a calendar: when it begins, how long it takes, how it repeats, and whether it takes time at all.

use std::collections::HashMap;

use calcard::{
    common::{PartialDateTime, timezone::Tz},
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarProperty,
        ICalendarRecurrenceRule, ICalendarStatus, ICalendarTransparency, ICalendarValue,
    },
};
use jiff::{
    Span, Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::{STEPS_MAX, too_many};
use crate::clock::Time;

const HOUR_MS: i64 = 60 * 60 * 1000;

/// The zones that a calendar names.
pub(super) struct Zones<'z> {
    home: &'z TimeZone,
    known: HashMap<String, TimeZone>,
}

impl<'z> Zones<'z> {
    pub(super) fn of(calendar: &ICalendar, home: &'z TimeZone) -> Zones<'z> {
        let resolver = calendar.build_owned_tz_resolver();
        let mut known = HashMap::new();
        let names = calendar.components.iter().flat_map(|component| &component.entries);
        for name in names.filter_map(ICalendarEntry::tz_id) {
            // As IANA has it, as Windows does, or as the calendar itself explains it.
            let zone = TimeZone::get(name).ok().or_else(|| zone_of(resolver.resolve(name)?));
            if let Some(zone) = zone {
                known.insert(name.to_owned(), zone);
            }
        }
        Zones { home, known }
    }

    /// The zone of a value, and whether it is known.
    fn zone(&self, entry: &ICalendarEntry) -> (TimeZone, bool) {
        match entry.tz_id() {
            None => (self.home.clone(), true),
            Some(name) => match self.known.get(name) {
                Some(zone) => (zone.clone(), true),
                None => (self.home.clone(), false),
            },
        }
    }
}

fn zone_of(zone: Tz) -> Option<TimeZone> {
    TimeZone::get(&zone.name()?).ok()
}

/// A time as it is written: on a clock, or a whole day.
#[derive(Clone)]
struct Point {
    at: DateTime,
    zone: TimeZone,
    is_day: bool,
}

impl Point {
    fn of(value: &PartialDateTime, zone: TimeZone) -> Option<Point> {
        let (year, month) = (i16::try_from(value.year?).ok()?, i8::try_from(value.month?).ok()?);
        let date = Date::new(year, month, i8::try_from(value.day?).ok()?).ok()?;
        let Some(hour) = value.hour else {
            return Some(Point {
                at: date.to_datetime(jiff::civil::Time::midnight()),
                zone,
                is_day: true,
            });
        };
        let part = |number: Option<u8>| i8::try_from(number.unwrap_or(0)).ok();
        let second = part(value.second)?.min(59);
        let at = date.at(i8::try_from(hour).ok()?, part(value.minute)?, second, 0);
        let zone = if value.tz_hour.is_some() { TimeZone::UTC } else { zone };
        Some(Point { at, zone, is_day: false })
    }

    /// The moment; a time that the clock skips is an hour later, and of one that it shows twice the first is meant.
    fn moment(&self) -> Option<Time> {
        moment(self.at, &self.zone)
    }
}

fn moment(at: DateTime, zone: &TimeZone) -> Option<Time> {
    zone.to_ambiguous_zoned(at).compatible().ok().map(|zoned| zoned.timestamp().into())
}

/// An event, as far as it takes time.
pub(super) struct Event {
    pub(super) uid: String,
    /// The time of a repeated event in whose place it is.
    pub(super) instead_of: Option<Time>,
    /// Whether nobody is busy: it is shown as free, or cancelled.
    pub(super) is_free: bool,
    /// Whether something of it could not be understood.
    pub(super) is_unclear: bool,
    start: Point,
    lasts: Lasts,
    rule: Option<ICalendarRecurrenceRule>,
    more: Vec<Time>,
    without: Vec<Point>,
}

#[derive(Clone, Copy)]
enum Lasts {
    Ms(i64),
    /// By the calendar of the place.
    Days(i32),
}

impl Event {
    /// The event of a component; `None` if it is none, an error if it does not say when it is.
    pub(super) fn of(
        component: &ICalendarComponent,
        zones: &Zones<'_>,
    ) -> Option<Result<Event, ()>> {
        if component.component_type != ICalendarComponentType::VEvent {
            return None;
        }
        let mut unclear = false;
        let mut point = |entry: &ICalendarEntry| {
            let (zone, is_known) = zones.zone(entry);
            unclear |= !is_known;
            points(entry, &zone).into_iter().next()
        };
        let find = |name: ICalendarProperty| component.entries.iter().find(|it| it.name == name);
        let is_free = is_free(component);
        let Some(start) = find(ICalendarProperty::Dtstart).and_then(&mut point) else {
            return (!is_free).then_some(Err(()));
        };
        let end = find(ICalendarProperty::Dtend).and_then(&mut point);
        let instead_of = find(ICalendarProperty::RecurrenceId).and_then(&mut point);
        let rules: Vec<&ICalendarRecurrenceRule> =
            component.entries.iter().filter_map(rule).collect();
        let written = component.entries.iter().filter(|it| it.name == ICalendarProperty::Rrule);
        unclear |= written.count() != rules.len() || rules.len() > 1;
        let many = |name: ICalendarProperty| {
            let entries = component.entries.iter().filter(move |it| it.name == name);
            entries.flat_map(|entry| points(entry, &zones.zone(entry).0)).collect::<Vec<Point>>()
        };
        let more = many(ICalendarProperty::Rdate).iter().filter_map(Point::moment).collect();
        Some(Ok(Event {
            uid: text(component, &ICalendarProperty::Uid).unwrap_or_default(),
            instead_of: instead_of.and_then(|point| point.moment()),
            is_free,
            is_unclear: unclear,
            lasts: lasts(component, &start, end.as_ref()),
            rule: rules.first().map(|rule| (*rule).clone()),
            more,
            without: many(ICalendarProperty::Exdate),
            start,
        }))
    }

    /// When it begins, each time, as far as that can be in a span.
    pub(super) fn starts(
        &self,
        (from, until): (Time, Time),
        budget: &mut usize,
    ) -> Result<Vec<Time>, String> {
        let Some(rule) = self.rule.as_ref().filter(|_| self.instead_of.is_none()) else {
            return Ok(self.start.moment().into_iter().chain(self.more.iter().copied()).collect());
        };
        let mut starts: Vec<Time> = self.more.clone();
        let all = self.unrolled(rule, *budget);
        *budget = budget.saturating_sub(all.len());
        let mut is_past_the_end = false;
        for at in &all {
            let Some(start) = moment(*at, &self.start.zone) else { continue };
            is_past_the_end |= start >= until;
            if start < until && self.end_of(start) > from && !self.is_left_out(*at, start) {
                starts.push(start);
            }
        }
        // It goes on for longer than anybody can look.
        if *budget == 0 && !is_past_the_end { Err(too_many()) } else { Ok(starts) }
    }

    /// When it ends that begins then.
    pub(super) fn end_of(&self, start: Time) -> Time {
        match self.lasts {
            Lasts::Ms(ms) => start.plus_ms(ms),
            Lasts::Days(days) => {
                let there = Timestamp::from_millisecond(start.0).unwrap_or_default();
                let at = self.start.zone.to_datetime(there);
                let end = at.checked_add(Span::new().days(days)).ok();
                let end = end.and_then(|end| moment(end, &self.start.zone));
                end.unwrap_or(start.plus_ms(24 * HOUR_MS * i64::from(days)))
            }
        }
    }

    fn is_left_out(&self, at: DateTime, start: Time) -> bool {
        self.without.iter().any(|out| {
            if out.is_day { out.at.date() == at.date() } else { out.moment() == Some(start) }
        })
    }

    /// The times that the rule gives on the clock of the place, the first one included.
    fn unrolled(&self, rule: &ICalendarRecurrenceRule, most: usize) -> Vec<DateTime> {
        let mut rule = rule.clone();
        // An end in UTC is one on that clock.
        if let Some(until) = rule.until.as_ref().filter(|until| until.tz_hour.is_some())
            && let Some(point) = Point::of(until, TimeZone::UTC)
            && let Some(end) = point.moment()
        {
            let there = Timestamp::from_millisecond(end.0).unwrap_or_default();
            rule.until = Some(written(self.start.zone.to_datetime(there)));
        } else if let Some(until) = rule.until.as_mut().filter(|until| until.hour.is_none()) {
            // The whole of its last day.
            (until.hour, until.minute, until.second) = (Some(23), Some(59), Some(59));
        }
        let mut event = ICalendarComponent::new(ICalendarComponentType::VEvent);
        event.add_property(
            ICalendarProperty::Dtstart,
            ICalendarValue::PartialDateTime(Box::new(written(self.start.at))),
        );
        event
            .add_property(ICalendarProperty::Rrule, ICalendarValue::RecurrenceRule(Box::new(rule)));
        let alone = ICalendar { components: vec![event] };
        let times = alone.expand_dates(Tz::Floating, most.min(STEPS_MAX));
        let mut all: Vec<DateTime> = times
            .events
            .iter()
            .filter_map(|it| civil(it.start.naive_local().and_utc().timestamp()))
            .collect();
        // A rule that gives nothing, or that cannot be read, leaves the first time.
        if !all.contains(&self.start.at) {
            all.push(self.start.at);
        }
        all
    }
}

/// What a clock shows, given as if it were that of UTC.
fn civil(seconds: i64) -> Option<DateTime> {
    Some(TimeZone::UTC.to_datetime(Timestamp::from_second(seconds).ok()?))
}

fn written(at: DateTime) -> PartialDateTime {
    let part = |number: i8| u8::try_from(number).ok();
    PartialDateTime {
        year: u16::try_from(at.year()).ok(),
        month: part(at.month()),
        day: part(at.day()),
        hour: part(at.hour()),
        minute: part(at.minute()),
        second: part(at.second()),
        ..PartialDateTime::default()
    }
}

fn points(entry: &ICalendarEntry, zone: &TimeZone) -> Vec<Point> {
    let read = |value: &ICalendarValue| {
        let ICalendarValue::PartialDateTime(value) = value else { return None };
        Point::of(value, zone.clone())
    };
    entry.values.iter().filter_map(read).collect()
}

fn rule(entry: &ICalendarEntry) -> Option<&ICalendarRecurrenceRule> {
    match (&entry.name, entry.values.first()) {
        (ICalendarProperty::Rrule, Some(ICalendarValue::RecurrenceRule(rule))) => Some(rule),
        _ => None,
    }
}

/// How long it takes: to its end, for its duration, else a day or no time at all.
fn lasts(component: &ICalendarComponent, start: &Point, end: Option<&Point>) -> Lasts {
    if let Some(end) = end {
        if start.is_day {
            let days = end.at.date().since((jiff::Unit::Day, start.at.date()));
            return Lasts::Days(days.map_or(1, |span| span.get_days()));
        }
        let ms = start.moment().zip(end.moment()).map(|(start, end)| end.0 - start.0);
        return Lasts::Ms(ms.unwrap_or(HOUR_MS));
    }
    let duration = component.entries.iter().find_map(|entry| match entry.values.first() {
        Some(ICalendarValue::Duration(duration)) if entry.name == ICalendarProperty::Duration => {
            Some(duration)
        }
        _ => None,
    });
    match duration {
        Some(duration) => Lasts::Ms(duration.as_seconds().saturating_mul(1000)),
        None if start.is_day => Lasts::Days(1),
        None => Lasts::Ms(0),
    }
}

fn is_free(component: &ICalendarComponent) -> bool {
    component.entries.iter().any(|entry| {
        let Some(value) = entry.values.first() else { return false };
        let is_outlook = entry.name.as_str().eq_ignore_ascii_case("X-MICROSOFT-CDO-BUSYSTATUS");
        let says_free = || value.as_text().is_some_and(|text| text.eq_ignore_ascii_case("FREE"));
        matches!(
            value,
            ICalendarValue::Transparency(ICalendarTransparency::Transparent)
                | ICalendarValue::Status(ICalendarStatus::Cancelled)
        ) || is_outlook && says_free()
    })
}

fn text(component: &ICalendarComponent, name: &ICalendarProperty) -> Option<String> {
    let entry = component.entries.iter().find(|entry| entry.name == *name)?;
    entry.values.first()?.as_text().map(str::to_owned)
}
