//! Whether a data folder is in order: what a person has to know, and what to do about it. Nothing is changed.

mod data;
mod folder;
mod kept;
mod rescue;

use std::path::Path;

use serde::Serialize;

pub use self::{data::of_data, folder::put_in_order, rescue::rescue};
use super::{
    Store, Synchronous,
    backup_files::Work,
    engine::{Database, FileState, OpenError, copy, state},
};
use crate::error::Result;

/// Something about a data folder that a person has to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What was looked at, for programs: `database`, `pictures`, `permissions`.
    pub check: &'static str,
    /// Whether something is broken; otherwise it only wants attention.
    pub is_fault: bool,
    pub what: String,
    /// What to do.
    pub next: String,
}

impl Finding {
    /// What keeps the desk from working as it should.
    pub fn fault(check: &'static str, what: impl Into<String>, next: impl Into<String>) -> Finding {
        Finding { check, is_fault: true, what: what.into(), next: next.into() }
    }

    /// What is good to know.
    pub fn notice(
        check: &'static str,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Finding {
        Finding { check, is_fault: false, what: what.into(), next: next.into() }
    }
}

/// What brings back data that cannot be read.
pub(super) const RESTORE: &str = "bring back a backup with `deskhand restore FILE`; `deskhand doctor --rescue FOLDER` first saves what can still be read";

/// Everything that is to be said about a data folder, faults first.
pub fn of_folder(path: &Path) -> Vec<Finding> {
    if !path.is_dir() {
        let what = format!("there is no data folder {} yet", path.display());
        return vec![Finding::notice("folder", what, "it is made by the first start of a client")];
    }
    let mut findings = folder::look(path);
    match state(&Database::file(path)) {
        FileState::Missing => findings.push(missing(path)),
        FileState::Refused(error) => findings.push(refused(&error)),
        FileState::Ours { is_current: true, .. } => findings.extend(of_data(path)),
        // A first start has no pictures before it has tables.
        FileState::Ours { version: 0, .. } if super::uploads::folder(path).exists() => {
            let what = "the database file is empty, and there were pictures";
            findings.push(Finding::fault("database", what, RESTORE));
        }
        FileState::Ours { version, .. } => findings.push(earlier(path, version)),
    }
    findings.sort_by_key(|finding| !finding.is_fault);
    findings
}

/// A folder without a database: new, or one that has lost it.
fn missing(path: &Path) -> Finding {
    if super::secret::is_in(path) || super::uploads::folder(path).exists() {
        return Finding::fault("database", "the database file is gone", RESTORE);
    }
    let next = "it is made by the first start of a client";
    Finding::notice("database", "there is no database yet", next)
}

/// Data of an earlier version: a copy of it is brought up to date, to see whether that works.
fn earlier(path: &Path, version: i64) -> Finding {
    let says = format!("an earlier deskhand has written the data (data version {version})");
    match can_be_brought_up_to_date(path) {
        Ok(true) => {
            Finding::notice("version", says, "the next start brings it up to date, after a copy")
        }
        Ok(false) => {
            let what = format!(
                "{says}, and it cannot be brought up to date: it is not as that one made it"
            );
            Finding::fault("version", what, RESTORE)
        }
        Err(error) => {
            let what = format!(
                "{says}; whether it can be brought up to date is not known: {}",
                error.message()
            );
            Finding::notice("version", what, "make a backup, then start it")
        }
    }
}

/// Whether this version can open the data of an earlier one. A copy is tried; nothing is changed.
fn can_be_brought_up_to_date(folder: &Path) -> Result<bool> {
    let work = Work::new(folder)?;
    copy(&Database::file(folder), &Database::file(&work.0))?;
    Ok(Store::open(&work.0, Synchronous::Normal).is_ok())
}

fn refused(error: &OpenError) -> Finding {
    let next = match error {
        OpenError::Damaged { .. } => RESTORE,
        OpenError::Newer { .. } => "install the newer deskhand",
        OpenError::Foreign { .. } => "move the file away, or choose another folder with --data-dir",
        OpenError::NotWritable { .. } | OpenError::Other { .. } => {
            "check the disk and the permissions of the data folder"
        }
    };
    Finding::fault("database", error.to_string(), next)
}
