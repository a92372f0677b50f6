//! One file with the whole release, to take to a host by hand. Equal releases are equal files: no times are in it.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read as _, Write as _},
    path::Path,
};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::Delivery;
use crate::{
    error::{Code, Error, Result},
    id::CallId,
    release::blobs::full,
};

pub(super) fn deliver(path: &Path, delivery: &Delivery<'_>) -> Result<String> {
    let Some(above) = path.parent() else {
        return Err(Error::internal("a zip without a folder"));
    };
    refuse_foreign(path)?;
    fs::create_dir_all(above).map_err(full)?;
    let draft = above.join(format!(".{}.part", CallId::new()));
    let written = write(&draft, delivery).and_then(|()| fs::rename(&draft, path).map_err(full));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written.map(|()| path.display().to_string())
}

/// Refuses what is there and no zip: it might be somebody's document.
fn refuse_foreign(path: &Path) -> Result<()> {
    let mut start = [0; 2];
    let is_zip = match File::open(path).map(|mut file| file.read_exact(&mut start)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        read => read.is_ok_and(|read| read.is_ok()) && &start == b"PK",
    };
    if is_zip {
        return Ok(());
    }
    let sentence =
        format!("{} is something else than a zip, which a release would replace", path.display());
    Err(Error::new(Code::TargetRefused, sentence)
        .suggest("the operator names a file of its own for the site: deskhand target add"))
}

fn write(draft: &Path, delivery: &Delivery<'_>) -> Result<()> {
    let mut zip = ZipWriter::new(File::create_new(draft).map_err(full)?);
    let options = SimpleFileOptions::default()
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for file in delivery.files {
        let method = match file.gzip_bytes {
            Some(_) => CompressionMethod::Deflated,
            None => CompressionMethod::Stored,
        };
        let started = zip.start_file(file.path.as_str(), options.compression_method(method));
        started.map_err(|error| full(error.into()))?;
        zip.write_all(&delivery.blobs.read(&file.sha256)?).map_err(full)?;
    }
    let file = zip.finish().map_err(|error| full(error.into()))?;
    file.sync_all().map_err(full)
}
