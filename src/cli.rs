//! The command line: the commands that a person or a host can run.
//!
//! Commands are thin: they read the settings, open the store, and call the same code as everything else. Changes of a
//! tenant's content go through the gate like any other call. Only this part of the program prints: stdout belongs to
//! the protocol while `serve` runs, and otherwise to tables or JSON; notes and the log go to stderr.

mod agent;
mod args;
mod ask;
mod backup;
mod calendar;
mod client_entries;
mod collection;
mod console;
mod contact;
mod demo;
mod desktop;
mod digest;
mod doctor;
mod documents;
mod failure;
mod guidance;
mod history;
mod host;
mod hosts;
mod init;
mod integration;
mod launch;
mod log;
mod logging;
mod mailbox;
mod navigation;
mod near;
mod of_all;
mod owner_calls;
mod pipeline;
mod preview;
mod prompt;
mod proposals;
mod relay;
mod release;
mod schedule;
mod screen;
mod serve;
mod service;
mod set_up;
mod target;
mod tenant;
mod tool_rules;
mod tools;
mod undo;
mod whatsapp;

use std::{
    io::{IsTerminal, Write},
    process::ExitCode,
};

use clap::{CommandFactory, Parser, error::ErrorKind};

use self::{
    args::{Cli, Command, InitArgs},
    failure::Failure,
    relay::Relay,
    screen::{Screen, Shown},
};
use crate::{
    clock,
    config::{self, Flags, Settings},
    value::visible,
};

/// Runs the program with its arguments; returns the exit code.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // `deskhand --version --json` says what `deskhand version --json` says.
        Err(error) if error.kind() == ErrorKind::DisplayVersion && wants_json() => {
            return documents::version(&Screen::new(true))
                .map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
        }
        Err(error) => return refuse(&error),
    };
    let relay = serves(&cli).then(Relay::start).flatten();
    let is_json = cli.common.json;
    let code = match dispatch(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(error) = failure.described().filter(|_| is_json) {
                let _ = writeln!(std::io::stderr(), "{}", visible(&error.to_string()));
            } else if let Some(sentence) = failure.sentence() {
                let _ = writeln!(std::io::stderr(), "deskhand: {}", visible(&sentence));
            }
            failure.code()
        }
    };
    if let Some(relay) = relay {
        relay.end();
    }
    code
}

/// Help and the version go to stdout; all other messages are errors.
fn refuse(error: &clap::Error) -> ExitCode {
    // Written in the background for a host that may not read the pipe; a person at a terminal reads it.
    let aside = error.use_stderr() && !relay::leads_to_terminal();
    let relay = aside.then(Relay::start).flatten();
    // The arguments could not be read, so whether there is a --json among them is looked up.
    let is_json = wants_json();
    if error.use_stderr() && is_json {
        let text = error.render().to_string();
        let text = text.trim_start_matches("error: ");
        let (message, next) = text.split_once("\n\n").unwrap_or((text, ""));
        let next = next.split_whitespace().collect::<Vec<_>>().join(" ");
        let object = failure::error_object(failure::USAGE, &message.replace('\n', " "), &next);
        let _ = writeln!(std::io::stderr(), "{object}");
    } else {
        let _ = error.print();
    }
    if let Some(relay) = relay {
        relay.end();
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(1))
}

/// Whether the arguments say `--json`, where they could not be read.
fn wants_json() -> bool {
    std::env::args_os().any(|arg| arg == "--json")
}

/// Whether other processes wait for this one while it writes to stderr. A person's command waits for its reader, and
/// so does the demo if a person sees both streams in order.
fn serves(cli: &Cli) -> bool {
    match &cli.command {
        // On a terminal, a person may be asked something.
        None => !std::io::stdin().is_terminal(),
        Some(Command::Serve(_) | Command::Preview(_) | Command::Host(_)) => true,
        Some(Command::Demo(_)) => !relay::leads_to_terminal(),
        Some(_) => false,
    }
}

