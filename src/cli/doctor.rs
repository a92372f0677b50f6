//! `deskhand doctor`: whether the data folder is in order, and what to do about it.

use std::path::Path;

use serde_json::json;

use super::{
    args::DoctorArgs,
    failure::Failure,
    logging,
    screen::{Look, Screen},
};
use crate::{config::Settings, store::health};

pub(super) fn run(settings: &Settings, args: &DoctorArgs, screen: &Screen) -> Result<(), Failure> {
    logging::start(settings.log);
    if let Some(to) = &args.rescue {
        return rescue(&settings.folder, to, screen);
    }
    let done = if args.fix { health::put_in_order(&settings.folder) } else { Vec::new() };
    let findings = health::of_folder(&settings.folder);
    let faults = findings.iter().filter(|finding| finding.is_fault).count();
    if screen.is_json() {
        screen.document(&json!({
            "folder": settings.folder.display().to_string(), "healthy": faults == 0,
            "findings": findings, "done": done,
        }))?;
    } else {
        for done in &done {
            screen.line(screen.look(Look::Green, "mended: ").then(done.as_str()))?;
        }
        for finding in &findings {
            let (look, word) =
                if finding.is_fault { (Look::Red, "fault: ") } else { (Look::Yellow, "notice: ") };
            screen.line(screen.look(look, word).then(finding.what.as_str()))?;
            screen.line(format!("→ {}", finding.next))?;
        }
        if faults == 0 {
            let folder = settings.folder.display();
            screen.line(screen.look(Look::Green, format!("{folder} is in order.")))?;
        }
    }
    if faults == 0 {
        return Ok(());
    }
    let plural = if faults == 1 { "fault" } else { "faults" };
    Err(Failure::Failed(format!("{faults} {plural} found")))
}

fn rescue(folder: &Path, to: &Path, screen: &Screen) -> Result<(), Failure> {
    let saved = health::rescue(folder, to)?;
    if screen.is_json() {
        return Ok(screen.document(&json!({
            "folder": to.display().to_string(), "rows": saved.rows, "pictures": saved.pictures,
            "damaged": saved.damaged,
        }))?);
    }
    let (to, rows, pictures) = (to.display(), saved.rows, saved.pictures);
    screen.line(format!("Saved {rows} rows and {pictures} picture files in {to}"))?;
    if saved.damaged.is_empty() {
        screen.note("Every row could be read.");
    } else {
        let tables = saved.damaged.join(", ");
        screen.note(format!("Of these some rows could not be read: {tables}"));
    }
    Ok(())
}
