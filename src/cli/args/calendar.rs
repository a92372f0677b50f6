//! The arguments of `deskhand calendar`.

use clap::{Args, Subcommand};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct CalendarArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: Option<CalendarCommand>,
    /// The public address at which this server can be reached
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) at: Option<String>,
    /// Make a new address; the old one stops working
    #[arg(long)]
    pub(in crate::cli) renew: bool,
    /// Make the links anew by which visitors move and cancel; those given so far stop working
    #[arg(long, conflicts_with_all = ["at", "renew"])]
    pub(in crate::cli) renew_links: bool,
}

#[derive(Subcommand)]
pub(in crate::cli) enum CalendarCommand {
    /// Count the busy times of another calendar, by its secret address in iCal format
    Connect {
        /// The address, as Google, iCloud or Outlook gives it
        url: String,
        /// What it is called here
        #[arg(long, default_value = "private")]
        name: String,
    },
    /// Show which calendars are connected, and how old what was read is
    List,
    /// Count the busy times of a calendar no longer
    Disconnect {
        /// What it is called here
        name: String,
    },
}
