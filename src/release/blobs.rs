//! The bytes of releases, by their content: `<2 hex>/<sha256>`, with `.gz` and `.br` beside it where that pays.
//!
//! A file is written under another name, brought to the disk and renamed, before any row names it. So whatever ends the
//! process, a release has all of its bytes, and what no release names takes room and does no harm. Nothing that is
//! there is written again.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
};

use flate2::{Compression, GzBuilder};
use sha2::{Digest as _, Sha256};

use crate::{
    error::{Code, Error, Result},
    id::CallId,
};

/// Smaller files are not worth the header.
const COMPRESSED_MIN: usize = 256;

/// Bytes of what is known of a file's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Blob {
    /// SHA-256 in hex.
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    /// The lengths of its compressed forms, where there are some.
    pub(crate) gzip: Option<u64>,
    pub(crate) brotli: Option<u64>,
}

/// The folder with the bytes of a tenant's releases.
#[derive(Clone, Debug)]
pub(crate) struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    pub(crate) fn new(folder: PathBuf) -> Blobs {
        Blobs { folder }
    }

    /// Where the bytes with that digest are. `encoding` is `""`, `.gz` or `.br`.
    pub(crate) fn place(&self, sha256: &str, encoding: &str) -> PathBuf {
        let begin = sha256.get(..2).unwrap_or("00");
        self.folder.join(begin).join(format!("{sha256}{encoding}"))
    }

    /// Whether all of these are on the disk.
    pub(crate) fn has_all<'d>(&self, digests: impl IntoIterator<Item = &'d String>) -> bool {
        digests.into_iter().all(|sha256| self.place(sha256, "").is_file())
    }

    /// The bytes with that digest.
    pub(crate) fn read(&self, sha256: &str) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let opened = crate::store::open_named(&self.place(sha256, ""));
        opened.and_then(|mut file| file.read_to_end(&mut bytes)).map_err(|cause| {
            Error::new(Code::Internal, "a file of the release is missing on the disk")
                .suggest("make the release anew with createRelease")
                .caused_by(cause)
        })?;
        Ok(bytes)
    }

    /// Keeps bytes, unless they are there.
    ///
    /// # Errors
    /// `STORAGE_FULL`; nothing is left behind then.
    pub(crate) fn put(&self, bytes: &[u8], compresses: bool) -> Result<Blob> {
        let sha256 = digest(bytes);
        let length = |encoding: &str| {
            let about = fs::metadata(self.place(&sha256, encoding)).ok();
            about.filter(fs::Metadata::is_file).map(|about| about.len())
        };
        let whole = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        // The bytes themselves come last: where they are, the others are as well.
        if length("") != Some(whole) {
            fs::create_dir_all(self.folder.join(sha256.get(..2).unwrap_or("00"))).map_err(full)?;
            if compresses && bytes.len() >= COMPRESSED_MIN {
                for (encoding, packed) in [(".gz", gzip(bytes)?), (".br", brotli(bytes)?)] {
                    if packed.len() < bytes.len() {
                        self.write(&self.place(&sha256, encoding), &packed)?;
                    }
                }
            }
            self.write(&self.place(&sha256, ""), bytes)?;
        }
        Ok(Blob { gzip: length(".gz"), brotli: length(".br"), sha256, bytes: whole })
    }

    fn write(&self, place: &Path, bytes: &[u8]) -> Result<()> {
        let draft = self.folder.join(format!("{}.part", CallId::new()));
        let written = File::create_new(&draft).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&draft, place)
        });
        written.map_err(|cause| {
            let _ = fs::remove_file(&draft);
            full(cause)
        })
    }

    /// Removes what killed processes have left half written. Called while nobody else makes a release of the tenant.
    pub(crate) fn sweep(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|ending| ending == "part") {
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// SHA-256 in hex.
pub(crate) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The same bytes give the same file: no time and no name is in it.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = GzBuilder::new().write(Vec::new(), Compression::best());
    packed.write_all(bytes).map_err(Error::internal)?;
    packed.finish().map_err(Error::internal)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &params).map_err(Error::internal)?;
    Ok(packed)
}

/// The error for what could not be written.
pub(crate) fn full(cause: std::io::Error) -> Error {
    let kind = cause.kind();
    let why = if [ErrorKind::StorageFull, ErrorKind::QuotaExceeded].contains(&kind) {
        "the disk is full"
    } else if [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem].contains(&kind) {
        "nobody may write there"
    } else {
        "a file could not be written"
    };
    Error::new(
        Code::StorageFull,
        format!("{why}; the release was not made public, and what was public still is"),
    )
    .suggest("make room on the disk, or check who may write there, then try again")
    .caused_by(cause)
}
