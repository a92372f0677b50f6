//! The store: everything a business has, in one file that several processes share.
//!
//! The only doors are [`Store::read`] and [`Store::write`]. Each hands out a handle that binds the
//! principal's tenant to every statement: a handler cannot name another tenant, a [`TenantRead`] cannot
//! write, and what a [`TenantWrite`] changes is captured for the ledger whether or not anybody remembers.
//! No transaction outlives its closure, and none is held across an await.

pub mod backup;
pub mod backup_files;
pub(crate) mod bookings;
pub mod calls;
pub(crate) mod conversations;
pub mod due;
pub mod effective_settings;
mod engine;
pub mod entity;
pub mod erase;
pub mod exports;
mod files;
pub mod health;
mod image_uses;
pub mod ledger;
pub mod outside;
pub mod rates;
mod rehearsal;
mod row;
mod row_change;
pub mod rules;
pub mod search;
mod secret;
pub mod select;
mod sql;
mod sqlite;
pub mod system;
pub mod taint;
mod tenant;
pub(crate) mod translation;
mod unavailable;
pub mod uploads;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

pub use engine::{
    OpenError, Row, Synchronous, data_version, engine_version, open_named, open_named_by, reads,
};
pub(crate) use files::write_whole;
pub use image_uses::{ImageMarks, ImageUse, image_uses};
pub use row::{Param, Params};
pub use sql::{Dml, Sql};
pub(crate) use sql::{join, joined, length, portable, said, said_length, text};
pub(crate) use tenant::Spoken;
pub(crate) use tenant::reach::{is_blind, is_hidden};
pub use tenant::{TenantRead, TenantWrite};

use self::{
    engine::{Connection, Database, Engine},
    unavailable::storage_error,
    uploads::Uploads,
    writer::Writer,
};
use crate::{
    clock::Steady,
    error::{Code, Error, Result},
    principal::{Caller, Tenant},
    progress::Progress,
};

/// Every entity table, and whether its rows hold personal data. Declared by the entities; at compile time
/// each statement is checked against it.
const TABLES: &[(&str, bool)] = entity::TABLES;

/// The longest that a read may run on the thread that received the call. A longer one is started again on a thread of
/// its own, so that it does not hold up other calls.
const QUICK_READ_MAX: Duration = Duration::from_millis(25);

/// The store of one data folder. Cheap to clone; the last clone ends its writer.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    database: Database,
    steady: Arc<Steady>,
    /// Idle read connections. The first one serves quick reads. Declared before the writer so that they are dropped
    /// first: the last connection to close checkpoints the files, and a read-only one cannot.
    readers: Mutex<Vec<Connection>>,
    writer: Writer,
}

/// The limits of one call: its timeout, its cancellation, and where to report progress.
#[derive(Clone)]
pub struct Deadline {
    /// Counted from the start of the call.
    pub within: Duration,
    /// Cancelled when the client cancels the request.
    pub cancel: CancellationToken,
    /// Where progress is reported, if the client asked for it.
    pub progress: Option<Progress>,
}

impl Deadline {
    /// A deadline without cancellation and without progress reports.
    pub fn of(within: Duration) -> Deadline {
        Deadline { within, cancel: CancellationToken::new(), progress: None }
    }
}

impl Store {
    /// Opens the store in `folder`. Creates or migrates the database file first if needed.
    ///
    /// # Errors
    /// See [`OpenError`]; the file has not been changed then.
    pub fn open(folder: &Path, synchronous: Synchronous) -> std::result::Result<Store, OpenError> {
        let (database, reader) = Database::open(folder, synchronous)?;
        let (written, steady) = (database.clone(), Arc::<Steady>::default());
        let writer = Writer::start(move || written.writer(), Arc::clone(&steady));
        let readers = Mutex::new(reader.into_iter().collect());
        Ok(Store(Arc::new(Inner { database, steady, readers, writer })))
    }

