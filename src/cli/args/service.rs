//! The arguments of `deskhand service`.

use clap::{Args, Subcommand};

use super::host::HostArgs;
use crate::config::Flags;

#[derive(Args)]
pub(in crate::cli) struct ServiceArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: ServiceCommand,
}

impl ServiceArgs {
    /// What the service will be told is checked before it is written down.
    pub(super) fn add_flags(&self, flags: &mut Flags) {
        if let ServiceCommand::Install { host, .. } = &self.what {
            host.add_flags(flags);
        }
    }
}

#[derive(Subcommand)]
pub(in crate::cli) enum ServiceCommand {
    /// Have this computer run `deskhand host` by itself from now on
    Install {
        #[command(flatten)]
        host: Box<HostArgs>,
        /// Say what would be written and run, and do nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// End it, and have it not run any more; the data stays
    Remove,
    /// Say whether it is installed and runs
    Status,
}
