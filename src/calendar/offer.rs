//! What is offered in some days: rules and bookings read at once, with a fixed number of statements.

use std::collections::HashMap;

use jiff::{civil::Date, tz::TimeZone};

use super::{
    Rules,
    free::{Question, Taken},
};
use crate::{
    clock::Time,
    error::Result,
    id::{BookingId, PackageId},
    store::{
        TenantRead,
        bookings::{self, BusyTime},
        entity::{AvailabilityRow, BookingRow, Select, select},
    },
};

/// More bookings than one person has in a year are not read at once.
const BOOKINGS_MAX: i64 = 20_000;

/// What is offered from one day to another.
pub(crate) struct Offer {
    pub(crate) rules: Rules,
    /// The name of the zone.
    pub(crate) zone: String,
    /// What takes a part of these days, earliest first.
    pub(crate) bookings: Vec<BookingRow>,
    place: TimeZone,
    minutes: i64,
    now: Time,
    taken: Taken,
    counts: HashMap<Date, [i64; 2]>,
}

impl Offer {
    /// For how long, of which package, on which days; `but` counts as not there.
    pub(crate) fn read(
        db: &TenantRead<'_>,
        package: Option<PackageId>,
        minutes: i64,
        (first, last): (Date, Date),
        but: Option<BookingId>,
    ) -> Result<Offer> {
        let (business, own) = availability(db, package)?;
        let site = db.site()?;
        let rules = Rules::of(&site, business.as_ref(), own.as_ref())?;
        let zone = site.timezone.clone();
        let start = |day: Date| Time::start_of(day, &zone).unwrap_or(Time(0));
        let next = |day: Date| day.tomorrow().unwrap_or(day);
        // What begins shortly before midnight goes on, and needs a buffer after it.
        let span = BusyTime {
            from: start(first.yesterday().unwrap_or(first)),
            until: start(next(next(last))),
        };
        let bookings = bookings::taking(db, span, but, BOOKINGS_MAX)?;
        let mut counts: HashMap<Date, [i64; 2]> = HashMap::new();
        for booking in &bookings {
            let [of_package, all] =
                counts.entry(booking.starts_at.there(&zone).date()).or_default();
            *all += 1;
            *of_package += i64::from(booking.package_id == package);
        }
        let times = bookings.iter().map(BookingRow::busy).map(|busy| (busy.from, busy.until));
        let others = db.outside_busy(span)?;
        let times = times.chain(others.iter().map(|busy| (busy.from, busy.until)));
        Ok(Offer {
            rules,
            place: TimeZone::get(&zone).unwrap_or(TimeZone::UTC),
            zone,
            taken: Taken::of(times.collect()),
            bookings,
            minutes,
            now: db.now()?,
            counts,
        })
    }

    /// What is free.
    pub(crate) fn question(&self) -> Question<'_> {
        Question {
            rules: &self.rules,
            zone: &self.place,
            minutes: self.minutes,
            now: self.now,
            taken: &self.taken,
            counts: &self.counts,
        }
    }

    /// The free starts of these days that are nearest to a moment, in order.
    pub(crate) fn nearest(&self, (first, last): (Date, Date), to: Time, most: usize) -> Vec<Time> {
        let question = self.question();
        let days = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
        let mut starts: Vec<Time> = days.flat_map(|day| question.starts(day)).collect();
        starts.sort_by_key(|start| (start.0 - to.0).abs());
        starts.truncate(most);
        starts.sort_unstable();
        starts
    }

    /// The bookings that take a part of a day itself, travel and buffers aside.
    pub(crate) fn on(&self, day: Date) -> impl Iterator<Item = &BookingRow> {
        let start = |day: Date| Time::start_of(day, &self.zone).unwrap_or(Time(0));
        let (from, until) = (start(day), start(day.tomorrow().unwrap_or(day)));
        self.bookings.iter().filter(move |row| row.starts_at < until && row.ends_at > from)
    }
}

/// What is set for the business and for a package.
pub(crate) fn availability(
    db: &TenantRead<'_>,
    package: Option<PackageId>,
) -> Result<(Option<AvailabilityRow>, Option<AvailabilityRow>)> {
    const BOTH: Select<AvailabilityRow> = select!(
        AvailabilityRow,
        "(package_id IS NULL OR package_id = :package) ORDER BY id LIMIT 2"
    );
    let rows = db.rows(&BOTH, &[(":package", package.into())])?;
    let (mut business, mut own) = (None, None);
    for row in rows {
        let place = if row.package_id.is_none() { &mut business } else { &mut own };
        *place = Some(row);
    }
    Ok((business, own))
}
