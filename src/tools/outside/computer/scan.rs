//! Finds the picture files in folders, newest first. Links are not followed, and hidden files are not seen.

use std::{
    collections::VecDeque,
    ffi::OsStr,
    fs::{self, DirEntry, FileType, Metadata},
    path::{Path, PathBuf},
    time::{Duration, Instant, UNIX_EPOCH},
};

use sha2::{Digest as _, Sha256};

use crate::{clock::Time, unicode, value::hidden};

/// The most files and folders that are looked at, and for how long.
const ENTRIES_MAX: usize = 200_000;
const SCAN_MAX: Duration = Duration::from_secs(4);

/// How deep folders are looked into.
const DEPTH_MAX: usize = 6;

/// The characters of a name that are shown.
const NAME_CHARS_MAX: usize = 200;

/// Files that may be pictures, by the ends of their names.
const PICTURES: [&str; 12] =
    ["jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "heic", "heif", "avif", "tif", "tiff"];

/// Folders that are one thing to a person, such as the library of Photos.
const PACKAGES: [&str; 5] = ["photoslibrary", "app", "aplibrary", "lrdata", "lrlibrary"];

/// A file in an allowed folder.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) id: String,
    /// The allowed folder, and the path below it.
    pub(super) root: PathBuf,
    pub(super) below: PathBuf,
    /// For people: `Pictures/2026`.
    pub(super) folder: String,
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) modified: Time,
}

/// What is in the folders.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Newest first.
    pub(super) pictures: Vec<Found>,
    /// Files of the inbox that are no pictures, newest first.
    pub(super) others: Vec<Found>,
    /// The names of the folders that are there.
    pub(super) folders: Vec<String>,
    /// Whether there was more than is looked at.
    pub(super) is_partial: bool,
}

/// Looks through the folders. Blocks.
pub(super) fn scan(folders: &[PathBuf], inbox: &Path) -> Scan {
    let inbox = inbox.canonicalize().ok();
    let mut roots: Vec<PathBuf> = Vec::new();
    for root in folders.iter().filter_map(|folder| folder.canonicalize().ok()) {
        if root.is_dir() && !roots.contains(&root) {
            roots.push(root);
        }
    }
    let mut scan =
        Scan { folders: roots.iter().map(|root| label(root, "")).collect(), ..Scan::default() };
    let mut waiting: VecDeque<(&Path, PathBuf, usize)> =
        roots.iter().map(|root| (root.as_path(), PathBuf::new(), 0)).collect();
    let (began, mut seen) = (Instant::now(), 0);
    while let Some((root, below, depth)) = waiting.pop_front() {
        for entry in fs::read_dir(root.join(&below)).into_iter().flatten().flatten() {
            seen += 1;
            if seen > ENTRIES_MAX || began.elapsed() > SCAN_MAX {
                scan.is_partial = true;
                waiting.clear();
                break;
            }
            let (name, Ok(kind)) = (entry.file_name(), entry.file_type()) else { continue };
            if is_hidden(&name) {
                continue;
            }
            let place = below.join(&name);
            if kind.is_dir() {
                // An allowed folder inside another one is looked through by itself.
                let is_inside = depth < DEPTH_MAX && !has_end(&name, &PACKAGES);
                if is_inside && !roots.contains(&root.join(&place)) {
                    waiting.push_back((root, place, depth + 1));
                }
            } else if has_end(&name, &PICTURES) {
                scan.pictures.extend(found(&entry, kind, root, place));
            } else if below.as_os_str().is_empty() && inbox.as_deref() == Some(root) {
                scan.others.extend(found(&entry, kind, root, place));
            }
        }
    }
    for list in [&mut scan.pictures, &mut scan.others] {
        list.sort_by(|one, other| {
            other.modified.0.cmp(&one.modified.0).then_with(|| one.below.cmp(&other.below))
        });
    }
    scan
}

/// A regular file; `None` for links, pipes and whatever else there may be.
fn found(entry: &DirEntry, kind: FileType, root: &Path, below: PathBuf) -> Option<Found> {
    if !kind.is_file() {
        return None;
    }
    let about = entry.metadata().ok().filter(Metadata::is_file)?;
    let within = below.parent().map(Path::to_string_lossy).unwrap_or_default();
    Some(Found {
        id: id(root, &below, &about),
        folder: label(root, &within),
        name: hidden::as_line(&entry.file_name().to_string_lossy(), NAME_CHARS_MAX),
        bytes: about.len(),
        modified: modified(&about),
        root: root.to_owned(),
        below,
    })
}

/// A folder for people, without what is above the allowed one.
fn label(root: &Path, within: &str) -> String {
    let name = root.file_name().unwrap_or(root.as_os_str()).to_string_lossy();
    let whole = if within.is_empty() { name.into_owned() } else { format!("{name}/{within}") };
    hidden::as_line(&whole, NAME_CHARS_MAX)
}

fn modified(about: &Metadata) -> Time {
    let since = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    Time(since.and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or_default())
}

