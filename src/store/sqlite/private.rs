//! The database as a file: readable only by its owner, and opened only by SQLite.
//!
//! POSIX locks belong to the pair of process and file: closing any descriptor of a file releases all locks that the
//! process holds on it. SQLite handles this for its own descriptors only. So no other code of this process may open
//! the database or its logs, however briefly: another program would then believe that it has the file to itself, and
//! delete the log with all its data. See <https://sqlite.org/howtocorrupt.html>.

use std::{
    fs::{self, File, Metadata},
    io::{Error, ErrorKind, Result},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// The databases that this process has opened, symbolic links resolved.
static DATABASES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// The suffixes of a database's files.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// The most symbolic links followed for one path.
const LINKS_MAX: usize = 16;

/// Registers a database that SQLite is about to open.
pub(super) fn note(path: &Path) {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut known = databases();
    if !known.contains(&path) {
        known.push(path);
    }
}

/// Opens a file that a user has named, for reading. Refuses a database of this process, under whatever name.
///
/// # Errors
/// `PermissionDenied` for a database; otherwise the system's error.
pub fn open_named(path: &Path) -> Result<File> {
    open_named_by(path, || File::open(path))
}

/// The same with a custom way to open the file.
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
        // The file was replaced by a database just now. Closing it would release SQLite's locks, so it stays open.
        std::mem::forget(file);
        return Err(refused());
    }
    Ok(file)
}

/// Whether a file is a database of this process or one of its logs.
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

/// On other systems a lock belongs to the descriptor, so nothing is refused.
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

/// The size and modification time of the write-ahead log; `None` if there is none.
pub(super) fn log_of(path: &Path) -> Option<(u64, std::time::SystemTime)> {
    let about = fs::metadata(with(path, "-wal")).ok()?;
    Some((about.len(), about.modified().ok()?))
}

/// Creates an empty file that only its owner can read, if there is none. SQLite creates its logs with the same
/// permissions.
///
/// The file is created under a temporary name, closed, and then linked to its own name, so that nobody can have it
/// open as a database while this process has a descriptor of it. If two processes start at once, one of them succeeds.
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

/// For file systems without hard links: the descriptor stays open as long as the process lives.
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

/// A new file that was never readable by others.
fn create(path: &Path) -> Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The real path of a file that may not exist yet, symbolic links followed.
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

/// Whether the file is writable, asked without opening it.
#[cfg(unix)]
pub(super) fn may_write(path: &Path) -> Result<()> {
    use rustix::fs::{Access, AtFlags, CWD, accessat};
    // For the effective user, as opening it would be.
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
        // No temporary file is left.
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
