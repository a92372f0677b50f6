//! The arguments of the commands about proposals.

use clap::{Args, Subcommand};

#[derive(Args)]
pub(in crate::cli) struct ConsoleArgs {
    /// Print an address that lets a phone in the same network in for a day; it opens for ten minutes
    #[arg(long)]
    pub(in crate::cli) lan: bool,
}

#[derive(Args)]
pub(in crate::cli) struct ProposalsArgs {
    /// Also list decided proposals
    #[arg(long)]
    pub(in crate::cli) all: bool,
    #[command(subcommand)]
    pub(in crate::cli) what: Option<ProposalsCommand>,
}

#[derive(Subcommand)]
pub(in crate::cli) enum ProposalsCommand {
    /// Show one completely: what would be sent, and each field before and after
    Show {
        /// The number or id of a proposal, or the id of a question that is too long for its client (cnf_…)
        proposal: String,
    },
    /// Execute proposals exactly as they were shown
    Approve {
        /// The numbers or ids of the proposals
        #[arg(
            value_name = "PROPOSAL",
            required_unless_present = "request",
            conflicts_with = "request"
        )]
        proposals: Vec<String>,
        /// All open proposals of this request (req_…), in order, all or nothing
        #[arg(long, value_name = "REQUEST")]
        request: Option<String>,
    },
    /// Reject a proposal
    Reject {
        /// The number or id of the proposal
        proposal: String,
        /// The reason; the agent can read it
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Delete proposals that were decided, or have expired, long ago; history keeps what they changed
    Purge {
        /// Those that have not waited for more than so many days
        #[arg(long, value_name = "DAYS", default_value_t = 90)]
        days: u16,
        /// Delete them; without it, say how many there are
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Args)]
pub(in crate::cli) struct ScheduleArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: Option<ScheduleCommand>,
}

#[derive(Subcommand)]
pub(in crate::cli) enum ScheduleCommand {
    /// List what waits for its time, and what failed
    List,
    /// Do at once what failed or is held, or what waits as soon as its time has come
    Retry {
        /// The id of the thing, as the list has it
        id: String,
    },
}
