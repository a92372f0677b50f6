//! `--tenant '*'`: a command for every tenant in turn.

use clap::Parser;

use super::{
    args::{About, Cli, Command},
    failure::Failure,
    launch, run_for,
    screen::{Look, Screen},
};
use crate::{config::Settings, value::visible};

/// Every tenant, where one is named.
pub(super) const ALL: &str = "*";

/// Runs a command for every tenant, each under its name. One that fails does not keep the others from it.
pub(super) fn run(command: Command, settings: Settings, screen: &Screen) -> Result<(), Failure> {
    match command.about() {
        About::Folder => return run_for(command, &Settings { tenant: None, ..settings }, screen),
        About::Each => {}
        About::One => {
            return Err(Failure::Usage(
                "this command is for one tenant: name it with --tenant NAME. With --tenant '*' there are those that \
                 list, digest, history, log, tools, calendar, and publish --yes"
                    .to_owned(),
            ));
        }
    }
    let tenants = launch::open_as_it_is(&settings)?.tenants()?;
    let mut failed = Vec::new();
    for tenant in &tenants {
        // The same words once more: a command is used up by being run.
        let Ok(Cli { command: Some(command), .. }) = Cli::try_parse() else {
            return Err(Failure::Failed("the arguments cannot be read a second time".to_owned()));
        };
        if !screen.is_json() {
            screen.line(screen.look(Look::Bold, format!("{}:", tenant.name)))?;
        }
        let own = Settings { tenant: Some(tenant.name.clone()), ..settings.clone() };
        match run_for(command, &own, &screen.of_tenant(&tenant.name)) {
            Ok(()) => {}
            Err(Failure::Unread) => return Err(Failure::Unread),
            Err(failure) => {
                let why = failure.sentence().unwrap_or_default();
                screen.note(format!("{}: {}", tenant.name, visible(&why)));
                failed.push(tenant.name.as_str());
            }
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    let (count, names) = (tenants.len(), failed.join(", "));
    Err(Failure::Failed(format!("it failed for {} of {count} tenants: {names}", failed.len())))
}
