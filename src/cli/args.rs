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
    /// Set up a photographer's example site, call by call, and open it in the preview
    Demo(DemoArgs),
    /// Serve the tenants' sites for the browser, as they are now
    Preview(PreviewArgs),
    /// List the tools that an agent has, or show one of them
    Tools(ToolsArgs),
    /// Print the rules and the guidance for an agent that you build yourself
    Prompt(PromptArgs),
    /// Add or list tenants, or set what their agents may use
    Tenant(TenantArgs),
    /// Add, change or list agents
    Agent(AgentArgs),
    /// Set or list the tenant's own guidance for tools
    Guidance(GuidanceArgs),
    /// Connect the tenant to outside services, test the connections, or list them
    Integration(IntegrationArgs),
    /// Add or list collections of posts or entries
    Collection(CollectionArgs),
    /// Add or list navigations
    Navigation(NavigationArgs),
    /// Print the address of the web page for proposals, history and undo
    Console(ConsoleArgs),
    /// Show, approve or reject proposals: writes that wait for a person
    Proposals(ProposalsArgs),
    /// Add or list pipelines that orders go through
    Pipeline(PipelineArgs),
    /// Print the webhook address for 360dialog, or import messages from a file
    Whatsapp(WhatsappArgs),
    /// Erase a person permanently
    Contact(ContactArgs),
    /// Show who changed what, newest first
    History(HistoryArgs),
    /// Undo a change, or everything that one request did
    Undo(UndoArgs),
    /// Show the log of calls, newest last
    Log(LogArgs),
}

impl Command {
    /// Adds the settings that this command's flags give.
    pub(super) fn add_flags(&self, flags: &mut Flags) {
        match self {
            Command::Serve(args) => {
                flags.agent.clone_from(&args.agent);
                flags.preview.clone_from(&args.preview);
                flags.synchronous.clone_from(&args.synchronous);
                flags.answer_chars_max.clone_from(&args.answer_chars_max);
                flags.rates.clone_from(&args.rates);
                flags.image_folders.clone_from(&args.image_folders);
                flags.browser.clone_from(&args.browser);
                flags.browser_sandbox.clone_from(&args.browser_sandbox);
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
    /// Serve the preview of the sites on this port of this machine: PORT, `auto` or `off` (DESKHAND_PREVIEW, preview)
    #[arg(long, value_name = "PORT")]
    preview: Option<String>,
    /// `full`: a write survives a power cut; `normal`: a crash only (DESKHAND_SYNCHRONOUS,
    /// store.synchronous)
    #[arg(long, value_name = "HOW")]
    synchronous: Option<String>,
    /// Keep answers below this many characters (DESKHAND_ANSWER_CHARS_MAX, answer_chars_max)
    #[arg(long, value_name = "NUMBER")]
    answer_chars_max: Option<String>,
    /// Limit the calls a minute of a tenant, such as `crm=120 messaging=30 rest=240` (DESKHAND_RATES, rates)
    #[arg(long, value_name = "RATES")]
    rates: Option<String>,
    /// Read pictures from these folders only, separated as in PATH, or `none` (DESKHAND_IMAGE_FOLDERS, image_folders)
    #[arg(long, value_name = "FOLDERS")]
    image_folders: Option<String>,
    /// Look at pages with this Chrome, Chromium or Edge, or `off`; found by itself unless given (DESKHAND_BROWSER,
    /// browser.program)
    #[arg(long, value_name = "PROGRAM")]
    browser: Option<String>,
    /// Let that browser isolate pages: `off` only where it cannot, as in a container (DESKHAND_BROWSER_SANDBOX,
    /// browser.sandbox)
    #[arg(long, value_name = "on|off")]
    browser_sandbox: Option<String>,
    /// Allow at most this many visible items at the top of a navigation (DESKHAND_NAVIGATION_ITEMS_MAX,
    /// navigation_items_max)
    #[arg(long, value_name = "NUMBER")]
    navigation_items_max: Option<String>,
    /// Give a person this many seconds to answer a question (DESKHAND_PERSON_WAIT, person_wait)
    #[arg(long, value_name = "SECONDS")]
    person_wait: Option<String>,
    #[command(flatten)]
    session: SessionArgs,
}

#[derive(Args)]
pub(super) struct DemoArgs {
    /// End after the example; open no preview
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
    /// Explain for every tool why the agent has it or not, and what would change that
    #[arg(long, conflicts_with = "name")]
    pub(super) explain: bool,
    #[command(flatten)]
    session: SessionArgs,
}

#[derive(Args)]
pub(super) struct PromptArgs {
    /// The agent whose tools to describe (DESKHAND_AGENT, agent)
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
}

#[derive(Args)]
pub(super) struct HistoryArgs {
    /// Show this many changes
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
    /// The change to undo (chg_…), as history lists it
    #[arg(value_name = "CHANGE", required_unless_present = "request", conflicts_with = "request")]
    pub(super) change: Option<String>,
    /// Undo everything that this request did (req_…)
    #[arg(long, value_name = "REQUEST")]
    pub(super) request: Option<String>,
}
