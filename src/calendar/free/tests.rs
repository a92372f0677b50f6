//! Free times against a model that is slow and obvious: it walks through every minute and looks at the clock.

use jiff::{ToSpan as _, Unit, civil::date};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    calendar::{Exceptions, rules::HoursOf},
    value::Hours,
};

/// Zones whose clocks change by an hour, by half an hour, at midnight, before the year begins, and never.
const ZONES: [&str; 8] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "UTC",
];

/// Times at which something opens or closes, in minutes; some while clocks change.
const TIMES: [i64; 9] = [0, 60, 90, 135, 150, 9 * 60, 12 * 60 + 30, 17 * 60 + 45, 23 * 60];

#[derive(Debug, Clone)]
struct Case {
    zone: &'static str,
    /// The middle of the days that are asked for.
    day: Date,
    /// Opens and closes of each day of the week; several, which can overlap midnight.
    week: Vec<Vec<(i64, i64)>>,
    /// What is said of that day: nothing, that it is closed, or other hours.
    exception: Option<Vec<(i64, i64)>>,
    notice: i64,
    buffers: (i64, i64),
    step: i64,
    minutes: i64,
    /// Of the package, and of the business.
    limits: [Option<i64>; 2],
    /// Minutes from the first day on, and length.
    taken: Vec<(i64, i64)>,
    now: i64,
}

impl Case {
    /// From when to when it is open on a date, as the case says it.
    fn windows(&self, of: Date) -> Vec<(i64, i64)> {
        let weekday = usize::try_from(of.weekday().to_monday_zero_offset()).unwrap();
        let said = self.exception.clone().filter(|_| of == self.day);
        said.unwrap_or_else(|| self.week[weekday].clone())
    }

    /// Of the times that are taken those with an even length are of the package.
    fn is_of_package(length: i64) -> bool {
        length % 2 == 0
    }
}

fn case() -> impl Strategy<Value = Case> {
    let window = || {
        (0..TIMES.len(), 30_i64..700).prop_map(|(opens, length)| {
            let opens = TIMES[opens];
            let closes = opens + length;
            // A night ends by eight.
            (
                opens,
                if closes > DAY_MINUTES {
                    closes.min(DAY_MINUTES + 480).min(DAY_MINUTES + opens)
                } else {
                    closes
                },
            )
        })
    };
    // The first days of April, October and so on are near the changes of clocks.
    let day = (2024_i16..2031, 0_usize..8, -4_i32..4).prop_map(|(year, month, away)| {
        let (month, day) =
            [(3, 29), (3, 10), (10, 27), (11, 3), (4, 5), (10, 4), (4, 26), (7, 1)][month];
        date(year, month, day).saturating_add(away.days())
    });
    let taken = prop::collection::vec((0_i64..5 * DAY_MINUTES, 5_i64..400), 0..5);
    (
        (
            prop::sample::select(&ZONES[..]),
            day,
            prop::collection::vec(prop::collection::vec(window(), 0..2), 7),
        ),
        (
            prop::option::of(prop::collection::vec(window(), 0..2)),
            prop::sample::select(vec![0_i64, 0, 45, 1_500]),
            (0_i64..40, 0_i64..40),
        ),
        (prop::sample::select(vec![5_i64, 15, 30, 45, 60, 90]), 5_i64..200),
        ([prop::option::of(1_i64..3), prop::option::of(1_i64..4)], taken, 0_i64..3 * DAY_MINUTES),
    )
        .prop_map(
            |(
                (zone, day, week),
                (exception, notice, buffers),
                (step, minutes),
                (limits, taken, now),
            )| Case {
                zone,
                day,
                week,
                exception,
                notice,
                buffers,
                step,
                minutes,
                limits,
                taken,
                now,
            },
        )
}

fn clock_text(minutes: i64) -> String {
    let of_day = if minutes == DAY_MINUTES { minutes } else { minutes % DAY_MINUTES };
    format!("{:02}:{:02}", of_day / 60, of_day % 60)
}

