//! A folder that a web server serves. The release is written beside it, and the two change places in one step.
//!
//! A folder with anything else in it is not begun with: it might be somebody's documents. What somebody adds later
//! stays: a file in the folder says which files a release has put there, and only those go with the next one.

mod foreign;

use std::{
    fs,
    io::{ErrorKind, Result as IoResult},
    path::Path,
};

use self::foreign::Ours;
use super::Delivery;
use crate::{
    error::{Code, Error, Result},
    release::blobs::full,
};

/// The file by which we know a folder that we made. Web servers do not serve names with a dot in front.
pub(super) const MARK: &str = ".deskhand-release";

pub(super) fn deliver(path: &Path, delivery: &Delivery<'_>) -> Result<String> {
    refuse_foreign(path)?;
    let ours = foreign::ours(path);
    foreign::refuse_in_the_way(path, &ours, delivery)?;
    let (Some(above), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(not_ours(path));
    };
    let beside = |what: &str| above.join(format!(".{}.deskhand-{what}", name.to_string_lossy()));
    let (new, old) = (beside("new"), beside("old"));
    fs::create_dir_all(above).map_err(full)?;
    // What a killed process has left.
    for left in [&new, &old] {
        remove(left).map_err(full)?;
    }
    let written = write(&new, path, &ours, delivery)
        .and_then(|()| foreign::carry(path, &new, &ours))
        .and_then(|()| to_disk(&new))
        .and_then(|()| switch(&new, path, &old));
    if written.is_ok() {
        // What came while it was written.
        for before in [&new, &old] {
            foreign::carry(before, path, &ours).map_err(full)?;
        }
    }
    // After an exchange the release before stands where the new one was.
    let _ = remove(&new);
    let _ = remove(&old);
    written.map_err(full)?;
    Ok(path.display().to_string())
}

/// Refuses a folder with something else in it.
fn refuse_foreign(path: &Path) -> Result<()> {
    if path.join(MARK).is_file() {
        return Ok(());
    }
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().map_or(Ok(()), |_| Err(not_ours(path))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => Err(not_ours(path)),
        Err(error) => Err(full(error)),
    }
}

fn not_ours(path: &Path) -> Error {
    Error::new(
        Code::TargetRefused,
        format!("{} has other files in it, which a release would replace", path.display()),
    )
    .suggest("the operator names a folder of its own for the site: deskhand target add")
}

/// Writes the release; what is in the folder as it is to be is not copied, but gets another name.
fn write(new: &Path, path: &Path, ours: &Ours, delivery: &Delivery<'_>) -> IoResult<()> {
    fs::create_dir(new)?;
    for file in delivery.files {
        let to = new.join(safe(&file.path)?);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        for (name, encoding, length) in foreign::forms(file) {
            let to = new.join(safe(&name)?);
            let there = foreign::unchanged(path, ours, (&name, &file.sha256, length));
            if there.is_none_or(|there| fs::hard_link(there, &to).is_err()) {
                fs::copy(delivery.blobs.place(&file.sha256, encoding), to)?;
            }
        }
    }
    fs::write(new.join(MARK), foreign::mark(delivery))
}

/// A path of the release, which leaves no folder.
fn safe(path: &str) -> IoResult<&Path> {
    let is_plain = |step: &str| !matches!(step, "" | "." | "..") && !step.contains(['\\', '\0']);
    if path.split('/').all(is_plain) {
        Ok(Path::new(path))
    } else {
        Err(std::io::Error::new(ErrorKind::InvalidInput, format!("the path {path}")))
    }
}

/// Puts the new folder into the place of the one that is there.
fn switch(new: &Path, path: &Path, old: &Path) -> IoResult<()> {
    if fs::symlink_metadata(path).is_err() {
        return fs::rename(new, path);
    }
    if exchange(new, path) {
        return Ok(());
    }
    // Where two folders cannot change places in one step, there is a moment without one.
    fs::rename(path, old)?;
    fs::rename(new, path).inspect_err(|_| {
        let _ = fs::rename(old, path);
    })
}

#[cfg(target_os = "linux")]
fn exchange(new: &Path, path: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, new, CWD, path, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// Brings everything in the folder to the disk before anybody sees it.
#[cfg(target_os = "linux")]
fn to_disk(folder: &Path) -> IoResult<()> {
    rustix::fs::syncfs(fs::File::open(folder)?).map_err(Into::into)
}

#[cfg(not(target_os = "linux"))]
fn to_disk(_: &Path) -> IoResult<()> {
    Ok(())
}

fn remove(folder: &Path) -> IoResult<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
