//! The arguments of `deskhand log`.

use clap::{Args, Subcommand};

use crate::clock::{self, Time, TimePhrase};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct LogArgs {
    /// Show this many calls
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) limit: u32,
    /// Keep showing new calls as they come in
    #[arg(long)]
    pub(in crate::cli) follow: bool,
    #[command(flatten)]
    pub(in crate::cli) filter: LogFilter,
    #[command(subcommand)]
    pub(in crate::cli) what: Option<LogCommand>,
}

/// Filters; a call is shown if all of them match.
#[derive(Args, Default, PartialEq)]
pub(in crate::cli) struct LogFilter {
    /// Only calls that failed
    #[arg(long)]
    pub(in crate::cli) failed: bool,
    /// Only calls of this tool, or of one action: `manage_packages:create`
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) tool: Option<String>,
    /// Only calls of this agent
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) agent: Option<String>,
    /// Only calls with this outcome: written, read, previewed, rehearsed, repeated, refused, refused_read
    #[arg(long, value_name = "OUTCOME")]
    pub(in crate::cli) outcome: Option<String>,
    /// Only calls that failed with this code: SLUG_TAKEN
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) code: Option<String>,
    /// Only calls of this request (req_…)
    #[arg(long, value_name = "REQUEST")]
    pub(in crate::cli) request: Option<String>,
    /// Only calls of this session (ses_…)
    #[arg(long, value_name = "SESSION")]
    pub(in crate::cli) session: Option<String>,
    /// Only the call that made this change (chg_…)
    #[arg(long, value_name = "CHANGE")]
    pub(in crate::cli) change: Option<String>,
    /// Only calls since then: 30m, 12h, 7d, yesterday, or a time such as 2026-11-21T09:00:00Z
    #[arg(long, value_name = "WHEN", value_parser = since)]
    pub(in crate::cli) since: Option<Time>,
}

#[derive(Subcommand)]
pub(in crate::cli) enum LogCommand {
    /// Check that no call was changed, inserted or removed since it was written
    Verify {
        /// The head that an earlier check printed: its row must still exist
        #[arg(long, value_name = "HASH", value_parser = head)]
        head: Option<String>,
    },
}

fn since(text: &str) -> Result<Time, String> {
    // One log contains several businesses in different time zones, so days are UTC.
    TimePhrase::read(text, "UTC", clock::now()).map(|said| said.first).ok_or_else(|| {
        "it wants 30m, 12h, 7d, a day in UTC as 2026-11-21, or a moment as 2026-11-21T09:00:00Z"
            .to_owned()
    })
}

fn head(text: &str) -> Result<String, String> {
    let text = text.to_ascii_lowercase();
    let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash
        .then_some(text)
        .ok_or_else(|| "it wants the 64 digits that `deskhand log verify` shows".to_owned())
}
