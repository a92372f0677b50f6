//! News on its way into the store: what comes while one write runs goes into the next one together.
//!
//! A storm of news is a few writes then, each answered when it is durable. Nothing is kept here: what is not
//! written is not answered well either, and its sender tells it again.

use tokio::sync::{mpsc, oneshot};

use crate::{
    error::{Code, Error, Result},
    id::{CallId, RequestId, TenantId},
    principal::{Caller, Tenant},
    store::{Deadline, Store, ledger::ChangeRecord},
    tools::messaging::ingest::{self, Reported, Tally},
};

/// So much waits at most; what comes then is told again later.
const WAITING_MAX: usize = 256;

/// So many events are taken from those who wait before any of them is answered.
const EVENTS_MAX: usize = 1_000;

/// So many events go into one write: other writes come between.
const WRITTEN_AT_ONCE: usize = 100;

/// For a write, waiting for other processes included.
const DEADLINE: std::time::Duration = std::time::Duration::from_secs(5);

struct Job {
    tenant: Tenant,
    reported: Reported,
    done: oneshot::Sender<Result<Tally>>,
}

/// The way in.
#[derive(Clone)]
pub(super) struct Queue(mpsc::Sender<Job>);

impl Queue {
    /// Begins to write what comes, until the last sender is gone.
    pub(super) fn start(store: Store) -> Queue {
        let (sender, inbox) = mpsc::channel(WAITING_MAX);
        tokio::spawn(serve(store, inbox));
        Queue(sender)
    }

    /// Takes in what was reported for a tenant; it is durable when this answers.
    pub(super) async fn take(&self, tenant: Tenant, reported: Reported) -> Result<Tally> {
        let (done, answer) = oneshot::channel();
        let full = || Error::new(Code::TooManyCalls, "too much news at once");
        self.0.try_send(Job { tenant, reported, done }).map_err(|_| full())?;
        answer.await.map_err(Error::internal)?
    }
}

async fn serve(store: Store, mut inbox: mpsc::Receiver<Job>) {
    while let Some(first) = inbox.recv().await {
        let mut jobs = vec![first];
        let mut events = jobs.iter().map(|job| job.reported.len()).sum::<usize>();
        while events < EVENTS_MAX
            && let Ok(next) = inbox.try_recv()
        {
            events += next.reported.len();
            jobs.push(next);
        }
        while let Some(of) = jobs.first().map(|job| job.tenant.id) {
            let together = |job: &mut Job| job.tenant.id == of;
            let batch: Vec<Job> = jobs.extract_if(.., together).collect();
            write(&store, of, batch).await;
        }
    }
}

/// Writes what is for one tenant, and tells everybody who waits.
async fn write(store: &Store, of: TenantId, batch: Vec<Job>) {
    let Some(tenant) = batch.first().map(|job| job.tenant.clone()) else { return };
    let mut all = Reported::default();
    let mut waiting = Vec::new();
    for job in batch {
        all.extend(job.reported);
        waiting.push(job.done);
    }
    let written = take_all(store, &tenant, all).await;
    if let Err(error) = &written {
        tracing::warn!(tenant.id = %of, cause = error.cause(), "news could not be taken in: {error}");
    }
    for done in waiting {
        let told = match &written {
            Ok(tally) => Ok(*tally),
            Err(error) => Err(Error::new(error.code(), error.message())),
        };
        // Who gave up waiting tells it again, and it will be known.
        let _ = done.send(told);
    }
}

/// Takes everything in, a part at a time. What is in stays in where a later part fails: told again, it is known.
async fn take_all(store: &Store, tenant: &Tenant, mut reported: Reported) -> Result<Tally> {
    let mut tally = Tally::default();
    loop {
        let part = reported.first(WRITTEN_AT_ONCE);
        tally.add(take(store, tenant.clone(), part).await?);
        if reported.is_empty() {
            return Ok(tally);
        }
    }
}

async fn take(store: &Store, tenant: Tenant, reported: Reported) -> Result<Tally> {
    // Nobody called, so it is the owner's own program that writes.
    let owner = store.owner(&tenant)?;
    let deadline = Deadline::of(DEADLINE);
    store
        .write(&Caller::new(tenant, owner), &deadline, move |db| {
            let tally = ingest::take(db, reported)?;
            db.record(&ChangeRecord {
                call: CallId::new(),
                request: RequestId::new(),
                tool: "hook:whatsapp".to_owned(),
                undoes: None,
                approved_by: None,
            })?;
            Ok(tally)
        })
        .await
}
