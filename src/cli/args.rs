//! The arguments of every command, as clap reads them and `--help` shows them.

#![expect(clippy::doc_markdown, reason = "a terminal shows these comments as they stand")]

mod calendar;
mod common;
mod contact;
mod decisions;
mod examples;
mod host;
mod init;
mod log;
mod outside;
mod people;
mod reach;
mod release;
mod service;
mod site;
mod upkeep;

use clap::{Args, Parser, Subcommand};

pub(super) use self::calendar::{CalendarArgs, CalendarCommand};
pub(super) use self::contact::{ContactArgs, ContactCommand};
pub(super) use self::decisions::{
    ConsoleArgs, ProposalsArgs, ProposalsCommand, ScheduleArgs, ScheduleCommand,
};
pub(super) use self::host::HostArgs;
pub(super) use self::init::InitArgs;
pub(super) use self::log::{LogArgs, LogCommand, LogFilter};
pub(super) use self::outside::{WhatsappArgs, WhatsappCommand};
pub(super) use self::people::{
    AgentArgs, AgentCommand, ChangedAgentArgs, GuidanceArgs, GuidanceCommand, HostsCommand,
    IntegrationArgs, IntegrationCommand, MailboxArgs, NewAgentArgs, NewTenantArgs, SiteArgs,
    TenantArgs, TenantCommand, ToolRuleArgs,
};
pub(super) use self::reach::About;
pub(super) use self::release::{
    NewTargetArgs, PublishArgs, ReleaseArgs, ReleaseCommand, TargetArgs, TargetCommand,
};
pub(super) use self::service::{ServiceArgs, ServiceCommand};
pub(super) use self::site::{
    CollectionArgs, CollectionCommand, KindArg, NavigationArgs, NavigationCommand,
    NewCollectionArgs, PipelineArgs, PipelineCommand,
};
pub(super) use self::upkeep::{BackupArgs, DoctorArgs, RestoreArgs};
use self::{common::Common, people::SessionArgs};
use crate::config::Flags;

const AFTER_HELP: &str = "\
Without a command, deskhand serves MCP when its input is not a terminal; on a terminal it offers to
set up a desk where there is none.
Every setting is also an environment variable and a key in deskhand.toml; a flag counts first.

Exit codes:
  0  done
  1  failed; stderr says why
  2  the arguments, the environment or the configuration cannot be used
  3  the data folder cannot be written
  4  the data was written by a newer deskhand
  5  the file in the data folder is not a deskhand database
  6  the data file is damaged";

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
    /// Set up a desk for your business and the clients on this computer: the place to begin
    #[command(after_help = examples::INIT)]
    Init(InitArgs),
    /// Serve MCP on stdin and stdout: what a client starts
    #[command(after_help = examples::SERVE)]
    Serve(ServeArgs),
    /// Set up a photographer's example site, call by call, and open it in the preview
    #[command(after_help = examples::DEMO)]
    Demo(DemoArgs),
    /// Serve the tenants' sites for the browser, as they are now
    #[command(after_help = examples::PREVIEW)]
    Preview(PreviewArgs),
    /// Make what is published public: show what would change, ask, and release it
    #[command(after_help = examples::PUBLISH)]
    Publish(PublishArgs),
    /// List the releases of the site, show one, or go back to one
    #[command(after_help = examples::RELEASE)]
    Release(ReleaseArgs),
    /// Serve the released sites to the public, each under its domain
    #[command(after_help = examples::HOST)]
    Host(HostArgs),
    /// Have this computer serve released sites and do what is due by itself, in the background
    #[command(after_help = examples::SERVICE)]
    Service(ServiceArgs),
    /// Add, list or remove the places that releases go to
    #[command(after_help = examples::TARGET)]
    Target(TargetArgs),
    /// List the tools that an agent has, or show one of them
    #[command(after_help = examples::TOOLS)]
    Tools(ToolsArgs),
    /// Print the rules and the guidance for an agent that you build yourself
    #[command(after_help = examples::PROMPT)]
    Prompt(PromptArgs),
    /// Add or list tenants, or set what their agents may use
    #[command(after_help = examples::TENANT)]
    Tenant(TenantArgs),
    /// Add, change or list agents
    #[command(after_help = examples::AGENT)]
    Agent(AgentArgs),
    /// Set or list the tenant's own guidance for tools
    #[command(after_help = examples::GUIDANCE)]
    Guidance(GuidanceArgs),
    /// Connect the tenant to outside services, test the connections, or list them
    #[command(after_help = examples::INTEGRATION)]
    Integration(IntegrationArgs),
    /// Add or list collections of posts or entries
    #[command(after_help = examples::COLLECTION)]
    Collection(CollectionArgs),
    /// Add or list navigations
    #[command(after_help = examples::NAVIGATION)]
    Navigation(NavigationArgs),
    /// Print the address of the web page for proposals, history and undo
    #[command(after_help = examples::CONSOLE)]
    Console(ConsoleArgs),
    /// Show, approve or reject proposals: writes that wait for a person
    #[command(after_help = examples::PROPOSALS)]
    Proposals(ProposalsArgs),
    /// Show what happens by itself at a time, and what of it failed
    #[command(after_help = examples::SCHEDULE)]
    Schedule(ScheduleArgs),
    /// Add or list pipelines that orders go through
    #[command(after_help = examples::PIPELINE)]
    Pipeline(PipelineArgs),
    /// Print the webhook address for 360dialog, or import messages from a file
    #[command(after_help = examples::WHATSAPP)]
    Whatsapp(WhatsappArgs),
    /// Print the secret address at which calendar programs read the bookings
    #[command(after_help = examples::CALENDAR)]
    Calendar(CalendarArgs),
    /// Erase a person permanently
    #[command(after_help = examples::CONTACT)]
    Contact(ContactArgs),
    /// Show in short what is new, what waits for you, and who changed what
    #[command(after_help = examples::DIGEST)]
    Digest(DigestArgs),
    /// Show who changed what, newest first
    #[command(after_help = examples::HISTORY)]
    History(HistoryArgs),
    /// Undo a change, or everything that one request did
    #[command(after_help = examples::UNDO)]
    Undo(UndoArgs),
    /// Show the log of calls, newest last
    #[command(after_help = examples::LOG)]
    Log(LogArgs),
    /// Check whether the data is in order, and say what to do
    #[command(after_help = examples::DOCTOR)]
    Doctor(DoctorArgs),
    /// Copy everything into one file while servers run, and read it back
    #[command(after_help = examples::BACKUP)]
    Backup(BackupArgs),
    /// Put a backup back; what is there now is kept
    #[command(after_help = examples::RESTORE)]
    Restore(RestoreArgs),
    /// Print the completions of a shell: bash, elvish, fish, powershell or zsh
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the man pages into a folder
    #[command(after_help = examples::MAN)]
    Man {
        /// The folder; it is made if it is not there
        folder: std::path::PathBuf,
    },
    /// Print the versions of program, protocol, database and data
    #[command(after_help = examples::VERSION)]
    Version,
}

