//! The arguments of `deskhand contact`.

use clap::{Args, Subcommand};

#[derive(Args)]
pub(in crate::cli) struct ContactArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: ContactCommand,
}

#[derive(Subcommand)]
pub(in crate::cli) enum ContactCommand {
    /// Erase a person for good: the contact, what belongs to it, and what history and call log hold of
    /// it. Orders stay without the person. It cannot be taken back
    Erase {
        /// Its id, also of a contact that has been deleted (`deskhand history` shows it); or its phone
        /// number, e-mail address or name
        contact: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
        /// Also put the person's name, phone numbers and e-mail addresses out of whatever else says them: pages, posts,
        /// notes of others, and their history, which cannot be taken back then
        #[arg(long)]
        redact: bool,
    },
}
