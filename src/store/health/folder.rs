//! A data folder as files: room, permissions, logs, copies and what was left behind.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use super::Finding;
use crate::store::{
    backup_files::{self as backup, age},
    engine::Database,
    secret,
};

/// Bytes. With less room a day's work may not fit.
const ROOM_MIN: u64 = 200 << 20;

/// Bytes. A log that long is not moved into the file any more: somebody keeps reading.
const LOG_MAX: u64 = 256 << 20;

/// Without a newer backup a person is reminded.
const BACKUP_AGE_MAX: Duration = Duration::from_hours(24 * 14);

/// A folder of work that is older was left by a process that was killed.
const WORK_AGE_MAX: Duration = Duration::from_hours(6);

/// File systems of other machines, by the numbers that Linux gives them: NFS, SMB, CIFS, 9p.
#[cfg(target_os = "linux")]
const NETWORK: [i64; 4] = [0x6969, 0x517B, 0xFF53_4D42_u32 as i64, 0x0102_1997];

/// What others than the owner may do, in a file's mode.
#[cfg(unix)]
const OTHERS: u32 = 0o077;

pub(super) fn look(path: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    let database = Database::file(path);
    findings.extend(room(path, size(&database)));
    findings.extend(permissions(path));
    let log = size(&with(&database, "-wal"));
    if log > LOG_MAX {
        let what = format!("the database's log has grown to {} MB", log >> 20);
        let next = "end programs that keep the database open, then every client; it shrinks at the next start";
        findings.push(Finding::notice("log", what, next));
    }
    if database.exists() {
        findings.extend(backups(path));
    }
    let left = left_behind(path);
    if !left.is_empty() {
        let names: Vec<String> = left.iter().map(|path| path.display().to_string()).collect();
        let what = format!("work that was interrupted left files behind: {}", names.join(", "));
        findings.push(Finding::notice(
            "leftovers",
            what,
            "remove them with `deskhand doctor --fix`",
        ));
    }
    findings.extend(key(path));
    findings
}

/// Removes what was left behind and takes permissions away from others; returns what was done.
pub fn put_in_order(path: &Path) -> Vec<String> {
    let mut done = Vec::new();
    for left in left_behind(path) {
        let removed =
            if left.is_dir() { fs::remove_dir_all(&left) } else { fs::remove_file(&left) };
        if removed.is_ok() {
            done.push(format!("removed {}", left.display()));
        }
    }
    #[cfg(unix)]
    for (file, mode) in open_to_others(path) {
        use std::os::unix::fs::PermissionsExt as _;
        let private = fs::Permissions::from_mode(mode & 0o700);
        if fs::set_permissions(&file, private).is_ok() {
            done.push(format!("{} is readable by you alone now", file.display()));
        }
    }
    done
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |about| about.len())
}

fn with(path: &Path, part: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(part);
    path.into()
}

#[cfg(unix)]
fn room(path: &Path, database: u64) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Ok(about) = rustix::fs::statvfs(path) {
        let free = about.f_bavail.saturating_mul(about.f_frsize);
        if free < ROOM_MIN.max(database) {
            let what = format!("the disk has {} MB left", free >> 20);
            let next = "free some space: writes are refused when there is none, and backups need as much as the data";
            findings.push(Finding::notice("disk", what, next));
        }
    }
    #[cfg(target_os = "linux")]
    if let Ok(about) = rustix::fs::statfs(path)
        && NETWORK.contains(&about.f_type)
    {
        let what = "the data folder is on another machine's disk";
        let next = "move it to a disk of this computer: locks over a network are not reliable";
        findings.push(Finding::fault("disk", what, next));
    }
    findings
}

#[cfg(not(unix))]
fn room(_: &Path, _: u64) -> Vec<Finding> {
    Vec::new()
}

#[cfg(unix)]
fn permissions(path: &Path) -> Vec<Finding> {
    let mut findings: Vec<Finding> = open_to_others(path)
        .into_iter()
        .map(|(file, _)| {
            let what = format!("other people of this computer can read {}", file.display());
            Finding::notice("permissions", what, "take that away with `deskhand doctor --fix`")
        })
        .collect();
    for file in [path.to_owned(), Database::file(path)] {
        use rustix::fs::{Access, AtFlags, CWD, accessat};
        if file.exists() && accessat(CWD, &file, Access::WRITE_OK, AtFlags::EACCESS).is_err() {
            let what = format!("{} cannot be written", file.display());
            let next = "give yourself the right to write, or start as the one who has it";
            findings.push(Finding::fault("permissions", what, next));
        }
    }
    findings
}

#[cfg(not(unix))]
fn permissions(_: &Path) -> Vec<Finding> {
    Vec::new()
}

/// The files with secrets or customers' data that others can read, with their modes.
#[cfg(unix)]
fn open_to_others(path: &Path) -> Vec<(PathBuf, u32)> {
    use std::os::unix::fs::PermissionsExt as _;
    let database = Database::file(path);
    // A folder that nobody else can enter protects what is in it.
    let mode = |path: &Path| fs::metadata(path).map(|about| about.permissions().mode()).ok();
    let is_private = |mode: u32| mode & OTHERS == 0;
    if mode(path).is_some_and(is_private) {
        return Vec::new();
    }
    let files = [database.clone(), with(&database, "-wal"), secret::file(path)];
    let open = files.into_iter().filter_map(|file| {
        let mode = mode(&file)?;
        (!is_private(mode)).then_some((file, mode))
    });
    open.collect()
}

fn backups(path: &Path) -> Option<Finding> {
    const NEXT: &str = "make one with `deskhand backup`, or have one made every day: `backups = 14` in deskhand.toml keeps 14";
    let failed = path.join(backup::FAILED);
    if failed.exists() {
        let why = fs::read_to_string(&failed).unwrap_or_default();
        let what = format!("the daily backup is not made any more: {why}");
        let next =
            "put that right and try `deskhand backup`; the note goes with the next daily one";
        return Some(Finding::fault("backup", what, next));
    }
    let newest = backup::in_folder(&path.join(backup::FOLDER)).ok()?.pop();
    let Some(newest) = newest else {
        let what = "there is no backup in the data folder's `backups`";
        return Some(Finding::notice("backup", what, NEXT));
    };
    let age = age(&newest)?;
    let days = age.as_secs() / (24 * 60 * 60);
    let what = format!("the newest backup is {days} days old");
    (age > BACKUP_AGE_MAX).then(|| Finding::notice("backup", what, NEXT))
}

/// Folders of work and half-written backups of processes that are gone.
fn left_behind(path: &Path) -> Vec<PathBuf> {
    let entries = |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten();
    let works = entries(path.join(backup::WORK)).map(|entry| entry.path());
    let parts = entries(path.join(backup::FOLDER)).map(|entry| entry.path());
    let parts = parts.filter(|path| path.to_str().is_some_and(|path| path.ends_with(".tar.part")));
    works.chain(parts).filter(|path| age(path).is_some_and(|age| age > WORK_AGE_MAX)).collect()
}

fn key(path: &Path) -> Option<Finding> {
    let length = fs::metadata(secret::file(path)).ok()?.len();
    let is_whole = usize::try_from(length).is_ok_and(|length| length == secret::LENGTH);
    let next = "move it away: the next start makes a new one, and the console and webhook addresses change";
    (!is_whole).then(|| Finding::fault("secret", "secret.key has another length", next))
}