impl Command {
    /// Adds the settings that this command's flags give.
    pub(super) fn add_flags(&self, flags: &mut Flags) {
        match self {
            Command::Serve(args) => {
                flags.agent.clone_from(&args.agent);
                flags.preview.clone_from(&args.preview);
                flags.lan.clone_from(&args.lan);
                flags.notify.clone_from(&args.notify);
                flags.backups.clone_from(&args.backups);
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
            Command::Host(args) => args.add_flags(flags),
            Command::Service(args) => args.add_flags(flags),
            Command::Preview(args) => {
                flags.preview.clone_from(&args.port);
                flags.lan.clone_from(&args.lan);
            }
            Command::Tools(args) => {
                flags.agent.clone_from(&args.agent);
                args.session.add_flags(flags);
            }
            Command::Prompt(args) => flags.agent.clone_from(&args.agent),
            Command::Init(_)
            | Command::Digest(_)
            | Command::Demo(_)
            | Command::Tenant(_)
            | Command::Agent(_)
            | Command::Guidance(_)
            | Command::Integration(_)
            | Command::Collection(_)
            | Command::Contact(_)
            | Command::Navigation(_)
            | Command::Publish(_)
            | Command::Release(_)
            | Command::Target(_)
            | Command::Whatsapp(_)
            | Command::Calendar(_)
            | Command::Console(_)
            | Command::Proposals(_)
            | Command::Schedule(_)
            | Command::Pipeline(_)
            | Command::History(_)
            | Command::Undo(_)
            | Command::Log(_)
            | Command::Doctor(_)
            | Command::Backup(_)
            | Command::Restore(_)
            | Command::Completions { .. }
            | Command::Man { .. }
            | Command::Version => {}
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
    /// Let phones in the same network decide: `on`, `off`, or this computer's address there (DESKHAND_LAN, lan)
    #[arg(long, value_name = "WHERE")]
    lan: Option<String>,
    /// Show a notice on the desktop when something waits for you: `auto`, `on` or `off` (DESKHAND_NOTIFY, notify)
    #[arg(long, value_name = "on|off")]
    notify: Option<String>,
    /// Make a backup a day and keep so many, or `off` (DESKHAND_BACKUPS, backups)
    #[arg(long, value_name = "NUMBER")]
    backups: Option<String>,
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
    /// Let phones in the same network decide: `on`, `off`, or this computer's address there (DESKHAND_LAN, lan)
    #[arg(long, value_name = "WHERE")]
    lan: Option<String>,
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
pub(super) struct DigestArgs {
    /// Since then: a time, a day, yesterday or P7D; otherwise for a day
    #[arg(long, value_name = "TIME")]
    pub(super) since: Option<String>,
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
