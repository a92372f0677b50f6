//! Decides which process serves: the one that holds the folder's lock; it records its port.
//!
//! The lock belongs to an open file, so it ends with the process in any case. The port stays recorded: the next holder
//! binds the same one, and open pages find it again.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Place, PortChoice};

/// The ports that are tried in order before any free port is used.
const PORTS: std::ops::RangeInclusive<u16> = 4780..=4799;

/// The lock and the socket. Dropping it lets another process take over.
#[derive(Debug)]
pub(super) struct ServerLock {
    pub(super) listener: TcpListener,
    pub(super) port: u16,
    pub(super) lock: File,
}

/// The result of an attempt to serve.
#[derive(Debug)]
pub(super) enum Attempt {
    /// This process serves.
    Holder(ServerLock),
    /// Another process serves, here if known.
    Waiting(Option<Place>),
}

#[derive(Debug, Serialize, Deserialize)]
struct Record {
    port: u16,
    pid: u32,
    /// Where phones are let in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lan: Option<SocketAddr>,
}

/// Takes the lock and a port, unless another process has the lock. Never waits.
pub(super) fn attempt(folder: &Path, choice: PortChoice) -> io::Result<Attempt> {
    let lock = private().create(true).truncate(false).open(folder.join("preview.lock"))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(Attempt::Waiting(recorded(folder))),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let listener = bind(choice, recorded(folder).map(|(port, _)| port))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    if let Err(error) = record(folder, port, None) {
        // This process can serve anyway; only the others do not learn the port.
        tracing::warn!(%error, "the preview's port could not be written down");
    }
    Ok(Attempt::Holder(ServerLock { listener, port, lock }))
}

fn bind(choice: PortChoice, last: Option<u16>) -> io::Result<TcpListener> {
    let on = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    match choice {
        PortChoice::Fixed(port) => on(port).map_err(|error| named(port, &error)),
        PortChoice::Auto => {
            last.into_iter().chain(PORTS).find_map(|port| on(port).ok()).map_or_else(|| on(0), Ok)
        }
    }
}

/// The error with the port in it, which the system does not say.
fn named(port: u16, error: &io::Error) -> io::Error {
    let why = if error.kind() == io::ErrorKind::AddrInUse {
        "is taken by another program".to_owned()
    } else {
        format!("cannot be opened: {error}")
    };
    io::Error::new(error.kind(), format!("port {port} of this computer {why}"))
}

/// The place of the current holder, or of the last one.
fn recorded(folder: &Path) -> Option<Place> {
    let text = std::fs::read(folder.join("preview.json")).ok()?;
    serde_json::from_slice::<Record>(&text).ok().map(|record| (record.port, record.lan))
}

/// Written to a temporary file and renamed, so that nobody reads half a record.
pub(super) fn record(folder: &Path, port: u16, lan: Option<SocketAddr>) -> io::Result<()> {
    let pid = std::process::id();
    let beside = folder.join(format!("preview.json.{pid}"));
    let file = private().create(true).truncate(true).open(&beside)?;
    serde_json::to_writer(file, &Record { port, pid, lan })?;
    std::fs::rename(beside, folder.join("preview.json"))
}

/// Options for files that only their owner can read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
