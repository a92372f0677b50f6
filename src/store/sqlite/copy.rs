//! Copies of the whole file: taken while others write, and put back in one transaction.

use std::{fs, path::Path};

use rusqlite::backup::{Backup, StepResult};

use super::{
    failure,
    file::Raw,
    open::{blank, pause, reader},
    removal::AloneWithFile,
};
use crate::error::{Code, Error, Result};

/// How often a copy is tried again while a writer holds the file.
const ATTEMPTS: i32 = 400;

/// Copies the last committed state of a file to a new one. Others read and write meanwhile; a writer waits for about
/// 50 ms at most, because the copy is one step.
pub(in crate::store) fn copy(from: &Path, to: &Path) -> Result<()> {
    let source = reader(from).map_err(failure)?;
    let mut target = blank(to).map_err(failure)?;
    whole(&source.db, &mut target)
}

impl AloneWithFile {
    /// Copies the whole file to a new one.
    pub(in crate::store) fn keep(&self, to: &Path) -> Result<()> {
        let mut target = blank(to).map_err(failure)?;
        whole(&self.raw, &mut target)
    }

    /// Replaces the content of the file by that of another, in one transaction: whoever is interrupted has the old or
    /// the new content.
    pub(in crate::store) fn replace_with(&mut self, other: &Path) -> Result<()> {
        let source = reader(other).map_err(failure)?;
        whole(&source.db, &mut self.raw)?;
        self.raw.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);").map_err(failure)
    }
}

/// Copies all pages in one step. In several steps, each write of another process would start the copy again.
fn whole(source: &Raw, target: &mut Raw) -> Result<()> {
    let copying = Backup::new(source, target).map_err(failure)?;
    for attempt in 0..ATTEMPTS {
        if copying.step(-1).map_err(failure)? == StepResult::Done {
            return Ok(());
        }
        pause(attempt);
    }
    let sentence = "another process kept the data busy; nothing was copied";
    Err(Error::new(Code::StorageBusy, sentence).suggest("try again"))
}

/// Moves a file that no engine can open out of the way, with its logs. Nobody has it open: it cannot be opened.
pub(in crate::store) fn put_aside(path: &Path, to: &Path) -> Result<()> {
    for part in ["", "-wal", "-shm"] {
        let named = |path: &Path| {
            let mut path = path.as_os_str().to_owned();
            path.push(part);
            path
        };
        match fs::rename(named(path), named(to)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::internal(error));
            }
            _ => {}
        }
    }
    Ok(())
}
