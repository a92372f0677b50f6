//! The error messages for a store that cannot serve a call right now, the same for every engine.

use crate::error::{Code, Error};

/// The error for a store that cannot serve right now.
pub(super) fn storage_error(code: Code) -> Error {
    let (message, suggestion) = if code == Code::DeadlineExceeded {
        (
            "it took too long and was stopped; nothing was changed",
            "ask for less at once (a smaller `limit`, a narrower scope), or try again",
        )
    } else if code == Code::StorageBusy {
        ("another process kept the data busy; nothing was changed", "try the same call again")
    } else if code == Code::StorageDamaged {
        (
            "parts of the data file cannot be read; nothing was changed",
            "tell the person: `deskhand doctor` says what is wrong, `deskhand restore` brings back a backup",
        )
    } else {
        (
            "the disk could not take the change; nothing was changed",
            "free some space or check the data folder, then try the same call again",
        )
    };
    Error::new(code, message).suggest(suggestion)
}
