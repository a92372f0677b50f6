//! Backups: everything in a data folder that cannot be made again, as one tar file, taken while servers run and put
//! back only whole.
//!
//! In it are the database as it was at one moment, the pictures, the folder's secret and its settings; at the end a
//! list of all files with their hashes, so that a file that was cut off or changed is noticed. Keys of outside services
//! are not in it: a backup is copied to other places.

mod archive;
mod daily;
mod tenant;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

pub use self::{
    daily::daily,
    tenant::{archive_tenant, import_tenant},
};
use super::{
    Store, Synchronous,
    backup_files::{Work, file_name},
    engine::{AloneWithFile, Database, copy, keep_only, put_aside},
    files::private_folder,
    health::{self, Finding},
};
use crate::{
    clock::Time,
    error::{Code, Error, Result},
    principal::Tenant,
    value::Zone,
};

/// Where what a restored backup has replaced is kept.
const REPLACED: &str = "replaced";

/// What the last entry of a backup says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The version of this list's form.
    pub format: u32,
    /// The short name of the tenant that it holds alone; none for everything of a data folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The version of the program that made it.
    pub program: String,
    /// RFC 3339.
    pub made_at: String,
    pub files: Vec<FileEntry>,
}

/// One file of a backup.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Below the data folder, with `/`.
    pub name: String,
    pub bytes: u64,
    /// In hexadecimal.
    pub sha256: String,
}

/// A backup that was made and read back.
#[derive(Debug)]
pub struct Made {
    pub file: PathBuf,
    pub bytes: u64,
    pub pictures: usize,
    /// What is wrong with the data that it holds, as doctor would say.
    pub findings: Vec<Finding>,
}

/// Whether a folder has data that can be backed up.
pub fn has_data(folder: &Path) -> bool {
    Database::file(folder).exists()
}

/// Writes a backup of a data folder to `file`, which must not be there, and reads it back. Servers may run.
///
/// # Errors
/// `STORAGE_FULL`, `STORAGE_BUSY`; nothing is left at `file` then.
pub fn make(folder: &Path, file: &Path, made_at: &str) -> Result<Made> {
    write(folder, None, file, made_at)
}

/// Writes a backup of everything, or of one tenant alone, which has nothing that belongs to the folder.
fn write(folder: &Path, only: Option<&Tenant>, file: &Path, made_at: &str) -> Result<Made> {
    private_folder(file.parent().unwrap_or(folder)).map_err(Error::internal)?;
    let work = Work::new(folder)?;
    // The database first: the files of every picture that it names are there by then, and stay.
    let database = Database::file(&work.0);
    copy(&Database::file(folder), &database)?;
    let mut parts = Vec::new();
    let mut pictures = archive::pictures(folder)?;
    if let Some(tenant) = only {
        let id = tenant.id.to_string();
        keep_only(&database, &id)?;
        pictures.retain(|(name, _)| name.split('/').nth(1) == Some(&id));
    } else {
        for name in ["secret.key", "deskhand.toml"] {
            let path = folder.join(name);
            if path.is_file() {
                parts.push((name.to_owned(), path));
            }
        }
    }
    parts.insert(0, (database_name(), database));
    let count = pictures.len();
    parts.extend(pictures);
    let draft = file.with_extension("tar.part");
    let only = only.map(|tenant| tenant.name.clone());
    let written = archive::write(&draft, &parts, (made_at, only)).and_then(|()| {
        let checked = Work::new(folder)?;
        archive::read(&draft, &checked.0)?;
        let findings = findings(&checked.0)?;
        let bytes = fs::metadata(&draft).map_err(Error::internal)?.len();
        fs::rename(&draft, file).map_err(Error::internal)?;
        Ok(Made { file: file.to_owned(), bytes, pictures: count, findings })
    });
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written
}

/// The place of a backup made at this time, in a folder of backups.
pub fn place_of(folder: &Path, at: Time) -> PathBuf {
    folder.join(file_name(&Zone::of("UTC").at(at.0).strftime("%Y%m%d-%H%M%S").to_string()))
}

/// The name of the database in a backup.
fn database_name() -> String {
    Database::file(Path::new("")).display().to_string()
}

/// What is wrong with the data in a folder that nobody else uses. It is brought up to date first.
fn findings(folder: &Path) -> Result<Vec<Finding>> {
    let opened = Store::open(folder, Synchronous::Normal).map_err(Error::internal)?;
    drop(opened);
    Ok(health::of_data(folder))
}

/// Puts a backup back into a data folder, and returns where what was there is kept. An interrupted one leaves either
/// the old or the new data.
///
/// # Errors
/// `STORAGE_BUSY` while another process has the data open; nothing is changed then, nor when the backup is not whole.
pub fn restore(file: &Path, folder: &Path, stamp: &str) -> Result<Option<PathBuf>> {
    private_folder(folder).map_err(Error::internal)?;
    let work = Work::new(folder)?;
    let manifest = archive::read(file, &work.0)?;
    if let Some(tenant) = manifest.tenant {
        let sentence = format!(
            "this is the archive of the tenant `{tenant}`, and no backup of a whole folder"
        );
        return Err(Error::new(Code::BackupInvalid, sentence)
            .suggest("bring it in with `deskhand tenant import FILE`"));
    }
    if let Some(fault) = findings(&work.0)?.into_iter().find(|finding| finding.is_fault) {
        let sentence = format!("the backup holds damaged data: {}", fault.what);
        return Err(Error::new(Code::BackupInvalid, sentence).suggest("take an older backup"));
    }
    let (old, new) = (Database::file(folder), Database::file(&work.0));
    let kept = folder.join(REPLACED).join(stamp);
    let mut alone = None;
    if old.exists() {
        private_folder(&kept).map_err(Error::internal)?;
        match AloneWithFile::try_open(&old) {
            Ok(Some(file)) => {
                file.keep(&Database::file(&kept))?;
                alone = Some(file);
            }
            Ok(None) => {
                let _ = fs::remove_dir(&kept);
                let sentence = "another process has the data open";
                return Err(Error::new(Code::StorageBusy, sentence)
                    .suggest("end every client, `deskhand serve` and `deskhand preview` first"));
            }
            // No engine can open it, so nobody uses it.
            Err(_) => put_aside(&old, &Database::file(&kept))?,
        }
    }
    // Names of pictures are hashes: one that is there is the same.
    archive::place_pictures(&work.0, folder)?;
    for name in ["secret.key", "deskhand.toml"] {
        archive::exchange(&work.0.join(name), &folder.join(name), &kept)?;
    }
    if let Some(file) = &mut alone {
        file.replace_with(&new)?;
    } else {
        fs::rename(&new, &old).map_err(Error::internal)?;
    }
    Ok(kept.exists().then_some(kept))
}
