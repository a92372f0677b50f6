//! Sources of a new picture's bytes: a file in an allowed folder, the web, or base64.
//!
//! A file must be below a folder that the operator allows, after all links in its path are resolved, and it is opened
//! without following further links. A file elsewhere gives the same error whether it exists or not.

use std::{
    fs::Metadata,
    io::Read as _,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use super::{encoded, open};
use crate::{
    error::{Code, Error, Result},
    picture,
    store::open_named_by,
    unicode::decompose,
};

/// The source of the bytes.
pub(super) enum Source {
    /// A file, as the caller named it.
    Path(String),
    /// An address; downloaded before it is read.
    Url(String),
    /// Base64 in the call.
    Base64(String),
}

impl Source {
    /// Reads the bytes, and the file's name if there is one.
    ///
    /// # Errors
    /// `IMAGE_UNREACHABLE`, `IMAGE_INVALID`.
    pub(super) fn read(self, folders: &Arc<[PathBuf]>) -> Result<(Vec<u8>, Option<String>)> {
        match self {
            Source::Path(path) => {
                let Place { folder, below } = locate(&path, folders)?;
                let name = below.file_name().map(|name| name.to_string_lossy().into_owned());
                Ok((bytes_below(&folder, &below)?.0, name))
            }
            Source::Url(_) => Err(Error::internal("a picture that was not fetched")),
            Source::Base64(text) => Ok((encoded::decode(&text)?, None)),
        }
    }
}

/// The real place of a file, links resolved: an allowed folder, and the path below it.
struct Place {
    folder: PathBuf,
    below: PathBuf,
}

/// Finds the file.
fn locate(given: &str, folders: &[PathBuf]) -> Result<Place> {
    let given = given.strip_prefix("file://").unwrap_or(given);
    // Arguments are in NFC, but file names on some computers are in NFD.
    let apart = decompose(given);
    let place = within(Path::new(given), folders);
    if apart == given { place } else { place.or_else(|_| within(Path::new(&*apart), folders)) }
}

fn within(wanted: &Path, folders: &[PathBuf]) -> Result<Place> {
    let inside = |path: PathBuf| {
        let mut folders = folders.iter().filter_map(|folder| folder.canonicalize().ok());
        folders.find_map(|folder| {
            let below = path.strip_prefix(&folder).ok()?.to_owned();
            Some(Place { folder, below })
        })
    };
    let candidates: Vec<PathBuf> = match wanted.strip_prefix("~") {
        // `~` is the parent of the allowed folders, so the path is tried below each one's parent.
        Ok(rest) => folders.iter().filter_map(|f| f.parent()).map(|home| home.join(rest)).collect(),
        Err(_) if wanted.is_absolute() => vec![wanted.to_owned()],
        Err(_) => folders.iter().map(|folder| folder.join(wanted)).collect(),
    };
    let mut found = candidates.iter().filter_map(|path| path.canonicalize().ok());
    if let Some(place) = found.find_map(inside) {
        return Ok(place);
    }
    let plain = wanted.components().all(|part| !matches!(part, Component::ParentDir));
    let allowed = |path: &PathBuf| folders.iter().any(|folder| path.starts_with(folder));
    Err(
        if plain && candidates.iter().any(allowed) && !candidates.iter().any(|path| path.exists()) {
            Error::new(
                Code::ImageUnreachable,
                format!("path: there is no file `{}`", wanted.display()),
            )
            .suggest("check its name; `path` may be a file name alone")
        } else {
            Error::new(Code::ImageUnreachable, "path: pictures are not taken from there")
                .suggest(advice(folders))
        },
    )
}

fn advice(folders: &[PathBuf]) -> String {
    let names: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    match names.as_slice() {
        [] => "no folder is allowed here; send the picture as base64".to_owned(),
        some => format!("put the file into one of {}, or send base64", some.join(", ")),
    }
}

/// The bytes of a regular file that is not too large, and the file's metadata. The checks use the opened file, because
/// the file at the path can be replaced at any moment.
pub(crate) fn bytes_below(folder: &Path, below: &Path) -> Result<(Vec<u8>, Metadata)> {
    let unreadable = |cause: std::io::Error| {
        Error::new(Code::ImageUnreachable, "path: the file cannot be read")
            .suggest("check that it is a picture and that you may read it")
            .caused_by(cause)
    };
    let way = folder.join(below);
    let file = open_named_by(&way, || open::below(folder, below)).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(Error::new(Code::ImageUnreachable, "path: that is not a file")
            .suggest("name a picture file"));
    }
    let mut bytes = Vec::new();
    file.take(picture::BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok((bytes, about))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_name_and_nothing_outside_is() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let (inbox, outside) = (root.join("inbox"), root.join("secret.jpg"));
        std::fs::create_dir(&inbox).unwrap();
        std::fs::write(inbox.join("a.jpg"), b"picture").unwrap();
        std::fs::write(&outside, b"secret").unwrap();
        std::fs::write(inbox.join("cafe\u{301}.jpg"), b"picture").unwrap();
        assert!(locate("café.jpg", std::slice::from_ref(&inbox)).is_ok());
        #[cfg(unix)]
        std::os::unix::fs::symlink(&outside, inbox.join("link.jpg")).unwrap();
        let folders: Arc<[PathBuf]> = Arc::new([inbox.clone()]);
        let read = |path: &str| Source::Path(path.to_owned()).read(&folders);
        for path in ["a.jpg", "./a.jpg", "~/inbox/a.jpg", inbox.join("a.jpg").to_str().unwrap()] {
            assert_eq!(read(path).unwrap(), (b"picture".to_vec(), Some("a.jpg".to_owned())));
        }
        let refusals = ["../secret.jpg", "link.jpg", "/etc/passwd", "/etc/not-there"];
        let said = |path: &str| read(path).unwrap_err().message().to_owned();
        for path in refusals {
            assert_eq!(said(path), "path: pictures are not taken from there", "{path}");
        }
        assert_eq!(said("b.jpg"), "path: there is no file `b.jpg`");
        assert_eq!(said(inbox.to_str().unwrap()), "path: that is not a file");
    }

    /// Another process replaces the path again and again while it is read.
    #[cfg(unix)]
    #[test]
    fn what_is_swapped_in_meanwhile_is_never_read() {
        use std::os::unix::fs::symlink;
        use std::sync::atomic::{AtomicBool, Ordering};

        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let (inbox, outside) = (root.join("inbox"), root.join("outside"));
        for folder in [&inbox, &outside, &inbox.join("real")] {
            std::fs::create_dir(folder).unwrap();
        }
        std::fs::write(inbox.join("real/a.jpg"), b"picture").unwrap();
        std::fs::write(outside.join("a.jpg"), b"secret").unwrap();
        let folders: Arc<[PathBuf]> = Arc::new([inbox.clone()]);
        let ended = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for round in 0.. {
                    if ended.load(Ordering::Relaxed) {
                        break;
                    }
                    // The file itself, and its folder; each replaced atomically.
                    for (name, inside, beyond) in [
                        ("a.jpg", inbox.join("real/a.jpg"), outside.join("a.jpg")),
                        ("folder", inbox.join("real"), outside.clone()),
                    ] {
                        let draft = inbox.join(format!("draft-{name}"));
                        let to = if round % 2 == 0 { beyond } else { inside };
                        symlink(to, &draft).unwrap();
                        std::fs::rename(&draft, inbox.join(name)).unwrap();
                    }
                    // A file, and then a link to another one.
                    let draft = inbox.join("draft");
                    std::fs::write(&draft, b"picture").unwrap();
                    std::fs::rename(&draft, inbox.join("b.jpg")).unwrap();
                    symlink(outside.join("a.jpg"), &draft).unwrap();
                    std::fs::rename(&draft, inbox.join("b.jpg")).unwrap();
                }
            });
            // Checked after the other thread has ended, which a failed assertion would not end.
            let (mut read, mut leaked) = (0, Vec::new());
            for _ in 0..20_000 {
                for path in ["a.jpg", "folder/a.jpg", "b.jpg"] {
                    match Source::Path(path.to_owned()).read(&folders) {
                        Ok((bytes, _)) if bytes == b"picture" => read += 1,
                        Ok((bytes, _)) => leaked.push((path, bytes)),
                        Err(error) if error.code() == Code::ImageUnreachable => {}
                        Err(error) => leaked.push((path, error.to_string().into_bytes())),
                    }
                }
            }
            ended.store(true, Ordering::Relaxed);
            assert!(read > 0);
            assert!(leaked.is_empty(), "{} of them: {:?}", leaked.len(), leaked.first());
        });
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_refused_at_once() {
        let root = tempfile::tempdir().unwrap();
        let inbox = root.path().canonicalize().unwrap();
        let pipe = inbox.join("pipe.jpg");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        let _listener = std::os::unix::net::UnixListener::bind(inbox.join("socket.jpg")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", inbox.join("zero.jpg")).unwrap();
        std::os::unix::fs::symlink("loop.jpg", inbox.join("loop.jpg")).unwrap();
        let folders: Arc<[PathBuf]> = Arc::new([inbox]);
        for path in ["pipe.jpg", "socket.jpg", "zero.jpg", "loop.jpg", ".", "pipe.jpg/a.jpg"] {
            let refused = Source::Path(path.to_owned()).read(&folders).unwrap_err();
            assert_eq!(refused.code(), Code::ImageUnreachable, "{path}");
        }
    }
}
