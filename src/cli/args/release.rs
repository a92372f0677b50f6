//! The arguments of the commands about what the public sees: publish, release and target.

use clap::{Args, Subcommand};

#[derive(Args)]
pub(in crate::cli) struct PublishArgs {
    /// The target; the first one unless given
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) target: Option<String>,
    /// Plan it for a time of the business's clock, such as "2026-12-04 09:00"
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) at: Option<String>,
    /// A few words about the release
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) note: Option<String>,
    /// Release without asking
    #[arg(long)]
    pub(in crate::cli) yes: bool,
}

#[derive(Args)]
pub(in crate::cli) struct ReleaseArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: ReleaseCommand,
}

#[derive(Subcommand)]
pub(in crate::cli) enum ReleaseCommand {
    /// List the releases, the newest first
    List,
    /// Show one release
    Show {
        /// The number of the release, or its id (rel_…)
        release: String,
    },
    /// Cancel the release that is planned
    Cancel {
        /// The target; the first one unless given
        #[arg(long, value_name = "NAME")]
        target: Option<String>,
    },
    /// Make a release public again; the pages on the desk stay as they are
    Rollback {
        /// The number of the release, or its id (rel_…)
        release: String,
        /// The target; the first one unless given
        #[arg(long, value_name = "NAME")]
        target: Option<String>,
        /// Go back without asking
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Args)]
pub(in crate::cli) struct TargetArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: TargetCommand,
}

#[derive(Subcommand)]
pub(in crate::cli) enum TargetCommand {
    /// Add a place that releases go to
    Add(NewTargetArgs),
    /// List the targets, and what is public at each
    List,
    /// Remove a target; what is public there stays
    Remove {
        /// The name of the target
        name: String,
    },
    /// Keep the key of a git or s3 target (ID:SECRET); it is read from stdin, or typed unseen
    Token {
        /// The name of the target
        name: String,
    },
}

#[derive(Args)]
pub(in crate::cli) struct NewTargetArgs {
    /// The short name, such as `web`: a-z, 0-9 and dashes
    pub(in crate::cli) name: String,
    /// `folder`, `zip`, `git`, `netlify`, `s3` or `host`
    pub(in crate::cli) kind: String,
    /// The folder, the zip file, the git repository, the id of the site at Netlify, or the bucket (with a
    /// folder in it: `BUCKET/FOLDER`)
    #[arg(value_name = "WHERE")]
    pub(in crate::cli) place: Option<String>,
    /// The branch of the git repository, `main` unless given
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) branch: Option<String>,
    /// The region of the bucket, `us-east-1` unless given
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) region: Option<String>,
    /// The service that has the bucket, Amazon's unless given
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) endpoint: Option<String>,
    /// The address under which people find the site, such as https://studio.example
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) address: Option<String>,
    /// The domain that `deskhand host` serves, such as studio.example
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) domain: Option<String>,
}
