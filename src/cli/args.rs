//! The arguments of every command, as clap reads them and `--help` shows them.

#![expect(clippy::doc_markdown, reason = "a terminal shows these comments as they stand")]

mod common;
mod contact;
mod decisions;
mod log;
mod outside;
mod people;
mod site;

use clap::{Args, Parser, Subcommand};

pub(super) use self::contact::{ContactArgs, ContactCommand};
pub(super) use self::decisions::{ConsoleArgs, ProposalsArgs, ProposalsCommand};
pub(super) use self::log::{LogArgs, LogCommand, LogFilter};
pub(super) use self::outside::{WhatsappArgs, WhatsappCommand};
pub(super) use self::people::{
    AgentArgs, AgentCommand, ChangedAgentArgs, GuidanceArgs, GuidanceCommand, HostsCommand,
    IntegrationArgs, IntegrationCommand, NewAgentArgs, NewTenantArgs, SiteArgs, TenantArgs,
    TenantCommand, ToolRuleArgs,
};
pub(super) use self::site::{
    CollectionArgs, CollectionCommand, KindArg, NavigationArgs, NavigationCommand,
    NewCollectionArgs, PipelineArgs, PipelineCommand,
};
use self::{common::Common, people::SessionArgs};
use crate::config::Flags;

const AFTER_HELP: &str = "\
Without a command, deskhand serves MCP when its input is not a terminal.
Every setting is also an environment variable and a key in deskhand.toml; a flag counts first.

Exit codes:
  0  done
  1  failed; stderr says why
  2  the arguments, the environment or the configuration cannot be used
  3  the data folder cannot be written
  4  the data was written by a newer deskhand
  5  the file in the data folder is not a deskhand database";

/// An MCP server that gives an AI assistant safe hands on a small business.
#[derive(Parser)]
#[command(name = "deskhand", version, after_help = AFTER_HELP, max_term_width = 100)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Serve MCP on stdin and stdout: what a client starts
    Serve(ServeArgs),
    /// Set up a photographer's site, call by call, and leave it open to look at
    Demo(DemoArgs),
    /// Show the tenants' sites in the browser, as they are now
    Preview(PreviewArgs),
    /// List the tools that an agent has, or show one of them
    Tools(ToolsArgs),
    /// Print the rules and the guidance that an agent of your own should be given
    Prompt(PromptArgs),
    /// Add a tenant, list them, or say which tools the tenant's agents can have
    Tenant(TenantArgs),
    /// Add an agent, change one, or list them
    Agent(AgentArgs),
    /// Say something about a tool to the tenant's agents, or list what is said
    Guidance(GuidanceArgs),
    /// Connect the tenant to services outside, test the connections, or list them
    Integration(IntegrationArgs),
    /// Add a collection of posts or entries, or list them
    Collection(CollectionArgs),
    /// Add a navigation, or list them
    Navigation(NavigationArgs),
    /// Print the address of the page where a person decides, looks and takes back
    Console(ConsoleArgs),
    /// Show what waits for a person; approve or reject it
    Proposals(ProposalsArgs),
    /// Add a pipeline that orders go through, or list them
    Pipeline(PipelineArgs),
    /// Print where 360dialog tells what customers write, or take it in from a file
    Whatsapp(WhatsappArgs),
    /// Erase a person for good
    Contact(ContactArgs),
    /// Show who changed what, newest first
    History(HistoryArgs),
    /// Take back a change, or everything that one request did
    Undo(UndoArgs),
    /// Show the calls that came in, newest last
    Log(LogArgs),
}

