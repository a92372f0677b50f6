//! Releases, which are what the public sees, and the targets that they go to.

use deskhand_entity::Entity;

use super::Json;
use crate::{
    clock::Time,
    id::{ReleaseId, TargetId},
};

/// A row of `release`. Once it is made it never changes.
#[derive(Clone, Debug, Entity)]
#[entity(table = "release", lasting, sort = "-number", new = NewRelease)]
pub(crate) struct ReleaseRow {
    pub(crate) id: ReleaseId,
    /// What people call it: 1, 2, 3 of the tenant.
    #[column(fixed)]
    pub(crate) number: i64,
    /// Since when it has all of its files.
    #[column(default)]
    pub(crate) made_at: Option<Time>,
    /// The name of the agent.
    #[column(fixed, hidden, internal)]
    pub(crate) made_by: String,
    /// The last change of the ledger that is in it.
    #[column(hidden, internal)]
    pub(crate) change_seq: i64,
    /// Scheme and host that its files name; empty where none was known.
    #[column(fixed, hidden, internal)]
    pub(crate) address: String,
    pub(crate) files: i64,
    #[column(internal)]
    pub(crate) bytes: i64,
    /// Of all its files: equal for equal releases.
    #[column(fixed, hidden, internal)]
    pub(crate) digest: String,
    #[column(fixed, address)]
    pub(crate) note: String,
}

/// A row of `target`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "target", tools("release"), label = name, lasting, sort = "name", new = NewTarget)]
pub(crate) struct TargetRow {
    pub(crate) id: TargetId,
    #[column(fixed, address)]
    pub(crate) name: String,
    #[column(fixed, choice("folder", "zip", "git", "host", "s3", "netlify"))]
    pub(crate) kind: String,
    /// As `release::targets::Settings` writes them.
    #[column(fixed, hidden)]
    pub(crate) settings: Json,
    /// What is public there.
    #[column(default)]
    pub(crate) current_release_id: Option<ReleaseId>,
    pub(crate) version: i64,
}
