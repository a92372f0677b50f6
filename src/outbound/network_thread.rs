//! A thread for network traffic: bodies are received, decrypted and decompressed there, so that a large one does not
//! delay other calls.

use std::io;
use std::panic::resume_unwind;
use std::sync::OnceLock;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio_util::task::AbortOnDropHandle;

use super::failure::{Failure, Kind, Result};
use crate::background;

/// The thread, started with the first request; it ends when this is dropped.
#[derive(Default)]
pub(super) struct NetworkThread(OnceLock<Loop>);

struct Loop {
    handle: Handle,
    /// The thread's loop ends when this is dropped.
    _end: oneshot::Sender<()>,
}

impl NetworkThread {
    /// Runs `work` on the thread. Dropping the future cancels it.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let busy = |wrong| Failure::new(Kind::Busy).caused_by(wrong);
        let running = AbortOnDropHandle::new(self.handle().map_err(busy)?.spawn(work));
        match running.await {
            Ok(done) => done,
            Err(stopped) if stopped.is_panic() => resume_unwind(stopped.into_panic()),
            Err(stopped) => Err(Failure::new(Kind::Broken).caused_by(stopped)),
        }
    }

    fn handle(&self) -> io::Result<&Handle> {
        if let Some(known) = self.0.get() {
            return Ok(&known.handle);
        }
        let made = Loop::start()?;
        // If two are started at once, one is dropped and ends.
        Ok(&self.0.get_or_init(|| made).handle)
    }
}

impl Loop {
    fn start() -> io::Result<Loop> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (end, ended) = oneshot::channel();
        thread::Builder::new().name("outside".into()).spawn(move || {
            background::give_way();
            let _ = runtime.block_on(ended);
        })?;
        Ok(Loop { handle, _end: end })
    }
}
