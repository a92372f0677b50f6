//! The tenants' keys for services, each in a file that only its owner can read.
//!
//! They are not in the database, because that is copied and passed on for other reasons.

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use crate::{
    error::{Code, Error, Result},
    outbound::Secret,
};

/// The folder below the data folder.
const FOLDER: &str = "keys";

/// The longest key, in bytes.
const BYTES_MAX: usize = 4_096;

fn path(data: &Path, tenant: &str, service: &str) -> PathBuf {
    data.join(FOLDER).join(tenant).join(service)
}

/// The tenant's key for a service, if any.
pub(super) fn read(data: &Path, tenant: &str, service: &str) -> Result<Option<Secret>> {
    match fs::read_to_string(path(data, tenant, service)) {
        Ok(text) => Ok(Some(Secret::new(text.trim()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::internal(error)),
    }
}

/// The text of a key, which nobody but its owner can read.
pub(super) fn read_private(data: &Path, tenant: &str, service: &str) -> Result<Option<String>> {
    let path = path(data, tenant, service);
    let about = match fs::metadata(&path) {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::internal(error)),
    };
    if is_open(&about) {
        return Err(Error::new(
            Code::TargetRefused,
            "the file with this key can be read by others on this computer",
        )
        .suggest(
            "make a new one where it was made, and give it with deskhand target token or deskhand calendar connect",
        )
        .caused_by(format!("{}: its permissions are too wide", path.display())));
    }
    fs::read_to_string(path).map(|text| Some(text.trim().to_owned())).map_err(Error::internal)
}

#[cfg(unix)]
fn is_open(about: &fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open(_: &fs::Metadata) -> bool {
    false
}

/// Stores a key, replacing the old one; writes a temporary file first.
pub(super) fn write(data: &Path, tenant: &str, service: &str, key: &str) -> std::io::Result<()> {
    let key = key.trim();
    if key.is_empty() || key.len() > BYTES_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(std::io::Error::new(
            ErrorKind::InvalidInput,
            "a key is one word of letters, digits and signs",
        ));
    }
    keep(data, tenant, service, key)
}

/// The same for what people make up themselves: blanks and letters of any script, in one line.
pub(super) fn write_password(
    data: &Path,
    tenant: &str,
    service: &str,
    password: &str,
) -> std::io::Result<()> {
    let password = password.trim();
    let is_line = !password.is_empty() && !password.contains(char::is_control);
    if !is_line || password.len() > BYTES_MAX {
        let sentence = "a password is one line of letters, digits and signs";
        return Err(std::io::Error::new(ErrorKind::InvalidInput, sentence));
    }
    keep(data, tenant, service, password)
}

fn keep(data: &Path, tenant: &str, service: &str, key: &str) -> std::io::Result<()> {
    let path = path(data, tenant, service);
    let folder = path.parent().unwrap_or(data);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let draft = folder.join(format!("{service}.{}", std::process::id()));
    // An abandoned temporary file might be readable by others.
    let _ = fs::remove_file(&draft);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&draft).and_then(|mut file| {
        file.write_all(key.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, &path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written
}

/// Takes all keys of a tenant away.
pub(super) fn remove_all(data: &Path, tenant: &str) -> std::io::Result<()> {
    match fs::remove_dir_all(data.join(FOLDER).join(tenant)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Moves all keys of a tenant along to its new name.
pub(super) fn rename(data: &Path, tenant: &str, name: &str) -> std::io::Result<()> {
    let keys = data.join(FOLDER);
    match fs::rename(keys.join(tenant), keys.join(name)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Takes a key away; whether there was one.
pub(super) fn remove(data: &Path, tenant: &str, service: &str) -> std::io::Result<bool> {
    match fs::remove_file(path(data, tenant, service)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_for_its_owner_alone_and_for_one_tenant() {
        let data = tempfile::tempdir().unwrap();
        assert!(read(data.path(), "main", "pexels").unwrap().is_none());
        write(data.path(), "main", "pexels", " secret-1\n").unwrap();
        write(data.path(), "main", "pexels", "secret-2").unwrap();
        let file = path(data.path(), "main", "pexels");
        assert_eq!(fs::read_to_string(&file).unwrap(), "secret-2");
        assert!(read(data.path(), "other", "pexels").unwrap().is_none());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
            assert_eq!((mode(&file) & 0o077, mode(file.parent().unwrap()) & 0o077), (0, 0));
        }
        for bad in ["", "two words", "né", "line\nline"] {
            assert!(write(data.path(), "main", "pexels", bad).is_err(), "{bad}");
        }
        assert!(remove(data.path(), "main", "pexels").unwrap());
        assert!(!remove(data.path(), "main", "pexels").unwrap());
    }
}
