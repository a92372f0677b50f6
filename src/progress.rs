//! Progress reports of a running call.

use std::sync::Arc;

/// Reports the progress of a call to the client. Never blocks; may be called on any thread.
pub type Progress = Arc<dyn Fn(ProgressReport) + Send + Sync>;

/// A progress report.
#[derive(Clone, Debug)]
pub struct ProgressReport {
    pub done: f64,
    /// The total, if known.
    pub total: Option<f64>,
    /// What is being done, in a few words.
    pub message: String,
}
