//! The arguments of the set-up commands: collections, navigations and pipelines.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Args)]
pub(in crate::cli) struct CollectionArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: CollectionCommand,
}

#[derive(Subcommand)]
pub(in crate::cli) enum CollectionCommand {
    /// Add a collection of posts or of entries to the tenant's site
    Add(NewCollectionArgs),
    /// List the tenant's collections
    List,
}

#[derive(Args)]
pub(in crate::cli) struct NewCollectionArgs {
    /// The first part of the addresses, such as `recipes`: a-z, 0-9 and dashes
    pub(in crate::cli) slug: String,
    /// What the collection contains
    #[arg(long, value_name = "WHAT")]
    pub(in crate::cli) kind: KindArg,
    /// The name for people; made from the slug unless given
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) name: Option<String>,
    /// What the collection is for
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(in crate::cli) description: String,
    /// The fields of its entries as a JSON file, such as [{"name":"price","type":"text"}]; - reads stdin
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) fields: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(in crate::cli) enum KindArg {
    /// Dated articles
    Posts,
    /// Things of one kind, with fields of their own
    Entries,
}

#[derive(Args)]
pub(in crate::cli) struct NavigationArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: NavigationCommand,
}

#[derive(Subcommand)]
pub(in crate::cli) enum NavigationCommand {
    /// Add a navigation to the tenant's site
    Add {
        /// The short name, such as `sidebar`: a-z, 0-9 and dashes
        key: String,
        /// The name for people; made from the key unless given
        #[arg(long, value_name = "TEXT")]
        name: Option<String>,
    },
    /// List the tenant's navigations
    List,
}

#[derive(Args)]
pub(in crate::cli) struct PipelineArgs {
    #[command(subcommand)]
    pub(in crate::cli) what: PipelineCommand,
}

#[derive(Subcommand)]
pub(in crate::cli) enum PipelineCommand {
    /// Add a pipeline that orders go through
    Add {
        /// The short name, such as `weddings`: a-z, 0-9 and dashes
        key: String,
        /// The name for people; made from the key unless given
        #[arg(long, value_name = "TEXT")]
        name: Option<String>,
        /// A stage, in order; `quoted:5` holds at most 5 orders at a time
        #[arg(long = "stage", value_name = "KEY[:LIMIT]", required = true)]
        stages: Vec<String>,
    },
    /// List the tenant's pipelines with their stages
    List,
}
