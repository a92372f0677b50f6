//! The arguments of the commands about permissions: tenants, agents, their tools.

use clap::{Args, Subcommand};

use crate::config::Flags;

#[derive(Args)]
pub(in crate::cli) struct TenantArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: TenantCommand,
}

#[derive(Subcommand)]
pub(in crate::cli) enum TenantCommand {
    /// Add a tenant with a starter site and the agents `assistant` and `owner`
    Add(NewTenantArgs),
    /// Say whose site it is: name, address, hours, currency, zone, language; without options, show it
    Set(Box<SiteArgs>),
    /// Give a tenant another short name
    Rename {
        /// The name that it has
        tenant: String,
        /// The name that it gets
        name: String,
    },
    /// Let no agent of a tenant in any more, until `resume`
    Suspend {
        /// Its short name
        tenant: String,
    },
    /// Let the agents of a suspended tenant in again
    Resume {
        /// Its short name
        tenant: String,
    },
    /// Remove a tenant with all that it has, after a complete copy
    Remove {
        /// Its short name
        tenant: String,
        /// The name once more, where nobody can be asked to type it
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
    },
    /// Say which tools the tenant's agents can have; without options, list what has been said
    Tools(ToolRuleArgs),
    /// Set who confirms deletions and publications, for all of the tenant's agents
    Confirm {
        /// `client` (the person behind the client, asked by the client or the model) or `human` (only a person: asked
        /// by the client, or deciding here)
        who: String,
    },
    /// Set how many calls a minute all of the tenant's agents may make together; without arguments, show the limits
    Rates {
        /// `crm=120`, `messaging=30` (sent messages) or `rest=240` (each other toolset), several of them, or `default`
        /// for the limits of the launch
        #[arg(value_name = "WHAT=NUMBER")]
        rates: Vec<String>,
    },
    /// Set to which hosts the tenant's agents may send data (httpPost)
    Hosts {
        #[command(subcommand)]
        what: HostsCommand,
    },
    /// Write everything that a tenant has to one file, which another desk can import
    Archive {
        /// The tenant
        #[arg(value_name = "TENANT")]
        name: String,
        /// Write it to this folder, or to this file that ends in .tar; `archives` in the data folder unless given
        #[arg(long, value_name = "WHERE")]
        to: Option<std::path::PathBuf>,
    },
    /// Take in a tenant from its archive
    Import {
        /// The archive
        file: std::path::PathBuf,
        /// Name it so instead of as it was named
        #[arg(long = "as", value_name = "NAME")]
        name: Option<String>,
    },
    /// List the tenants
    List,
}

#[derive(Subcommand)]
pub(in crate::cli) enum HostsCommand {
    /// Allow a host, such as hooks.example.com
    Add {
        /// The host's name, with the port unless it is the default one
        host: String,
    },
    /// No longer allow a host
    Remove {
        /// The host as in the list
        host: String,
    },
    /// List the hosts
    List,
}

#[derive(Args)]
pub(in crate::cli) struct NewTenantArgs {
    /// The short name, for --tenant: a-z, 0-9 and dashes
    pub(in crate::cli) name: String,
    /// The name on the site and for people; the short name unless given
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) title: Option<String>,
    /// ISO 3166 code of the country
    #[arg(long, value_name = "CODE", default_value = "US")]
    pub(in crate::cli) country: String,
    /// ISO 4217 code of the currency of prices
    #[arg(long, value_name = "CODE", default_value = "USD")]
    pub(in crate::cli) currency: String,
    /// IANA time zone, such as America/New_York
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub(in crate::cli) timezone: String,
    /// Where clients on this computer start deskhand without saying for whom, have them name the tenant that was alone
    #[arg(long)]
    pub(in crate::cli) mend: bool,
}

