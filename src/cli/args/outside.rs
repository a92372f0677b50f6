//! The arguments of the commands about outside services.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Args)]
pub(in crate::cli) struct WhatsappArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: WhatsappCommand,
}

#[derive(Subcommand)]
pub(in crate::cli) enum WhatsappCommand {
    /// Print the webhook address to enter at 360dialog
    Hook {
        /// The public address at which this server can be reached
        #[arg(long, value_name = "URL")]
        at: Option<String>,
        /// Make a new address; the old one stops working
        #[arg(long)]
        renew: bool,
    },
    /// Import what 360dialog has reported elsewhere, each message once
    Import {
        /// A JSON document or several in sequence; `-` is stdin
        file: PathBuf,
    },
}
