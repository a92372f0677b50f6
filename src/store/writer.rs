//! The writer: the one thread that makes every change of this process, one transaction at a time.
//!
//! A separate thread keeps waits for the disk and for other writers off the event loop. It tells the checkpointer what
//! was written and when it is idle.

mod ticket;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use tokio::sync::oneshot;

use self::ticket::Ticket;
use super::{
    Deadline,
    engine::{Capture, Checkpointer, Connection, Engine},
    unavailable::storage_error,
};
use crate::{
    clock::Steady,
    error::{Code, Error, Result},
};

type Job = Box<dyn FnOnce(Result<&Engine>) + Send>;

/// The handle of the writer thread. Dropping it waits until the thread has finished its jobs.
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// The time limit of a write by the command line, which no client waits for.
const RUN_NOW_DEADLINE: Duration = Duration::from_mins(1);

/// How long the thread is idle before it opens its connection without a job.
const IDLE_BEFORE_OPENING: Duration = Duration::from_millis(50);

/// How long the thread is idle before it tells the checkpointer.
const IDLE_BEFORE_CHECKPOINT: Duration = Duration::from_millis(200);

impl Writer {
    /// Starts the thread. It opens its connection with `open` when first needed, or once the process is idle after its
    /// start: a client that waits for the list of tools does not wait for the database to open.
    pub(super) fn start(
        open: impl Fn() -> Result<Connection> + Send + 'static,
        steady: Arc<Steady>,
    ) -> Writer {
        let (jobs, inbox) = mpsc::channel();
        let thread = thread::Builder::new().name("store writer".into()).spawn(move || {
            WriterLoop { open, steady, engine: None, has_written: false }.serve(&inbox);
        });
        match thread {
            Ok(thread) => Writer { jobs: Some(jobs), thread: Some(thread) },
            Err(error) => {
                // Every write will then answer that the writer is gone; reads still work.
                tracing::error!(%error, "the writer's thread could not be started");
                Writer { jobs: None, thread: None }
            }
        }
    }

    /// Runs `work` in a transaction and waits for its result until `deadline`.
    pub(super) async fn run<R: Send + 'static>(
        &self,
        deadline: &Deadline,
        work: impl FnOnce(&Engine) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let ticket = Ticket::default();
        let mut answer = self.submit(ticket.clone(), deadline.within, work)?;
        let given_up = tokio::select! {
            answer = &mut answer => return answer.map_err(Error::internal)?,
            () = deadline.cancel.cancelled() => {
                Error::new(Code::Cancelled, "cancelled before it started")
            }
            () = tokio::time::sleep(deadline.within) => storage_error(Code::DeadlineExceeded),
        };
        if ticket.abandon() {
            return Err(given_up);
        }
        // The job has begun and will end soon: its transaction has the same deadline.
        answer.await.map_err(Error::internal)?
    }

    /// Runs `work` in a transaction and waits for its result.
    pub(super) fn run_now<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let answer = self.submit(Ticket::default(), RUN_NOW_DEADLINE, work)?;
        answer.blocking_recv().map_err(Error::internal)?
    }

    /// Runs `work` outside a transaction and waits for its result.
    pub(super) fn run_alone<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        self.put(|engine| engine.and_then(work))?.blocking_recv().map_err(Error::internal)?
    }

    fn submit<R: Send + 'static>(
        &self,
        ticket: Ticket,
        deadline: Duration,
        work: impl FnOnce(&Engine) -> Result<R> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<R>>> {
        self.put(move |engine| transact(engine?, &ticket, deadline, work))
    }

    fn put<R: Send + 'static>(
        &self,
        work: impl FnOnce(Result<&Engine>) -> Result<R> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<R>>> {
        let (send, receive) = oneshot::channel();
        let job: Job = Box::new(move |engine| {
            // The receiver is gone if the call was dropped; the committed write stays.
            let _ = send.send(work(engine));
        });
        let jobs = self.jobs.as_ref().ok_or_else(|| Error::internal("the writer never started"))?;
        jobs.send(job).map_err(|_| Error::internal("the writer's thread is gone"))?;
        Ok(receive)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writer's thread panicked");
        }
    }
}

/// The state of the thread.
struct WriterLoop<O> {
    open: O,
    steady: Arc<Steady>,
    /// The checkpointer is dropped before the connection: the last connection to close moves the log into the file.
    engine: Option<(Checkpointer, Engine)>,
    /// Whether anything was written since the checkpointer was last told that the thread is idle.
    has_written: bool,
}

impl<O: Fn() -> Result<Connection>> WriterLoop<O> {
    /// Runs the jobs in the order of their arrival.
    fn serve(mut self, inbox: &mpsc::Receiver<Job>) {
        loop {
            let job = match (&self.engine, self.has_written) {
                (None, _) => inbox.recv_timeout(IDLE_BEFORE_OPENING),
                (Some(_), false) => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                (Some(_), true) => inbox.recv_timeout(IDLE_BEFORE_CHECKPOINT),
            };
            match job {
                Ok(job) => {
                    job(self.engine());
                    self.written();
                }
                Err(RecvTimeoutError::Timeout) if self.engine.is_none() => {
                    if let Err(error) = self.engine() {
                        // The next write tries again and returns the error to its caller.
                        tracing::warn!(cause = error.cause(), "the store cannot be written yet");
                        self.pause(inbox);
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.idle(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// The connection; opens it if needed.
    fn engine(&mut self) -> Result<&Engine> {
        if self.engine.is_none() {
            let connection = (self.open)()?;
            let capture = Capture::install(&connection)?;
            let checkpointer = Checkpointer::start(&connection);
            self.engine = Some((
                checkpointer,
                Engine { connection, capture, steady: Arc::clone(&self.steady) },
            ));
        }
        let engine = self.engine.as_ref().map(|(_, engine)| engine);
        engine.ok_or_else(|| Error::internal("the writer has just been opened"))
    }

    /// After a failed opening, waits for the next job before it is tried again.
    fn pause(&mut self, inbox: &mpsc::Receiver<Job>) {
        if let Ok(job) = inbox.recv() {
            job(self.engine());
        }
    }

    fn written(&mut self) {
        if let Some((checkpointer, engine)) = &mut self.engine {
            checkpointer.written(&engine.connection);
        }
        self.has_written = true;
    }

    fn idle(&mut self) {
        if let Some((checkpointer, _)) = &self.engine {
            checkpointer.idle();
        }
        self.has_written = false;
    }
}

/// Runs `work` in one transaction: it is committed whole or, on an error or a panic, rolled back.
fn transact<R>(
    engine: &Engine,
    ticket: &Ticket,
    deadline: Duration,
    work: impl FnOnce(&Engine) -> Result<R>,
) -> Result<R> {
    let connection = &engine.connection;
    connection.begin_write()?;
    if !ticket.start() {
        connection.roll_back();
        return Err(Error::new(Code::Cancelled, "nobody waits for it any more"));
    }
    connection.stop().after(deadline);
    let done = catch_unwind(AssertUnwindSafe(|| work(engine)))
        .unwrap_or_else(|_| Err(Error::internal("a panic inside a write")));
    connection.stop().never();
    let committed = done.and_then(|answer| connection.commit().map(|()| answer));
    if committed.is_err() {
        connection.roll_back();
    }
    committed
}
