//! A connection with limits for a client that does not read, or does nothing at all.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep},
};

/// How long an answer may wait for a client that does not read.
const STALL_MAX: Duration = Duration::from_secs(20);

/// A connection that is closed if its client does not read for too long.
pub(crate) struct StallTimeout {
    stream: TcpStream,
    stalled: Option<Pin<Box<Sleep>>>,
    idle: Option<Idle>,
}

/// The limit for a connection on which no byte moves in either direction.
struct Idle {
    limit: Duration,
    over: Pin<Box<Sleep>>,
}

impl StallTimeout {
    /// A connection that may wait for its client's next byte for ever.
    pub(crate) fn new(stream: TcpStream) -> StallTimeout {
        StallTimeout { stream, stalled: None, idle: None }
    }

    /// One that is closed as well if no byte moves for that long.
    pub(crate) fn with_idle(stream: TcpStream, limit: Duration) -> StallTimeout {
        let idle = Some(Idle { limit, over: Box::pin(sleep(limit)) });
        StallTimeout { stream, stalled: None, idle }
    }

    fn moved(&mut self) {
        if let Some(Idle { limit, over }) = &mut self.idle {
            over.as_mut().reset(Instant::now() + *limit);
        }
    }

    fn or_stalled<T>(
        &mut self,
        cx: &mut Context<'_>,
        done: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if done.is_ready() {
            self.stalled = None;
            return done;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(STALL_MAX)));
        stalled.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for StallTimeout {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if done.is_ready() {
            self.moved();
            return done;
        }
        let Some(idle) = &mut self.idle else { return done };
        idle.over.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for StallTimeout {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if done.is_ready() {
            self.moved();
        }
        self.or_stalled(cx, done)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        if done.is_ready() {
            self.moved();
        }
        self.or_stalled(cx, done)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_flush(cx);
        self.or_stalled(cx, done)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
