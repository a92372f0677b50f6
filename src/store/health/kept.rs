//! Files beside the database: pictures and what is public are there and whole, and nothing of nobody is.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::Read as _,
    path::Path,
};

use serde_json::Value;

use super::{Finding, RESTORE};
use crate::{
    error::Result,
    principal::Tenant,
    store::{Sql, TenantRead, tenant::RELEASES, uploads},
};

/// How many names a finding lists.
const NAMED_MAX: usize = 3;

/// The bytes of a WebP file before its content.
const HEAD: usize = 12;

/// The first names, and that there are more.
fn named(names: &[String]) -> String {
    let mut listed = names.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > NAMED_MAX {
        listed.push_str(", …");
    }
    listed
}

/// Pictures whose files are gone, or are not what was written.
pub(super) fn pictures(db: &TenantRead<'_>, tenant: &str, files: &Path) -> Result<Option<Finding>> {
    const IMAGES: Sql = Sql::scoped(
        "SELECT file_name, url, sizes FROM image WHERE tenant_id = :tenant AND hash IS NOT NULL ORDER BY id",
    );
    let images = db.all(&IMAGES, &[], |row| {
        Ok((row.text("file_name")?, row.text("url")?, row.json::<Value>("sizes")?))
    })?;
    let there: HashSet<String> = fs::read_dir(files)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| is_whole(&entry.path()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let is_there = |url: &str| url.rsplit('/').next().is_some_and(|name| there.contains(name));
    let gone: Vec<String> = images
        .into_iter()
        .filter(|(_, url, sizes)| {
            let sizes = sizes.as_array().into_iter().flatten();
            let urls = sizes.filter_map(|size| size.get("url").and_then(Value::as_str));
            !is_there(url) || urls.into_iter().any(|url| !is_there(url))
        })
        .map(|(name, _, _)| name)
        .collect();
    if gone.is_empty() {
        return Ok(None);
    }
    let (count, listed) = (gone.len(), named(&gone));
    let what = format!("files of {count} pictures of `{tenant}` are gone or damaged: {listed}");
    let next = "restore a backup, or put the pictures in once more";
    Ok(Some(Finding::fault("pictures", what, next)))
}

/// Whether a picture's file is as long as it says, where it says that.
fn is_whole(path: &Path) -> bool {
    let Ok(about) = fs::metadata(path) else { return false };
    if !about.is_file() || about.len() == 0 {
        return false;
    }
    if path.extension().is_none_or(|ending| ending != "webp") {
        return true;
    }
    let mut head = [0; HEAD];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    match (read, head) {
        (Ok(()), [b'R', b'I', b'F', b'F', a, b, c, d, b'W', b'E', b'B', b'P']) => {
            // The length of what follows it.
            about.len() == u64::from(u32::from_le_bytes([a, b, c, d])).saturating_add(8)
        }
        _ => false,
    }
}

/// Files that are public now and are gone, or of another length.
pub(super) fn releases(db: &TenantRead<'_>, tenant: &str) -> Result<Option<Finding>> {
    const CURRENT: Sql = Sql::scoped(
        "SELECT f.path AS path, f.sha256 AS sha256, f.bytes AS bytes
         FROM target t JOIN release_file f ON f.tenant_id = t.tenant_id AND f.release_id = t.current_release_id
         WHERE t.tenant_id = :tenant ORDER BY f.path",
    );
    let folder = db.releases_folder();
    let all = db.all(&CURRENT, &[], |row| {
        Ok((row.text("path")?, row.text("sha256")?, row.integer("bytes")?))
    })?;
    let is_gone = |sha256: &str, bytes: i64| {
        let shelf = sha256.get(..2).unwrap_or("00");
        let about = fs::metadata(folder.join(shelf).join(sha256));
        about.map_or(-1, |it| i64::try_from(it.len()).unwrap_or(-1)) != bytes
    };
    let gone: Vec<String> = all
        .into_iter()
        .filter(|(_, sha256, bytes)| is_gone(sha256, *bytes))
        .map(|(path, ..)| path)
        .collect();
    if gone.is_empty() {
        return Ok(None);
    }
    let (count, listed) = (gone.len(), named(&gone));
    let what =
        format!("{count} files of the public site of `{tenant}` are gone or damaged: {listed}");
    Ok(Some(Finding::fault("releases", what, RESTORE)))
}

/// Folders with files of tenants that the database does not know.
pub(super) fn of_nobody(folder: &Path, tenants: &[Tenant]) -> Option<Finding> {
    let known: HashSet<String> = tenants.iter().map(|tenant| tenant.id.to_string()).collect();
    let places = [uploads::folder(folder), folder.join(RELEASES)];
    let entries = places.iter().flat_map(|place| fs::read_dir(place).into_iter().flatten());
    let strange: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_none_or(|name| !known.contains(name)))
        .map(|entry| entry.path().display().to_string())
        .collect();
    if strange.is_empty() {
        return None;
    }
    let what = format!("files that belong to no business here: {}", named(&strange));
    let next =
        "if no import is running, move them away; an import that was interrupted leaves them";
    Some(Finding::notice("files", what, next))
}
