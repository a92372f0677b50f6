//! The arguments of the commands about services outside.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Args)]
pub(in crate::cli) struct WhatsappArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: WhatsappCommand,
}

#[derive(Subcommand)]
pub(in crate::cli) enum WhatsappCommand {
    /// Print the address to which 360dialog tells what customers write
    Hook {
        /// The public address that leads here
        #[arg(long, value_name = "URL")]
        at: Option<String>,
        /// Make a new address; the one before is good no longer
        #[arg(long)]
        renew: bool,
    },
    /// Take in what 360dialog has told elsewhere, each message once
    Import {
        /// JSON, or one JSON document after another; `-` is stdin
        file: PathBuf,
    },
}
