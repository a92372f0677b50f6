//! What has to happen at a time: done once, by whichever process lives.
//!
//! Everything that has a time is a row of `store::due` and a kind in `kinds`; nothing else has a timer of its own. A
//! process takes the lease of a row, does what its kind says (mostly a call through the gate) in the name of the
//! principal `schedule`, and the row goes in the transaction that does it: a process that dies has done all of it or
//! nothing, and another one goes on when the lease has lapsed. What fails is tried again after a rest, a few times;
//! then a person sees it. What has failed for a reason that stays is not tried again.

mod kinds;
mod meaning;
mod outside;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio_util::sync::CancellationToken;

use crate::{
    error::{Code, Error, Result},
    id::CallId,
    principal::{Allowance, Caller, Policy, Tenant},
    release::index_now,
    store::{
        Deadline, Store, TenantWrite, backup,
        due::{ATTEMPTS_MAX, DueItem},
    },
};

use self::kinds::Work;
pub use self::kinds::about;

/// How long a new process waits before it looks: who starts it waits for an answer first.
const FIRST_LOOK: Duration = Duration::from_millis(500);

/// How often it looks whether another process has added something, or the clock has been put forward. A look reads one
/// row of an index.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How long it waits at least: what cannot be done now because the store is busy is not tried in a circle.
const LOOK_SOONEST: Duration = Duration::from_millis(50);

/// How long a new process waits before it looks whether there is a backup of today, and how often then.
const BACKUP_FIRST: Duration = Duration::from_secs(2);
const BACKUP_EVERY: Duration = Duration::from_mins(10);

/// How much is done before it looks anew.
const AT_ONCE: u32 = 16;

/// The limit of the transactions that are not a call's own.
const DEADLINE: Duration = Duration::from_secs(5);

/// Does what is due, for as long as the process lives.
#[derive(Clone)]
pub struct Worker {
    store: Store,
    allowance: Allowance,
    /// How many daily backups are kept; none are made otherwise.
    backups: Option<u16>,
}

impl Worker {
    /// A worker on a store; `allowance` is what tools may do at this launch.
    pub fn new(store: Store, allowance: Allowance) -> Worker {
        Worker { store, allowance, backups: None }
    }

    /// The same, which also makes a backup a day and keeps so many.
    #[must_use]
    pub fn backing_up(self, backups: Option<u16>) -> Worker {
        Worker { backups, ..self }
    }

    /// Does what is due until it is cancelled; a call that has begun ends first.
    pub async fn run(self, cancel: CancellationToken) {
        let mut pause = FIRST_LOOK;
        let mut has_learned = false;
        let mut backup_at = Instant::now() + BACKUP_FIRST;
        loop {
            tokio::select! {
                () = cancel.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
            if !has_learned {
                has_learned = self.learn().await.is_ok();
            }
            if let Some(keep) = self.backups
                && backup_at <= Instant::now()
            {
                backup_at = Instant::now() + BACKUP_EVERY;
                self.back_up(keep).await;
            }
            pause = match self.look(&cancel).await {
                Ok(next) => next,
                Err(error) => {
                    tracing::warn!(cause = error.cause(), "what is due cannot be looked up");
                    LOOK_EVERY
                }
            };
        }
    }

    /// Does what is due now; returns how long nothing is.
    async fn look(&self, cancel: &CancellationToken) -> Result<Duration> {
        let Some(wait) = self.store.due_in()? else { return Ok(LOOK_EVERY) };
        if let Ok(wait) = u64::try_from(wait)
            && wait > 0
        {
            return Ok(Duration::from_millis(wait).clamp(LOOK_SOONEST, LOOK_EVERY));
        }
        let tenants = self.store.tenants()?;
        let mut pause = LOOK_EVERY;
        for (id, item) in self.store.due_now(AT_ONCE)? {
            if cancel.is_cancelled() {
                break;
            }
            let Some(tenant) = tenants.iter().find(|tenant| tenant.id == id) else { continue };
            // In a task of its own: a panic ends that, and the lease lapses.
            let attempt = tokio::spawn(self.clone().attempt(tenant.clone(), item));
            match attempt.await.map_err(Error::internal).flatten() {
                Ok(()) => pause = LOOK_SOONEST,
                Err(error) => {
                    tracing::warn!(cause = error.cause(), "something that is due was not done");
                }
            }
        }
        Ok(pause)
    }

    /// Makes the backup of today, if there is none. It is no row: a folder has it, and no tenant.
    async fn back_up(&self, keep: u16) {
        let folder = self.store.folder().to_owned();
        let made = tokio::task::spawn_blocking(move || backup::daily(&folder, keep)).await;
        match made.map_err(Error::internal).flatten() {
            Ok(true) => tracing::info!("made the backup of today"),
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(cause = error.cause(), "the backup of today: {}", error.message());
            }
        }
    }