impl Case {
    /// The rules; `None` where a week has hours that no business can have.
    fn rules(&self) -> Option<Rules> {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let spans: Vec<_> = days
            .iter()
            .zip(&self.week)
            .flat_map(|(day, windows)| {
                windows.iter().map(move |(opens, closes)| {
                    json!({ "days": [day], "opens": clock_text(*opens), "closes": clock_text(*closes) })
                })
            })
            .collect();
        let hours = Hours::of(&serde_json::from_value::<Vec<_>>(json!(spans)).unwrap()).ok()?;
        let day = self.day.to_string();
        let said: Vec<_> = match self.exception.as_deref() {
            None => Vec::new(),
            Some([]) => vec![json!({ "date": day })],
            Some(windows) => windows
                .iter()
                .map(|(opens, closes)| {
                    json!({ "date": day, "opens": clock_text(*opens), "closes": clock_text(*closes) })
                })
                .collect(),
        };
        let changes: Vec<crate::calendar::ExceptionChange> =
            serde_json::from_value(json!(said)).unwrap();
        Some(Rules {
            hours,
            hours_of: HoursOf::Availability,
            exceptions: [Exceptions::default(), Exceptions::default().changed(&changes).unwrap()],
            notice_minutes: self.notice,
            horizon_days: 4,
            buffer_before_minutes: self.buffers.0,
            buffer_after_minutes: self.buffers.1,
            step_minutes: self.step,
            daily_limits: self.limits,
            online: crate::value::OnlineBooking::Off,
        })
    }

    fn first(&self) -> Date {
        self.day.saturating_sub(2.days())
    }
}

/// The model: every minute of the days, and what its clock shows.
struct Walk {
    /// The moment, what the clock shows, and whether it shows it for the first time.
    minutes: Vec<(i64, DateTime, bool)>,
}

impl Walk {
    fn through(first: Date, zone: &TimeZone) -> Walk {
        let start = first.saturating_sub(1.day()).to_zoned(zone.clone()).unwrap();
        let (mut minutes, mut latest) = (Vec::new(), None);
        for minute in 0..8 * DAY_MINUTES {
            let at = start.timestamp().as_millisecond() + minute * MINUTE_MS;
            let shows = zone.to_datetime(Timestamp::from_millisecond(at).unwrap());
            let is_first = latest.is_none_or(|latest| shows > latest);
            latest = latest.max(Some(shows));
            minutes.push((at, shows, is_first));
        }
        Walk { minutes }
    }

    /// The first moment at which the clock shows this time or a later one.
    fn reaches(&self, civil: DateTime) -> i64 {
        self.minutes.iter().find(|(_, shows, _)| *shows >= civil).unwrap().0
    }
}

/// The starts on a day, by the model.
fn model(
    case: &Case,
    rules: &Rules,
    walk: &Walk,
    counts: &HashMap<Date, [i64; 2]>,
    now: i64,
    day: Date,
) -> Vec<Time> {
    let zone = TimeZone::get(case.zone).unwrap();
    let today = zone.to_datetime(Timestamp::from_millisecond(now).unwrap()).date();
    let ahead = day.since((Unit::Day, today)).unwrap().get_days();
    if i64::from(ahead) > rules.horizon_days
        || case
            .limits
            .iter()
            .zip(counts.get(&day).copied().unwrap_or_default())
            .any(|(limit, count)| limit.is_some_and(|limit| count >= limit))
    {
        return Vec::new();
    }
    let begin = case.first().to_zoned(zone).unwrap().timestamp().as_millisecond();
    let mut starts = Vec::new();
    for (at, shows, is_first) in &walk.minutes {
        if shows.date() != day || !is_first {
            continue;
        }
        let fits = [day, day.yesterday().unwrap()].into_iter().any(|of| {
            case.windows(of).into_iter().any(|(opens, closes)| {
                let midnight = of.at(0, 0, 0, 0);
                let since = shows.since((Unit::Minute, midnight)).unwrap().get_minutes();
                since >= opens
                    && since < closes
                    && (since - opens) % case.step == 0
                    && at + case.minutes * MINUTE_MS
                        <= walk.reaches(midnight.saturating_add(closes.minutes()))
            })
        });
        let (from, until) =
            (at - case.buffers.0 * MINUTE_MS, at + (case.minutes + case.buffers.1) * MINUTE_MS);
        let is_taken = case.taken.iter().any(|(after, length)| {
            let start = begin + after * MINUTE_MS;
            start < until && start + length * MINUTE_MS > from
        });
        if fits && !is_taken && *at >= now + case.notice * MINUTE_MS {
            starts.push(Time(*at));
        }
    }
    starts
}

