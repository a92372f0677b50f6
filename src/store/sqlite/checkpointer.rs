//! The checkpointer: one thread that keeps the write-ahead log short, so that no call waits for a checkpoint.
//!
//! The log can only restart from its beginning when all of it is in the database file and nobody reads from it. With
//! two processes at work that never happens by itself, because each adds to the log while the other checkpoints. So
//! from [`LONG_PAGES`] on, after a passive checkpoint has moved nearly everything, writers are blocked for as long as
//! the rest and short reads take; from [`TOO_LONG_PAGES`] on a little longer. A reader that stays longer is not waited
//! for: the log grows until it has gone. See docs/adr/0026.

use std::{
    path::{Path, PathBuf},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant, SystemTime},
};

use super::{
    Connection,
    log::Checkpoint,
    open::{self, ReaderWait},
};
use crate::error::{Error, Result};

/// The length from which the log is restarted as soon as possible; 32 MiB with pages of 4 KiB. Not shorter, because a
/// page that is written repeatedly is moved only once.
const LONG_PAGES: u32 = 8 << 10;

/// How much the log grows before the next attempt; 4 MiB.
const STEP_PAGES: u32 = 1 << 10;

/// The length from which a checkpoint waits longer for readers; 48 MiB. Another program that polls the file with short
/// reads would otherwise never leave a gap.
const TOO_LONG_PAGES: i64 = 12 << 10;

/// The pause before the longer wait is tried again if a reader stayed: it blocks writers.
const WAIT_AGAIN_AFTER: Duration = Duration::from_secs(10);

/// The most pages left to move while writers are blocked; 2 MiB.
const LEFT_PAGES_MAX: i64 = 512;

/// Each passive round moves what was written during the one before. If too much is left after these rounds, a reader
/// blocks.
const ROUNDS: usize = 4;

/// How long nobody must have written before the log is truncated.
const QUIET: Duration = Duration::from_secs(1);

/// How often the log is checked when idle: a killed process leaves its log to the others.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// The handle of the thread. Dropping it ends the thread and waits for it.
pub(in crate::store) struct Checkpointer {
    news: Option<mpsc::Sender<WriterEvent>>,
    thread: Option<thread::JoinHandle<()>>,
    /// The log length in pages at which the thread is notified next.
    next: u32,
}

/// A notification from the writer.
#[derive(Clone, Copy)]
enum WriterEvent {
    /// The writer is idle.
    Idle,
    Long,
}

impl Checkpointer {
    /// Starts the thread for the database of `connection`.
    pub(in crate::store) fn start(connection: &Connection) -> Checkpointer {
        let path = connection.path().to_owned();
        let (news, inbox) = mpsc::channel();
        let bench = CheckpointLoop { path, connection: None, seen: None, stayed: None };
        let thread = thread::Builder::new()
            .name("store checkpointer".into())
            .spawn(move || bench.serve(&inbox));
        match thread {
            Ok(thread) => Checkpointer { news: Some(news), thread: Some(thread), next: LONG_PAGES },
            Err(error) => {
                tracing::error!(%error, "the log will not get shorter while this process lives");
                Checkpointer { news: None, thread: None, next: LONG_PAGES }
            }
        }
    }

    /// Called by the writer after each commit on `by`.
    pub(in crate::store) fn written(&mut self, by: &Connection) {
        let pages = by.log_pages();
        if pages < LONG_PAGES {
            self.next = LONG_PAGES;
        } else if pages >= self.next {
            self.next = pages.saturating_add(STEP_PAGES);
            self.tell(WriterEvent::Long);
        }
    }

    /// Called by the writer when it is idle.
    pub(in crate::store) fn idle(&self) {
        self.tell(WriterEvent::Idle);
    }

    fn tell(&self, news: WriterEvent) {
        // If the thread is gone, it has logged the reason.
        self.news.as_ref().map(|to| to.send(news));
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        drop(self.news.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the checkpointer's thread panicked");
        }
    }
}

/// The state of the thread.
struct CheckpointLoop {
    path: PathBuf,
    connection: Option<Connection>,
    /// The log's size and modification time at the last check.
    seen: Option<(u64, SystemTime)>,
    /// When the longer wait for readers last failed.
    stayed: Option<Instant>,
}

impl CheckpointLoop {
    fn serve(mut self, inbox: &mpsc::Receiver<WriterEvent>) {
        let mut wait = QUIET;
        loop {
            let done = match inbox.recv_timeout(wait) {
                Ok(news) => {
                    wait = QUIET;
                    let is_long =
                        inbox.try_iter().chain([news]).any(|it| matches!(it, WriterEvent::Long));
                    self.shorten(is_long)
                }
                Err(RecvTimeoutError::Timeout) => self.cut_off().map(|next| {
                    wait = next.unwrap_or_else(|| (wait * 2).min(LOOK_EVERY));
                }),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if let Err(error) = done {
                tracing::debug!(cause = error.cause(), "no checkpoint this time");
            }
        }
    }

    /// Moves what can be moved without blocking; then, if the log is long, restarts it unless a reader blocks.
    fn shorten(&mut self, is_long: bool) -> Result<()> {
        let connection = self.connection()?;
        let mut pages = 0;
        for _ in 0..ROUNDS {
            let moved = connection.checkpoint(Checkpoint::Passive)?;
            pages = moved.pages;
            if !is_long || moved.was_hindered {
                return Ok(());
            }
            if moved.left <= LEFT_PAGES_MAX {
                if !connection.checkpoint(Checkpoint::Restart)?.was_hindered {
                    return Ok(());
                }
                break;
            }
        }
        if pages < TOO_LONG_PAGES || self.stayed.is_some_and(|at| at.elapsed() < WAIT_AGAIN_AFTER) {
            return Ok(());
        }
        let patient = opened(&self.path, ReaderWait::Long)?;
        let moved = patient.checkpoint(Checkpoint::Restart)?;
        self.stayed = moved.was_hindered.then(Instant::now);
        Ok(())
    }

    /// Truncates the log if nobody has written for a while. Returns when to check again; `None` means after twice the
    /// last pause.
    fn cut_off(&mut self) -> Result<Option<Duration>> {
        let log = Connection::log_file(&self.path).filter(|(length, _)| *length > 0);
        let was = std::mem::replace(&mut self.seen, log);
        if log.is_none() {
            return Ok(Some(LOOK_EVERY));
        }
        if log != was {
            return Ok(Some(QUIET));
        }
        let connection = self.connection()?;
        if connection.checkpoint(Checkpoint::Passive)?.left == 0 {
            connection.checkpoint(Checkpoint::Truncate)?;
        }
        Ok(None)
    }

    fn connection(&mut self) -> Result<&Connection> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => opened(&self.path, ReaderWait::Short)?,
        };
        Ok(self.connection.insert(connection))
    }
}

fn opened(path: &Path, wait: ReaderWait) -> Result<Connection> {
    open::checkpointer(path, wait).map_err(|error| Error::internal(format!("{error:#}")))
}
