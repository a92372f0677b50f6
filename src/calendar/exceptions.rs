//! Days that are not as usual: holidays, and days with other hours.

use std::borrow::Cow;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{
    error::{Code, Error, Result},
    value::{HoursSpan, Line, WallTime},
};

/// So many are kept.
const EXCEPTIONS_MAX: usize = 300;

/// A day, as text `2026-12-24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

/// Days that are closed, or open at other hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    pub date: Day,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<WallTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<WallTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What is to hold on some days from now on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
pub struct ExceptionChange {
    date: Day,
    until: Option<Day>,
    opens: Option<WallTime>,
    closes: Option<WallTime>,
    /// They are as every week.
    #[serde(default)]
    usual: bool,
    note: Option<Line<0, 200>>,
}

/// In order; of a day either that it is closed, or its hours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exceptions(Vec<Exception>);

impl Exception {
    fn last(&self) -> Date {
        self.until.map_or(self.date.0, |day| day.0)
    }

    fn covers(&self, date: Date) -> bool {
        self.date.0 <= date && date <= self.last()
    }

    /// From when to when; `None` where it is closed.
    pub fn times(&self) -> Option<(WallTime, WallTime)> {
        Some((self.opens?, self.closes?))
    }
}

impl Exceptions {
    /// What is said of a date; empty where it is as usual.
    pub fn on(&self, date: Date) -> impl Iterator<Item = &Exception> {
        self.0.iter().filter(move |exception| exception.covers(date))
    }

    /// All of them, in order.
    pub fn all(&self) -> &[Exception] {
        &self.0
    }

    /// With what is to hold on some days: of each it replaces what was said before.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`
    pub fn changed(mut self, changes: &[ExceptionChange]) -> Result<Exceptions> {
        let mut added: Vec<Exception> = Vec::new();
        for (at, change) in changes.iter().enumerate() {
            let place = format!("exceptions[{at}]");
            let made = change.read(&place)?;
            self.cut(made.date.0, made.last());
            if change.usual {
                continue;
            }
            if let Some(other) = added.iter().find(|other| other.clashes(&made)) {
                let sentence = format!(
                    "{place}: {} is said twice, and not the same",
                    other.date.0.max(made.date.0)
                );
                return Err(
                    wrong(sentence).suggest("say of each day once that it is closed, or its hours")
                );
            }
            added.push(made);
        }
        self.0.extend(added);
        self.0.sort_by_key(|exception| (exception.date, exception.opens));
        if self.0.len() > EXCEPTIONS_MAX {
            let sentence =
                format!("there would be {} exceptions, and {EXCEPTIONS_MAX} fit", self.0.len());
            return Err(wrong(sentence).suggest(
                "take past ones out with usual: true, or say several days as date and until",
            ));
        }
        Ok(self)
    }

    /// Takes the days from `first` to `last` out.
    fn cut(&mut self, first: Date, last: Date) {
        let cut = |exception: Exception| {
            if exception.last() < first || exception.date.0 > last {
                return vec![exception];
            }
            let mut rest = Vec::new();
            if exception.date.0 < first
                && let Ok(end) = first.yesterday()
            {
                rest.push(Exception { until: Some(Day(end)), ..exception.clone() });
            }
            if exception.last() > last
                && let Ok(start) = last.tomorrow()
            {
                let until = Some(Day(exception.last()));
                rest.push(Exception { date: Day(start), until, ..exception });
            }
            rest
        };
        self.0 = std::mem::take(&mut self.0).into_iter().flat_map(cut).collect();
    }
}

impl Exception {
    /// Whether both cannot hold: they share a day, and one is closed, or their times overlap.
    fn clashes(&self, other: &Exception) -> bool {
        let share_a_day = self.date.0 <= other.last() && other.date.0 <= self.last();
        let overlap = match (self.times(), other.times()) {
            (Some((a, b)), Some((c, d))) => (b < a || c < b) && (d < c || a < d),
            _ => true,
        };
        share_a_day && overlap
    }
}