/// Starts that the question gives for five days, and those of the model.
fn both(case: &Case, rules: &Rules) -> Vec<(Date, Vec<Time>, Vec<Time>, String)> {
    let zone = TimeZone::get(case.zone).unwrap();
    let walk = Walk::through(case.first(), &zone);
    let begin = case.first().to_zoned(zone.clone()).unwrap().timestamp().as_millisecond();
    let spans = case.taken.iter().map(|(after, length)| {
        let start = begin + after * MINUTE_MS;
        (Time(start), Time(start + length * MINUTE_MS))
    });
    let taken = Taken::of(spans.collect());
    let mut counts: HashMap<Date, [i64; 2]> = HashMap::new();
    for (after, length) in &case.taken {
        let at = Timestamp::from_millisecond(begin + after * MINUTE_MS).unwrap();
        let [of_package, all] = counts.entry(zone.to_datetime(at).date()).or_default();
        *all += 1;
        *of_package += i64::from(Case::is_of_package(*length));
    }
    let now = begin + case.now * MINUTE_MS;
    let question = Question {
        rules,
        zone: &zone,
        minutes: case.minutes,
        now: Time(now),
        taken: &taken,
        counts: &counts,
    };
    let days = case.first().series(1.day()).take(6);
    days.map(|day| {
        let why = question.why_none(day).to_string();
        (day, question.starts(day), model(case, rules, &walk, &counts, now, day), why)
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn free_times_are_those_of_a_slow_and_obvious_model(case in case()) {
        let Some(rules) = case.rules() else { return Ok(()) };
        for (day, found, expected, why) in both(&case, &rules) {
            prop_assert_eq!(found, expected, "{}", day);
            prop_assert!(!why.is_empty());
        }
    }
}

fn berlin(day: &str, opens: i64, closes: i64, step: i64, minutes: i64) -> Case {
    Case {
        zone: "Europe/Berlin",
        day: day.parse().unwrap(),
        week: vec![vec![(opens, closes)]; 7],
        exception: None,
        notice: 0,
        buffers: (0, 0),
        step,
        minutes,
        limits: [None, None],
        taken: Vec::new(),
        now: 0,
    }
}

fn clocks(case: &Case) -> Vec<String> {
    let rules = case.rules().unwrap();
    let found = both(case, &rules).into_iter().find(|(day, ..)| *day == case.day).unwrap();
    assert_eq!(found.1, found.2);
    found.1.iter().map(|at| at.there(case.zone).strftime("%H:%M%:z").to_string()).collect()
}

#[test]
fn a_day_is_not_24_hours() {
    // The clock goes from 02:00 to 03:00: no 02:00, no 02:30; and what begins at 01:30 ends at 03:30.
    let spring = berlin("2026-03-29", 60, 240, 30, 60);
    assert_eq!(clocks(&spring), ["01:00+01:00", "01:30+01:00", "03:00+02:00"]);
    // From 03:00 back to 02:00: each time once, the first that is shown.
    let autumn = berlin("2026-10-25", 60, 240, 60, 60);
    assert_eq!(clocks(&autumn), ["01:00+02:00", "02:00+02:00", "03:00+01:00"]);
    // Six real hours fit between 01:00 and 06:00 then.
    assert_eq!(clocks(&berlin("2026-10-25", 60, 360, 60, 360)), ["01:00+02:00"]);
    assert_eq!(clocks(&berlin("2026-10-26", 60, 360, 60, 360)), [""; 0]);
}

#[test]
fn a_day_without_starts_says_why() {
    let why = |case: &Case| {
        let rules = case.rules().unwrap();
        let found = both(case, &rules).into_iter().find(|(day, ..)| *day == case.day).unwrap();
        assert_eq!(found.1, []);
        found.3
    };
    let mut case = berlin("2026-06-14", 540, 720, 30, 60);
    let two_days = 2 * DAY_MINUTES;
    case.taken = vec![(two_days + 540, 180)];
    assert_eq!(why(&case), "fully booked");
    case.minutes = 240;
    assert_eq!(why(&case), "no opening is 240 minutes long");
    case.minutes = 60;
    case.limits = [None, Some(1)];
    assert_eq!(why(&case), "has its 1 bookings");
    case.limits = [Some(1), None];
    assert_eq!(why(&case), "has its 1 bookings");
    (case.limits, case.taken) = ([None, None], Vec::new());
    case.notice = 3 * DAY_MINUTES;
    assert_eq!(why(&case), "needs 3 days notice");
    case.notice = 0;
    case.now = two_days + 700;
    assert_eq!(why(&case), "over for today");
    case.now = two_days + DAY_MINUTES;
    assert_eq!(why(&case), "past");
    case.now = 0;
    case.exception = Some(Vec::new());
    assert_eq!(why(&case), "closed");
    case.exception = None;
    case.week[6] = Vec::new();
    assert_eq!(why(&case), "closed on Sundays");
}
