//! The days of a month and the times of a day.

use axum::http::StatusCode;
use jiff::{Span, civil::Date};

use super::Page;
use crate::{
    calendar::{Offer, free::Why},
    clock::{LocalTime, Time},
    error::Result,
    id::{BookingId, PackageId},
    site::{
        form::Word,
        format::{format_clock, format_month, format_weekday, format_whole_day, weekdays},
        view::{BookView, ChoiceView, DayView, MonthView, TimesView},
    },
};

/// How far ahead the next free day is looked for.
const AHEAD_DAYS: i32 = 366;

/// What is looked for, and where.
pub(super) struct Chooser<'p, 'd, 't> {
    pub(super) page: &'p Page<'d, 't>,
    /// The address of the page, of which days and times are a part.
    pub(super) path: &'p str,
    /// What stands in every address beside them.
    pub(super) with: Option<(&'p str, &'p str)>,
    pub(super) package: Option<PackageId>,
    pub(super) minutes: i64,
    /// The booking that is moved, which is in its own way for nobody.
    pub(super) but: Option<BookingId>,
}

/// Why a time cannot be had.
pub(super) struct Refusal {
    pub(super) word: Word,
    pub(super) status: StatusCode,
    /// The day of which other times are shown.
    pub(super) day: Option<Date>,
}