impl ExceptionChange {
    fn read(&self, place: &str) -> Result<Exception> {
        let ExceptionChange { date, until, opens, closes, usual, note } = self;
        if let Some(until) = until.filter(|until| until < date) {
            return Err(wrong(format!("{place}: until {} is before {}", until.0, date.0))
                .suggest("send the first day as date and the last as until"));
        }
        let is_closed = opens.is_none() && closes.is_none();
        if *usual && !is_closed {
            return Err(wrong(format!("{place}: a day is as usual or has hours of its own"))
                .suggest("leave out usual, or opens and closes"));
        }
        let span =
            HoursSpan { days: Vec::new(), opens: *opens, closes: *closes, closed: is_closed };
        let times = span.times(place)?;
        Ok(Exception {
            date: *date,
            until: until.filter(|until| until != date),
            opens: times.map(|(opens, _)| opens),
            closes: times.map(|(_, closes)| closes),
            note: note.as_ref().map(|note| note.to_string()).filter(|note| !note.is_empty()),
        })
    }
}

fn wrong(sentence: String) -> Error {
    Error::new(Code::ArgumentInvalid, sentence)
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.trim().parse().map(Day).map_err(D::Error::custom)
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "x-form": "date" })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn put(exceptions: Exceptions, changes: &Value) -> Result<Exceptions> {
        exceptions
            .changed(&serde_json::from_value::<Vec<ExceptionChange>>(changes.clone()).unwrap())
    }

    #[test]
    fn what_is_said_of_a_day_replaces_what_was_said_of_it() {
        let put = |exceptions, changes| put(exceptions, &changes).unwrap();
        let week = put(
            Exceptions::default(),
            json!([{ "date": "2026-08-03", "until": "2026-08-16", "note": "Away" }]),
        );
        let cut = put(week, json!([{ "date": "2026-08-10", "opens": "9", "closes": "12:00" }]));
        assert_eq!(
            serde_json::to_value(&cut).unwrap(),
            json!([
                { "date": "2026-08-03", "until": "2026-08-09", "note": "Away" },
                { "date": "2026-08-10", "opens": "09:00", "closes": "12:00" },
                { "date": "2026-08-11", "until": "2026-08-16", "note": "Away" },
            ])
        );
        let two = put(
            cut.clone(),
            json!([
                { "date": "2026-08-10", "opens": "14:00", "closes": "18:00" },
                { "date": "2026-08-10", "opens": "09:00", "closes": "11:00" },
            ]),
        );
        assert_eq!(two.on("2026-08-10".parse().unwrap()).count(), 2);
        let usual =
            put(cut, json!([{ "date": "2026-01-01", "until": "2026-12-31", "usual": true }]));
        assert_eq!(usual, Exceptions::default());
    }

    #[test]
    fn days_that_cannot_be_are_refused() {
        for (changes, word) in [
            (json!([{ "date": "2026-08-03", "until": "2026-08-01" }]), "before"),
            (json!([{ "date": "2026-08-03", "opens": "09:00" }]), "needs opens and closes"),
            (
                json!([{ "date": "2026-08-03", "opens": "18:00", "closes": "09:00" }]),
                "before it opens",
            ),
            (
                json!([{ "date": "2026-08-03", "opens": "9", "closes": "10", "usual": true }]),
                "as usual or",
            ),
            (
                json!([{ "date": "2026-08-03" }, { "date": "2026-08-03", "opens": "9", "closes": "10" }]),
                "said twice",
            ),
            (
                json!([{ "date": "2026-08-03", "opens": "9", "closes": "12" },
                       { "date": "2026-08-01", "until": "2026-08-05", "opens": "11", "closes": "14" }]),
                "said twice",
            ),
        ] {
            let error = put(Exceptions::default(), &changes).unwrap_err();
            assert!(error.message().contains(word), "{changes}: {error}");
        }
    }
}
