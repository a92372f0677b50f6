//! Calendars of others: which are read, how that went, and when they are busy. Nothing of what stands in them is kept.

use super::{Dml, Row, Sql, TenantRead, TenantWrite, bookings::BusyTime};
use crate::{
    clock::{self, Time},
    error::{Code, Error, Result},
};

/// No piece of a busy time is longer: a day, in milliseconds. The table's CHECK has it as well.
pub(crate) const PIECE_MS: i64 = 24 * 60 * 60 * 1000;

/// The kind of what is due for each of them.
pub const READ_CALENDAR: &str = "readCalendar";

/// A calendar of others.
#[derive(Clone, Debug)]
pub struct OutsideCalendar {
    pub name: String,
    /// The last good reading.
    pub read_at: Option<Time>,
    /// Why the last attempt failed; empty if it did not.
    pub error: String,
    /// How many events could not be understood.
    pub unclear: i64,
}

/// A time at which somebody is busy there.
#[derive(Clone, Debug)]
pub(crate) struct OutsideBusy {
    pub(crate) calendar: String,
    pub(crate) from: Time,
    pub(crate) until: Time,
}

impl TenantRead<'_> {
    /// All of them, by name.
    pub fn outside_calendars(&self) -> Result<Vec<OutsideCalendar>> {
        const ALL: Sql = Sql::scoped(
            "SELECT name, read_at, error, unclear FROM outside_calendar
             WHERE tenant_id = :tenant ORDER BY name",
        );
        self.all(&ALL, &[], |row: &Row<'_>| {
            Ok(OutsideCalendar {
                name: row.text("name")?,
                read_at: row.integer_or_none("read_at")?.map(Time),
                error: row.text("error")?,
                unclear: row.integer("unclear")?,
            })
        })
    }

    /// When they are busy in a time.
    pub(crate) fn outside_busy(&self, time: BusyTime) -> Result<Vec<OutsideBusy>> {
        const BUSY: Sql = Sql::scoped(
            "SELECT calendar, starts_at, ends_at FROM outside_busy
             WHERE tenant_id = :tenant AND starts_at < :until AND starts_at > :bound AND ends_at > :from
             ORDER BY starts_at, ends_at, calendar",
        );
        let params = [
            (":from", time.from.into()),
            (":until", time.until.into()),
            (":bound", time.from.plus_ms(-PIECE_MS - 1).into()),
        ];
        self.all(&BUSY, &params, |row: &Row<'_>| {
            let (from, until) = (row.time("starts_at")?, row.time("ends_at")?);
            Ok(OutsideBusy { calendar: row.text("calendar")?, from, until })
        })
    }
}

impl TenantWrite<'_> {
    /// Adds one that has been read. One of that name is another one from now on.
    pub fn add_outside_calendar(&mut self, name: &str) -> Result<()> {
        const ADD: Dml = Dml::scoped(
            "INSERT INTO outside_calendar (tenant_id, name, read_at, error, unclear, created_at)
             VALUES (:tenant, :name, NULL, '', 0, :now)
             ON CONFLICT (tenant_id, name) DO UPDATE SET error = ''",
        );
        let params = [(":name", name.into()), (":now", clock::now().into())];
        self.execute(&ADD, &params).map(|_| ())
    }

    /// Forgets one with all that was read of it.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID` if there is none of that name.
    pub fn remove_outside_calendar(&mut self, name: &str) -> Result<()> {
        const REMOVE: Dml =
            Dml::scoped("DELETE FROM outside_calendar WHERE tenant_id = :tenant AND name = :name");
        if self.execute(&REMOVE, &[(":name", name.into())])? == 0 {
            let sentence = format!("there is no calendar `{name}`");
            return Err(Error::new(Code::ArgumentInvalid, sentence)
                .suggest("`deskhand calendar list` shows those that are connected"));
        }
        self.not_due(READ_CALENDAR, name)
    }

    /// Keeps a good reading in the place of the one before.
    pub fn keep_outside_reading(
        &mut self,
        name: &str,
        busy: &[(Time, Time)],
        unclear: i64,
    ) -> Result<()> {
        const CLEAR: Dml =
            Dml::scoped("DELETE FROM outside_busy WHERE tenant_id = :tenant AND calendar = :name");
        const ADD: Dml = Dml::scoped(
            "INSERT INTO outside_busy (tenant_id, calendar, starts_at, ends_at)
             VALUES (:tenant, :name, :from, :until)",
        );
        const NOTE: Dml = Dml::scoped(
            "UPDATE outside_calendar SET read_at = :now, error = '', unclear = :unclear
             WHERE tenant_id = :tenant AND name = :name",
        );
        self.execute(&CLEAR, &[(":name", name.into())])?;
        let now = self.now()?;
        let note = [(":name", name.into()), (":now", now.into()), (":unclear", unclear.into())];
        if self.execute(&NOTE, &note)? == 0 {
            // It was disconnected meanwhile.
            return Ok(());
        }
        for (from, until) in busy {
            let params =
                [(":name", name.into()), (":from", (*from).into()), (":until", (*until).into())];
            self.execute(&ADD, &params)?;
        }
        Ok(())
    }

    /// Notes that it could not be read: what was read before stays.
    pub fn note_outside_failure(&mut self, name: &str, why: &str) -> Result<()> {
        const NOTE: Dml = Dml::scoped(
            "UPDATE outside_calendar SET error = :why WHERE tenant_id = :tenant AND name = :name",
        );
        self.execute(&NOTE, &[(":name", name.into()), (":why", why.into())]).map(|_| ())
    }
}
