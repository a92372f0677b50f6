//! Stderr that nobody has to read.
//!
//! A pipe that is full makes whoever writes to it wait, for ever where nobody reads it: a host that keeps its
//! server's stderr and never looks would stop the server in the middle of a call. So a command that serves puts
//! a pipe of its own in the place of stderr before it does anything else. One thread empties that pipe at once,
//! another writes to where stderr led. Whatever writes to the descriptor is covered: the log, notes, panics, a
//! library in C, and stdout while it points here. What finds no room is dropped and counted.
//!
//! On Unix only: elsewhere descriptors cannot be replaced, and stderr stays what it was.

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

/// Whether stderr led to a terminal before it was replaced.
static TERMINAL: OnceLock<bool> = OnceLock::new();

/// How the log is written, and so what tells of dropped lines.
static FORMAT: OnceLock<LogFormat> = OnceLock::new();

/// Whether a person sees on a terminal what is written to stderr.
pub(super) fn leads_to_terminal() -> bool {
    *TERMINAL.get_or_init(|| io::stderr().is_terminal())
}

/// Has dropped lines told like the rest of the log.
pub(super) fn speak(format: LogFormat) {
    // The first start of the log counts; only tests start it twice.
    let _ = FORMAT.set(format);
}

/// Stderr as it is, where it cannot be replaced.
#[cfg(not(unix))]
pub(super) struct Relay;

#[cfg(not(unix))]
impl Relay {
    pub(super) fn start() -> Option<Relay> {
        None
    }

    pub(super) fn end(self) {}
}
