//! What can still be read of a damaged data folder, written out as text.

use std::{
    collections::HashMap,
    fs,
    io::{BufWriter, Write},
    path::Path,
};

use crate::{
    error::{Code, Error, Result},
    store::{
        engine::{self, Database},
        files::{private_file, private_folder},
        uploads,
    },
};

/// What was saved.
#[derive(Debug)]
pub struct Rescued {
    pub rows: u64,
    pub pictures: u64,
    /// Tables of which some rows could not be read; `all` where no table could be found.
    pub damaged: Vec<String>,
}

/// Writes every row that can be read to `to`, a line of JSON each in a file for each table, and copies the pictures.
///
/// # Errors
/// When the folder `to` is there already, the disk is full, or the database cannot be opened at all.
pub fn rescue(folder: &Path, to: &Path) -> Result<Rescued> {
    if to.exists() {
        let sentence = format!("{} is there already", to.display());
        return Err(Error::new(Code::BackupInvalid, sentence).suggest("name a new folder"));
    }
    private_folder(to).map_err(full)?;
    let (mut files, mut rows) = (HashMap::new(), 0);
    let read = engine::rescue(&Database::file(folder), |table, row| {
        if !files.contains_key(table) {
            let file = private_file(&to.join(format!("{table}.jsonl"))).map_err(full)?;
            files.insert(table.to_owned(), BufWriter::new(file));
        }
        rows += 1;
        let Some(file) = files.get_mut(table) else { return Ok(()) };
        let line = serde_json::to_string(row).map_err(Error::internal)?;
        writeln!(file, "{line}").map_err(full)
    });
    let damaged = match read {
        Err(error) if error.code() == Code::StorageDamaged => vec!["all".to_owned()],
        read => read?,
    };
    files.into_values().try_for_each(|mut file| file.flush()).map_err(full)?;
    let mut pictures = 0;
    for (tenant, _) in entries(&uploads::folder(folder)) {
        let below = to.join(uploads::FOLDER).join(&tenant);
        for (name, path) in entries(&uploads::folder(folder).join(&tenant)) {
            if path.is_file() {
                private_folder(&below).map_err(full)?;
                fs::copy(path, below.join(name)).map_err(full)?;
                pictures += 1;
            }
        }
    }
    Ok(Rescued { rows, pictures, damaged })
}

fn entries(folder: &Path) -> Vec<(std::ffi::OsString, std::path::PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| (entry.file_name(), entry.path())).collect()
}

fn full(cause: std::io::Error) -> Error {
    Error::new(Code::StorageFull, "the disk could not take what was saved")
        .suggest("name a folder on another disk")
        .caused_by(cause)
}
