//! What of an answer an agent may see that changes things which it may not read.

use crate::{
    principal::Reach,
    store::entity::{ENTITIES, noun},
};

/// Whether an operation of that name changes things that are there, and leaves of them what it is not told.
pub(super) fn updates(operation: &str) -> bool {
    operation.starts_with("update") || operation.ends_with(":update")
}

/// Whether such an operation would show the rest of a thing that it changes.
pub(in crate::gate) fn hides(reach: &Reach, tool: &str, operation: &str) -> bool {
    let noun = noun(tool);
    updates(operation)
        && ENTITIES.iter().any(|it| it.private && it.name == noun && !reach.reads(it.name))
}

/// Whether a field of a thing tells nothing but which it is.
pub(in crate::gate) fn is_bare(field: &str) -> bool {
    matches!(field, "id" | "version" | "updatedAt") || field.ends_with("Id")
}
