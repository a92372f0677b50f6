//! What a release has at which address. It never changes, so it is read once.

use std::{collections::HashMap, sync::Arc};

use hyper::header::HeaderValue;
use percent_encoding::percent_decode_str;

use crate::{
    error::{Error, Result},
    id::ReleaseId,
    principal::Caller,
    release::{
        blobs::Blobs,
        store::{self, ReleaseFile},
    },
    store::Store,
};

/// The most bytes of a list of redirects that are read.
const REDIRECTS_BYTES_MAX: i64 = 4 << 20;

/// A file of a release.
#[derive(Debug)]
pub(super) struct File {
    path: Box<str>,
    sha256: [u8; 32],
    pub(super) bytes: u64,
    pub(super) gzip: Option<u64>,
    pub(super) brotli: Option<u64>,
    pub(super) kind: HeaderValue,
    /// Whether its address changes with its content, so that browsers keep it.
    pub(super) is_final: bool,
}

impl File {
    /// Its digest, as its bytes are named.
    pub(super) fn hex(&self) -> String {
        self.sha256.iter().fold(String::with_capacity(64), |mut text, byte| {
            use std::fmt::Write as _;
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// The files of a release by their addresses.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// In the order of their paths, so that one is found by halving.
    files: Vec<File>,
    /// Where what was there is now, without leading slashes.
    redirects: HashMap<Box<str>, Box<str>>,
}

/// What is at an address.
#[derive(Debug)]
pub(super) enum Found<'i> {
    File(&'i File),
    /// It has the name of a folder, and is read with a slash at its end.
    Folder,
    /// It is elsewhere now, with a leading slash.
    Moved(String),
    Nothing,
}

impl Index {
    /// Reads that of a release.
    ///
    /// # Errors
    /// Those of the store; a file that is not on the disk.
    pub(super) fn load(
        store: &Store,
        who: &Caller,
        blobs: &Blobs,
        release: ReleaseId,
    ) -> Result<Index> {
        let files = store.read(who, |db| store::files(db, release))?;
        let redirects = files.iter().find(|file| {
            file.path == "_redirects" && (1..=REDIRECTS_BYTES_MAX).contains(&file.bytes)
        });
        let redirects = redirects.map(|file| blobs.read(&file.sha256)).transpose()?;
        Index::of(&files, &redirects.unwrap_or_default())
    }

    fn of(files: &[ReleaseFile], redirects: &[u8]) -> Result<Index> {
        let mut kinds: HashMap<&str, HeaderValue> = HashMap::new();
        let mut served = Vec::with_capacity(files.len());
        for file in files.iter().filter(|file| !is_hidden(&file.path)) {
            let kind = match kinds.get(file.content_type.as_str()) {
                Some(known) => known.clone(),
                None => HeaderValue::from_str(&file.content_type).map_err(Error::internal)?,
            };
            kinds.insert(&file.content_type, kind.clone());
            let length = |bytes: i64| u64::try_from(bytes).unwrap_or(0);
            served.push(File {
                path: file.path.as_str().into(),
                sha256: binary(&file.sha256)?,
                bytes: length(file.bytes),
                gzip: file.gzip_bytes.map(length),
                brotli: file.brotli_bytes.map(length),
                kind,
                is_final: is_final(&file.path),
            });
        }
        served.sort_by(|one, other| one.path.cmp(&other.path));
        let lines = String::from_utf8_lossy(redirects);
        let redirects = lines.lines().filter_map(|line| {
            let mut words = line.split(' ');
            let (was, now) = (words.next()?, words.next()?);
            Some((was.trim_matches('/').into(), now.trim_start_matches('/').into()))
        });
        Ok(Index { files: served, redirects: redirects.collect() })
    }

    /// What is at the path of an address, as it was sent.
    pub(super) fn find(&self, path: &str) -> Found<'_> {
        let Some(path) = path.strip_prefix('/') else { return Found::Nothing };
        let Ok(path) = percent_decode_str(path).decode_utf8() else { return Found::Nothing };
        if path.contains(['\\', '\0']) || path.split('/').any(|part| part == "..") {
            return Found::Nothing;
        }
        // Only what has moved is a page that leads on: a redirect says so at once.
        if let Some(now) = self.redirects.get(path.trim_matches('/')) {
            return Found::Moved(format!("/{now}"));
        }
        let is_folder = path.is_empty() || path.ends_with('/');
        let index =
            if is_folder { format!("{path}index.html") } else { format!("{path}/index.html") };
        if is_folder {
            return self.file(&index).map_or(Found::Nothing, Found::File);
        }
        if path == "index.html" || path.ends_with("/index.html") {
            let folder = path.strip_suffix("index.html").unwrap_or_default();
            return self.file(&path).map_or(Found::Nothing, |_| Found::Moved(format!("/{folder}")));
        }
        if let Some(file) = self.file(&path).filter(|file| &*file.path != NOT_FOUND) {
            return Found::File(file);
        }
        if self.file(&index).is_some() {
            return Found::Folder;
        }
        self.digested(&path).map_or(Found::Nothing, |file| Found::Moved(format!("/{}", file.path)))
    }

    /// A style sheet or script by its name without the digest of its content: so it is named by the answers to forms,
    /// which are no part of a release.
    fn digested(&self, path: &str) -> Option<&File> {
        let (stem, ending) = path.strip_prefix("assets/")?.rsplit_once('.')?;
        let start = format!("assets/{stem}.");
        let at = self.files.partition_point(|file| *file.path < *start);
        self.files.get(at).filter(|file| {
            let digest = file.path.strip_prefix(&start).and_then(|rest| rest.strip_suffix(ending));
            digest.is_some_and(|digest| {
                digest.strip_suffix('.').is_some_and(|it| !it.contains(['.', '/']))
            })
        })
    }

    /// The file at an address that changes with its content.
    pub(super) fn kept(&self, path: &str) -> Option<&File> {
        match self.find(path) {
            Found::File(file) if file.is_final => Some(file),
            Found::File(_) | Found::Folder | Found::Moved(_) | Found::Nothing => None,
        }
    }

    /// The page for what is not there.
    pub(super) fn not_found(&self) -> Option<&File> {
        self.file(NOT_FOUND)
    }

    /// The number of its files.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    fn file(&self, path: &str) -> Option<&File> {
        let at = self.files.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        self.files.get(at)
    }
}

const NOT_FOUND: &str = "404.html";

/// Whether a file is for servers and not for visitors: its name, or that of a folder of it, begins with a dot or an
/// underscore.
fn is_hidden(path: &str) -> bool {
    let well_known = path.starts_with(".well-known/");
    let is_hidden = |part: &str| part.starts_with('.') && !(well_known && part == ".well-known");
    path.starts_with('_') || path.split('/').any(is_hidden)
}

/// Whether the address of a file changes with its content.
fn is_final(path: &str) -> bool {
    path.starts_with("assets/") || path.starts_with("uploads/")
}

/// A digest in hex.
fn binary(hex: &str) -> Result<[u8; 32]> {
    let damaged = || Error::internal("a file of a release without a digest");
    let mut digest = [0; 32];
    if hex.len() != 64 {
        return Err(damaged());
    }
    for (byte, pair) in digest.iter_mut().zip(hex.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| damaged())?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| damaged())?;
    }
    Ok(digest)
}

