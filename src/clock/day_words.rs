//! Days as people say them: `friday`, `tomorrow 14:00`, `in 3 days`. They become days of the calendar before anything
//! else reads them.

use jiff::{
    ToSpan as _,
    civil::{Date, Time as ClockTime, Weekday},
};

/// What a text of such words means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayWords {
    /// `2026-12-04`, or `2026-12-04 09:00`.
    Said(String),
    /// It can be either of two: each as it would be said.
    Either(String, String),
}

impl DayWords {
    /// Reads words for a day of the calendar and, behind it, a time of day; `None` if the text is something else.
    pub fn read(text: &str, today: Date) -> Option<DayWords> {
        // The longest: `day after tomorrow at 12:30 pm`.
        if text.len() > 40 || text.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let text = text.to_lowercase().replace(',', " ");
        let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "on").collect();
        let (day, clock) = split(&words)?;
        let meant = meant(day, today)?;
        let at = clock.map(|at| at.strftime(" %H:%M").to_string()).unwrap_or_default();
        Some(match meant {
            Meant::Day(day) => DayWords::Said(format!("{day}{at}")),
            Meant::Either(one, other) => {
                DayWords::Either(format!("{one}{at}"), format!("{other}{at}"))
            }
        })
    }
}

enum Meant {
    Day(Date),
    Either(Date, Date),
}

/// The words for the day, and the time behind them.
fn split<'w>(words: &'w [&'w str]) -> Option<(&'w [&'w str], Option<ClockTime>)> {
    for length in (1..=words.len().min(3)).rev() {
        let (day, rest) = words.split_at_checked(length)?;
        let is_day = !matches!(day, [.., "at"]) && names_day(day);
        if !is_day {
            continue;
        }
        let rest = rest.strip_prefix(&["at"]).unwrap_or(rest);
        return match rest {
            [] => Some((day, None)),
            some => clock(&some.concat()).map(|at| (day, Some(at))),
        };
    }
    None
}

fn names_day(words: &[&str]) -> bool {
    match words {
        ["today" | "tomorrow" | "yesterday"] | ["day", "after", "tomorrow"] => true,
        ["in", count, "day" | "days" | "week" | "weeks"] => count.parse::<u16>().is_ok(),
        [day]
        | ["this" | "next" | "last" | "coming", day]
        | [day, "next", "week"]
        | ["next", "week", day] => weekday(day).is_some(),
        _ => false,
    }
}

fn meant(words: &[&str], today: Date) -> Option<Meant> {
    let later = |days: i64| today.checked_add(days.days()).ok();
    let day = match words {
        ["today"] => later(0),
        ["tomorrow"] => later(1),
        ["yesterday"] => later(-1),
        ["day", "after", "tomorrow"] => later(2),
        ["in", count, unit] => {
            let count: i64 = count.parse().ok()?;
            later(if unit.starts_with("week") { count * 7 } else { count })
        }
        ["last", day] => {
            let back = i64::from(today.weekday().since(weekday(day)?));
            later(if back == 0 { -7 } else { -back })
        }
        ["next", "week", day] | [day, "next", "week"] => {
            let monday = 7 - i64::from(today.weekday().to_monday_zero_offset());
            later(monday + i64::from(weekday(day)?.to_monday_zero_offset()))
        }
        ["next", day] => return next(weekday(day)?, today),
        [day] | ["this" | "coming", day] => {
            let ahead = i64::from(weekday(day)?.since(today.weekday()));
            // Said on that day itself it can be today or in a week.
            if ahead == 0 {
                return Some(Meant::Either(today, later(7)?));
            }
            later(ahead)
        }
        _ => None,
    };
    day.map(Meant::Day)
}

/// `next friday`: where Friday is still to come in this week, some mean that one and some the one after.
fn next(day: Weekday, today: Date) -> Option<Meant> {
    let ahead = match i64::from(day.since(today.weekday())) {
        0 => 7,
        ahead => ahead,
    };
    let coming = today.checked_add(ahead.days()).ok()?;
    let is_this_week = day.to_monday_zero_offset() > today.weekday().to_monday_zero_offset();
    if !is_this_week {
        return Some(Meant::Day(coming));
    }
    Some(Meant::Either(coming, coming.checked_add(7.days()).ok()?))
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// `14:00`, `9:30`, `9am`, `2:30pm`.
fn clock(text: &str) -> Option<ClockTime> {
    let (digits, afternoon) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(false)),
        (_, Some(digits)) => (digits, Some(true)),
        (None, None) => (text, None),
    };
    let (hour, minute) = match digits.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse().ok()?),
        // A number alone could be anything.
        None if afternoon.is_some() => (digits, 0),
        Some(_) | None => return None,
    };
    let hour: i8 = hour.parse().ok()?;
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(is_afternoon) => hour % 12 + if is_afternoon { 12 } else { 0 },
    };
    ClockTime::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Wednesday.
    const TODAY: Date = jiff::civil::date(2026, 12, 2);

    fn said(text: &str) -> Option<String> {
        match DayWords::read(text, TODAY)? {
            DayWords::Said(day) => Some(day),
            DayWords::Either(one, other) => Some(format!("{one} or {other}")),
        }
    }

    #[test]
    fn words_for_days_are_days_of_the_calendar() {
        for (text, day) in [
            ("today", "2026-12-02"),
            ("Tomorrow", "2026-12-03"),
            ("yesterday", "2026-12-01"),
            ("day after tomorrow", "2026-12-04"),
            ("Friday", "2026-12-04"),
            ("on Fri", "2026-12-04"),
            ("this friday", "2026-12-04"),
            ("monday", "2026-12-07"),
            ("next monday", "2026-12-07"),
            ("next wednesday", "2026-12-09"),
            ("next friday", "2026-12-04 or 2026-12-11"),
            ("wednesday", "2026-12-02 or 2026-12-09"),
            ("next week tuesday", "2026-12-08"),
            ("Sunday next week", "2026-12-13"),
            ("next week Tuesday 3 pm", "2026-12-08 15:00"),
            ("next friday 9:00", "2026-12-04 09:00 or 2026-12-11 09:00"),
            ("last friday", "2026-11-27"),
            ("last wednesday", "2026-11-25"),
            ("in 3 days", "2026-12-05"),
            ("in 2 weeks", "2026-12-16"),
            ("Friday 9:00", "2026-12-04 09:00"),
            ("Friday, 09:00", "2026-12-04 09:00"),
            ("tomorrow at 2pm", "2026-12-03 14:00"),
            ("tomorrow 12 am", "2026-12-03 00:00"),
            ("tomorrow 12:30 pm", "2026-12-03 12:30"),
            ("in 1 day at 10:15", "2026-12-03 10:15"),
        ] {
            assert_eq!(said(text).as_deref(), Some(day), "{text}");
        }
    }

    #[test]
    fn what_says_no_day_is_left_alone() {
        for text in [
            "",
            "2026-12-04",
            "9:00",
            "next week",
            "now",
            "3 days ago",
            "P7D",
            "friday 25:00",
            "friday 9",
            "friday 13pm",
            "friday morning",
            "in 3 months",
            "freitag",
            "at friday",
            "in -3 days",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
