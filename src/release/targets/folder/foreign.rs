//! What a person has put into the folder of a release: a proof for a search engine, a document. It stays where it is.

use std::{
    collections::BTreeMap,
    fs,
    io::{ErrorKind, Result as IoResult},
    path::{Path, PathBuf},
};

use super::{super::Delivery, MARK};
use crate::{
    error::{Code, Error, Result},
    release::store::ReleaseFile,
};

/// What releases have put into the folder: by path below it the digest of the file, of which a packed form is one.
/// `None` where that is not known.
pub(super) type Ours = Option<BTreeMap<PathBuf, String>>;

/// The content of the file by which a folder is known: the number of the release, and every file that it has put there.
pub(super) fn mark(delivery: &Delivery<'_>) -> String {
    let files = delivery.files.iter();
    let lines =
        files.flat_map(|file| forms(file).map(|(name, ..)| format!("{} {name}", file.sha256)));
    let all = std::iter::once(delivery.number.to_string()).chain(lines);
    all.fold(String::new(), |text, line| text + &line + "\n")
}

/// A file and its packed forms: name, ending and length of each.
pub(super) fn forms(file: &ReleaseFile) -> impl Iterator<Item = (String, &'static str, i64)> {
    let forms = [("", Some(file.bytes)), (".gz", file.gzip_bytes), (".br", file.brotli_bytes)];
    let named = |(ending, length)| Some((format!("{}{ending}", file.path), ending, length?));
    forms.into_iter().filter_map(named)
}

/// What is ours in a folder.
pub(super) fn ours(path: &Path) -> Ours {
    let mark = fs::read_to_string(path.join(MARK)).ok()?;
    // An older mark has its number alone: then all that is there was put there by a release.
    let mut lines = mark.lines().skip(1).peekable();
    lines.peek()?;
    let named = lines.filter_map(|line| line.split_once(' '));
    let named = named.map(|(digest, name)| (PathBuf::from(name), digest.to_owned()));
    Some(named.chain([(PathBuf::from(MARK), String::new())]).collect())
}

/// The file of that name as it is there, if a release has put it there with that content and nobody has written to it
/// since: it need not be copied.
pub(super) fn unchanged(
    path: &Path,
    ours: &Ours,
    (name, sha256, length): (&str, &str, i64),
) -> Option<PathBuf> {
    if ours.as_ref()?.get(Path::new(name)).is_none_or(|digest| digest != sha256) {
        return None;
    }
    let place = path.join(name);
    let about = fs::symlink_metadata(&place).ok()?;
    let marked = fs::metadata(path.join(MARK)).ok()?.modified().ok()?;
    let is_same = about.is_file()
        && i64::try_from(about.len()).ok()? == length
        && about.modified().ok()? <= marked;
    is_same.then_some(place)
}

/// Refuses to replace what is somebody else's.
pub(super) fn refuse_in_the_way(path: &Path, ours: &Ours, delivery: &Delivery<'_>) -> Result<()> {
    let Some(ours) = ours else { return Ok(()) };
    let names = delivery.files.iter().flat_map(forms).map(|(name, ..)| name);
    let is_foreign = |name: &String| {
        let name = Path::new(name);
        !ours.contains_key(name) && fs::symlink_metadata(path.join(name)).is_ok()
    };
    let foreign: Vec<String> = names.filter(is_foreign).take(3).collect();
    if foreign.is_empty() {
        return Ok(());
    }
    let sentence = format!(
        "{} has files of somebody else's where the release has its own: {}; nothing was changed there",
        path.display(),
        foreign.join(", ")
    );
    Err(Error::new(Code::TargetRefused, sentence)
        .suggest("move them elsewhere, then create the release again"))
}

/// Brings what is not ours from one folder to another, unless it is there.
pub(super) fn carry(from: &Path, to: &Path, ours: &Ours) -> IoResult<()> {
    match ours {
        Some(ours) => carry_below(from, to, Path::new(""), ours),
        None => Ok(()),
    }
}

fn carry_below(
    from: &Path,
    to: &Path,
    below: &Path,
    ours: &BTreeMap<PathBuf, String>,
) -> IoResult<()> {
    let entries = match fs::read_dir(from.join(below)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            // A folder that holds nothing of a release is somebody's, also when it is empty.
            if !ours.keys().any(|path| path.starts_with(&name)) {
                fs::create_dir_all(to.join(&name))?;
            }
            carry_below(from, to, &name, ours)?;
        } else if !ours.contains_key(&name) {
            let place = to.join(&name);
            if fs::symlink_metadata(&place).is_ok() {
                continue;
            }
            if let Some(folder) = place.parent() {
                fs::create_dir_all(folder)?;
            }
            take_along(&entry.path(), &place)?;
        }
    }
    Ok(())
}

/// The same file under another name: what is written to it meanwhile is not lost.
fn take_along(from: &Path, to: &Path) -> IoResult<()> {
    // A link that leads elsewhere stays a link; where a file cannot have two names it is copied.
    fs::hard_link(from, to).or_else(|_| {
        let mut theirs = crate::store::open_named(from)?;
        std::io::copy(&mut theirs, &mut fs::File::create_new(to)?).map(|_| ())
    })
}