/// Empty text takes a field away.
#[derive(Args)]
pub(in crate::cli) struct SiteArgs {
    /// What people call the business
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) title: Option<String>,
    /// A few words below the name
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) tagline: Option<String>,
    /// What it is called in contracts
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) legal_name: Option<String>,
    /// What schema.org calls it, such as Restaurant
    #[arg(long, value_name = "TYPE")]
    pub(in crate::cli) business_type: Option<String>,
    /// Its e-mail address
    #[arg(long, value_name = "ADDRESS")]
    pub(in crate::cli) email: Option<String>,
    /// Its phone number
    #[arg(long, value_name = "NUMBER")]
    pub(in crate::cli) phone: Option<String>,
    /// Street and number
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) street: Option<String>,
    /// Postal code
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) postal_code: Option<String>,
    /// City
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) city: Option<String>,
    /// Region or state
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) region: Option<String>,
    /// When it is open, such as "monday,tuesday 09:00-17:00" or "sunday closed" (repeatable; all of them
    /// together replace those before)
    #[arg(long, value_name = "HOURS")]
    pub(in crate::cli) open: Vec<String>,
    /// Where it is found elsewhere, an https address (repeatable; all of them together replace those before)
    #[arg(long, value_name = "ADDRESS")]
    pub(in crate::cli) social: Vec<String>,
    /// ISO 4217 code of the currency of new prices
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) currency: Option<String>,
    /// ISO 3166 code of its country
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) country: Option<String>,
    /// IANA time zone, such as America/New_York
    #[arg(long, value_name = "ZONE")]
    pub(in crate::cli) timezone: Option<String>,
    /// BCP 47 tag of its language, such as de-AT
    #[arg(long, value_name = "TAG")]
    pub(in crate::cli) locale: Option<String>,
}

#[derive(Args)]
pub(in crate::cli) struct AgentArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: AgentCommand,
}

#[derive(Subcommand)]
pub(in crate::cli) enum AgentCommand {
    /// Add an agent to the tenant
    Add(NewAgentArgs),
    /// Change what an agent may do; a running server applies it within two seconds
    Set(ChangedAgentArgs),
    /// Take an agent out of use; what it did stays in the log under its name
    Remove {
        /// Its name
        name: String,
    },
    /// List the tenant's agents
    List,
}

#[derive(Args)]
pub(in crate::cli) struct NewAgentArgs {
    /// The short name, for --agent: a-z, 0-9 and dashes
    pub(in crate::cli) name: String,
    /// The purpose, which decides the profile: general, system, customer_support, sales_assistant, booking_agent,
    /// website_editor
    #[arg(long, value_name = "WORD", default_value = "general")]
    pub(in crate::cli) subtype: String,
    /// The tools it gets: general, website, support, sales, booking, automation, readonly, admin, or a profile of the
    /// configuration
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) profile: Option<String>,
    /// How far it may act alone: autonomous, supervised (every write waits for a person), draft_only (only reads)
    #[arg(long, value_name = "HOW", default_value = "autonomous")]
    pub(in crate::cli) autonomy: String,
    /// Who confirms deletions and publications: `client` (the person behind the client, asked by the client or the
    /// model), `human` (only a person: asked by the client, or deciding here)
    #[arg(long, value_name = "WHO", default_value = "client")]
    pub(in crate::cli) confirm: String,
    #[command(flatten)]
    pub(in crate::cli) tools: ToolRuleArgs,
}

#[derive(Args)]
pub(in crate::cli) struct ChangedAgentArgs {
    /// The agent's name
    pub(in crate::cli) name: String,
    /// The purpose; also sets the profile for it
    #[arg(long, value_name = "WORD")]
    pub(in crate::cli) subtype: Option<String>,
    /// The profile of tools; `admin` is every tool
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) profile: Option<String>,
    /// How far it may act alone: autonomous, supervised, draft_only
    #[arg(long, value_name = "HOW")]
    pub(in crate::cli) autonomy: Option<String>,
    /// Who confirms deletions and publications: client, human
    #[arg(long, value_name = "WHO")]
    pub(in crate::cli) confirm: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) tools: ToolRuleArgs,
}

