//! A call on its way through the gate: what the log and the ledger note about it.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use serde_json::{Map, Value};

use super::{client_names::ClientName, incoming::short, personal};
use crate::{
    clock::{self, Time},
    id::{CallId, RequestId},
    tool::arguments::CheckedArguments,
};

/// What the log and the ledger note about a call.
pub(super) struct Call {
    pub(super) id: CallId,
    pub(super) request: RequestId,
    /// The tool's name as the client gave it.
    pub(super) asked: String,
    /// The operation that it named, once that is known: `getPage`, `manage_packages:create`.
    pub(super) operation: OnceLock<&'static str>,
    /// Whether that only reads.
    pub(super) reads: OnceLock<bool>,
    /// Its arguments as JSON, shortened for the log and without personal data; where the operation is not known,
    /// their names alone.
    pub(super) arguments: OnceLock<String>,
    /// What a write is about, as it was said.
    pub(super) about: OnceLock<Map<String, Value>>,
    /// What the check took out of them, for the answer.
    removed: OnceLock<String>,
    /// The arguments of a write: what its answer repeats of them is nothing new.
    brought: OnceLock<Arc<Value>>,
    pub(super) by: Arc<ClientName>,
    pub(super) started: Instant,
    pub(super) started_at: Time,
    /// The toolset as which it counts with what it writes, and how many calls of that may be.
    pub(super) counts_as: OnceLock<(&'static str, u32)>,
    /// Set once it is counted there.
    counted: AtomicBool,
    /// Set once its row is in a transaction of its own.
    logged: AtomicBool,
}

impl Call {
    pub(super) fn new(
        incoming: &super::IncomingCall,
        request: RequestId,
        by: Arc<ClientName>,
    ) -> Call {
        Call {
            id: CallId::new(),
            request,
            asked: personal::name_of(&short(&incoming.tool)),
            operation: OnceLock::new(),
            reads: OnceLock::new(),
            arguments: OnceLock::new(),
            about: OnceLock::new(),
            removed: OnceLock::new(),
            brought: OnceLock::new(),
            by,
            started: Instant::now(),
            started_at: clock::now(),
            counts_as: OnceLock::new(),
            counted: false.into(),
            logged: false.into(),
        }
    }

    /// Notes what the check has left of the arguments.
    pub(super) fn note(&self, checked: &CheckedArguments) {
        if let Some(removed) = &checked.removed {
            let _ = self.removed.set(removed.clone());
        }
        if self.reads.get() == Some(&false) {
            let _ = self.brought.set(Arc::clone(&checked.own));
        }
    }

    /// What the check took out of the arguments, for the answer.
    pub(super) fn removed(&self) -> Option<&str> {
        self.removed.get().map(String::as_str)
    }

    /// The arguments of a write.
    pub(super) fn brought(&self) -> Option<&Value> {
        self.brought.get().map(Arc::as_ref)
    }

    /// What was called, as far as it is known.
    pub(super) fn operation(&self) -> &str {
        self.operation.get().copied().unwrap_or(&self.asked)
    }

    /// Its arguments as the log keeps them.
    pub(super) fn logged_arguments(&self) -> &str {
        self.arguments.get().map_or("{}", String::as_str)
    }

    /// The toolset as which it still has to be counted, and its limit.
    pub(super) fn uncounted(&self) -> Option<(&'static str, u32)> {
        self.counts_as.get().copied().filter(|_| !self.counted.load(Ordering::Acquire))
    }

    pub(super) fn set_counted(&self) {
        self.counted.store(true, Ordering::Release);
    }

    pub(super) fn is_logged(&self) -> bool {
        self.logged.load(Ordering::Acquire)
    }

    pub(super) fn set_logged(&self) {
        self.logged.store(true, Ordering::Release);
    }
}
