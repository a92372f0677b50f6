//! Why a service gave no pictures, and how long to leave it alone.

use crate::error::{Code, Error};
use crate::outbound::{Answer, Failure, spoken_wait};

/// Where a service says nothing of its own.
const WAIT: u64 = 15 * 60;

/// Why a service gave no pictures.
#[derive(Debug)]
pub enum ProviderError {
    Failed(Failure),
    /// What came is not what it promises; the cause is for the log.
    Unreadable(String),
    /// It does not take the key.
    Key,
    /// It wants to be left alone for so many seconds.
    Wait(u64),
    /// There is no such photo, or none that may be used.
    Gone,
    Status(u16),
}

/// The answer, if it is one.
pub(super) fn of(answer: Answer) -> Result<Answer, ProviderError> {
    let limited =
        || String::from_utf8_lossy(&answer.body).to_ascii_lowercase().contains("rate limit");
    match answer.status() {
        429 => Err(ProviderError::Wait(answer.retry_after().unwrap_or(WAIT))),
        403 if limited() => Err(ProviderError::Wait(answer.retry_after().unwrap_or(WAIT))),
        401 | 403 => Err(ProviderError::Key),
        404 | 410 => Err(ProviderError::Gone),
        status if !answer.is_success() => {
            Err(answer.retry_after().map_or(ProviderError::Status(status), ProviderError::Wait))
        }
        // MediaWiki says in a header of an answer of success that it is too busy to answer.
        _ if answer.header("mediawiki-api-error").is_some() => {
            Err(ProviderError::Wait(answer.retry_after().unwrap_or(WAIT)))
        }
        _ => Ok(answer),
    }
}

impl ProviderError {
    /// As a tool answers it; `title` names the service.
    pub fn into_error(self, title: &str) -> Error {
        match self {
            ProviderError::Failed(failure) => failure.into_error(),
            ProviderError::Unreadable(cause) => Error::new(
                Code::OutsideUnreadable,
                format!("what {title} sends is not what it promises to send"),
            )
            .suggest("take another provider, or try again later")
            .caused_by(cause),
            ProviderError::Key => Error::new(
                Code::KeyRefused,
                format!("{title} does not take the key"),
            )
            .suggest(
                "have the person who runs deskhand check the key; another provider works meanwhile",
            ),
            ProviderError::Wait(seconds) => resting(title, seconds),
            ProviderError::Gone => Error::new(
                Code::PhotoNotFound,
                format!("{title} has no such photo, or none that a business may use"),
            )
            .suggest("use a photoId exactly as browseImages gives it, with its provider"),
            ProviderError::Status(status) => {
                Error::new(Code::OutsideFailed, format!("{title} answers with the status {status}"))
                    .suggest("take another provider, or try again later")
            }
        }
    }
}

/// The failure for a service that is left alone for so long.
pub fn resting(title: &str, seconds: u64) -> Error {
    let wait = spoken_wait(seconds);
    Error::new(Code::OutsideLimited, format!("{title} takes no more questions for {wait}"))
        .suggest("take another provider, or pictures that are here already (getImage)")
}
