//! The middle step of a call, which is performed without a transaction: what it is told, and what it gives.

use std::pin::Pin;

use tokio_util::sync::CancellationToken;

use crate::{error::Result, progress::Progress};

/// A future that the gate awaits without a transaction.
pub type PerformFuture<R> = Pin<Box<dyn Future<Output = Result<R>> + Send>>;

/// Who waits for what is performed.
#[derive(Clone)]
pub struct PerformContext {
    /// Where the caller wants to hear how far it has come.
    pub progress: Option<Progress>,
    /// Fires when the caller has cancelled.
    pub cancel: CancellationToken,
    /// About how many characters the answer should have at most.
    pub budget: usize,
    /// Whether what is recorded will only be shown and taken back.
    pub rehearses: bool,
}

impl PerformContext {
    /// That of a step whose answer nobody waits for: a person has approved it, and reads of it in the history.
    pub fn unattended(cancel: CancellationToken) -> PerformContext {
        PerformContext { progress: None, cancel, budget: 0, rehearses: false }
    }
}

/// A future that the gate awaits without a transaction. It cannot fail: what went wrong is part of what came of
/// it, and is settled like the rest.
pub type SendFuture<R> = Pin<Box<dyn Future<Output = R> + Send>>;
