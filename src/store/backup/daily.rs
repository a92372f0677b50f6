//! A backup a day, by whichever process lives: in the folder where backups are put when nobody says where.

use std::{fs, path::Path, time::Duration};

use super::{make, place_of};
use crate::{
    clock,
    error::{Error, Result},
    store::{
        backup_files::{FAILED, FOLDER, age, in_folder, thin_out},
        files::{private_folder, try_alone, write_whole},
    },
};

/// A newer one is enough. An hour less than a day, so that it does not wander through the hours.
const ENOUGH: Duration = Duration::from_hours(23);

/// Makes a backup if the newest is a day old, keeps so many, and returns whether it has made one. While another process
/// is at it, nothing is done.
///
/// # Errors
/// Those of [`make`]. What failed last is written down for `deskhand doctor`.
pub fn daily(folder: &Path, keep: u16) -> Result<bool> {
    let done = made(folder, keep);
    let note = folder.join(FAILED);
    match &done {
        Ok(true) => {
            let _ = fs::remove_file(note);
        }
        Ok(false) => {}
        Err(error) => {
            let _ = write_whole(&note, error.message().as_bytes());
        }
    }
    done
}

fn made(folder: &Path, keep: u16) -> Result<bool> {
    let backups = folder.join(FOLDER);
    let is_recent =
        || Ok(in_folder(&backups)?.pop().and_then(|file| age(&file)).is_some_and(|it| it < ENOUGH));
    if is_recent()? {
        return Ok(false);
    }
    private_folder(&backups).map_err(Error::internal)?;
    let Some(_alone) = try_alone(&backups.join("lock")).map_err(Error::internal)? else {
        return Ok(false);
    };
    // Another one may just have made it.
    if is_recent()? {
        return Ok(false);
    }
    let now = clock::now();
    let made = make(folder, &place_of(&backups, now), &now.to_string())?;
    // What is damaged is kept beside what is whole.
    if let Some(fault) = made.findings.iter().find(|finding| finding.is_fault) {
        let sentence = format!("the data in the backup is damaged: {}", fault.what);
        return Err(Error::new(crate::error::Code::StorageDamaged, sentence));
    }
    thin_out(&backups, usize::from(keep))?;
    Ok(true)
}
