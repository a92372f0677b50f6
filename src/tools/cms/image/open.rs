//! Opening a file below a folder so that nothing outside is opened, whatever happens to the way meanwhile.
//!
//! A path that was found to be inside says nothing about what is there a moment later. So each step of it is opened
//! from the one before, and no link is followed: the links were followed when the path was found.

use std::{fs::File, io, path::Path};

/// Opens a file to be read. Opening never waits: a pipe that nobody writes into is opened as well.
///
/// # Errors
/// What the system says; a link on the way is such an error.
#[cfg(unix)]
pub(super) fn below(folder: &Path, way: &Path) -> io::Result<File> {
    use rustix::fs::{CWD, Mode, OFlags, openat};

    let safely = OFlags::RDONLY | OFlags::CLOEXEC;
    let step = safely | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    let mut here = openat(CWD, folder, safely | OFlags::DIRECTORY, Mode::empty())?;
    let mut parts = way.components().peekable();
    while let Some(part) = parts.next() {
        let more = if parts.peek().is_some() { OFlags::DIRECTORY } else { OFlags::empty() };
        here = openat(&here, part.as_os_str(), step | more, Mode::empty())?;
    }
    Ok(File::from(here))
}

/// Opens a file to be read; its path is looked at again when it is open.
#[cfg(not(unix))]
pub(super) fn below(folder: &Path, way: &Path) -> io::Result<File> {
    let path = folder.join(way);
    let file = File::open(&path)?;
    if path.canonicalize()? != path {
        return Err(io::Error::other("something else has taken its place"));
    }
    Ok(file)
}
