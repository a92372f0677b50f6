//! The tar file of a backup: written with a list of hashes at its end, and read back only whole.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Component, Path, PathBuf},
};

use sha2::{Digest as _, Sha256};
use tar::{Archive, Builder, EntryType, Header};

use super::{FileEntry, Manifest, database_name};
use crate::{
    error::{Code, Error, Result},
    store::{
        files::{private_file, private_folder},
        open_named,
        tenant::RELEASES,
        uploads,
    },
};

/// The name of the last entry.
const MANIFEST: &str = "manifest.json";

const FORMAT: u32 = 1;

/// Bytes of the list of files: a million of them.
const MANIFEST_BYTES_MAX: u64 = 256 << 20;

/// Every picture file and every file of a release of every tenant, by its name in a backup.
pub(super) fn pictures(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let name = |path: &Path| path.file_name()?.to_str().map(str::to_owned);
    let mut found = Vec::new();
    for tenant in listed(&uploads::folder(folder))? {
        for file in listed(&tenant)? {
            if let (Some(of), Some(name)) = (name(&tenant), name(&file))
                && file.is_file()
            {
                found.push((format!("{}/{of}/{name}", uploads::FOLDER), file));
            }
        }
    }
    for tenant in listed(&folder.join(RELEASES))? {
        // Beside the bytes is what is made anew: locks, and what targets keep.
        for shelf in
            listed(&tenant)?.into_iter().filter(|it| name(it).is_some_and(|it| it.len() == 2))
        {
            for file in listed(&shelf)? {
                if let (Some(of), Some(on), Some(name)) = (name(&tenant), name(&shelf), name(&file))
                {
                    found.push((format!("{RELEASES}/{of}/{on}/{name}"), file));
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(entries.flatten().map(|entry| entry.path()).collect()),
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            Ok(Vec::new())
        }
        Err(error) => Err(Error::internal(error)),
    }
}

/// Writes a backup of these files, each with its name in it, for nobody but its owner.
pub(super) fn write(
    to: &Path,
    parts: &[(String, PathBuf)],
    (made_at, tenant): (&str, Option<String>),
) -> Result<()> {
    // One that was interrupted.
    let _ = fs::remove_file(to);
    let file = private_file(to).map_err(full)?;
    let mut tar = Builder::new(io::BufWriter::new(file));
    let mut files = Vec::new();
    for (name, path) in parts {
        let source = open_named(path).map_err(Error::internal)?;
        let bytes = source.metadata().map_err(Error::internal)?.len();
        // A file that grows meanwhile is taken as long as it was; one that shrinks fails.
        let mut hashed = Hashed { inner: source.take(bytes), hash: Sha256::new() };
        tar.append_data(&mut header(bytes), name, &mut hashed).map_err(full)?;
        files.push(FileEntry { name: name.clone(), bytes, sha256: hex(hashed.hash) });
    }
    let program = env!("CARGO_PKG_VERSION").to_owned();
    let manifest = Manifest { format: FORMAT, tenant, program, made_at: made_at.to_owned(), files };
    let text = serde_json::to_vec_pretty(&manifest).map_err(Error::internal)?;
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    tar.append_data(&mut header(length), MANIFEST, text.as_slice()).map_err(full)?;
    let file = tar.into_inner().and_then(|mut out| {
        out.flush()?;
        out.into_inner().map_err(io::IntoInnerError::into_error)
    });
    file.and_then(|file| file.sync_all()).map_err(full)
}

fn header(bytes: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_entry_type(EntryType::Regular);
    header
}

/// Reads a backup into an empty folder.
///
/// # Errors
/// `BACKUP_INVALID` unless every file is there as it was written.
pub(super) fn read(from: &Path, into: &Path) -> Result<Manifest> {
    let file = open_named(from).map_err(|error| {
        let sentence = format!("{} cannot be read: {error}", from.display());
        Error::new(Code::BackupInvalid, sentence).suggest("name the file of a backup")
    })?;
    let mut archive = Archive::new(io::BufReader::new(file));
    let (mut found, mut manifest) = (Vec::new(), None);
    for entry in archive.entries().map_err(|_| invalid("it is no backup"))? {
        let mut entry = entry.map_err(|_| invalid("it is cut off or damaged"))?;
        let name = entry.path().ok().and_then(|path| path.to_str().map(str::to_owned));
        let name =
            name.filter(|name| is_allowed(name)).ok_or_else(|| invalid("it is no backup"))?;
        if entry.header().entry_type() != EntryType::Regular || manifest.is_some() {
            return Err(invalid("it is no backup"));
        }
        if name == MANIFEST {
            let mut text = Vec::new();
            entry.take(MANIFEST_BYTES_MAX).read_to_end(&mut text).map_err(Error::internal)?;
            manifest = Some(
                serde_json::from_slice::<Manifest>(&text).map_err(|_| invalid("it is damaged"))?,
            );
            continue;
        }
        let path = into.join(&name);
        private_folder(path.parent().unwrap_or(into)).map_err(full)?;
        let mut out = private_file(&path).map_err(full)?;
        let mut hashed = Hashed { inner: &mut entry, hash: Sha256::new() };
        let bytes = io::copy(&mut hashed, &mut out).map_err(|error| {
            let is_cut = error.kind() == io::ErrorKind::UnexpectedEof;
            if is_cut { invalid("it is cut off") } else { full(error) }
        })?;
        out.sync_all().map_err(full)?;
        found.push(FileEntry { name, bytes, sha256: hex(hashed.hash) });
    }
    let manifest = manifest.ok_or_else(|| invalid("it is no backup, or cut off"))?;
    if manifest.format > FORMAT {
        return Err(invalid("a newer deskhand has made it"));
    }
    if manifest.files != found {
        return Err(invalid("its files are not as they were written"));
    }
    Ok(manifest)
}

/// Whether a backup may hold a file of that name: ours, and none that leads elsewhere.
fn is_allowed(name: &str) -> bool {
    let parts: Option<Vec<&str>> = Path::new(name)
        .components()
        .map(|part| if let Component::Normal(part) = part { part.to_str() } else { None })
        .collect();
    match parts.as_deref() {
        Some([name]) => {
            [MANIFEST, "secret.key", "deskhand.toml"].contains(name) || *name == database_name()
        }
        Some([folder, _, _]) => *folder == uploads::FOLDER,
        Some([folder, _, shelf, _]) => *folder == RELEASES && shelf.len() == 2,
        _ => false,
    }
}

/// Moves the pictures of a backup that was read to their places, where they are not there already.
pub(super) fn place_pictures(from: &Path, folder: &Path) -> Result<()> {
    for (name, path) in pictures(from)? {
        let to = folder.join(name);
        if !to.exists() {
            private_folder(to.parent().unwrap_or(folder)).map_err(full)?;
            fs::rename(path, to).map_err(full)?;
        }
    }
    Ok(())
}

/// Puts a file at its place; the one that was there is kept. Nothing where the backup has none.
pub(super) fn exchange(new: &Path, old: &Path, kept: &Path) -> Result<()> {
    if !new.exists() {
        return Ok(());
    }
    if old.exists() {
        private_folder(kept).map_err(full)?;
        let name = old.file_name().unwrap_or_default();
        fs::copy(old, kept.join(name)).map_err(full)?;
    }
    fs::rename(new, old).map_err(full)
}

/// Hashes what is read through it.
struct Hashed<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.hash.update(into.get(..count).unwrap_or_default());
        Ok(count)
    }
}

fn hex(hash: Sha256) -> String {
    use std::fmt::Write as _;
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn invalid(what: &str) -> Error {
    Error::new(Code::BackupInvalid, format!("this is not a whole backup: {what}"))
        .suggest("nothing was changed; take another backup")
}

fn full(cause: io::Error) -> Error {
    Error::new(Code::StorageFull, "the disk could not take the files; nothing was changed")
        .suggest("free some space, then try again")
        .caused_by(cause)
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn only_our_names_are_allowed() {
        for name in
            ["secret.key", "uploads/ten_1/a-400.webp", "releases/t/ab/abcd.gz", "manifest.json"]
        {
            assert!(is_allowed(name), "{name}");
        }
        for name in [
            "../secret.key",
            "/etc/passwd",
            "uploads/a-400.webp",
            "uploads/../../a",
            "uploads/t/../../../a",
            "keys/main/pexels",
            "releases/t/git/x/HEAD",
            "releases/t/lock",
            "other",
            "",
        ] {
            assert!(!is_allowed(name), "{name}");
        }
    }
}
