//! `deskhand service install|remove|status`: has the system run `deskhand host` for this folder, as this person, with
//! what the system has for that.
//!
//! It is the person's own service: no administrator is needed, and it reaches what they reach. What it runs is the same
//! command that they could type.

mod plan;

use std::{
    io::ErrorKind,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use self::plan::{Plan, Service};
use super::{
    args::{HostArgs, ServiceArgs, ServiceCommand},
    failure::Failure,
    screen::Screen,
};
use crate::{clients::System, config, config::Settings};

pub(super) fn run(settings: &Settings, args: ServiceArgs, screen: &Screen) -> Result<(), Failure> {
    match args.what {
        ServiceCommand::Install { host, dry_run } => install(settings, &host, dry_run, screen),
        ServiceCommand::Remove => remove(&plan(settings, Vec::new())?, screen),
        ServiceCommand::Status => status(&plan(settings, Vec::new())?, screen),
    }
}

/// What this system would be told of a service with these arguments.
fn plan(settings: &Settings, more: Vec<String>) -> Result<Plan, Failure> {
    let unknown = || Failure::Failed("this computer says no home folder".to_owned());
    let places = config::client_places().ok_or_else(unknown)?;
    let program = config::program().ok_or_else(unknown)?;
    let folder = std::path::absolute(&settings.folder)?;
    let mut words = vec![program.display().to_string(), "host".to_owned()];
    words.extend(["--data-dir".to_owned(), folder.display().to_string()]);
    words.extend(more);
    let name = if settings.is_in_usual_folder() {
        "deskhand".to_owned()
    } else {
        // Each folder has a service of its own, whatever it is called.
        let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
        let mark = digest.iter().take(4).fold(0_u32, |all, byte| (all << 8) | u32::from(*byte));
        format!("deskhand-{mark:08x}")
    };
    let log = folder.join("service.log");
    Ok(Plan::of(&places, &Service { name, words, log }))
}

fn install(
    settings: &Settings,
    host: &HostArgs,
    dry_run: bool,
    screen: &Screen,
) -> Result<(), Failure> {
    let plan = plan(settings, host.words())?;
    if dry_run {
        return show(&plan, screen);
    }
    std::fs::create_dir_all(&settings.folder)?;
    if let Some((file, text)) = &plan.file {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, text)?;
    }
    for command in &plan.install {
        told(run_command(command), command, &plan)?;
    }
    if screen.is_json() {
        return Ok(screen.document(&described(&plan, "installed"))?);
    }
    screen.line(format!("`{}` runs from now on, and again whenever you log in.", plan.name))?;
    if let Some((file, _)) = &plan.file {
        screen.note(format!("What the system was told is in {}", file.display()));
    }
    if plan.system == System::Linux {
        screen.note("So that it runs without you being logged in: loginctl enable-linger");
    }
    screen
        .note("After an update of deskhand or of its settings, install it again: it starts anew.");
    Ok(())
}

fn show(plan: &Plan, screen: &Screen) -> Result<(), Failure> {
    if screen.is_json() {
        return Ok(screen.document(&described(plan, "not installed"))?);
    }
    if let Some((file, text)) = &plan.file {
        screen.note(format!("It would write {}:", file.display()));
        for line in text.lines() {
            screen.line(line)?;
        }
    }
    screen.note("It would run:");
    plan.install.iter().try_for_each(|command| screen.line(command.join(" ")))?;
    Ok(())
}

fn remove(plan: &Plan, screen: &Screen) -> Result<(), Failure> {
    let was_there = plan.is_there() || plan.file.is_none();
    if was_there {
        for command in &plan.remove {
            // What does not run any more cannot be ended; that it is gone is what counts.
            let _ = run_command(command);
        }
    }
    if let Some((file, _)) = &plan.file {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    for command in plan.after.iter().filter(|_| was_there) {
        let _ = run_command(command);
    }
    if screen.is_json() {
        return Ok(screen.document(&described(plan, "not installed"))?);
    }
    let says = if was_there {
        format!("`{}` does not run any more. The data stays where it is.", plan.name)
    } else {
        format!("`{}` was not installed.", plan.name)
    };
    Ok(screen.line(says)?)
}

fn status(plan: &Plan, screen: &Screen) -> Result<(), Failure> {
    let state = if plan.file.is_some() && !plan.is_there() {
        "not installed"
    } else {
        match run_command(&plan.status) {
            Ok(output) if output.status.success() => "running",
            Ok(_) if plan.file.is_none() => "not installed",
            Ok(_) => "installed, but not running",
            Err(_) => "installed; whether it runs this system does not say",
        }
    };
    if screen.is_json() {
        return Ok(screen.document(&described(plan, state))?);
    }
    screen.line(format!("{}: {state}", plan.name))?;
    screen.note(format!("What it says: {}", plan.reads));
    Ok(())
}

fn described(plan: &Plan, state: &str) -> Value {
    let file = plan.file.as_ref().map(|(file, text)| json!({ "path": file, "text": text }));
    json!({ "name": plan.name, "state": state, "file": file, "commands": plan.install })
}

/// Runs a command of the system without a shell.
fn run_command(words: &[String]) -> std::io::Result<Output> {
    let (program, args) = words.split_first().ok_or(ErrorKind::InvalidInput)?;
    Command::new(program).args(args).stdin(Stdio::null()).output()
}

/// Whether the system did it; otherwise what is to be done by hand.
fn told(ran: std::io::Result<Output>, words: &[String], plan: &Plan) -> Result<(), Failure> {
    let why = match ran {
        Ok(output) if output.status.success() => return Ok(()),
        Ok(output) => {
            let says = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            if says.is_empty() { output.status.to_string() } else { says }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            format!("this system has no `{}`", words.first().map_or("", String::as_str))
        }
        Err(error) => error.to_string(),
    };
    let written = plan.file.as_ref().map_or_else(String::new, |(file, _)| {
        format!("; {} is written, so it can be run by hand once that works", file.display())
    });
    Err(Failure::Failed(format!("`{}` failed: {why}{written}", words.join(" "))))
}
