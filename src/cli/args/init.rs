//! The arguments of `deskhand init`.

use clap::Args;

#[derive(Args, Default)]
pub(in crate::cli) struct InitArgs {
    /// Ask nothing: what is not given is taken from this computer, or left
    #[arg(long)]
    pub(in crate::cli) yes: bool,
    /// What people call the business
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) name: Option<String>,
    /// ISO 3166 code of its country; this computer's unless given
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) country: Option<String>,
    /// ISO 4217 code of the currency of its prices; the country's unless given
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) currency: Option<String>,
    /// IANA time zone, such as America/New_York; this computer's unless given
    #[arg(long, value_name = "ZONE")]
    pub(in crate::cli) timezone: Option<String>,
    /// BCP 47 tag of the language of its site, such as de-AT; this computer's unless given
    #[arg(long, value_name = "TAG")]
    pub(in crate::cli) language: Option<String>,
    /// The kind of business, for a starter site: photographer, salon, trades, consultant, cafe, shop, other; or none
    #[arg(long, value_name = "KIND")]
    pub(in crate::cli) kind: Option<String>,
    /// Set up this client (repeatable), or `none`: claude-desktop, claude-code, vscode, cursor, windsurf, zed, codex,
    /// gemini, lmstudio, goose, cline; those on this computer unless given
    #[arg(long, value_name = "CLIENT")]
    pub(in crate::cli) client: Vec<String>,
    /// Show what would change in the clients' configuration, and change nothing at all
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Take the entries of this desk out of the clients' configuration; the data stays
    #[arg(long, conflicts_with_all = ["name", "country", "currency", "timezone", "language", "kind"])]
    pub(in crate::cli) remove: bool,
}
