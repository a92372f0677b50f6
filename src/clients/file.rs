//! A client's file on the disk: read whole, and replaced whole.

use std::{
    fs,
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

/// Longer files are no configuration.
const BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The most symbolic links followed for one path.
const LINKS_MAX: usize = 16;

/// A client's file as it was read.
#[derive(Debug)]
pub struct File {
    /// Where the bytes are, links followed: a link stays one.
    pub path: PathBuf,
    /// Empty if there is no file.
    pub text: String,
    pub is_there: bool,
}

/// Why a file is left alone, in words that end a sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(String);

impl File {
    /// Reads the file of this name.
    ///
    /// # Errors
    /// If it cannot be read, or is not text.
    pub fn read(name: &Path) -> Result<File, Trouble> {
        let path = at_the_end(name).map_err(|error| Trouble(error.to_string()))?;
        let about = match fs::metadata(&path) {
            Ok(about) => about,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(File { path, text: String::new(), is_there: false });
            }
            Err(error) => return Err(Trouble(error.to_string())),
        };
        if !about.is_file() {
            return Err(Trouble("it is not a file".to_owned()));
        }
        if about.len() > BYTES_MAX {
            return Err(Trouble("it is too large for a configuration".to_owned()));
        }
        let bytes = fs::read(&path).map_err(|error| Trouble(error.to_string()))?;
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| Trouble("it is not text in UTF-8".to_owned()))?;
        Ok(File { path, text, is_there: true })
    }

    /// Replaces the text by a new one, and leaves the old one beside it; returns where. A reader sees the old text or
    /// the new one, never a part.
    ///
    /// # Errors
    /// If the file is read-only, or has changed since it was read; it is as it was then.
    pub fn replace(&self, text: &str) -> Result<Option<PathBuf>, Trouble> {
        let now = File::read(&self.path)?;
        if now.text != self.text {
            return Err(Trouble("it was changed by another program just now".to_owned()));
        }
        let permissions = if self.is_there {
            let permissions = fs::metadata(&self.path).map_err(trouble)?.permissions();
            // Another file could take its place all the same, which is not what read-only is meant to say.
            if permissions.readonly() {
                return Err(Trouble("it is read-only".to_owned()));
            }
            Some(permissions)
        } else {
            None
        };
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(trouble)?;
        }
        let backup = self.is_there.then(|| beside(&self.path, ".before-deskhand"));
        if let Some(backup) = &backup {
            fs::copy(&self.path, backup).map_err(trouble)?;
        }
        let draft = beside(&self.path, ".deskhand-new");
        let written =
            write(&draft, text, permissions).and_then(|()| fs::rename(&draft, &self.path));
        if let Err(error) = written {
            // What could not be written whole is of no use; the file itself is as it was.
            let _ = fs::remove_file(&draft);
            return Err(trouble(error));
        }
        Ok(backup)
    }
}

/// Writes a new file to the disk, for its owner only unless the old one was for others as well: it may hold keys.
fn write(path: &Path, text: &str, permissions: Option<fs::Permissions>) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    if let Some(permissions) = permissions {
        file.set_permissions(permissions)?;
    }
    file.sync_all()
}

fn trouble(error: io::Error) -> Trouble {
    Trouble(error.to_string())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

/// The real path of a file that may not exist yet, symbolic links followed.
fn at_the_end(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS_MAX {
        match fs::read_link(&path) {
            Ok(next) => path = path.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("its links lead nowhere"))
}
