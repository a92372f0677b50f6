//! Why a photo service gave no result, and how long to wait.

use crate::error::{Code, Error};
use crate::outbound::{Answer, Failure, spoken_wait};

/// Seconds to wait if the service does not say.
const WAIT: u64 = 15 * 60;

/// Why a photo service gave no result.
#[derive(Debug)]
pub enum ProviderError {
    Failed(Failure),
    /// The answer is not in the documented form; the cause is for the log.
    Unreadable(String),
    /// The key was refused.
    Key,
    /// Too many requests: wait for this many seconds.
    Wait(u64),
    /// The photo does not exist, or may not be used.
    Gone,
    Status(u16),
}

/// The answer, if its status is a success.
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
        // MediaWiki reports overload in a header of a successful answer.
        _ if answer.header("mediawiki-api-error").is_some() => {
            Err(ProviderError::Wait(answer.retry_after().unwrap_or(WAIT)))
        }
        _ => Ok(answer),
    }
}

impl ProviderError {
    /// The error for a tool; `title` is the service's name.
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

/// The error while the program waits as the service has asked.
pub fn resting(title: &str, seconds: u64) -> Error {
    let wait = spoken_wait(seconds);
    Error::new(Code::OutsideLimited, format!("{title} takes no more questions for {wait}"))
        .suggest("take another provider, or pictures that are here already (getImage)")
}
