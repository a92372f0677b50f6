//! What an operator watches: counts of every tenant, and sizes of the file. Read when somebody asks.

use std::fs;

use crate::{
    clock,
    error::Result,
    store::{Sql, Store, backup_files},
};

/// Counts of one tenant.
#[derive(Clone, Debug)]
pub struct TenantMeasures {
    /// Its short name.
    pub name: String,
    /// Calls and changes since it is here.
    pub calls: i64,
    pub changes: i64,
    /// Proposals that wait for a person.
    pub proposals: i64,
    /// What waits for its time, and what failed or is held.
    pub waiting: i64,
    pub failed: i64,
    /// Milliseconds by which the oldest thing is late that waits for its time.
    pub late_ms: i64,
    /// Messages of which nobody knows whether they have left.
    pub unknown_messages: i64,
    pub contacts: i64,
    pub pictures: i64,
}

/// Sizes of a data folder.
#[derive(Clone, Copy, Debug)]
pub struct FolderMeasures {
    /// Bytes.
    pub database: u64,
    /// Bytes of the engine's log beside it.
    pub log: u64,
    /// Seconds since the newest backup in the folder; `None` if there is none.
    pub backup_age: Option<u64>,
}

impl Store {
    /// Counts of every tenant, by name.
    pub fn measures(&self) -> Result<Vec<TenantMeasures>> {
        const ALL: Sql = Sql::unscoped(
            "SELECT t.name AS name,
                    coalesce((SELECT max(seq) FROM call k WHERE k.tenant_id = t.id), 0) AS calls,
                    coalesce((SELECT max(seq) FROM change c WHERE c.tenant_id = t.id), 0) AS changes,
                    (SELECT count(*) FROM proposal p WHERE p.tenant_id = t.id AND p.status = 'open'
                       AND p.expires_at > :now) AS proposals,
                    (SELECT count(*) FROM due_item d WHERE d.tenant_id = t.id AND d.state = 'waiting') AS waiting,
                    (SELECT count(*) FROM due_item d WHERE d.tenant_id = t.id AND d.state <> 'waiting') AS failed,
                    coalesce((SELECT min(due_at) FROM due_item d WHERE d.tenant_id = t.id AND d.state = 'waiting'),
                             :now) AS due_at,
                    (SELECT count(*) FROM message m WHERE m.tenant_id = t.id AND m.status = 'unknown') AS unknown,
                    (SELECT count(*) FROM contact c WHERE c.tenant_id = t.id) AS contacts,
                    (SELECT count(*) FROM image i WHERE i.tenant_id = t.id AND i.hash IS NOT NULL) AS pictures
             FROM tenant t ORDER BY t.name",
        );
        let now = clock::now().0;
        self.with_reader(|db| {
            db.query(ALL.text(), None, &[(":now", now.into())], |row| {
                Ok(TenantMeasures {
                    name: row.text("name")?,
                    calls: row.integer("calls")?,
                    changes: row.integer("changes")?,
                    proposals: row.integer("proposals")?,
                    waiting: row.integer("waiting")?,
                    failed: row.integer("failed")?,
                    late_ms: now.saturating_sub(row.integer("due_at")?).max(0),
                    unknown_messages: row.integer("unknown")?,
                    contacts: row.integer("contacts")?,
                    pictures: row.integer("pictures")?,
                })
            })
        })
    }

    /// Sizes of the data folder.
    pub fn folder_measures(&self) -> FolderMeasures {
        let folder = self.0.database.folder();
        let file = crate::store::engine::Database::file(folder);
        let size = |part: &str| {
            let mut path = file.clone().into_os_string();
            path.push(part);
            fs::metadata(path).map_or(0, |about| about.len())
        };
        let newest = backup_files::in_folder(&folder.join(backup_files::FOLDER)).ok();
        let newest = newest.and_then(|mut all| all.pop());
        let written = newest.and_then(|file| fs::metadata(file).and_then(|it| it.modified()).ok());
        let backup_age = written.and_then(|at| at.elapsed().ok()).map(|age| age.as_secs());
        FolderMeasures { database: size(""), log: size("-wal"), backup_age }
    }
}