fn dispatch(cli: Cli) -> Result<(), Failure> {
    if let Some(file) = config::clock_shift() {
        clock::shift_by(file);
    }
    let screen = Screen::new(cli.common.json);
    let flags = cli.common.flags();
    let Some(command) = cli.command else {
        // A host that gives no command wants MCP; a person wants the help.
        if std::io::stdin().is_terminal() {
            // Help is shown even where the settings are wrong.
            let settings = Settings::load(&flags).ok();
            let wanted = settings.filter(|it| init::offer(it, &screen).unwrap_or_default());
            if let Some(settings) = wanted {
                return init::run(&settings, &InitArgs::default(), &screen);
            }
            let help = Cli::command().render_help().to_string();
            return Ok(screen.line(Shown::lines(help.trim_end()))?);
        }
        return serve::run(&Settings::load(&flags)?, &screen);
    };
    // What needs no settings works where they are wrong.
    if let Command::Demo(args) = command {
        return demo::run(&flags, &args, &screen);
    }
    if let Command::Completions { shell } = command {
        return documents::completions(shell);
    }
    if let Command::Man { folder } = command {
        return documents::man(&folder, &screen);
    }
    if let Command::Version = command {
        return documents::version(&screen);
    }
    with_settings(command, flags, &screen)
}

fn with_settings(command: Command, mut flags: Flags, screen: &Screen) -> Result<(), Failure> {
    command.add_flags(&mut flags);
    let settings = Settings::load(&flags)?;
    if settings.tenant.as_deref() == Some(of_all::ALL) {
        return of_all::run(command, settings, screen);
    }
    run_for(command, &settings, screen)
}

/// Runs a command for the tenant that the settings name.
fn run_for(command: Command, settings: &Settings, screen: &Screen) -> Result<(), Failure> {
    match command {
        Command::Init(args) => init::run(settings, &args, screen),
        Command::Serve(_) => serve::run(settings, screen),
        Command::Demo(_) | Command::Completions { .. } | Command::Man { .. } | Command::Version => {
            Ok(())
        }
        Command::Preview(_) => preview::run(settings, screen),
        Command::Host(_) => host::run(settings, screen),
        Command::Service(args) => service::run(settings, args, screen),
        Command::Publish(args) => release::publish(settings, args, screen),
        Command::Release(args) => release::run(settings, args, screen),
        Command::Target(args) => target::run(settings, args, screen),
        Command::Prompt(_) => prompt::run(settings, screen),
        Command::Tools(args) => tools::run(settings, &args, screen),
        Command::Tenant(args) => tenant::run(settings, args, screen),
        Command::Agent(args) => agent::run(settings, args, screen),
        Command::Guidance(args) => guidance::run(settings, args, screen),
        Command::Integration(args) => integration::run(settings, args, screen),
        Command::Collection(args) => collection::run(settings, args, screen),
        Command::Navigation(args) => navigation::run(settings, args, screen),
        Command::Console(args) => console::run(settings, &args, screen),
        Command::Proposals(args) => proposals::run(settings, args, screen),
        Command::Schedule(args) => schedule::run(settings, args, screen),
        Command::Pipeline(args) => pipeline::run(settings, args, screen),
        Command::Contact(args) => contact::run(settings, args, screen),
        Command::Digest(args) => digest::run(settings, &args, screen),
        Command::History(args) => history::run(settings, &args, screen),
        Command::Calendar(args) => calendar::run(settings, &args, screen),
        Command::Whatsapp(args) => whatsapp::run(settings, args, screen),
        Command::Undo(args) => undo::run(settings, &args, screen),
        Command::Log(args) => log::run(settings, &args, screen),
        Command::Doctor(args) => doctor::run(settings, &args, screen),
        Command::Backup(args) => backup::run(settings, &args, screen),
        Command::Restore(args) => backup::restore(settings, args, screen),
    }
}
