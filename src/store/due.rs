//! What is due: which things have to happen at a time, and who is at one of them.
//!
//! A row follows from what the business wants (`rules/schedule.rs`) and has no history of its own. Whoever lives takes
//! a lease of it in one transaction and does it in another, which checks that the lease is still theirs: so it is done
//! once, by whichever process. A lease lapses with the clock that never goes back; when something is due, the wall
//! clock says.

use std::time::Duration;

use super::{Deadline, Dml, Param, Row, Sql, Store, TenantRead, TenantWrite};
use crate::{
    clock::{self, Time},
    error::{Error, Result},
    id::{AgentId, TenantId},
    principal::{Agent, Tenant},
};

/// The kind of what goes public at a time.
pub const PUBLISH: &str = "publish";

/// The kind of what brings a site to a target at a time.
pub const RELEASE: &str = "release";

/// The kind of what search engines are told.
pub const INDEX_NOW: &str = "indexnow";

/// The kind of what is put to the embedding service.
pub const MEANING: &str = "meaning";

/// Its subject: all texts of the business.
pub const TEXTS: &str = "texts";

/// How often it is tried.
pub const ATTEMPTS_MAX: i64 = 5;

/// How long a process may be at one before another takes over, in milliseconds.
const LEASE_MS: i64 = 60_000;

/// The limit of a transaction.
const DEADLINE: Duration = Duration::from_secs(5);

/// How long it rests after the first failure, in milliseconds; after each further one four times as long.
const REST_MS: i64 = 60_000;

/// What has to happen at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueItem {
    pub kind: String,
    /// The id of the thing to which it happens.
    pub subject: String,
    pub due_at: Time,
    /// `waiting`, `failed` or `held`.
    pub state: String,
    /// The name of the agent that asked for it.
    pub asked_by: String,
    pub attempts: i64,
    /// Why it failed or is held; empty otherwise.
    pub error: String,
}

impl Store {
    /// In how many milliseconds something is to be done, as far as is known now: 0 or less at once. `None` if nothing
    /// waits.
    pub fn due_in(&self) -> Result<Option<i64>> {
        const NEXT: Sql = Sql::unscoped(
            "SELECT min(CASE WHEN d.due_at - :wall > d.not_before - :steady THEN d.due_at - :wall
                             ELSE d.not_before - :steady END) AS n
             FROM due_item d JOIN tenant t ON t.id = d.tenant_id
             WHERE d.state = 'waiting' AND t.suspended_at IS NULL",
        );
        let clocks = self.clocks();
        let found = self
            .with_reader(|db| db.query(NEXT.text(), None, &clocks, |r| r.integer_or_none("n")))?;
        Ok(found.into_iter().flatten().next())
    }

    /// What is to be done now and nobody is at, the longest due first; of tenants that are not suspended.
    pub fn due_now(&self, max: u32) -> Result<Vec<(TenantId, DueItem)>> {
        const NOW: Sql = Sql::unscoped(
            "SELECT d.tenant_id AS tenant_id, kind, subject, due_at, state, asked_by, attempts, error
             FROM due_item d JOIN tenant t ON t.id = d.tenant_id
             WHERE d.state = 'waiting' AND d.due_at <= :wall AND d.not_before <= :steady
               AND t.suspended_at IS NULL
               AND (d.kind <> :release OR NOT EXISTS (
                 SELECT 1 FROM due_item p
                 WHERE p.tenant_id = d.tenant_id AND p.state = 'waiting' AND p.kind = :publish
                   AND p.due_at <= d.due_at AND (p.attempts = 0 OR p.lease <> '')))
             ORDER BY d.due_at, d.tenant_id, d.kind, d.subject LIMIT :max",
        );
        let [wall, steady] = self.clocks();
        // What goes public at the same time or before is in the release, unless it has failed.
        let kinds = [(":release", RELEASE.into()), (":publish", PUBLISH.into())];
        let [release, publish] = kinds;
        let params = [wall, steady, release, publish, (":max", max.into())];
        self.with_reader(|db| {
            db.query(NOW.text(), None, &params, |row| Ok((row.id("tenant_id")?, item(row)?)))
        })
    }

    fn clocks(&self) -> [(&'static str, Param<'static>); 2] {
        [(":wall", clock::now().into()), (":steady", self.steady().now().into())]
    }

    /// The principal in whose name what is due is done. It has no tools, and no client can be it.
    pub async fn schedule(&self, of: &Tenant) -> Result<Agent> {
        const FIND: Sql = Sql::scoped(
            "SELECT id, name, subtype, profile, autonomy, confirm FROM agent
             WHERE tenant_id = :tenant AND subtype = 'schedule'",
        );
        // Like an agent that was removed it is in no list and cannot be chosen. Its name may be somebody's already.
        const ADD: Dml = Dml::scoped(
            "INSERT INTO agent (tenant_id, id, name, subtype, profile, autonomy, confirm, created_at, removed_at)
             SELECT :tenant, :id,
                    CASE WHEN EXISTS (SELECT 1 FROM agent a WHERE a.tenant_id = :tenant AND a.name = 'schedule')
                         THEN 'schedule (deskhand)' ELSE 'schedule' END,
                    'schedule', 'none', 'autonomous', 'client', :now, :now
             FROM tenant
             WHERE id = :tenant
               AND NOT EXISTS (SELECT 1 FROM agent a WHERE a.tenant_id = :tenant AND a.subtype = 'schedule')",
        );
        let of = of.id.to_string();
        let find = |db: &super::Connection| {
            db.query(FIND.text(), Some(&of), &[], super::effective_settings::agent)
        };
        if let Some(known) = self.with_reader(find)?.pop() {
            return Ok(known);
        }
        let tenant = of.clone();
        let add = move |engine: &super::Engine| {
            let params = [(":id", AgentId::new().into()), (":now", clock::now().into())];
            engine.connection.execute(ADD.text(), Some(&tenant), &params).map(|_| ())
        };
        self.0.writer.run(&Deadline::of(DEADLINE), add).await?;
        let made = self.with_reader(find)?.pop();
        made.ok_or_else(|| Error::internal("the principal of what is due was not made"))
    }
}

