//! Stores what a session has read, so that it survives a restart: see [`taint`].

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::OnceCell;

use super::{DATABASE_DEADLINE, IncomingCall, Session, incoming::short};
use crate::store::{
    Deadline,
    taint::{self, Taint},
};

/// How often the time of the last call is updated; expiry takes an hour.
const NOTED_EVERY: Duration = Duration::from_mins(1);

/// What is stored about the session.
#[derive(Default)]
pub(super) struct TaintRecord {
    /// The client's name, set once its stored taint was loaded.
    client: OnceCell<String>,
    /// What was last stored, and when.
    written: Mutex<Option<(Taint, Instant)>>,
}

impl TaintRecord {
    /// Whether the taint has to be stored: it is new, or its time is old enough to expire.
    fn is_due(&self, taint: Taint) -> bool {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        !taint.is_none()
            && !written.is_some_and(|(known, at)| known == taint && at.elapsed() < NOTED_EVERY)
    }

    fn set_written(&self, taint: Taint) {
        *self.written.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((taint, Instant::now()));
    }
}

impl Session {
    /// Loads, at a session's first call, what an earlier process has stored for the client.
    pub(super) async fn recall_taint(&self, incoming: &IncomingCall) {
        // The command line is no conversation with a model.
        if self.caller.policy.is_operator || self.taint_record.client.initialized() {
            return;
        }
        let name = incoming.client.as_ref().map(|client| short(&client.name)).unwrap_or_default();
        let recall = async || {
            let client = name.clone();
            let deadline = Deadline::of(DATABASE_DEADLINE);
            let read = move |db: &crate::store::TenantRead<'_>| taint::of(db, &client);
            let kept = self.gate.store.read_within(&self.caller, &deadline, read).await?;
            self.taint.add(kept);
            Ok::<_, crate::error::Error>(name)
        };
        if let Err(error) = self.taint_record.client.get_or_try_init(recall).await {
            tracing::warn!(cause = error.cause(), "what the client has read before is not known");
        }
    }

    /// Stores what the session has read, before the answer is returned.
    pub(super) async fn keep_taint(&self) {
        let taint = self.taint.now();
        let Some(client) =
            self.taint_record.client.get().filter(|_| self.taint_record.is_due(taint))
        else {
            return;
        };
        let (client, deadline) = (client.clone(), Deadline::of(DATABASE_DEADLINE));
        let keep = move |db: &mut crate::store::TenantWrite<'_>| taint::keep(db, &client, taint);
        match self.gate.store.write(&self.caller, &deadline, keep).await {
            Ok(()) => self.taint_record.set_written(taint),
            Err(error) => {
                tracing::warn!(cause = error.cause(), "what the session has read was not kept");
            }
        }
    }
}
