//! How a command fails: a sentence for people, an exit code for scripts.

use std::{io, process::ExitCode};

use crate::{config::ConfigError, error::Error, store::OpenError};

/// Why a command failed.
pub(super) enum Failure {
    /// The arguments, the environment or the configuration are invalid.
    Usage(String),
    Store(OpenError),
    /// The command was run and failed.
    Failed(String),
    /// The reader of the output has gone, as with `deskhand log | head`: not an error.
    Unread,
}

impl Failure {
    /// The library refused an argument.
    pub(super) fn usage(error: Error) -> Failure {
        Failure::Usage(told(&error))
    }

    /// The message for the person, if any.
    pub(super) fn sentence(&self) -> Option<String> {
        match self {
            Failure::Usage(sentence) | Failure::Failed(sentence) => Some(sentence.clone()),
            Failure::Store(error) => Some(error.to_string()),
            Failure::Unread => None,
        }
    }

    /// The exit code; `--help` lists them.
    pub(super) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Failure::Unread => 0,
            Failure::Failed(_) | Failure::Store(OpenError::Other { .. }) => 1,
            Failure::Usage(_) => 2,
            Failure::Store(OpenError::NotWritable { .. }) => 3,
            Failure::Store(OpenError::Newer { .. }) => 4,
            Failure::Store(OpenError::Foreign { .. }) => 5,
            Failure::Store(OpenError::Damaged { .. }) => 6,
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

/// The message and the suggestion. The cause may be shown here, because the person at the command line can also read
/// the log.
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
