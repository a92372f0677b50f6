//! The standard streams for the protocol, non-blocking where possible.
//!
//! Descriptor 1 is duplicated and then points at stderr, so that a `println!` anywhere, in a library or a child
//! process, goes to the log and never between two messages.
//!
//! A blocking stream needs a hand-over to a thread for each message, so pipes and sockets are driven by the event loop
//! instead. Anything else (a file, a terminal) is read by a thread, and written directly where a write does not wait
//! for a reader. On a terminal that thread keeps waiting for input, so a caller that ends before its stdin does must
//! not wait for the runtime's threads (`Runtime::shutdown_background`).

use std::io;
#[cfg(unix)]
use std::io::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The source of requests.
#[derive(Debug)]
pub(crate) enum Reader {
    /// A blocking thread.
    Blocking(tokio::io::Stdin),
    /// A pipe, as most clients start a server.
    #[cfg(unix)]
    Pipe(tokio::net::unix::pipe::Receiver),
    /// A socket, as Node's `child_process` starts one.
    #[cfg(unix)]
    Socket(tokio::net::UnixStream),
}

/// The destination of replies.
#[derive(Debug)]
pub(crate) enum Writer {
    /// A file or terminal, written directly on the duplicated descriptor.
    #[cfg(unix)]
    InPlace(std::fs::File),
    /// A blocking thread, on systems without duplicated descriptors.
    #[cfg(not(unix))]
    Blocking(tokio::io::Stdout),
    #[cfg(unix)]
    Pipe(tokio::net::unix::pipe::Sender),
    #[cfg(unix)]
    Socket(tokio::net::UnixStream),
}

/// Takes over stdin and stdout for the protocol. Call it once, inside the runtime.
///
/// # Errors
/// If stdout is closed, or no descriptor is left.
#[cfg(unix)]
pub(crate) fn open() -> io::Result<(Reader, Writer)> {
    use std::os::fd::AsFd;

    // Both duplicates are close-on-exec, so that no child can hold the client's streams open.
    let stdin = io::stdin().as_fd().try_clone_to_owned()?;
    let stdout = io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdout(io::stderr().as_fd())?;
    Ok((unix::reader(stdin), unix::writer(stdout)))
}

/// Takes over stdin and stdout for the protocol.
#[cfg(not(unix))]
pub(crate) fn open() -> io::Result<(Reader, Writer)> {
    Ok((Reader::Blocking(tokio::io::stdin()), Writer::Blocking(tokio::io::stdout())))
}

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io;
    use std::os::fd::{AsRawFd, OwnedFd};
    use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};

    use tokio::net::UnixStream;
    use tokio::net::unix::pipe::{Receiver, Sender};

    use super::{Reader, Writer};

    pub(super) fn reader(stdin: OwnedFd) -> Reader {
        if let Ok(pipe) = pipe(&stdin, Access::Read).and_then(Receiver::from_owned_fd) {
            return Reader::Pipe(pipe);
        }
        match socket(&stdin) {
            Ok(socket) => Reader::Socket(socket),
            Err(_) => Reader::Blocking(tokio::io::stdin()),
        }
    }

    pub(super) fn writer(stdout: OwnedFd) -> Writer {
        if let Ok(pipe) = pipe(&stdout, Access::Write).and_then(Sender::from_owned_fd) {
            return Writer::Pipe(pipe);
        }
        match socket(&stdout) {
            Ok(socket) => Writer::Socket(socket),
            Err(_) => Writer::InPlace(File::from(stdout)),
        }
    }

    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Access {
        Read,
        Write,
    }

    /// A descriptor of the same pipe that can become non-blocking.
    ///
    /// Non-blocking mode belongs to the open file description, and ours is shared with the parent process (in a shell,
    /// with the next command that reads the same stdin). On Linux a pipe can be opened again, which gives a
    /// description of our own. On other systems, or without /proc, the shared one is used; the client's end has
    /// another description in any case.
    fn pipe(fd: &OwnedFd, access: Access) -> io::Result<OwnedFd> {
        if !kind(fd)?.is_fifo() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        if cfg!(target_os = "linux") {
            let opened = std::fs::OpenOptions::new()
                .read(access == Access::Read)
                .write(access == Access::Write)
                // Also keeps the open call from waiting for the other end.
                .custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed())
                .open(format!("/proc/self/fd/{}", fd.as_raw_fd()));
            if let Ok(file) = opened {
                return Ok(file.into());
            }
        }
        fd.try_clone()
    }

    /// The socket itself, because it cannot be opened again: its description becomes non-blocking for everyone who
    /// shares it. Those are descriptor 0 (or 1 before it was duplicated) of this process and its children; the
    /// client's end has another description.
    fn socket(fd: &OwnedFd) -> io::Result<UnixStream> {
        if !kind(fd)?.is_socket() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let stream = std::os::unix::net::UnixStream::from(fd.try_clone()?);
        // A TCP socket (inetd) has no such address, and is treated as a blocking stream.
        stream.local_addr()?;
        stream.set_nonblocking(true)?;
        UnixStream::from_std(stream)
    }

    fn kind(fd: &OwnedFd) -> io::Result<std::fs::FileType> {
        Ok(File::from(fd.try_clone()?).metadata()?.file_type())
    }
}

impl AsyncRead for Reader {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Blocking(inner) => Pin::new(inner).poll_read(cx, buffer),
            #[cfg(unix)]
            Self::Pipe(inner) => Pin::new(inner).poll_read(cx, buffer),
            #[cfg(unix)]
            Self::Socket(inner) => Pin::new(inner).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Writer {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            #[cfg(unix)]
            Self::InPlace(file) => Poll::Ready(file.write(bytes)),
            #[cfg(not(unix))]
            Self::Blocking(inner) => Pin::new(inner).poll_write(cx, bytes),
            #[cfg(unix)]
            Self::Pipe(inner) => Pin::new(inner).poll_write(cx, bytes),
            #[cfg(unix)]
            Self::Socket(inner) => Pin::new(inner).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            #[cfg(unix)]
            Self::InPlace(file) => Poll::Ready(file.flush()),
            #[cfg(not(unix))]
            Self::Blocking(inner) => Pin::new(inner).poll_flush(cx),
            #[cfg(unix)]
            Self::Pipe(inner) => Pin::new(inner).poll_flush(cx),
            #[cfg(unix)]
            Self::Socket(inner) => Pin::new(inner).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}
