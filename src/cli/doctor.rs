//! `deskhand doctor`: whether the data folder is in order, and what to do about it.

mod clients;

use std::path::Path;

use serde_json::json;

use super::{
    args::DoctorArgs,
    failure::Failure,
    launch, logging,
    screen::{Look, Screen},
};
use crate::{
    config::Settings,
    store::health::{self, Finding},
};

/// What is not there yet, or of another version: then clients are not started.
const NOT_READY: [&str; 3] = ["folder", "database", "version"];

pub(super) fn run(settings: &Settings, args: &DoctorArgs, screen: &Screen) -> Result<(), Failure> {
    logging::start(settings.log);
    if let Some(to) = &args.rescue {
        return rescue(&settings.folder, to, screen);
    }
    let mut done = if args.fix { health::put_in_order(&settings.folder) } else { Vec::new() };
    let mut findings = health::of_folder(&settings.folder);
    // Clients start what is there; of data that is not there, or not in order, they would say the same again.
    let is_ready = |finding: &Finding| !finding.is_fault && !NOT_READY.contains(&finding.check);
    let mut looked = clients::Looked::default();
    if findings.iter().all(is_ready) {
        let store = launch::open(settings)?;
        if args.fix {
            done.extend(clients::mend(settings, &store, screen)?);
        }
        looked = clients::look(settings, &store)?;
        findings.append(&mut looked.findings);
        findings.sort_by_key(|finding| !finding.is_fault);
    }
    let faults = findings.iter().filter(|finding| finding.is_fault).count();
    if screen.is_json() {
        screen.document(&json!({
            "folder": settings.folder.display().to_string(), "healthy": faults == 0,
            "findings": findings, "done": done, "clients": looked.started,
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
        for said in looked.started.iter().filter_map(clients::Started::said) {
            screen.line(said)?;
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
