//! How a command fails: one sentence for a person, one code for a script.

use std::{io, process::ExitCode};

use crate::{config::ConfigError, error::Error, store::OpenError};

/// Why a command did not do what it was asked for.
pub(super) enum Failure {
    /// The arguments, the environment or the configuration cannot be used.
    Usage(String),
    Store(OpenError),
    /// It was tried, and did not work.
    Failed(String),
    /// Nobody reads the output any more, as with `deskhand log | head`: no failure of ours.
    Unread,
}

impl Failure {
    /// An argument that the library refuses.
    pub(super) fn usage(error: Error) -> Failure {
        Failure::Usage(told(&error))
    }

    /// What to tell the person, if anything.
    pub(super) fn sentence(&self) -> Option<String> {
        match self {
            Failure::Usage(sentence) | Failure::Failed(sentence) => Some(sentence.clone()),
            Failure::Store(error) => Some(error.to_string()),
            Failure::Unread => None,
        }
    }

    /// The code that the process ends with; `--help` lists them.
    pub(super) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Failure::Unread => 0,
            Failure::Failed(_) | Failure::Store(OpenError::Other { .. }) => 1,
            Failure::Usage(_) => 2,
            Failure::Store(OpenError::NotWritable { .. }) => 3,
            Failure::Store(OpenError::Newer { .. }) => 4,
            Failure::Store(OpenError::Foreign { .. }) => 5,
        })
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Failure {
        Failure::Usage(error.to_string())
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Failure {
        Failure::Store(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Failed(told(&error))
    }
}

/// What is wrong and what to do. The person at the command line is the one who reads the log, so the cause
/// may be told here.
fn told(error: &Error) -> String {
    let cause = error.cause().map(|cause| format!(" ({cause})")).unwrap_or_default();
    let next = error.suggestion().map(|next| format!("; {next}")).unwrap_or_default();
    format!("{}{cause}{next}", error.message())
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Failure {
        if error.downcast_ref::<io::Error>().is_some_and(is_unread) {
            return Failure::Unread;
        }
        Failure::Failed(format!("{error:#}"))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        if is_unread(&error) {
            return Failure::Unread;
        }
        Failure::Failed(error.to_string())
    }
}

fn is_unread(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}