/// The id of a file as it is now: what was seen is what is taken.
pub(super) fn id(root: &Path, below: &Path, about: &Metadata) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    /// 60 bits: nobody makes a file whose id is another's.
    const LENGTH: usize = 12;
    let at = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let mut digest = Sha256::new();
    for part in [root.as_os_str(), below.as_os_str()] {
        digest.update(part.as_encoded_bytes());
        digest.update([0]);
    }
    digest.update(about.len().to_be_bytes());
    digest.update(at.unwrap_or_default().as_nanos().to_be_bytes());
    let digest = digest.finalize();
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map(char::from);
    digest.iter().take(LENGTH).filter_map(letter).collect()
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn has_end(name: &OsStr, ends: &[&str]) -> bool {
    let end = Path::new(name).extension().and_then(OsStr::to_str);
    end.is_some_and(|end| ends.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

impl Found {
    /// Whether its name or folder has all the words.
    pub(super) fn has(&self, words: &[String]) -> bool {
        let named = unicode::fold(&format!("{}/{}", self.folder, self.name)).into_owned();
        words.iter().all(|word| named.contains(word.as_str()))
    }
}

/// The words that a name is compared with.
pub(super) fn words(query: &str) -> Vec<String> {
    query.split_whitespace().map(|word| unicode::fold(word).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &[Found]) -> Vec<&str> {
        found.iter().map(|file| file.name.as_str()).collect()
    }

    #[test]
    fn pictures_are_found_whatever_they_are_called_and_nothing_else_is() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        let (pictures, inbox) = (home.join("Pictures"), home.join("inbox"));
        for folder in
            ["Pictures/2026/May", "Pictures/.cache", "Pictures/All.photoslibrary", "inbox/deep"]
        {
            fs::create_dir_all(home.join(folder)).unwrap();
        }
        let strange = [
            "a\u{a0}b.JPG",
            "9.41.12\u{202f}AM.png",
            "cafe\u{301}.jpeg",
            " x .webp",
            "🌅.gif",
            "n\nl.heic",
        ];
        for name in strange {
            fs::write(pictures.join(name), "x").unwrap();
        }
        for other in [
            "Pictures/2026/May/deep.jpg",
            "Pictures/note.txt",
            "Pictures/.hidden.jpg",
            "Pictures/.cache/x.jpg",
            "Pictures/All.photoslibrary/x.jpg",
            "inbox/list.csv",
            "inbox/deep/other.csv",
            "inbox/new.jpg",
            "secret.jpg",
        ] {
            fs::write(home.join(other), "x").unwrap();
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            symlink(home.join("secret.jpg"), pictures.join("link.jpg")).unwrap();
            symlink(&home, pictures.join("up")).unwrap();
            symlink("loop.jpg", pictures.join("loop.jpg")).unwrap();
        }
        let folders = [inbox.clone(), pictures.clone(), pictures.clone(), home.join("Desktop")];
        let scan = scan(&folders, &inbox);
        let mut found = names(&scan.pictures);
        found.sort_unstable();
        let mut expected = vec![
            "a b.JPG",
            "9.41.12 AM.png",
            "café.jpeg",
            "x .webp",
            "🌅.gif",
            "n l.heic",
            "deep.jpg",
            "new.jpg",
        ];
        expected.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!((names(&scan.others), scan.is_partial), (vec!["list.csv"], false));
        assert_eq!(scan.folders, ["inbox", "Pictures"]);
        let deep = scan.pictures.iter().find(|file| file.name == "deep.jpg").unwrap();
        assert_eq!(deep.folder, "Pictures/2026/May");
        assert!(deep.has(&words("MAY deep")) && !deep.has(&words("june")));
        let ids: std::collections::BTreeSet<&str> =
            scan.pictures.iter().map(|file| file.id.as_str()).collect();
        assert_eq!(ids.len(), scan.pictures.len());
        assert!(ids.iter().all(|id| id.len() == 12));
    }

    #[test]
    fn an_id_is_of_the_file_as_it_was_seen() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().canonicalize().unwrap();
        let file = folder.join("a.jpg");
        fs::write(&file, "one").unwrap();
        let seen = || scan(std::slice::from_ref(&folder), Path::new("")).pictures[0].id.clone();
        let before = seen();
        assert_eq!(seen(), before);
        fs::write(&file, "longer").unwrap();
        assert_ne!(seen(), before);
    }

    #[test]
    fn the_newest_comes_first_and_fifty_thousand_files_are_no_trouble() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().canonicalize().unwrap();
        for number in 0..50_000 {
            fs::File::create(folder.join(format!("{number}.jpg"))).unwrap();
        }
        let newest = fs::File::options().write(true).open(folder.join("777.jpg")).unwrap();
        let later = UNIX_EPOCH + Duration::from_secs(4_000_000_000);
        newest.set_modified(later).unwrap();
        let began = Instant::now();
        let scan = scan(std::slice::from_ref(&folder), Path::new(""));
        assert_eq!((scan.pictures.len(), scan.pictures[0].name.as_str()), (50_000, "777.jpg"));
        assert!(began.elapsed() < SCAN_MAX, "{:?}", began.elapsed());
    }
}
