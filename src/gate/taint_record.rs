//! What a session has read, carried over the end of its process: see [`taint`].

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

/// That calls go on is noted so often; lapsing takes an hour.
const NOTED_EVERY: Duration = Duration::from_mins(1);

/// What of it is in the store.
#[derive(Default)]
pub(super) struct TaintRecord {
    /// The client's name, once what its last process had read has been looked up.
    client: OnceCell<String>,
    /// What was written last, and when.
    written: Mutex<Option<(Taint, Instant)>>,
}

impl TaintRecord {
    /// Whether that is not in the store yet, or so old there that it might lapse.
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
    /// Takes over what an earlier process has read for the client of a session's first call.
    pub(super) async fn recall_taint(&self, incoming: &IncomingCall) {
        // A person at the command line is no conversation.
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

    /// Keeps what the session has read by now, before the answer that shows it is given.
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
