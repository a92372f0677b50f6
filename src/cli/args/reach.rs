//! For whom each command can be run with `--tenant '*'`.

use super::{
    AgentCommand, CollectionCommand, Command, GuidanceCommand, IntegrationCommand,
    NavigationCommand, PipelineCommand, ReleaseCommand, ScheduleCommand, TargetCommand,
    TenantCommand,
};

/// What a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum About {
    /// The data folder: every tenant anyway.
    Folder,
    /// One tenant, and it can be run for each of them in turn.
    Each,
    /// One tenant, which is named.
    One,
}

impl Command {
    /// For whom it is run. What would ask, or names a thing of one tenant, is for that one.
    pub(in crate::cli) fn about(&self) -> About {
        let each = match self {
            Command::Doctor(_)
            | Command::Backup(_)
            | Command::Restore(_)
            | Command::Preview(_)
            | Command::Host(_)
            | Command::Service(_)
            | Command::Console(_) => return About::Folder,
            Command::Tenant(args) if matches!(args.what, TenantCommand::List) => {
                return About::Folder;
            }
            Command::Digest(_) | Command::Calendar(_) => true,
            Command::Publish(args) => args.yes,
            Command::History(args) => args.what.is_none(),
            Command::Log(args) => !args.follow,
            Command::Proposals(args) => args.what.is_none(),
            Command::Schedule(args) => matches!(args.what, None | Some(ScheduleCommand::List)),
            Command::Release(args) => matches!(args.what, ReleaseCommand::List),
            Command::Target(args) => matches!(args.what, TargetCommand::List),
            Command::Agent(args) => matches!(args.what, AgentCommand::List),
            Command::Guidance(args) => matches!(args.what, GuidanceCommand::List),
            Command::Integration(args) => matches!(args.what, IntegrationCommand::List),
            Command::Collection(args) => matches!(args.what, CollectionCommand::List),
            Command::Navigation(args) => matches!(args.what, NavigationCommand::List),
            Command::Pipeline(args) => matches!(args.what, PipelineCommand::List),
            Command::Tools(args) => args.name.is_none(),
            Command::Init(_)
            | Command::Serve(_)
            | Command::Demo(_)
            | Command::Prompt(_)
            | Command::Tenant(_)
            | Command::Whatsapp(_)
            | Command::Contact(_)
            | Command::Undo(_)
            | Command::Completions { .. }
            | Command::Man { .. }
            | Command::Version => false,
        };
        if each { About::Each } else { About::One }
    }
}
