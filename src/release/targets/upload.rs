//! What uploads have in common: they run on the thread that makes the release, a few requests at once, within the time
//! that a call has. What does not fit into it goes on with the next call.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use crate::{
    error::{Code, Error, Result},
    outbound::Caps,
};

/// How many files are uploaded at once. Services share four places, and messages need one.
pub(super) const AT_ONCE: usize = 3;

/// The limits of a request: a picture of some megabytes over a slow line takes a while.
pub(crate) const CAPS: Caps =
    Caps { body_max: 5 << 20, connect: Duration::from_secs(5), whole: Duration::from_secs(30) };

/// Runs an upload on this thread.
pub(super) fn run<T>(upload: impl Future<Output = Result<T>>) -> Result<T> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().build().map_err(Error::internal)?.block_on(upload)
}

/// Whether it would not be over before the end of the call.
pub(super) fn is_late(until: Instant, wait: Duration) -> bool {
    Instant::now() + wait >= until
}

/// The error for what has not become ready in the time of a call. `public` says what is public by then.
pub(super) fn late(what: &str, public: &str) -> Error {
    Error::new(Code::OutsideTimeout, format!("{what} in the time that a call has; {public}"))
        .suggest("create the release again: it goes on from there, and nothing is uploaded twice")
}
