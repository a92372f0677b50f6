//! `deskhand backup` and `deskhand restore`.

use std::{
    io::{BufRead as _, IsTerminal as _},
    path::{Path, PathBuf},
};

use serde_json::json;

use super::{
    args::{BackupArgs, RestoreArgs},
    failure::Failure,
    logging,
    screen::Screen,
};
use crate::{
    clock,
    config::Settings,
    store::{
        backup,
        backup_files::{FOLDER, thin_out},
        health::Finding,
    },
    value::Zone,
};

/// Makes a backup and reads it back. Servers may run.
pub(super) fn run(settings: &Settings, args: &BackupArgs, screen: &Screen) -> Result<(), Failure> {
    logging::start(settings.log);
    let data = &settings.folder;
    if !backup::has_data(data) {
        let sentence = format!("there is nothing to back up in {}", data.display());
        return Err(Failure::Failed(sentence));
    }
    let file = place(data, args.to.as_deref());
    let folder = file.parent().unwrap_or(data);
    if file.exists() {
        return Err(Failure::Usage(format!("{} is there already", file.display())));
    }
    let made = backup::make(data, &file, &clock::now().to_string())?;
    let gone = match args.keep {
        Some(keep) => thin_out(folder, keep.into())?,
        None => Vec::new(),
    };
    let faults: Vec<&Finding> = made.findings.iter().filter(|finding| finding.is_fault).collect();
    if screen.is_json() {
        screen.document(&json!({
            "file": made.file.display().to_string(), "bytes": made.bytes, "pictures": made.pictures,
            "verified": faults.is_empty(), "findings": made.findings, "removed": gone,
        }))?;
    } else {
        let (file, bytes, pictures) = (made.file.display(), megabytes(made.bytes), made.pictures);
        screen.line(format!(
            "Backed up to {file} ({bytes}, {pictures} picture files), and read back."
        ))?;
        for file in gone {
            screen.line(format!("Removed the older {file}"))?;
        }
        screen.note("It holds customers' data: keep it where only you can read it. Keys of services are not in it.");
    }
    match faults.first() {
        None => Ok(()),
        Some(fault) => Err(Failure::Failed(format!(
            "the backup is made, but the data in it is damaged: {}; {}",
            fault.what, fault.next
        ))),
    }
}

/// The file that is meant.
fn place(data: &Path, to: Option<&Path>) -> PathBuf {
    match to {
        Some(file) if file.extension().is_some_and(|ending| ending == "tar") => file.to_owned(),
        Some(folder) => backup::place_of(folder, clock::now()),
        None => backup::place_of(&data.join(FOLDER), clock::now()),
    }
}

/// The time now, as it stands in names of files.
fn stamp() -> String {
    Zone::of("UTC").at(clock::now().0).strftime("%Y%m%d-%H%M%S").to_string()
}

pub(super) fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) / (1 << 20);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// Puts a backup back, once the name of the data folder has been typed; what was there is kept.
pub(super) fn restore(
    settings: &Settings,
    args: RestoreArgs,
    screen: &Screen,
) -> Result<(), Failure> {
    logging::start(settings.log);
    let data = &settings.folder;
    let name = data.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if !args.file.exists() {
        let sentence =
            format!("there is no file {}; name the file of a backup", args.file.display());
        return Err(Failure::Failed(sentence));
    }
    if backup::has_data(data) {
        let typed = match args.confirm {
            Some(typed) => typed,
            None if std::io::stdin().is_terminal() => {
                screen.note(format!(
                    "This replaces everything in {} by what {} holds; what is there now is kept beside it. \
                     Type {name} to go on:",
                    data.display(),
                    args.file.display()
                ));
                let mut line = String::new();
                std::io::stdin().lock().read_line(&mut line)?;
                line.trim().to_owned()
            }
            None => {
                let sentence = format!("nobody can be asked here; say --confirm {name} to restore");
                return Err(Failure::Usage(sentence));
            }
        };
        if typed != name {
            return Err(Failure::Usage(format!("`{typed}` is not `{name}`: nothing was changed")));
        }
    }
    let kept = backup::restore(&args.file, data, &stamp())?;
    let kept = kept.map(|kept| kept.display().to_string());
    if screen.is_json() {
        let restored = json!({ "folder": data.display().to_string(), "replaced": kept });
        return Ok(screen.document(&restored)?);
    }
    screen.line(format!("{} is as the backup has it.", data.display()))?;
    if let Some(kept) = kept {
        screen.note(format!("What was there before is in {kept}"));
    }
    screen.note(
        "Keys of services are in no backup: where one is missing, connect the service once more.",
    );
    Ok(())
}
