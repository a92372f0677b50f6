//! The handles through which all code reads and changes one tenant's rows.

mod loaded;
pub(crate) mod reach;
pub(super) mod site;
mod time;
mod total;
mod voice;

use std::{
    cell::{Cell, OnceCell, RefCell},
    ops::Deref,
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

pub(super) use self::time::Head;
pub(crate) use self::voice::{Gap, Spoken};
use self::{loaded::RowCache, voice::Voice};
use super::{
    engine::{Capture, Connection, Engine, Row},
    entity::SiteRow,
    row::{Param, Params},
    row_change::{RowChange, coalesce},
    sql::{Dml, Sql},
    uploads::{self, StagedFiles, Uploads},
};
use crate::{
    clock::Steady,
    error::{Error, Result},
    id::{SessionId, TenantId},
    principal::{Caller, HOME, Policy, Principal},
    progress::{Progress, ProgressReport},
    value::{QueryMeaning, Sought},
};

/// Reads one tenant's rows in one consistent view. It cannot write.
pub struct TenantRead<'a> {
    pub(super) connection: &'a Connection,
    pub(super) steady: &'a Steady,
    who: &'a Caller,
    pub(super) tenant: String,
    /// The end of the call log, once it has been read.
    head: Cell<Option<Head>>,
    /// Whose site it is, once somebody has asked; see `site`.
    site: OnceCell<Rc<SiteRow>>,
    /// `None` where something is being written.
    loaded: Option<RowCache>,
    /// The language that is spoken; see `store/translation.rs`.
    voice: Voice,
    /// Whether the first list that is read and goes on is to be counted whole.
    counts: Cell<bool>,
    /// The total that was counted.
    total: Cell<Option<i64>>,
    /// What was searched for; see `store/search/meaning.rs`.
    sought: RefCell<Sought>,
}

/// Reads and changes one tenant's rows in one transaction.
pub struct TenantWrite<'a> {
    read: TenantRead<'a>,
    pub(super) engine: &'a Engine,
    progress: Option<Progress>,
    /// Files that are moved into place just before the commit.
    pub(super) staged: Vec<StagedFiles>,
}

/// Below a data folder; in it is a folder for each tenant.
pub(super) const RELEASES: &str = "releases";

/// Where the bytes of a tenant's releases are, below a data folder.
pub(super) fn releases_folder(data: &Path, tenant: TenantId) -> PathBuf {
    data.join(RELEASES).join(tenant.to_string())
}