/// Tools are written as getPage, manage_packages:list,create, cms:*, cms:read, *:read or *.
#[derive(Args)]
pub(in crate::cli) struct ToolRuleArgs {
    /// Allow only this and what else is enabled (repeatable)
    #[arg(long, value_name = "TOOL")]
    pub(in crate::cli) enable: Vec<String>,
    /// Take this away; also an argument or a value of one, such as updatePost.status, queryData.entity=contact
    /// (repeatable)
    #[arg(long, value_name = "TOOL")]
    pub(in crate::cli) disable: Vec<String>,
    /// Remove this rule from either list, or `all` rules (repeatable)
    #[arg(long, value_name = "TOOL")]
    pub(in crate::cli) forget: Vec<String>,
}

/// The restrictions of a session.
#[derive(Args)]
pub(in crate::cli) struct SessionArgs {
    /// The channel through which people reach the agent: sms, whatsapp, web or email; unsuitable tools are left out
    /// (DESKHAND_CHANNEL, channel)
    #[arg(long, value_name = "NAME")]
    channel: Option<String>,
    /// Leave this tool out of the session (repeatable; DESKHAND_DISABLED_TOOLS, disabled_tools)
    #[arg(long, value_name = "TOOL")]
    disable_tool: Vec<String>,
    /// Leave this tool out for all agents (repeatable; DESKHAND_BLOCKED_TOOLS, blocked_tools)
    #[arg(long, value_name = "TOOL")]
    block_tool: Vec<String>,
    /// List a core of the tools only; searchTools finds the rest, callTool calls it: `on` or `off`
    /// (DESKHAND_DISCOVER, discover)
    #[arg(long, value_name = "SWITCH", num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    discover: Option<String>,
}

impl SessionArgs {
    pub(in crate::cli) fn add_flags(&self, flags: &mut Flags) {
        flags.channel.clone_from(&self.channel);
        flags.disabled_tools.clone_from(&self.disable_tool);
        flags.blocked_tools.clone_from(&self.block_tool);
        flags.discover.clone_from(&self.discover);
    }
}

#[derive(Args)]
pub(in crate::cli) struct GuidanceArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: GuidanceCommand,
}

#[derive(Subcommand)]
pub(in crate::cli) enum GuidanceCommand {
    /// Set the tenant's own guidance for a tool, replacing the old one
    Set {
        /// The tool
        tool: String,
        /// One or two sentences, 300 characters at most
        text: String,
    },
    /// Remove the tenant's own guidance for a tool
    Remove {
        /// The tool
        tool: String,
    },
    /// List the tenant's own guidance
    List,
}

#[derive(Args)]
pub(in crate::cli) struct IntegrationArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: IntegrationCommand,
}

/// Of smtp, the mailbox from which mail is sent.
#[derive(Args)]
pub(in crate::cli) struct MailboxArgs {
    /// Of smtp: the e-mail address that mail is from
    #[arg(long, value_name = "ADDRESS")]
    pub(in crate::cli) from: Option<String>,
    /// Of smtp: the mail server, such as `smtps://mail.example.com` or `smtp://mail.example.com:587` (STARTTLS); the large
    /// providers' are known
    #[arg(long, value_name = "ADDRESS")]
    pub(in crate::cli) server: Option<String>,
    /// Of smtp: the name to log in with, where it is not the address; empty where the server wants none
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) user: Option<String>,
}

impl MailboxArgs {
    /// Whether any of it was said.
    pub(in crate::cli) fn is_given(&self) -> bool {
        self.from.is_some() || self.server.is_some() || self.user.is_some()
    }
}

#[derive(Subcommand)]
pub(in crate::cli) enum IntegrationCommand {
    /// List the services, and the state of the tenant's connections
    List,
    /// Connect a service: asks for its key, or reads it from stdin, and checks it
    Connect {
        /// The service, such as pexels or whatsapp
        name: String,
        #[command(flatten)]
        mailbox: MailboxArgs,
    },
    /// Remove a connection and its key
    Disconnect {
        /// The service
        name: String,
    },
    /// Test one service, or all that are connected
    Test {
        /// The service
        name: Option<String>,
    },
}
