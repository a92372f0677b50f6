//! The queue of replies: whole lines, in order, written with as few system calls as possible.
//!
//! Replies are appended to one buffer, and whichever task gets the writer first writes all of it, so that many calls
//! share a system call. Bytes stay in the outbox until they are written: a sender that is dropped midway never leaves
//! half a line. While the outbox is full, [`Outbox::room`] pauses reading.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The most unsent bytes before reading pauses.
const UNSENT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A buffer that has grown beyond this is freed when it is empty.
const KEEP_BYTES: usize = 1024 * 1024;

/// Lines to be written to `W`.
#[derive(Debug)]
pub(crate) struct Outbox<W> {
    queued: Mutex<Vec<u8>>,
    sink: tokio::sync::Mutex<Sink<W>>,
    /// Bytes in the queue or in the batch being written.
    unsent: AtomicUsize,
    written: Notify,
    hangup: CancellationToken,
}

#[derive(Debug)]
struct Sink<W> {
    writer: W,
    /// The bytes being written, and how many are written already.
    batch: Vec<u8>,
    done: usize,
}

impl<W: AsyncWrite + Unpin> Outbox<W> {
    /// An outbox that cancels `hangup` when the client no longer reads.
    pub(crate) fn new(writer: W, hangup: CancellationToken) -> Self {
        Self {
            queued: Mutex::new(Vec::new()),
            sink: tokio::sync::Mutex::new(Sink { writer, batch: Vec::new(), done: 0 }),
            unsent: AtomicUsize::new(0),
            written: Notify::new(),
            hangup,
        }
    }

    /// Appends one message as a line; [`Outbox::flush`] writes it.
    pub(super) fn push(&self, message: &impl Serialize) -> io::Result<()> {
        self.push_line(|line| serde_json::to_writer(line, message))
    }

    /// Appends what `write` writes as a line.
    pub(super) fn push_line(
        &self,
        write: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>,
    ) -> io::Result<()> {
        let mut queued = self.queued.lock().unwrap_or_else(PoisonError::into_inner);
        let before = queued.len();
        if let Err(error) = write(&mut queued) {
            queued.truncate(before);
            return Err(error.into());
        }
        queued.push(b'\n');
        self.unsent.fetch_add(queued.len() - before, Ordering::Relaxed);
        Ok(())
    }

    /// Writes everything that was pushed so far.
    ///
    /// Cancel-safe: the next flush continues where this one stopped.
    pub(crate) async fn flush(&self) -> io::Result<()> {
        let mut sink = self.sink.lock().await;
        let outcome = self.drain(&mut sink).await;
        if let Err(error) = &outcome {
            // The client no longer reads (EPIPE), so the queued replies and running calls are useless.
            tracing::debug!(%error, "the client no longer reads; ending");
            self.hangup.cancel();
        }
        outcome
    }

    /// Waits until the client has read enough for another request.
    pub(super) async fn room(&self) {
        loop {
            let written = self.written.notified();
            if self.unsent.load(Ordering::Relaxed) <= UNSENT_BYTES_MAX {
                return;
            }
            tokio::select! {
                () = written => {}
                () = self.hangup.cancelled() => return,
            }
        }
    }

    async fn drain(&self, sink: &mut Sink<W>) -> io::Result<()> {
        let Sink { writer, batch, done } = sink;
        loop {
            while let Some(rest) = batch.get(*done..).filter(|rest| !rest.is_empty()) {
                let count = writer.write(rest).await?;
                if count == 0 {
                    return Err(io::ErrorKind::WriteZero.into());
                }
                *done += count;
                self.unsent.fetch_sub(count, Ordering::Relaxed);
                self.written.notify_waiters();
            }
            batch.clear();
            *done = 0;
            if batch.capacity() > KEEP_BYTES {
                *batch = Vec::new();
            }
            std::mem::swap(batch, &mut *self.queued.lock().unwrap_or_else(PoisonError::into_inner));
            if batch.is_empty() {
                // Only the blocking fallback has a buffer of its own.
                return writer.flush().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn a_dropped_flush_never_leaves_half_a_line() {
        let (mut client, server) = tokio::io::duplex(8);
        let outbox = Outbox::new(server, CancellationToken::new());
        outbox.push(&json!({ "long": "0123456789" })).unwrap();
        let cut_off = tokio::time::timeout(Duration::from_millis(5), outbox.flush()).await;
        assert!(cut_off.is_err());
        outbox.push(&json!({ "next": 1 })).unwrap();

        let mut seen = vec![0; 33];
        let (flushed, read) = tokio::join!(outbox.flush(), client.read_exact(&mut seen));
        flushed.unwrap();
        read.unwrap();
        assert_eq!(seen, b"{\"long\":\"0123456789\"}\n{\"next\":1}\n");
        assert_eq!(outbox.unsent.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_client_that_hangs_up_ends_the_waiting() {
        let (client, server) = tokio::io::duplex(8);
        let hangup = CancellationToken::new();
        let outbox = Outbox::new(server, hangup.clone());
        outbox.push(&"x".repeat(UNSENT_BYTES_MAX + 1)).unwrap();
        drop(client);
        let (flushed, ()) = tokio::join!(outbox.flush(), outbox.room());
        assert!(flushed.is_err());
        assert!(hangup.is_cancelled());
    }

    #[tokio::test]
    async fn a_full_outbox_holds_reading_back() {
        let (mut client, server) = tokio::io::duplex(1024);
        let outbox = Outbox::new(server, CancellationToken::new());
        outbox.push(&"x".repeat(UNSENT_BYTES_MAX)).unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(5), outbox.room()).await.is_err());

        let mut seen = vec![0; UNSENT_BYTES_MAX + 3];
        let (flushed, read, ()) =
            tokio::join!(outbox.flush(), client.read_exact(&mut seen), outbox.room());
        flushed.unwrap();
        read.unwrap();
    }
}