impl Chooser<'_, '_, '_> {
    /// The start that is written there, if it can be had.
    pub(super) fn start(&self, written: &str) -> Result<std::result::Result<Time, Refusal>> {
        let zone = &self.page.zone;
        let wrong = |word, day| Refusal { word, status: StatusCode::UNPROCESSABLE_ENTITY, day };
        let at = match LocalTime::read(written, zone) {
            Some(LocalTime::Moment { at, .. }) => at,
            Some(LocalTime::Skipped { before, .. }) => {
                return Ok(Err(wrong(Word::NoTime, Some(before.date()))));
            }
            Some(LocalTime::Day(_)) | None => return Ok(Err(wrong(Word::NoTime, None))),
        };
        let day = at.there(zone).date();
        let offer = self.offer((day, day))?;
        let question = offer.question();
        let free = question.starts(day);
        if free.contains(&at) {
            return Ok(Ok(at));
        }
        if question.offers(at) {
            let status = StatusCode::CONFLICT;
            return Ok(Err(Refusal { word: Word::Taken, status, day: Some(day) }));
        }
        let soon = self.page.db.now()?.plus_ms(60_000 * offer.rules.notice_minutes);
        let word = match free.is_empty() {
            true => word_of(&question.why_none(day)),
            false if at < soon => Word::TooSoon,
            false => Word::NoTime,
        };
        Ok(Err(wrong(word, Some(day))))
    }

    /// The free starts nearest to one that cannot be had.
    pub(super) fn others(&self, day: Date, near: Time, most: usize) -> Result<Vec<Time>> {
        let away = |days: i32| day.checked_add(Span::new().days(days)).unwrap_or(day);
        let days = (away(-3), away(14));
        Ok(self.offer(days)?.nearest(days, near, most))
    }

    /// Puts the month and the day that are asked for into a page: without either, the first with something free.
    pub(super) fn fill(
        &self,
        view: &mut BookView,
        day: Option<Date>,
        month: Option<Date>,
    ) -> Result<()> {
        let today = self.page.db.now()?.there(&self.page.zone).date();
        let mut first = day.or(month).unwrap_or(today).first_of_month().max(today.first_of_month());
        let mut offer = self.offer((first, first.last_of_month()))?;
        let last = ahead(today, offer.rules.horizon_days);
        if first > last {
            first = last.first_of_month();
            offer = self.offer((first, first.last_of_month()))?;
        }
        let mut next = None;
        if !has_free(&offer, first) {
            next = self.next_free(first.last_of_month(), last)?;
        }
        if let (Some(found), None, None) = (next, day, month) {
            first = found.first_of_month();
            offer = self.offer((first, first.last_of_month()))?;
            next = None;
        }
        view.month = Some(self.month(&offer, (first, day), (today, last), next));
        view.times = match day {
            Some(day) if day >= first && day <= first.last_of_month() => {
                Some(self.times(&offer, day))
            }
            Some(_) | None => None,
        };
        view.zone = Some(self.page.zone.clone());
        Ok(())
    }

    /// What people call a start.
    pub(super) fn spoken(&self, at: Time) -> String {
        spoken(self.page, at)
    }

    fn offer(&self, days: (Date, Date)) -> Result<Offer> {
        Offer::read(self.page.db, self.package, self.minutes, days, self.but)
    }

    /// The first day after one on which something is free.
    fn next_free(&self, after: Date, last: Date) -> Result<Option<Date>> {
        let Ok(first) = after.tomorrow() else { return Ok(None) };
        let last = last.min(ahead(first, AHEAD_DAYS.into()));
        if first > last {
            return Ok(None);
        }
        let offer = self.offer((first, last))?;
        let question = offer.question();
        let mut days = first.series(Span::new().days(1)).take_while(|day| *day <= last);
        Ok(days.find(|day| !question.starts(*day).is_empty()))
    }

    fn month(
        &self,
        offer: &Offer,
        (first, chosen): (Date, Option<Date>),
        (today, last): (Date, Date),
        next: Option<Date>,
    ) -> MonthView {
        let (page, question, home) = (self.page, offer.question(), self.page.home());
        let week = weekdays(home);
        let begins = week.iter().position(|day| *day == crate::value::Weekday::of(first));
        let mut places: Vec<Option<DayView>> = vec![None; begins.unwrap_or(0)];
        let days =
            first.series(Span::new().days(1)).take_while(|day| *day <= first.last_of_month());
        places.extend(days.map(|day| {
            let is_free = !question.starts(day).is_empty();
            Some(DayView {
                number: day.day().to_string(),
                name: format_whole_day(day, home),
                href: is_free.then(|| format!("{}#times", self.href("day", &day.to_string()))),
                is_chosen: chosen == Some(day),
            })
        }));
        places.resize(places.len().next_multiple_of(7), None);
        let month = |day: Date| self.href("month", &day.strftime("%Y-%m").to_string());
        let before = first.yesterday().ok().filter(|day| *day >= today.first_of_month());
        let after = first.last_of_month().tomorrow().ok().filter(|day| *day <= last);
        MonthView {
            name: format_month(first, home),
            weekdays: week.iter().map(|day| format_weekday(*day, &page.locale)).collect(),
            weeks: places.chunks(7).map(<[Option<DayView>]>::to_vec).collect(),
            before: before.map(month),
            after: after.map(month),
            next_free: next.map(|day| ChoiceView {
                label: format_whole_day(day, home),
                facts: Vec::new(),
                href: self.href("day", &day.to_string()),
            }),
        }
    }

    fn times(&self, offer: &Offer, day: Date) -> TimesView {
        let question = offer.question();
        let times = question.starts(day).into_iter().map(|at| {
            let there = at.there(&self.page.zone);
            ChoiceView {
                label: format_clock(there.time(), self.page.home()),
                facts: Vec::new(),
                href: self.href("at", &there.strftime("%Y-%m-%dT%H:%M").to_string()),
            }
        });
        let times: Vec<ChoiceView> = times.collect();
        let none = times.is_empty().then(|| word_of(&question.why_none(day)));
        TimesView {
            day: format_whole_day(day, self.page.home()),
            times,
            none: none.map(|word| self.page.said(word).to_owned()),
        }
    }

    fn href(&self, name: &str, value: &str) -> String {
        let pairs: Vec<(&str, &str)> = self.with.into_iter().chain([(name, value)]).collect();
        self.page.href(self.path, &pairs)
    }
}

/// `Thursday, December 4, 2026, 14:00`.
pub(super) fn spoken(page: &Page<'_, '_>, at: Time) -> String {
    let there = at.there(&page.zone);
    let day = format_whole_day(there.date(), page.home());
    format!("{day}, {}", format_clock(there.time(), page.home()))
}

/// A month as an address has it: `2026-12`.
pub(super) fn month(text: &str) -> Option<Date> {
    format!("{}-01", text.get(..7).filter(|month| *month == text)?).parse().ok()
}

fn has_free(offer: &Offer, first: Date) -> bool {
    let question = offer.question();
    let mut days =
        first.series(Span::new().days(1)).take_while(|day| *day <= first.last_of_month());
    days.any(|day| !question.starts(day).is_empty())
}

fn ahead(day: Date, days: i64) -> Date {
    day.checked_add(Span::new().days(days.clamp(0, 2_000))).unwrap_or(day)
}

fn word_of(why: &Why) -> Word {
    match why {
        Why::Closed(_) => Word::DayClosed,
        Why::Limit(_) | Why::Full => Word::DayFull,
        Why::Notice(_) => Word::TooSoon,
        Why::Beyond(_) => Word::TooFar,
        Why::Past | Why::TooShort(_) | Why::Over => Word::NoTime,
    }
}
