//! A call while it runs: what the log and the ledger record about it.

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

/// What the log and the ledger record about a call.
pub(super) struct Call {
    pub(super) id: CallId,
    pub(super) request: RequestId,
    /// The tool's name as the client sent it.
    pub(super) asked: String,
    /// The operation, once it is known: `getPage`, `manage_packages:create`.
    pub(super) operation: OnceLock<&'static str>,
    /// Whether the operation only reads.
    pub(super) reads: OnceLock<bool>,
    /// The arguments as JSON for the log: shortened, without personal data. If the operation is unknown, only their
    /// names.
    pub(super) arguments: OnceLock<String>,
    /// The names that a write's arguments give to its subject.
    pub(super) about: OnceLock<Map<String, Value>>,
    /// What the argument check removed, as a sentence for the answer.
    removed: OnceLock<String>,
    /// The arguments of a write. Text that the answer repeats from them does not count as read.
    brought: OnceLock<Arc<Value>>,
    pub(super) by: Arc<ClientName>,
    pub(super) started: Instant,
    pub(super) started_at: Time,
    /// The toolset and its limit of calls per minute, if the call is to be counted in its write transaction.
    pub(super) counts_as: OnceLock<(&'static str, u32)>,
    /// Whether it has been counted there.
    counted: AtomicBool,
    /// Whether its row of the log was written in its own transaction.
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

    /// Stores the checked arguments, in the forms that are needed later.
    pub(super) fn note(&self, checked: &CheckedArguments) {
        if let Some(removed) = &checked.removed {
            let _ = self.removed.set(removed.clone());
        }
        if self.reads.get() == Some(&false) {
            let _ = self.brought.set(Arc::clone(&checked.own));
        }
    }

    /// What the argument check removed, as a sentence for the answer.
    pub(super) fn removed(&self) -> Option<&str> {
        self.removed.get().map(String::as_str)
    }

    pub(super) fn brought(&self) -> Option<&Value> {
        self.brought.get().map(Arc::as_ref)
    }

    /// The operation, or the name that the client sent.
    pub(super) fn operation(&self) -> &str {
        self.operation.get().copied().unwrap_or(&self.asked)
    }

    /// The arguments as the log stores them.
    pub(super) fn logged_arguments(&self) -> &str {
        self.arguments.get().map_or("{}", String::as_str)
    }

    /// The toolset and limit, if the call still has to be counted.
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
