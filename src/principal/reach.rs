//! What an agent may read and change, as it follows from its tools.

use std::{collections::BTreeSet, sync::Arc};

/// What may be read and changed, as it follows from the tools: what tools that work with everything keep to,
/// and what every answer does that would tell of another thing than the one that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    All,
    /// What the tools of an agent show and change.
    Tools(Arc<ToolReach>),
}

/// What the tools of an agent show and change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolReach {
    /// Of which entities things may be read.
    pub read: BTreeSet<&'static str>,
    /// Of which entities things may be changed.
    pub write: BTreeSet<&'static str>,
    pub operations: BTreeSet<&'static str>,
    /// Values that arguments do not have any more, `browseImages.provider=openverse`, where leaving the argument out
    /// means all that are left.
    pub cut: BTreeSet<String>,
    /// What changes things and is not among them: operations of the catalogue (`deletePage`), arguments
    /// (`updatePost.title`) and their values (`updatePost.status=published`).
    pub lost: BTreeSet<String>,
    /// Whether there is nothing that another agent's tools would show besides.
    pub everything: bool,
}

impl Reach {
    /// Whether things of that entity may be read.
    pub fn reads(&self, entity: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => reached.read.contains(entity),
        }
    }

    /// Whether things of that entity may be changed.
    pub fn writes(&self, entity: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => reached.write.contains(entity),
        }
    }

    /// Whether that operation is there: `getPage`, `manage_packages:create`.
    pub fn has(&self, operation: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => reached.operations.contains(operation),
        }
    }

    /// Whether the value of the argument is left: `browseImages.provider`, `openverse`.
    pub fn permits(&self, argument: &str, value: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Tools(reached) => !reached.cut.contains(&format!("{argument}={value}")),
        }
    }

    /// Whether an operation that changes things, an argument or a value of it has been taken away; see
    /// [`ToolReach::lost`].
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
