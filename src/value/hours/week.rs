//! A week of opening hours: spans put in order and checked, and the lines in which a page shows them.

use serde::{Deserialize, Serialize};

use super::{MINUTES_A_DAY, Span, WallTime, Weekday};
use crate::error::{Code, Error, Result};

/// What goes over midnight ends by then.
const NIGHT_MAX: WallTime = WallTime(8 * 60);

/// So often does no business open on a day.
const SPANS_MAX: usize = 6;

/// The hours of a week, in order: days with the same hours together. Empty where nobody has said any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours(Vec<Span>);

/// From when to when.
type Times = (WallTime, WallTime);

/// A day: from when to when, earliest first; closed with none, and `None` where it was not named.
type Day = Option<Vec<Times>>;

/// Days one after the other with the same hours, for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub first: Weekday,
    pub last: Weekday,
    /// From when to when; none where they are closed.
    pub spans: Vec<(WallTime, WallTime)>,
}

impl Hours {
    /// The hours that are said so.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID` for a span that ends before it begins, spans that overlap, and a day that is closed and open.
    pub fn of(said: &[Span]) -> Result<Hours> {
        Hours::of_field("openingHours", said)
    }

    /// The same for an argument with another name.
    ///
    /// # Errors
    /// As for [`Hours::of`].
    pub fn of_field(field: &str, said: &[Span]) -> Result<Hours> {
        let mut week: [Day; 7] = std::array::from_fn(|_| None);
        for (at, span) in said.iter().enumerate() {
            let place = format!("{field}[{at}]");
            let times = span.times(&place)?;
            for day in &span.days {
                let Some(known) = week.get_mut(day.0) else { continue };
                match (known.as_ref().map(Vec::is_empty), times) {
                    (None, None) => *known = Some(Vec::new()),
                    (Some(true), None) => {}
                    (Some(true), Some(_)) | (Some(false), None) => {
                        return Err(wrong(format!("{place}: {} is closed and open", day.as_str()))
                            .suggest("say of each day when it opens, or that it is closed"));
                    }
                    (_, Some(times)) => known.get_or_insert_default().push(times),
                }
            }
        }
        for day in week.iter_mut().flatten() {
            day.sort_unstable();
            day.dedup();
        }
        refuse_overlaps(field, &week)?;
        Ok(Hours(spans(&week)))
    }

    /// As they are sent.
    pub fn into_spans(self) -> Vec<Span> {
        self.0
    }

    /// Whether nobody has said any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The lines in which a page shows them, Monday first; days that are not named are closed.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        if self.is_empty() {
            return rows;
        }
        for day in Weekday::all() {
            let spans = self.on(day);
            match rows.last_mut() {
                Some(row) if row.spans == spans => row.last = day,
                _ => rows.push(Row { first: day, last: day, spans }),
            }
        }
        rows
    }

    /// From when to when it is open on a day of the week, in order; what goes over midnight ends before it begins.
    pub fn on(&self, day: Weekday) -> Vec<(WallTime, WallTime)> {
        let of_day = self.0.iter().filter(|span| span.days.contains(&day));
        let mut spans: Vec<_> =
            of_day.filter_map(|span| Some((span.opens?, span.closes?))).collect();
        spans.sort_unstable();
        spans
    }

    /// Days that close after midnight: in the morning of the next.
    pub fn over_midnight(&self) -> impl Iterator<Item = (Weekday, WallTime)> {
        let late = self.0.iter().filter_map(|span| {
            let (opens, closes) = (span.opens?, span.closes?);
            (closes < opens).then_some((span, closes))
        });
        late.flat_map(|(span, closes)| span.days.iter().map(move |day| (day.next(), closes)))
    }
}

fn wrong(message: String) -> Error {
    Error::new(Code::ArgumentInvalid, message)
}

impl Span {
    /// From when to when; `None` for what is closed. `place` names it in errors.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`
    pub fn times(&self, place: &str) -> Result<Option<(WallTime, WallTime)>> {
        let (opens, closes) = match (self.opens, self.closes, self.closed) {
            (None, None, true) => return Ok(None),
            (Some(opens), Some(closes), false) => (opens, closes),
            (_, _, true) => {
                return Err(wrong(format!("{place}: it is closed and has hours"))
                    .suggest("leave out closed, or opens and closes"));
            }
            (_, _, false) => {
                return Err(wrong(format!("{place}: needs opens and closes")).suggest(
                    "send both, such as opens: \"09:00\", closes: \"17:00\", or closed: true",
                ));
            }
        };
        // Midnight, where something ends, is the end of its day.
        let closes = if closes.0 == 0 { WallTime(MINUTES_A_DAY) } else { closes };
        if opens == closes || opens.0 == MINUTES_A_DAY {
            return Err(wrong(format!("{place}: it opens at {opens} and closes at {closes}"))
                .suggest("all day is opens: \"00:00\", closes: \"24:00\""));
        }
        if closes < opens && closes > NIGHT_MAX {
            return Err(wrong(format!("{place}: it closes at {closes}, before it opens at {opens}"))
            .suggest(format!(
                "swap them if that is meant; over midnight a span ends by {NIGHT_MAX}, later ones are two spans"
            )));
        }
        Ok(Some((opens, closes)))
    }
}

/// Refuses a day of which two spans share a minute, the end of the night before included.
fn refuse_overlaps(field: &str, week: &[Day; 7]) -> Result<()> {
    for (at, day) in week.iter().enumerate() {
        let own = day.iter().flatten();
        let end = |(opens, closes): &(WallTime, WallTime)| {
            if closes < opens { MINUTES_A_DAY } else { closes.0 }
        };
        let before = week.get((at + 6) % 7).into_iter().flatten().flatten();
        let night = before.filter(|(opens, closes)| closes < opens);
        let mut busy: Vec<(u16, u16)> = night.map(|(_, closes)| (0, closes.0)).collect();
        busy.extend(own.map(|span| (span.0.0, end(span))));
        busy.sort_unstable();
        let name = Weekday(at).as_str();
        if busy.len() > SPANS_MAX {
            return Err(wrong(format!("{field}: {name} has {} spans", busy.len()))
                .suggest(format!("at most {SPANS_MAX} are allowed")));
        }
        if let Some([(a, b), (c, d)]) = busy.windows(2).find_map(|pair| match pair {
            [a, b] if b.0 < a.1 => Some([*a, *b]),
            _ => None,
        }) {
            let [a, b, c, d] = [a, b, c, d].map(WallTime);
            return Err(wrong(format!("{field}: on {name} {a}–{b} and {c}–{d} overlap"))
                .suggest("make one span of them, or let one end before the other begins"));
        }
    }
    Ok(())
}

/// The days in order, those with the same hours together.
fn spans(week: &[Day; 7]) -> Vec<Span> {
    let mut found: Vec<(&Vec<Times>, Vec<Weekday>)> = Vec::new();
    for (day, hours) in Weekday::all().zip(week) {
        let Some(hours) = hours else { continue };
        match found.iter_mut().find(|(known, _)| *known == hours) {
            Some((_, days)) => days.push(day),
            None => found.push((hours, vec![day])),
        }
    }
    let one = |(hours, days): (&Vec<Times>, Vec<Weekday>)| {
        if hours.is_empty() {
            return vec![Span { days, opens: None, closes: None, closed: true }];
        }
        let each = hours.iter().map(|(opens, closes)| Span {
            days: days.clone(),
            opens: Some(*opens),
            closes: Some(*closes),
            closed: false,
        });
        each.collect()
    };
    found.into_iter().flat_map(one).collect()
}
