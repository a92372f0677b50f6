//! The arguments of the commands by which a person decides.

use clap::{Args, Subcommand};

#[derive(Args)]
pub(in crate::cli) struct ConsoleArgs {}

#[derive(Args)]
pub(in crate::cli) struct ProposalsArgs {
    /// List also what has been decided
    #[arg(long)]
    pub(in crate::cli) all: bool,
    #[command(subcommand)]
    pub(in crate::cli) what: Option<ProposalsCommand>,
}

#[derive(Subcommand)]
pub(in crate::cli) enum ProposalsCommand {
    /// Show one, whole: what leaves, and each field before and after
    Show {
        /// Its number or id; or that of a question that is open in a client and too long for it (cnf_…)
        proposal: String,
    },
    /// Do what was proposed, exactly as it was shown
    Approve {
        /// Their numbers or ids
        #[arg(
            value_name = "PROPOSAL",
            required_unless_present = "request",
            conflicts_with = "request"
        )]
        proposals: Vec<String>,
        /// Everything of this request that waits (req_…), in order, all or nothing
        #[arg(long, value_name = "REQUEST")]
        request: Option<String>,
    },
    /// Say no
    Reject {
        /// Its number or id
        proposal: String,
        /// Why; the agent can read it
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
    },
}