/// A shared index.
pub(super) type Shared = Arc<Index>;

#[cfg(test)]
mod tests {
    use super::*;

    fn index(paths: &[&str], redirects: &str) -> Index {
        let file = |path: &&str| ReleaseFile {
            path: (*path).to_owned(),
            sha256: "ab".repeat(32),
            bytes: 1,
            content_type: "text/html".to_owned(),
            gzip_bytes: None,
            brotli_bytes: None,
        };
        let files: Vec<ReleaseFile> = paths.iter().map(file).collect();
        Index::of(&files, redirects.as_bytes()).unwrap()
    }

    #[test]
    fn an_address_is_a_file_a_folder_or_nothing() {
        let index = index(
            &[
                "index.html",
                "404.html",
                "_headers",
                "_redirects",
                ".git/config",
                ".well-known/security.txt",
                "about/index.html",
                "old/index.html",
                "robots.txt",
                "fläche/index.html",
            ],
            "/old /about/ 301\n",
        );
        let found = |path: &str| match index.find(path) {
            Found::File(file) => file.path.to_string(),
            Found::Folder => "folder".to_owned(),
            Found::Moved(to) => format!("→ {to}"),
            Found::Nothing => "nothing".to_owned(),
        };
        for (path, is) in [
            ("/", "index.html"),
            ("/about/", "about/index.html"),
            ("/about", "folder"),
            ("/about/index.html", "→ /about/"),
            ("/index.html", "→ /"),
            ("/robots.txt", "robots.txt"),
            ("/robots.txt/", "nothing"),
            ("/old", "→ /about/"),
            ("/old/", "→ /about/"),
            ("/fl%C3%A4che/", "fläche/index.html"),
            ("/.well-known/security.txt", ".well-known/security.txt"),
            ("/404.html", "nothing"),
            ("/_headers", "nothing"),
            ("/_redirects", "nothing"),
            ("/.git/config", "nothing"),
            ("//about/", "nothing"),
            ("/%2e%2e/about/", "nothing"),
            ("/..%5cabout/", "nothing"),
            ("/about%00/", "nothing"),
            ("/%ff", "nothing"),
            ("about/", "nothing"),
            ("*", "nothing"),
        ] {
            assert_eq!(found(path), is, "{path}");
        }
        assert!(index.not_found().is_some());
    }
}
