//! What an agent may read and change, derived from its tools.

use std::{collections::BTreeSet, sync::Arc};

/// What may be read and changed. Tools that work with all entities are limited to it, and so is every answer that
/// would show another thing than the one asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    All,
    Tools(Arc<ToolReach>),
}

/// What the tools of an agent read and change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolReach {
    /// The entities that may be read.
    pub read: BTreeSet<&'static str>,
    /// The entities that may be changed.
    pub write: BTreeSet<&'static str>,
    pub operations: BTreeSet<&'static str>,
    /// Values that are out of scope, `browseImages.provider=openverse`, of arguments that mean "all permitted values"
    /// when omitted.
    pub cut: BTreeSet<String>,
    /// The write operations of the catalogue that are out of scope (`deletePage`), and arguments (`updatePost.title`)
    /// and values (`updatePost.status=published`) that are.
    pub lost: BTreeSet<String>,
    /// Whether the tools can read everything that any tool shows.
    pub everything: bool,
}

impl Reach {
    /// Whether the entity may be read.
    pub fn reads(&self, entity: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => reached.read.contains(entity),
        }
    }

    /// Whether the entity may be changed.
    pub fn writes(&self, entity: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => reached.write.contains(entity),
        }
    }

    /// Whether the operation is in scope: `getPage`, `manage_packages:create`.
    pub fn has(&self, operation: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => reached.operations.contains(operation),
        }
    }

    /// Whether the value of an argument is in scope: `browseImages.provider`, `openverse`.
    pub fn permits(&self, argument: &str, value: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => !reached.cut.contains(&format!("{argument}={value}")),
        }
    }

    /// Whether a write operation, an argument or a value of it is out of scope; see [`ToolReach::lost`].
    pub fn has_lost(&self, what: &str) -> bool {
        match self {
            Reach::All => false,
            Reach::Tools(reached) => reached.lost.contains(what),
        }
    }

    /// Whether everything that tools show may be read.
    pub fn reads_everything(&self) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => reached.everything,
        }
    }
}
