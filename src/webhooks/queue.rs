//! The queue of webhook events: events that arrive during a write go into the next write together.
//!
//! So a burst of events takes a few writes, and each is acknowledged once it is durable. Nothing is stored in the
//! queue: what is not written is not acknowledged, and its sender sends it again.

use tokio::sync::{mpsc, oneshot};

use crate::{
    error::{Code, Error, Result},
    id::{CallId, RequestId, TenantId},
    principal::{Caller, Tenant},
    store::{Deadline, Store, ledger::ChangeRecord},
    tools::messaging::ingest::{self, ReportedEvents, Tally},
};

/// The most waiting reports; further ones are refused, and sent again later.
const WAITING_MAX: usize = 256;

/// The most events that are collected from waiting reports before they are acknowledged.
const EVENTS_MAX: usize = 1_000;

/// The most events in one transaction, so that other writes come between.
const WRITTEN_AT_ONCE: usize = 100;

/// The time limit of a write, including the wait for other processes.
const DEADLINE: std::time::Duration = std::time::Duration::from_secs(5);

struct Job {
    tenant: Tenant,
    reported: ReportedEvents,
    done: oneshot::Sender<Result<Tally>>,
}

/// The sending side of the queue.
#[derive(Clone)]
pub(super) struct Queue(mpsc::Sender<Job>);

impl Queue {
    /// Starts the task that writes events, until the last sender is dropped.
    pub(super) fn start(store: Store) -> Queue {
        let (sender, inbox) = mpsc::channel(WAITING_MAX);
        tokio::spawn(serve(store, inbox));
        Queue(sender)
    }

    /// Writes the events reported for a tenant; they are durable when this returns.
    pub(super) async fn take(&self, tenant: Tenant, reported: ReportedEvents) -> Result<Tally> {
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

/// Writes a batch of reports for one tenant, and answers each.
async fn write(store: &Store, of: TenantId, batch: Vec<Job>) {
    let Some(tenant) = batch.first().map(|job| job.tenant.clone()) else { return };
    let mut all = ReportedEvents::default();
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
        // If the sender has stopped waiting, it sends the event again, and the duplicate is recognised.
        let _ = done.send(told);
    }
}

/// Writes everything in parts. If a later part fails the earlier ones stay: when sent again, they are recognised.
async fn take_all(store: &Store, tenant: &Tenant, mut reported: ReportedEvents) -> Result<Tally> {
    let mut tally = Tally::default();
    loop {
        let part = reported.first(WRITTEN_AT_ONCE);
        tally.add(take(store, tenant.clone(), part).await?);
        if reported.is_empty() {
            return Ok(tally);
        }
    }
}

async fn take(store: &Store, tenant: Tenant, reported: ReportedEvents) -> Result<Tally> {
    // No agent has made this call, so it is written as the tenant's owner.
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
