//! The error type.

use std::fmt;

use serde_json::{Value, json};

use super::Code;

/// An error: its [`Code`], what is wrong in the user's words, and the next step.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(Box<Detail>);

/// Boxed, so that a `Result` is as small as its success value.
#[derive(Debug)]
struct Detail {
    code: Code,
    message: String,
    suggestion: Option<String>,
    cause: Option<String>,
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error {
    /// An error with this code; `message` says what is wrong, without a full stop.
    pub fn new(code: Code, message: impl Into<String>) -> Error {
        let detail = Detail { code, message: message.into(), suggestion: None, cause: None };
        Error(Box::new(detail))
    }

    /// An internal error. `cause` goes to the log, never to the model.
    pub fn internal(cause: impl fmt::Display) -> Error {
        Error::new(Code::Internal, "something went wrong inside deskhand; nothing was changed")
            .suggest("try once more; if it happens again, tell the person who runs deskhand to look at its log")
            .caused_by(cause)
    }

    /// Adds the suggestion: the next step.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Error {
        self.0.suggestion = Some(suggestion.into());
        self
    }

    /// Adds the cause for the log.
    #[must_use]
    pub fn caused_by(mut self, cause: impl fmt::Display) -> Error {
        self.0.cause = Some(cause.to_string());
        self
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// What is wrong, in the user's words.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The next step, if there is one.
    pub fn suggestion(&self) -> Option<&str> {
        self.0.suggestion.as_deref()
    }

    /// The underlying error; for the log only.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// The error as an answer: `{ success: false, error: { type, code, message, … } }`.
    pub fn to_answer(&self) -> Value {
        let code = self.code();
        let mut error = json!({
            "type": code.kind(),
            "code": code.as_str(),
            "message": self.message(),
            "retryable": code.retryable(),
        });
        if let (Some(suggestion), Some(object)) = (self.suggestion(), error.as_object_mut()) {
            object.insert("suggestion".into(), suggestion.into());
        }
        json!({ "success": false, "error": error })
    }
}
