//! Opens a file inside a folder such that nothing outside can be opened, even if the path is changed at the same time.
//!
//! A path that was checked can lead elsewhere a moment later. So each component is opened relative to the one before,
//! without following links; links were resolved when the path was checked.

use std::{fs::File, io, path::Path};

/// Opens a file for reading. Never blocks, also not on a pipe without a writer.
///
/// # Errors
/// The system's error; a link in the path is one.
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

/// Opens a file for reading; its path is checked again afterwards.
#[cfg(not(unix))]
pub(super) fn below(folder: &Path, way: &Path) -> io::Result<File> {
    let path = folder.join(way);
    let file = File::open(&path)?;
    if path.canonicalize()? != path {
        return Err(io::Error::other("something else has taken its place"));
    }
    Ok(file)
}