    /// Lets the clock of the leases learn how far others were, so that a lease from before a clock was put back lapses.
    /// Has what came without a change (another model, a file from before) made known by its meaning.
    async fn learn(&self) -> Result<()> {
        for tenant in self.store.tenants()? {
            let owner = Caller::new(tenant.clone(), self.store.owner(&tenant)?);
            self.store.read(&owner, |db| db.now().map(|_| ()))?;
            meaning::catch_up(&self.store, &self.schedule(tenant).await?).await?;
        }
        Ok(())
    }

    /// Takes the lease of one thing and does it.
    async fn attempt(self, tenant: Tenant, item: DueItem) -> Result<()> {
        let work = kinds::work(&item)?;
        let who = self.schedule(tenant).await?;
        // A name that no other attempt has.
        let lease = CallId::new().to_string();
        let deadline = Deadline::of(DEADLINE);
        let (wanted, name) = (item.clone(), lease.clone());
        let take = move |db: &mut TenantWrite<'_>| db.lease_due(&wanted, &name);
        if !self.store.write(&who, &deadline, take).await? {
            return Ok(());
        }
        let (wanted, name) = (item.clone(), lease.clone());
        let ends_last = matches!(work, Work::Call { ends_last: true, .. });
        let claim = move |db: &mut TenantWrite<'_>| {
            if ends_last { db.holds_due(&wanted, &name) } else { db.end_due(&wanted, &name) }
        };
        // The attempts of those who died at it count: it may be what kills them.
        let done = if item.attempts < ATTEMPTS_MAX {
            match &work {
                Work::Call { call, .. } => call.run(&self.store, &who, claim).await,
                Work::Meaning => meaning::embed(&self.store, &who, claim).await,
                Work::IndexNow => index_now::tell(&self.store, &who, &item.subject, claim).await,
                Work::ReadCalendar => outside::read(&self.store, &who, &item.subject, claim).await,
            }
        } else {
            Err(Error::internal("every process that began it died"))
        };
        let done = if ends_last { self.end(&who, &item, &lease, done).await } else { done };
        let error = match done {
            Ok(true) => {
                tracing::info!(kind = item.kind, subject = item.subject, "did what was due");
                return Ok(());
            }
            // Somebody else has done it, or it is not wanted any more.
            Ok(false) => return Ok(()),
            Err(error) => error,
        };
        tracing::warn!(kind = item.kind, subject = item.subject, %error, "what is due failed");
        let (why, again) = (error.message().to_owned(), error.code().retryable());
        let note = move |db: &mut TenantWrite<'_>| db.fail_due(&item, &lease, &why, again);
        match work {
            Work::Call { call, .. } => call.failed(&self.store, &who, error, note).await,
            Work::Meaning | Work::IndexNow | Work::ReadCalendar => {
                self.store.write(&who, &Deadline::of(DEADLINE), note).await
            }
        }
    }

    /// Ends what is done outside, also when it was done before: by whoever died before this.
    async fn end(
        &self,
        who: &Caller,
        item: &DueItem,
        lease: &str,
        done: Result<bool>,
    ) -> Result<bool> {
        let is_done = match &done {
            Ok(is_done) => *is_done,
            Err(error) => error.code() == Code::ReleaseUnchanged,
        };
        if !is_done {
            return done;
        }
        let (item, lease) = (item.clone(), lease.to_owned());
        let end = move |db: &mut TenantWrite<'_>| db.end_due(&item, &lease);
        self.store.write(who, &Deadline::of(DEADLINE), end).await?;
        Ok(true)
    }

    async fn schedule(&self, tenant: Tenant) -> Result<Caller> {
        let agent = self.store.schedule(&tenant).await?;
        let policy = Policy { allowance: self.allowance.clone(), ..Policy::operator() };
        Ok(Caller { policy: Arc::new(policy), ..Caller::new(tenant, agent) })
    }
}