impl TenantRead<'_> {
    /// Everything that is to happen, or has failed, the next first.
    pub fn due_items(&self) -> Result<Vec<DueItem>> {
        const ALL: Sql = Sql::scoped(
            "SELECT kind, subject, due_at, state, asked_by, attempts, error FROM due_item
             WHERE tenant_id = :tenant ORDER BY due_at, subject",
        );
        self.all(&ALL, &[], item)
    }
}

impl TenantWrite<'_> {
    /// Notes that something is to happen to a thing at a time, instead of what was noted before.
    pub fn due(&mut self, kind: &str, subject: &str, at: Time) -> Result<()> {
        const ADD: Dml = Dml::scoped(
            "INSERT INTO due_item (tenant_id, kind, subject, due_at, state, asked_by, attempts, not_before, lease, error,
                                   created_at)
             VALUES (:tenant, :kind, :subject, :at, 'waiting', :by, 0, 0, '', '', :now)
             ON CONFLICT (tenant_id, kind, subject) DO UPDATE SET
               due_at = excluded.due_at, state = 'waiting', asked_by = excluded.asked_by, attempts = 0,
               not_before = 0, lease = '', error = '', created_at = excluded.created_at",
        );
        let by = self.who().agent.name.clone();
        let params = [
            (":kind", kind.into()),
            (":subject", subject.into()),
            (":at", at.into()),
            (":by", by.into()),
            (":now", clock::now().into()),
        ];
        self.execute(&ADD, &params).map(|_| ())
    }

    /// Forgets what was to happen to a thing.
    pub fn not_due(&mut self, kind: &str, subject: &str) -> Result<()> {
        const DELETE: Dml = Dml::scoped(
            "DELETE FROM due_item WHERE tenant_id = :tenant AND kind = :kind AND subject = :subject",
        );
        self.execute(&DELETE, &[(":kind", kind.into()), (":subject", subject.into())]).map(|_| ())
    }

    /// Keeps it from happening before a person has said so, since `why`.
    pub fn hold_due(&mut self, kind: &str, subject: &str, why: &str) -> Result<()> {
        const HOLD: Dml = Dml::scoped(
            "UPDATE due_item SET state = 'held', error = :why
             WHERE tenant_id = :tenant AND kind = :kind AND subject = :subject AND state = 'waiting'",
        );
        let params = [(":kind", kind.into()), (":subject", subject.into()), (":why", why.into())];
        self.execute(&HOLD, &params).map(|_| ())
    }

    /// Lets what failed or is held be tried again at once. Returns whether there is such a thing.
    pub fn retry_due(&mut self, subject: &str) -> Result<bool> {
        const RETRY: Dml = Dml::scoped(
            "UPDATE due_item SET state = 'waiting', attempts = 0, not_before = 0, lease = '', error = ''
             WHERE tenant_id = :tenant AND subject = :subject",
        );
        Ok(self.execute(&RETRY, &[(":subject", subject.into())])? > 0)
    }

    /// Takes the lease of something that is due, if nobody else is at it. `lease` is a name that nobody else takes.
    pub fn lease_due(&mut self, item: &DueItem, lease: &str) -> Result<bool> {
        const LEASE: Dml = Dml::scoped(
            "UPDATE due_item SET lease = :lease, not_before = :until, attempts = attempts + 1
             WHERE tenant_id = :tenant AND kind = :kind AND subject = :subject AND state = 'waiting'
               AND due_at = :due AND not_before <= :now",
        );
        let now = self.now()?;
        let [kind, subject, lease] = named(item, lease);
        let (due, now, until) = (item.due_at, now, now.plus_ms(LEASE_MS));
        let params = [
            kind,
            subject,
            lease,
            (":due", due.into()),
            (":now", now.into()),
            (":until", until.into()),
        ];
        Ok(self.execute(&LEASE, &params)? == 1)
    }

    /// Whether that lease is still good.
    pub fn holds_due(&self, item: &DueItem, lease: &str) -> Result<bool> {
        const HELD: Sql = Sql::scoped(
            "SELECT count(*) AS n FROM due_item
             WHERE tenant_id = :tenant AND kind = :kind AND subject = :subject AND state = 'waiting'
               AND lease = :lease",
        );
        Ok(self.count(&HELD, &named(item, lease))? == 1)
    }

    /// Ends what is done under that lease. Returns whether the lease was still good: otherwise nothing may be done.
    pub fn end_due(&mut self, item: &DueItem, lease: &str) -> Result<bool> {
        const END: Dml = Dml::scoped(
            "DELETE FROM due_item
             WHERE tenant_id = :tenant AND kind = :kind AND subject = :subject AND state = 'waiting'
               AND lease = :lease",
        );
        Ok(self.execute(&END, &named(item, lease))? == 1)
    }

    /// Notes that it failed under that lease: it is tried again later, or no more.
    pub fn fail_due(&mut self, item: &DueItem, lease: &str, why: &str, again: bool) -> Result<()> {
        const FAIL: Dml = Dml::scoped(
            "UPDATE due_item SET state = :state, not_before = :rest, lease = '', error = :why
             WHERE tenant_id = :tenant AND kind = :kind AND subject = :subject AND lease = :lease",
        );
        let attempt = item.attempts + 1;
        let state = if again && attempt < ATTEMPTS_MAX { "waiting" } else { "failed" };
        let times = 4_i64.saturating_pow(u32::try_from(item.attempts).unwrap_or(u32::MAX));
        let rest = self.now()?.plus_ms(REST_MS.saturating_mul(times));
        let [kind, subject, lease] = named(item, lease);
        let params = [
            kind,
            subject,
            lease,
            (":state", state.into()),
            (":rest", rest.into()),
            (":why", why.into()),
        ];
        self.execute(&FAIL, &params).map(|_| ())
    }
}

fn named<'a>(item: &'a DueItem, lease: &'a str) -> [(&'static str, Param<'a>); 3] {
    let DueItem { kind, subject, .. } = item;
    [(":kind", kind.into()), (":subject", subject.into()), (":lease", lease.into())]
}

fn item(row: &Row<'_>) -> Result<DueItem> {
    Ok(DueItem {
        kind: row.text("kind")?,
        subject: row.text("subject")?,
        due_at: row.time("due_at")?,
        state: row.text("state")?,
        asked_by: row.text("asked_by")?,
        attempts: row.integer("attempts")?,
        error: row.text("error")?,
    })
}
