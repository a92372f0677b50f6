//! The rules by which times are offered: those of the business, and what a package has instead.

use jiff::civil::Date;

use super::Exceptions;
use crate::{
    error::{Error, Result},
    store::entity::{AvailabilityRow, SiteRow},
    value::{Hours, HoursSpan, OnlineBooking, Weekday},
};

/// Where nobody has said when people can come: every day within these hours, which is said to be assumed.
const ASSUMED: (&str, &str) = ("09:00", "18:00");

/// How far ahead times are offered where nobody has said.
const HORIZON_DAYS: i64 = 365;

/// How far apart the starts are where nobody has said.
const STEP_MINUTES: i64 = 30;

/// Where hours come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoursOf {
    /// Somebody has said when people can come.
    Availability,
    /// The opening hours of the site.
    Site,
    /// Nobody has said any.
    Nobody,
}

/// The rules by which times are offered.
#[derive(Clone, Debug)]
pub struct Rules {
    pub hours: Hours,
    pub hours_of: HoursOf,
    /// Of the package, and of the business.
    pub exceptions: [Exceptions; 2],
    pub notice_minutes: i64,
    pub horizon_days: i64,
    pub buffer_before_minutes: i64,
    pub buffer_after_minutes: i64,
    pub step_minutes: i64,
    /// Bookings a day of the package, and of the business.
    pub daily_limits: [Option<i64>; 2],
    /// Whether visitors book by themselves, and how such a booking begins.
    pub online: OnlineBooking,
}

impl Rules {
    /// The rules for a package, or for the business without one.
    ///
    /// # Errors
    /// If what is stored cannot be read.
    pub(crate) fn of(
        site: &SiteRow,
        business: Option<&AvailabilityRow>,
        package: Option<&AvailabilityRow>,
    ) -> Result<Rules> {
        let exceptions = |row: Option<&AvailabilityRow>| {
            row.map(|row| row.exceptions.read()).transpose().map(Option::unwrap_or_default)
        };
        let first = |column: fn(&AvailabilityRow) -> Option<i64>| {
            package.and_then(column).or_else(|| business.and_then(column))
        };
        let said = [package, business].into_iter().flatten().find_map(|row| row.hours.clone());
        let (hours, hours_of) = match said {
            Some(said) => {
                (serde_json::from_value(said).map_err(Error::internal)?, HoursOf::Availability)
            }
            None if !site.hours().is_empty() => (site.hours(), HoursOf::Site),
            None => (assumed()?, HoursOf::Nobody),
        };
        Ok(Rules {
            hours,
            hours_of,
            exceptions: [exceptions(package)?, exceptions(business)?],
            notice_minutes: first(|row| row.notice_minutes).unwrap_or(0),
            horizon_days: first(|row| row.horizon_days).unwrap_or(HORIZON_DAYS),
            buffer_before_minutes: first(|row| row.buffer_before_minutes).unwrap_or(0),
            buffer_after_minutes: first(|row| row.buffer_after_minutes).unwrap_or(0),
            step_minutes: first(|row| row.step_minutes).unwrap_or(STEP_MINUTES),
            daily_limits: [package, business].map(|row| row.and_then(|row| row.daily_limit)),
            online: Rules::online(business, package),
        })
    }

    /// Whether visitors book a package by themselves. Opening hours of the site say when somebody is there, and not
    /// that anybody may come and book: somebody has to have said when customers can come.
    pub(crate) fn online(
        business: Option<&AvailabilityRow>,
        package: Option<&AvailabilityRow>,
    ) -> OnlineBooking {
        let rows = || [package, business].into_iter().flatten();
        let has_hours = rows().any(|row| row.hours.is_some());
        let usual = if has_hours { OnlineBooking::Pending } else { OnlineBooking::Off };
        rows().find_map(|row| row.online).unwrap_or(usual)
    }

    /// From when to when a day is open, in minutes since its midnight; what goes over midnight ends above 1,440.
    pub fn windows(&self, date: Date) -> Vec<(i64, i64)> {
        let in_minutes = |(opens, closes): (crate::value::WallTime, crate::value::WallTime)| {
            let (opens, closes) = (opens.minutes(), closes.minutes());
            (opens, if closes <= opens { closes + 24 * 60 } else { closes })
        };
        for exceptions in &self.exceptions {
            let mut said = exceptions.on(date).peekable();
            if said.peek().is_some() {
                return said.filter_map(super::Exception::times).map(in_minutes).collect();
            }
        }
        self.hours.on(Weekday::of(date)).into_iter().map(in_minutes).collect()
    }

    /// Why a day without hours is closed: `holidays`, `closed on Sundays`.
    pub fn why_closed(&self, date: Date) -> String {
        let mut said = self.exceptions.iter().flat_map(|exceptions| exceptions.on(date));
        match said.next() {
            Some(exception) => exception
                .note
                .as_ref()
                .map_or_else(|| "closed".to_owned(), |note| format!("closed: {note}")),
            None => format!("closed on {}s", date.strftime("%A")),
        }
    }
}

fn assumed() -> Result<Hours> {
    let (opens, closes) = ASSUMED;
    let time = |text| crate::value::WallTime::parse(text).map(Some);
    let days = Weekday::all().collect();
    Hours::of(&[HoursSpan { days, opens: time(opens)?, closes: time(closes)?, closed: false }])
}