    /// Opens the store of a folder if it is there and up to date; nothing is made or changed.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open_current(
        folder: &Path,
        synchronous: Synchronous,
    ) -> std::result::Result<Option<Store>, OpenError> {
        let is_current = Store::is_there(folder) && Database::is_current(folder)?;
        if is_current { Store::open(folder, synchronous).map(Some) } else { Ok(None) }
    }

    /// Whether there is a file in the folder that could be opened; nothing is made or changed.
    pub fn is_there(folder: &Path) -> bool {
        Database::is_there(folder)
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.0.database.folder()
    }

    /// The clock by which things expire: it never goes back, see [`TenantRead::now`].
    pub fn steady(&self) -> &Steady {
        &self.0.steady
    }

    /// The folder of a tenant's picture files.
    pub fn uploads(&self, of: &Tenant) -> Uploads {
        Uploads::of(self.0.database.folder(), of.id, Arc::clone(&self.0.steady))
    }

    /// A folder of the program's own beside the data, for its owner alone; it is made if it is not there.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(crate) fn private_folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.0.database.folder().join(name);
        files::private_folder(&folder).map_err(Error::internal)?;
        Ok(folder)
    }

    /// Where the bytes of a tenant's releases are.
    pub(crate) fn releases_folder(&self, of: &Tenant) -> PathBuf {
        tenant::releases_folder(self.0.database.folder(), of.id)
    }

    /// Rewrites the file without deleted data (VACUUM) and truncates the write-ahead log. Returns `false` if that was
    /// not possible because another process kept reading. Takes as long as copying the file.
    pub fn compact(&self) -> Result<bool> {
        self.0.writer.run_alone(|engine| engine.connection.compact())
    }

    /// The names of the copies of the file that were made before migrations.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn backups(&self) -> Result<Vec<String>> {
        self.0.database.backups()
    }

    /// Runs a query in one consistent view of the tenant's rows, on this thread.
    pub fn read<R>(
        &self,
        who: &Caller,
        query: impl FnOnce(&TenantRead<'_>) -> Result<R>,
    ) -> Result<R> {
        self.with_reader(|connection| tenant::read(connection, self.steady(), who, query))
    }

    /// Runs a query on this thread if it is quick, otherwise again on a thread of its own. So `query` may run twice.
    ///
    /// # Errors
    /// `DEADLINE_EXCEEDED` and `CANCELLED` besides what `query` returns.
    pub async fn read_within<R: Send + 'static>(
        &self,
        who: &Caller,
        deadline: &Deadline,
        query: impl Fn(&TenantRead<'_>) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let before = engine::reads();
        let quick = self.with_reader(|connection| {
            connection.stop().after(QUICK_READ_MAX);
            let answer = tenant::read(connection, self.steady(), who, &query);
            connection.stop().never();
            answer
        });
        match quick {
            Err(error) if error.code() == Code::DeadlineExceeded => {
                let (answer, reads) = self.read_apart(who.clone(), deadline, query).await?;
                engine::count_anew(before, reads);
                answer
            }
            other => other,
        }
    }

    /// Runs a long read on a thread of its own, and returns its answer with the number of its reads. Interrupts it at
    /// the deadline or when the call is cancelled.
    async fn read_apart<R: Send + 'static>(
        &self,
        who: Caller,
        deadline: &Deadline,
        query: impl Fn(&TenantRead<'_>) -> Result<R> + Send + 'static,
    ) -> Result<(Result<R>, u64)> {
        let (store, within) = (self.clone(), deadline.within);
        let (send_stop, stop) = tokio::sync::oneshot::channel();
        let reading = tokio::task::spawn_blocking(move || {
            let before = engine::reads();
            let answer = store.with_reader(|connection| {
                connection.stop().after(within);
                let _ = send_stop.send(connection.stop());
                let answer = tenant::read(connection, store.steady(), &who, &query);
                connection.stop().never();
                answer
            });
            (answer, engine::reads() - before)
        });
        let interrupt = async {
            let stop = stop.await;
            deadline.cancel.cancelled().await;
            if let Ok(stop) = stop {
                stop.now();
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            answer = reading => answer.map_err(Error::internal),
            () = interrupt => Err(storage_error(Code::DeadlineExceeded)),
        }
    }

    /// Runs `change` in one transaction on the writer's thread and commits it.
    ///
    /// # Errors
    /// What `change` returns, and then nothing is changed; `STORAGE_BUSY`, `STORAGE_FULL`;
    /// `DEADLINE_EXCEEDED` or `CANCELLED` when it had not started by then.
    pub async fn write<R: Send + 'static>(
        &self,
        who: &Caller,
        deadline: &Deadline,
        change: impl FnOnce(&mut TenantWrite<'_>) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let (who, progress) = (who.clone(), deadline.progress.clone());
        let work = move |engine: &Engine| tenant::write(engine, &who, progress, change);
        self.0.writer.run(deadline, work).await
    }

    /// Borrows a read connection, opening one when all are busy.
    fn with_reader<R>(&self, work: impl FnOnce(&Connection) -> Result<R>) -> Result<R> {
        let readers = || self.0.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let free = readers().pop();
        let connection = match free {
            Some(connection) => connection,
            None => self.0.database.reader()?,
        };
        let answer = work(&connection);
        connection.roll_back();
        readers().push(connection);
        answer
    }
}