/// Runs a query in a read transaction: every statement sees the same snapshot.
pub(super) fn read<R>(
    connection: &Connection,
    steady: &Steady,
    who: &Caller,
    query: impl FnOnce(&TenantRead<'_>) -> Result<R>,
) -> Result<R> {
    connection.begin_read()?;
    let mut handle = TenantRead::new(connection, steady, who);
    handle.loaded = Some(RowCache::default());
    let answer = query(&handle);
    connection.roll_back();
    answer
}

/// Runs a change inside the transaction that the writer thread has begun.
///
/// Changed rows that were not recorded in the ledger are a bug: the transaction is rolled back.
pub(super) fn write<R>(
    engine: &Engine,
    who: &Caller,
    progress: Option<Progress>,
    change: impl FnOnce(&mut TenantWrite<'_>) -> Result<R>,
) -> Result<R> {
    let read = TenantRead::new(&engine.connection, &engine.steady, who);
    let mut handle = TenantWrite { read, engine, progress, staged: Vec::new() };
    let answer = change(&mut handle)?;
    let staged = std::mem::take(&mut handle.staged);
    handle.refuse_unrecorded()?;
    // The last step before the commit, so that nothing else can fail after the files are in place.
    staged.into_iter().try_for_each(StagedFiles::place)?;
    Ok(answer)
}

impl TenantRead<'_> {
    /// The tenant and the agent.
    pub fn who(&self) -> &Principal {
        &self.who.principal
    }

    /// What the agent is allowed to do.
    pub fn policy(&self) -> &Policy {
        &self.who.policy
    }

    /// What the call's query means, once the gate has asked.
    pub(in crate::store) fn who_means(&self) -> Option<&QueryMeaning> {
        self.who.meant.as_deref()
    }

    /// Notes what was searched for.
    pub(in crate::store) fn seek(&self, sought: Sought) {
        self.sought.replace(sought);
    }

    /// What was searched for since this was asked last.
    pub fn sought(&self) -> Sought {
        self.sought.take()
    }

    /// The MCP session of the call.
    pub fn session(&self) -> SessionId {
        self.who.session.id
    }

    /// The full address of a page of the tenant's site, for a person to open.
    pub fn page_url(&self, path: &str) -> Option<String> {
        match (self.spoken(), path) {
            (None, path) => self.who.page_url(path),
            (Some(locale), HOME) => self.who.page_url(&locale.to_lowercase()),
            (Some(locale), path) => self.who.page_url(&format!("{}/{path}", locale.to_lowercase())),
        }
    }

    /// Where the site is previewed, in all its languages; `None` where no preview runs.
    pub fn site_url(&self) -> Option<String> {
        self.who.page_url(HOME)
    }

    /// The secret key of the data folder.
    ///
    /// # Errors
    /// If the key file can be neither read nor created.
    pub fn secret(&self) -> Result<[u8; 32]> {
        super::secret::of_folder(self.connection.folder())
    }

    /// The file of a picture's address (`/uploads/…`); `None` if the picture is elsewhere.
    pub fn picture_file(&self, url: &str) -> Option<PathBuf> {
        let name = url.strip_prefix("/uploads/").filter(|name| uploads::is_file_name(name))?;
        Some(uploads::folder_of(self.connection.folder(), self.who().tenant.id).join(name))
    }

    /// The folder that the data is in.
    pub(in crate::store) fn data_folder(&self) -> PathBuf {
        self.connection.folder().to_owned()
    }

    /// The folder of this computer in which people put files for their assistant.
    pub fn inbox(&self) -> PathBuf {
        self.connection.folder().join("inbox")
    }

    /// The folder with the tenant's pictures; it may not exist yet.
    pub(crate) fn uploads_folder(&self) -> PathBuf {
        uploads::folder_of(self.connection.folder(), self.who().tenant.id)
    }

    /// Where the bytes of the tenant's releases are.
    pub(crate) fn releases_folder(&self) -> PathBuf {
        releases_folder(self.connection.folder(), self.who().tenant.id)
    }

    /// Where the tenant's site is put while no other target is set.
    pub(crate) fn site_folder(&self) -> PathBuf {
        self.connection.folder().join("sites").join(&self.who().tenant.name)
    }

    /// All rows of a read, each converted by `map`.
    pub fn all<T>(
        &self,
        sql: &Sql,
        params: Params<'_, '_>,
        map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let rows = self.connection.query(sql.text(), Some(&self.tenant), params, map)?;
        if sql.is_private() && !rows.is_empty() {
            self.tells_of_people();
        }
        self.count_whole(sql, params, rows.len())?;
        Ok(rows)
    }

    /// The first row of a read, if any.
    pub fn first<T>(
        &self,
        sql: &Sql,
        params: Params<'_, '_>,
        map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.all(sql, params, map)?.into_iter().next())
    }

    /// The integer in the column `n` of the only row; 0 if it is null.
    pub fn count(&self, sql: &Sql, params: Params<'_, '_>) -> Result<i64> {
        let read = |row: &Row<'_>| row.integer_or_none("n");
        let rows = self.connection.query(sql.text(), Some(&self.tenant), params, read)?;
        let counted = rows.into_iter().next().flatten().unwrap_or(0);
        // A count of 0 reveals no personal data.
        if sql.is_private() && counted != 0 {
            self.tells_of_people();
        }
        Ok(counted)
    }
}

impl<'a> Deref for TenantWrite<'a> {
    type Target = TenantRead<'a>;

    fn deref(&self) -> &TenantRead<'a> {
        &self.read
    }
}

impl TenantWrite<'_> {
    /// The folder of the tenant's picture files.
    pub fn uploads(&self) -> Uploads {
        let steady = Arc::clone(&self.engine.steady);
        Uploads::of(self.engine.connection.folder(), self.who().tenant.id, steady)
    }

    /// Moves the files into place if and when this transaction commits.
    pub fn place_on_commit(&mut self, staged: StagedFiles) {
        self.staged.push(staged);
    }

    /// Refuses to commit changed rows that are not recorded. Rows that end as they began are no change.
    fn refuse_unrecorded(&self) -> Result<()> {
        if Capture::is_empty(self.connection)? {
            return Ok(());
        }
        match self.changed_rows()?.first() {
            None => Capture::clear(self.connection),
            Some(row) => {
                Err(Error::internal(format!("{} {} was changed unrecorded", row.entity, row.key)))
            }
        }
    }

    /// Reports to the client that `done` of `total` steps of `what` are finished.
    pub fn report(&self, done: usize, total: usize, what: &str) {
        #[expect(clippy::cast_precision_loss, reason = "steps are counted in hundreds")]
        if let Some(progress) = &self.progress {
            let (done, total) = (done as f64, Some(total as f64));
            progress(ProgressReport { done, total, message: what.to_owned() });
        }
    }

    /// Runs a write; returns the number of changed rows, without cascades.
    pub fn execute(&mut self, dml: &Dml, params: &[(&'static str, Param<'_>)]) -> Result<usize> {
        self.connection.execute(dml.text(), Some(&self.tenant), params)
    }

    /// The rows that have changed since [`Capture::mark`] gave `mark`, with cascades.
    pub(super) fn changed_since(&self, mark: i64) -> Result<Vec<RowChange>> {
        let rows = coalesce(self.engine, Capture::captured_since(self.connection, mark)?)?;
        self.tells_of_rows(&rows);
        Ok(rows)
    }

    /// The rows that this transaction has changed and not recorded yet, with cascades.
    pub(super) fn changed_rows(&self) -> Result<Vec<RowChange>> {
        let rows = coalesce(self.engine, Capture::captured(self.connection)?)?;
        self.tells_of_rows(&rows);
        Ok(rows)
    }
}
