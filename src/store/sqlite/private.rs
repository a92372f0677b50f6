//! The database as a file among others: made for its owner alone, and opened by the engine alone.
//!
//! Locks of POSIX belong to the process and the file: whoever closes any descriptor of a file gives up every lock that
//! the process has on it. The engine keeps its own descriptors apart, and knows nothing of others. So nothing else
//! in this process opens the database or its logs, however briefly: after that, a program from outside that looks
//! into the file would believe that it is alone with it, and remove the log with all that is in it.

use std::{
    fs::{self, File, Metadata},
    io::{Error, ErrorKind, Result},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// The databases that this process has had open, links in their paths followed.
static DATABASES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// What the engine puts behind the name of a database.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// How many links a path may lead over.
const LINKS_MAX: usize = 16;

/// Notes that the engine is about to open a database.
pub(super) fn note(path: &Path) {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut known = databases();
    if !known.contains(&path) {
        known.push(path);
    }
}

/// Opens a file that somebody has named, to read it. A database of this process is not opened, by whichever name.
///
/// # Errors
/// `PermissionDenied` for a database, and what the system says.
pub fn open_named(path: &Path) -> Result<File> {
    open_named_by(path, || File::open(path))
}

/// The same, for callers that open it in a way of their own.
///
/// # Errors
/// As [`open_named`].
pub fn open_named_by(path: &Path, open: impl FnOnce() -> Result<File>) -> Result<File> {
    let refused = || Error::new(ErrorKind::PermissionDenied, "that is a database in use");
    if is_database(&path.metadata()?) {
        return Err(refused());
    }
    let file = open()?;
    if is_database(&file.metadata()?) {
        // It took the place of another file just now. To close it would give up the engine's locks: it stays open.
        std::mem::forget(file);
        return Err(refused());
    }
    Ok(file)
}

/// Whether a file is a database of this process, or one of its logs.
fn is_database(file: &Metadata) -> bool {
    databases().iter().flat_map(|path| PARTS.map(|part| with(path, part))).any(|part| {
        let part = fs::metadata(part);
        part.is_ok_and(|part| is_same(&part, file))
    })
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere a lock belongs to its descriptor.
#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    false
}

fn with(path: &Path, part: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(part);
    path.into()
}

fn databases() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    DATABASES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The length of the write-ahead log, and when it was last written; `None` where there is none.
pub(super) fn log_of(path: &Path) -> Option<(u64, std::time::SystemTime)> {
    let about = fs::metadata(with(path, "-wal")).ok()?;
    Some((about.len(), about.modified().ok()?))
}

/// Makes an empty file that only its owner can read, if there is none. The engine gives its logs the same permissions.
///
/// It is made under another name, closed, and only then given its own: nobody can have it open as a database while
/// this process has a descriptor of it. Of two processes that start at once, one gives the name.
pub(super) fn make(path: &Path) -> Result<()> {
    let path = &at_the_end(path)?;
    if path.try_exists()? {
        return Ok(());
    }
    let draft = with(path, &format!(".{}", uuid::Uuid::now_v7()));
    drop(create(&draft)?);
    let named = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match named {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error)
            if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::Unsupported) =>
        {
            make_in_place(path)
        }
        named => named,
    }
}

/// Where the file system knows no second names: then the one descriptor stays open as long as the process lives.
fn make_in_place(path: &Path) -> Result<()> {
    match create(path) {
        Ok(file) => {
            std::mem::forget(file);
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// A new file that was never anybody else's to read.
fn create(path: &Path) -> Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Where a path leads, also to what is not there yet.
fn at_the_end(path: &Path) -> Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS_MAX {
        match fs::read_link(&path) {
            Ok(next) => path = path.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(Error::other("its links lead nowhere"))
}

/// Whether the file may be written, as far as the system says so without opening it.
#[cfg(unix)]
pub(super) fn may_write(path: &Path) -> Result<()> {
    use rustix::fs::{Access, AtFlags, CWD, accessat};
    // As whoever the process acts for, as opening it would.
    Ok(accessat(CWD, path, Access::WRITE_OK, AtFlags::EACCESS)?)
}

#[cfg(not(unix))]
pub(super) fn may_write(path: &Path) -> Result<()> {
    let read_only = fs::metadata(path)?.permissions().readonly();
    if read_only { Err(Error::new(ErrorKind::PermissionDenied, "it is read-only")) } else { Ok(()) }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_new_file_is_for_its_owner_and_one_that_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().join("there.db");
        fs::write(&there, "something").unwrap();
        fs::set_permissions(&there, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(folder.path().join("far.db"), folder.path().join("link.db")).unwrap();
        symlink("loop.db", folder.path().join("loop.db")).unwrap();
        for (name, target, mode, length) in [
            ("new.db", "new.db", 0o600, 0),
            ("link.db", "far.db", 0o600, 0),
            ("there.db", "there.db", 0o640, 9),
        ] {
            make(&folder.path().join(name)).unwrap();
            let about = folder.path().join(target).symlink_metadata().unwrap();
            assert_eq!(
                (about.mode() & 0o777, about.len(), about.nlink()),
                (mode, length, 1),
                "{name}"
            );
        }
        assert!(make(&folder.path().join("loop.db")).is_err());
        // Nothing is left of what it was made as.
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 5);
    }

    #[test]
    fn many_at_once_make_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.db");
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| make(&path).unwrap());
            }
        });
        let about = path.metadata().unwrap();
        assert_eq!((about.mode() & 0o777, about.nlink()), (0o600, 1));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_database_is_opened_by_no_name() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("picture.jpg"), "picture").unwrap();
        for name in ["a.db", "a.db-wal", "a.db-shm"] {
            fs::write(at(name), "").unwrap();
        }
        assert!(open_named(&at("a.db")).is_ok(), "not open yet");
        note(&at("a.db"));
        fs::hard_link(at("a.db"), at("hard.jpg")).unwrap();
        symlink(at("a.db-wal"), at("soft.jpg")).unwrap();
        fs::hard_link(at("a.db-shm"), at("shared.jpg")).unwrap();
        for name in ["a.db", "a.db-wal", "a.db-shm", "hard.jpg", "soft.jpg", "shared.jpg"] {
            let refused = open_named(&at(name)).unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::PermissionDenied, "{name}");
        }
        assert!(open_named(&at("picture.jpg")).is_ok());
    }
}
