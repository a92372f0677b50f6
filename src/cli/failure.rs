//! How a command fails: a sentence for people, an exit code for scripts, and with `--json` an object on stderr.

use std::{io, process::ExitCode};

use serde_json::{Value, json};

use crate::{config::ConfigError, error::Error, store::OpenError};

/// Why a command failed.
pub(super) enum Failure {
    /// The arguments, the environment or the configuration are invalid.
    Usage(String),
    Store(OpenError),
    /// The command was run and failed.
    Failed(String),
    /// The library refused something, and has a code for it.
    Refused(Box<Refusal>),
    /// The reader of the output has gone, as with `deskhand log | head`: not an error.
    Unread,
}

/// What was refused, in parts.
pub(super) struct Refusal {
    /// As `schemas/errors.json` lists it.
    pub(super) code: String,
    pub(super) message: String,
    /// The next step; empty if there is none.
    pub(super) next: String,
    /// Whether it was an argument of the command.
    pub(super) is_usage: bool,
}

impl Refusal {
    /// The cause may be shown here, because the person at the command line can also read the log.
    fn of(error: &Error, is_usage: bool) -> Refusal {
        let cause = error.cause().map(|cause| format!(" ({cause})")).unwrap_or_default();
        Refusal {
            code: error.code().as_str().to_owned(),
            message: format!("{}{cause}", error.message()),
            next: error.suggestion().unwrap_or_default().to_owned(),
            is_usage,
        }
    }
}

impl Failure {
    /// The library refused an argument.
    pub(super) fn usage(error: Error) -> Failure {
        Failure::Refused(Box::new(Refusal::of(&error, true)))
    }

    /// The message for the person, if any.
    pub(super) fn sentence(&self) -> Option<String> {
        match self {
            Failure::Usage(sentence) | Failure::Failed(sentence) => Some(sentence.clone()),
            Failure::Store(error) => Some(error.to_string()),
            Failure::Refused(refusal) if refusal.next.is_empty() => Some(refusal.message.clone()),
            Failure::Refused(refusal) => Some(format!("{}; {}", refusal.message, refusal.next)),
            Failure::Unread => None,
        }
    }

    /// The same for programs: `{ "error": { "code", "message", "next" } }`. What has no code of the library has one of
    /// its exit code.
    pub(super) fn described(&self) -> Option<Value> {
        if let Failure::Refused(refusal) = self {
            let Refusal { code, message, next, .. } = &**refusal;
            return Some(error_object(code, message, next));
        }
        let sentence = self.sentence()?;
        let (message, next) = sentence.split_once("; ").unwrap_or((&sentence, ""));
        let code = match self {
            Failure::Usage(_) => USAGE,
            Failure::Store(OpenError::NotWritable { .. }) => "DATA_NOT_WRITABLE",
            Failure::Store(OpenError::Newer { .. }) => "DATA_NEWER",
            Failure::Store(OpenError::Foreign { .. }) => "DATA_FOREIGN",
            Failure::Store(OpenError::Damaged { .. }) => "DATA_DAMAGED",
            Failure::Store(OpenError::Other { .. })
            | Failure::Failed(_)
            | Failure::Refused(_)
            | Failure::Unread => "FAILED",
        };
        Some(error_object(code, message, next))
    }

    /// The exit code; `--help` lists them.
    pub(super) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Failure::Unread => 0,
            Failure::Failed(_) | Failure::Store(OpenError::Other { .. }) => 1,
            Failure::Usage(_) => 2,
            Failure::Refused(refusal) => 1 + u8::from(refusal.is_usage),
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
        Failure::Refused(Box::new(Refusal::of(&error, false)))
    }
}

/// The code of arguments, environment or configuration that cannot be used.
pub(super) const USAGE: &str = "USAGE";

/// An error for programs.
pub(super) fn error_object(code: &str, message: &str, next: &str) -> Value {
    let next = if next.is_empty() { Value::Null } else { next.into() };
    json!({ "error": { "code": code, "message": message, "next": next } })
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
