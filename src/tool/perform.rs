//! The middle step of a call, which runs outside of transactions: its context and its result.

use std::pin::Pin;

use tokio_util::sync::CancellationToken;

use crate::{error::Result, progress::Progress};

/// A future that the gate awaits outside of transactions.
pub type PerformFuture<R> = Pin<Box<dyn Future<Output = Result<R>> + Send>>;

/// The context of the middle step.
#[derive(Clone)]
pub struct PerformContext {
    /// Where to report progress, if the client asked for it.
    pub progress: Option<Progress>,
    /// Cancelled when the client cancels the call.
    pub cancel: CancellationToken,
    /// The size that the answer should not exceed, in characters (approximate).
    pub budget: usize,
    /// Whether the result will only be shown and rolled back.
    pub rehearses: bool,
}

impl PerformContext {
    /// The context if nobody waits for the answer: a person has approved the call, and finds the result in the
    /// history.
    pub fn unattended(cancel: CancellationToken) -> PerformContext {
        PerformContext { progress: None, cancel, budget: 0, rehearses: false }
    }
}

/// A future that the gate awaits outside of transactions. It cannot fail: an error is part of `R` and is settled like
/// any other result.
pub type SendFuture<R> = Pin<Box<dyn Future<Output = R> + Send>>;
