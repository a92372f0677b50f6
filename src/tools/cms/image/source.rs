//! Where the bytes of a new picture come from: a file in an allowed folder, the web, or base64.
//!
//! A file is looked for only below the folders that the operator allows, after every link in its path has
//! been followed. What lies elsewhere is refused in the same words whether it is there or not.

use std::{
    io::Read as _,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::{
    error::{Code, Error, Result},
    picture,
    store::open_named,
};

/// Where the bytes are.
pub(super) enum Source {
    /// A file, as the caller named it.
    Path(String),
    /// On the web; it is fetched before it is read.
    Url(String),
    /// In the call itself.
    Base64(String),
}

/// Models leave the padding out now and then; that loses nothing.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Source {
    /// The bytes, and the file's name where there is a file.
    ///
    /// # Errors
    /// `IMAGE_UNREACHABLE`, `IMAGE_INVALID`.
    pub(super) fn read(self, folders: &Arc<[PathBuf]>) -> Result<(Vec<u8>, Option<String>)> {
        match self {
            Source::Path(path) => {
                let path = locate(&path, folders)?;
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                Ok((bytes_of(&path)?, name))
            }
            Source::Url(_) => Err(Error::internal("a picture that was not fetched")),
            Source::Base64(text) => Ok((decode(&text)?, None)),
        }
    }
}

/// Base64 with or without a `data:` prefix, line breaks forgiven.
fn decode(text: &str) -> Result<Vec<u8>> {
    let text = match text.strip_prefix("data:") {
        Some(rest) => rest.split_once("base64,").map_or(rest, |(_, data)| data),
        None => text,
    };
    let text: String = text.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    BASE64.decode(&text).map_err(|error| {
        Error::new(Code::ImageInvalid, "base64: the text is damaged or cut off")
            .suggest("send the whole picture again, or give `path` to a file instead")
            .caused_by(error)
    })
}

/// The file that is meant, every link followed.
fn locate(given: &str, folders: &[PathBuf]) -> Result<PathBuf> {
    let wanted = Path::new(given.strip_prefix("file://").unwrap_or(given));
    let inside = |path: &Path| {
        folders.iter().filter_map(|folder| folder.canonicalize().ok()).any(|f| path.starts_with(f))
    };
    let candidates: Vec<PathBuf> = match wanted.strip_prefix("~") {
        // The home folder is above the folders that are allowed: each is tried as a child of it.
        Ok(rest) => folders.iter().filter_map(|f| f.parent()).map(|home| home.join(rest)).collect(),
        Err(_) if wanted.is_absolute() => vec![wanted.to_owned()],
        Err(_) => folders.iter().map(|folder| folder.join(wanted)).collect(),
    };
    let found = candidates.iter().filter_map(|path| path.canonicalize().ok());
    if let Some(found) = found.into_iter().find(|path| inside(path)) {
        return Ok(found);
    }
    let plain = wanted.components().all(|part| !matches!(part, Component::ParentDir));
    let allowed = |path: &PathBuf| folders.iter().any(|folder| path.starts_with(folder));
    Err(
        if plain && candidates.iter().any(allowed) && !candidates.iter().any(|path| path.exists()) {
            Error::new(Code::ImageUnreachable, format!("path: there is no file `{given}`"))
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

/// The bytes of an ordinary file that is not too large.
fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let unreadable = |cause: std::io::Error| {
        Error::new(Code::ImageUnreachable, "path: the file cannot be read")
            .suggest("check that it is a picture and that you may read it")
            .caused_by(cause)
    };
    // Before it is opened: opening a pipe would wait for its other end.
    if !path.metadata().map_err(unreadable)?.is_file() {
        return Err(Error::new(Code::ImageUnreachable, "path: that is not a file")
            .suggest("name a picture file"));
    }
    let file = open_named(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(picture::BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
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

    #[test]
    fn base64_comes_in_many_dresses_and_damaged_text_is_refused() {
        for text in ["aGVsbG8=", "aGVsbG8", "data:image/png;base64,aGVs\nbG8="] {
            assert_eq!(decode(text).unwrap(), b"hello");
        }
        assert_eq!(decode("aGVsbG8=x").unwrap_err().code(), Code::ImageInvalid);
        assert_eq!(decode("a").unwrap_err().code(), Code::ImageInvalid);
    }
}
