//! The arguments of `deskhand calendar`.

use clap::Args;

#[derive(Args)]
pub(in crate::cli) struct CalendarArgs {
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
