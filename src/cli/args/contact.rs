//! The arguments of `deskhand contact`.

use clap::{Args, Subcommand};

#[derive(Args)]
pub(in crate::cli) struct ContactArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: ContactCommand,
}

#[derive(Subcommand)]
pub(in crate::cli) enum ContactCommand {
    /// Erase a person permanently: the contact, what belongs to it, and what history and call log hold of it. Orders
    /// stay without the person. It cannot be undone
    Erase {
        /// The contact's id, also of a deleted one (`deskhand history` shows it); or its phone number, e-mail address
        /// or name
        contact: String,
        /// Do not ask for a confirmation
        #[arg(long)]
        yes: bool,
        /// Also replace the person's name, phone numbers and e-mail addresses elsewhere: in pages, posts, notes of
        /// others, and their history, which cannot be undone then
        #[arg(long)]
        redact: bool,
    },
}
