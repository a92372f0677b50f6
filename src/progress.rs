//! How far a call has come, told to whoever waits for it.

use std::sync::Arc;

/// Tells the client how far a call has come. Never blocks; safe from any thread.
pub type Progress = Arc<dyn Fn(ProgressReport) + Send + Sync>;

/// How far a call has come.
#[derive(Clone, Debug)]
pub struct ProgressReport {
    pub done: f64,
    /// Of so much, where that is known.
    pub total: Option<f64>,
    /// What is being done, in a few words.
    pub message: String,
}
