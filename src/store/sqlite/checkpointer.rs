//! The checkpointer: one thread that keeps the write-ahead log short, so that no call waits for that.
//!
//! The log can begin anew only at a moment at which all of it is in the file and nobody reads from it. With two
//! processes at work that moment does not come by itself: whatever one moves, the other has added to. So past
//! [`LONG_PAGES`] writers are kept waiting, after nearly all of the log has been moved while they went on, for as long
//! as the rest takes and a reader may need; past [`TOO_LONG_PAGES`] a little longer. A reader that stays is not
//! waited for: the log grows with what is written meanwhile, and shrinks when the reader has gone. See docs/adr/0026.

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

/// From this length on the log begins anew as soon as it can; 32 MiB with pages of 4 KiB. A page that is written again
/// and again is moved once, so the longer the log, the less there is to move.
const LONG_PAGES: u32 = 8 << 10;

/// How much longer it gets before that is tried again; 4 MiB.
const STEP_PAGES: u32 = 1 << 10;

/// From this length on readers are waited for longer: another program that looks again and again, each time for a
/// moment, leaves no moment without a reader; 48 MiB.
const TOO_LONG_PAGES: i64 = 12 << 10;

/// How soon that is tried again where a reader has stayed all the same: it keeps writers waiting.
const WAIT_AGAIN_AFTER: Duration = Duration::from_secs(10);

/// So much may be left to be moved while writers wait; 2 MiB.
const LEFT_PAGES_MAX: i64 = 512;

/// Each round moves what was written during the one before. If too much is left after that, a reader is in the way.
const ROUNDS: usize = 4;

/// How long nobody writes before the log is cut off.
const QUIET: Duration = Duration::from_secs(1);

/// How often the log is looked at when there is nothing to do: a process that was killed leaves its part to others.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// The handle of the thread. Dropping it ends the thread, and waits.
pub(in crate::store) struct Checkpointer {
    news: Option<mpsc::Sender<News>>,
    thread: Option<thread::JoinHandle<()>>,
    /// At how many pages the thread is told of a long log.
    next: u32,
}

/// What the writer tells.
#[derive(Clone, Copy)]
enum News {
    /// It has nothing to do.
    Idle,
    Long,
}

impl Checkpointer {
    /// Starts the thread for the database that `connection` writes.
    pub(in crate::store) fn start(connection: &Connection) -> Checkpointer {
        let path = connection.path().to_owned();
        let (news, inbox) = mpsc::channel();
        let bench = Bench { path, connection: None, seen: None, stayed: None };
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

    /// The writer has written by this connection.
    pub(in crate::store) fn written(&mut self, by: &Connection) {
        let pages = by.log_pages();
        if pages < LONG_PAGES {
            self.next = LONG_PAGES;
        } else if pages >= self.next {
            self.next = pages.saturating_add(STEP_PAGES);
            self.tell(News::Long);
        }
    }

    /// The writer has nothing to do.
    pub(in crate::store) fn idle(&self) {
        self.tell(News::Idle);
    }

    fn tell(&self, news: News) {
        // A thread that is gone has said why.
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

/// The thread's state.
struct Bench {
    path: PathBuf,
    connection: Option<Connection>,
    /// The log as it was when it was last looked at.
    seen: Option<(u64, SystemTime)>,
    /// When a reader was last waited for longer, and stayed.
    stayed: Option<Instant>,
}

impl Bench {
    fn serve(mut self, inbox: &mpsc::Receiver<News>) {
        let mut wait = QUIET;
        loop {
            let done = match inbox.recv_timeout(wait) {
                Ok(news) => {
                    wait = QUIET;
                    let is_long = inbox.try_iter().chain([news]).any(|it| matches!(it, News::Long));
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

    /// Moves what can be moved while others go on; a long log begins anew after that, if no reader is in the way.
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

    /// Cuts the log off if nobody has written for a while. When to look again; `None` for later than this time.
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
