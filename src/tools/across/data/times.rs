//! Conditions on times: a day is compared as a span, and the answer says how a time was understood.

use crate::{
    clock::{self, TIME_ADVICE, Time, TimePhrase},
    error::{Code, Error, Result},
    store::{
        Param, TenantRead,
        entity::Field,
        select::{Comparison, Condition},
    },
};

/// The context for parsing times, and how they were understood.
pub(super) struct Times<'t> {
    db: &'t TenantRead<'t>,
    now: Time,
    read: Vec<String>,
}

impl<'t> Times<'t> {
    /// Times as they are said to the tenant of `db`.
    pub(super) fn of(db: &'t TenantRead<'t>) -> Times<'t> {
        Times { db, now: clock::now(), read: Vec::new() }
    }

    /// The conditions for comparing a field with a time.
    ///
    /// # Errors
    /// `FILTER_INVALID`.
    pub(super) fn conditions(
        &mut self,
        field: &'static Field,
        (operator, comparison): (&str, Comparison),
        text: &str,
    ) -> Result<Vec<Condition>> {
        let wrong = |what: String, next: &str| {
            Err(Error::new(Code::FilterInvalid, format!("filter.{}: {what}", field.name))
                .suggest(next))
        };
        let Some(said) = TimePhrase::read(text, &self.db.site()?.timezone, self.now) else {
            let shown = super::operand::short(text);
            return wrong(format!("\"{shown}\" is not a time"), TIME_ADVICE);
        };
        let ends = match comparison {
            Comparison::Eq if said.is_span() => {
                vec![(Comparison::Gte, said.first), (Comparison::Lte, said.last)]
            }
            Comparison::Gte | Comparison::Lt | Comparison::Eq => vec![(comparison, said.first)],
            Comparison::Ne if !said.is_span() => vec![(comparison, said.first)],
            Comparison::Gt | Comparison::Lte => vec![(comparison, said.last)],
            Comparison::Ne
            | Comparison::In
            | Comparison::NotIn
            | Comparison::Contains
            | Comparison::NoneAmong => {
                let next = "use { \"lt\": … } or { \"gt\": … }, or a time with hours and minutes";
                return wrong(format!("`{operator}` takes a moment, not a whole day"), next);
            }
        };
        if Time::parse(text.trim()).is_none() {
            let read = ends.iter().map(|(comparison, at)| format!("{} {at}", symbol(*comparison)));
            let read = read.collect::<Vec<_>>().join(" and ");
            self.read.push(format!("{} {read}", field.name));
        }
        let one = |(comparison, at): (Comparison, Time)| Condition {
            column: field.column,
            comparison,
            is_text: false,
            values: vec![Param::from(at)],
        };
        Ok(ends.into_iter().map(one).collect())
    }

    /// A sentence about how times were understood, if they were ambiguous.
    pub(super) fn note(self) -> Option<String> {
        (!self.read.is_empty()).then(|| format!("Read as {}.", self.read.join("; ")))
    }
}

fn symbol(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Lt => "<",
        Comparison::Lte => "<=",
        Comparison::Gt => ">",
        Comparison::Gte => ">=",
        Comparison::Ne | Comparison::NotIn => "not",
        Comparison::Eq | Comparison::In | Comparison::Contains | Comparison::NoneAmong => "=",
    }
}