impl Command {
    /// Adds the flags of this command that say how to set the program up.
    pub(super) fn add_flags(&self, flags: &mut Flags) {
        match self {
            Command::Serve(args) => {
                flags.agent.clone_from(&args.agent);
                flags.preview.clone_from(&args.preview);
                flags.synchronous.clone_from(&args.synchronous);
                flags.answer_chars_max.clone_from(&args.answer_chars_max);
                flags.rates.clone_from(&args.rates);
                flags.image_folders.clone_from(&args.image_folders);
                flags.navigation_items_max.clone_from(&args.navigation_items_max);
                flags.person_wait.clone_from(&args.person_wait);
                args.session.add_flags(flags);
            }
            Command::Preview(args) => flags.preview.clone_from(&args.port),
            Command::Tools(args) => {
                flags.agent.clone_from(&args.agent);
                args.session.add_flags(flags);
            }
            Command::Prompt(args) => flags.agent.clone_from(&args.agent),
            Command::Demo(_)
            | Command::Tenant(_)
            | Command::Agent(_)
            | Command::Guidance(_)
            | Command::Integration(_)
            | Command::Collection(_)
            | Command::Contact(_)
            | Command::Navigation(_)
            | Command::Whatsapp(_)
            | Command::Console(_)
            | Command::Proposals(_)
            | Command::Pipeline(_)
            | Command::History(_)
            | Command::Undo(_)
            | Command::Log(_) => {}
        }
    }
}

#[derive(Args)]
pub(super) struct ServeArgs {
    /// Act as this agent, `assistant` unless given (DESKHAND_AGENT, agent)
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Show the sites on this port of this machine: PORT, `auto` or `off` (DESKHAND_PREVIEW, preview)
    #[arg(long, value_name = "PORT")]
    preview: Option<String>,
    /// `full`: a write survives a power cut; `normal`: a crash only (DESKHAND_SYNCHRONOUS,
    /// store.synchronous)
    #[arg(long, value_name = "HOW")]
    synchronous: Option<String>,
    /// Keep answers below so many characters (DESKHAND_ANSWER_CHARS_MAX, answer_chars_max)
    #[arg(long, value_name = "NUMBER")]
    answer_chars_max: Option<String>,
    /// Let a tenant make so many calls a minute, as `crm=120 messaging=30 rest=240` (DESKHAND_RATES, rates)
    #[arg(long, value_name = "RATES")]
    rates: Option<String>,
    /// Take pictures from these folders only, written as in PATH, or `none` (DESKHAND_IMAGE_FOLDERS,
    /// image_folders)
    #[arg(long, value_name = "FOLDERS")]
    image_folders: Option<String>,
    /// Refuse more visible items than this at the top of a navigation (DESKHAND_NAVIGATION_ITEMS_MAX,
    /// navigation_items_max)
    #[arg(long, value_name = "NUMBER")]
    navigation_items_max: Option<String>,
    /// Give a person so many seconds to answer a question (DESKHAND_PERSON_WAIT, person_wait)
    #[arg(long, value_name = "SECONDS")]
    person_wait: Option<String>,
    #[command(flatten)]
    session: SessionArgs,
}

#[derive(Args)]
pub(super) struct DemoArgs {
    /// End when the story is told; open no preview
    #[arg(long)]
    pub(super) no_preview: bool,
}

#[derive(Args)]
pub(super) struct PreviewArgs {
    /// Listen on this port of this machine, or `auto`
    #[arg(long, value_name = "PORT")]
    port: Option<String>,
}

#[derive(Args)]
pub(super) struct ToolsArgs {
    /// The tool to show with its arguments and schemas
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
    /// The agent whose tools to list (DESKHAND_AGENT, agent)
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Say of every tool why it is in or out, and what would bring it in
    #[arg(long, conflicts_with = "name")]
    pub(super) explain: bool,
    #[command(flatten)]
    session: SessionArgs,
}

#[derive(Args)]
pub(super) struct PromptArgs {
    /// The agent whose tools to write about (DESKHAND_AGENT, agent)
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
}

#[derive(Args)]
pub(super) struct HistoryArgs {
    /// Show so many changes
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) limit: u32,
    #[command(subcommand)]
    pub(super) what: Option<HistoryCommand>,
}

#[derive(Subcommand)]
pub(super) enum HistoryCommand {
    /// Show one change, each field before and after
    Show {
        /// The change's id (chg_…)
        change: String,
    },
}

#[derive(Args)]
pub(super) struct UndoArgs {
    /// The change to take back (chg_…), as history lists it
    #[arg(value_name = "CHANGE", required_unless_present = "request", conflicts_with = "request")]
    pub(super) change: Option<String>,
    /// Take back everything that this request did (req_…)
    #[arg(long, value_name = "REQUEST")]
    pub(super) request: Option<String>,
}
