//! Keeps the program from blocking on stderr.
//!
//! Writing to a full pipe blocks, and forever if nobody reads it: a host that keeps its server's stderr but never
//! reads it would stop the server in the middle of a call. So commands that serve replace stderr by a pipe of their
//! own. One thread empties this pipe immediately, another writes to the original stderr. This covers everything that
//! writes to the descriptor: the log, notes, panics, C libraries, and stdout while it points here. Output that does
//! not fit in the buffer is dropped and counted.
//!
//! Only on Unix: on other systems descriptors cannot be replaced, and stderr stays as it is.

#[cfg(unix)]
mod pipe;
#[cfg(unix)]
mod room;

use std::{
    io::{self, IsTerminal},
    sync::OnceLock,
};

use crate::config::LogFormat;

#[cfg(unix)]
pub(super) use self::pipe::Relay;

/// Whether stderr was a terminal before it was replaced.
static TERMINAL: OnceLock<bool> = OnceLock::new();

/// The format of the log, used to report dropped lines.
static FORMAT: OnceLock<LogFormat> = OnceLock::new();

/// Whether a person sees stderr on a terminal.
pub(super) fn leads_to_terminal() -> bool {
    *TERMINAL.get_or_init(|| io::stderr().is_terminal())
}

/// Sets the format in which dropped lines are reported.
pub(super) fn speak(format: LogFormat) {
    // The first start of the log counts; only tests start it twice.
    let _ = FORMAT.set(format);
}

/// On systems where stderr cannot be replaced.
#[cfg(not(unix))]
pub(super) struct Relay;

#[cfg(not(unix))]
impl Relay {
    pub(super) fn start() -> Option<Relay> {
        None
    }

    pub(super) fn end(self) {}
}
