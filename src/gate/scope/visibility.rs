//! What an agent may see in answers about things that it may change but not read.

use crate::{
    principal::Reach,
    store::entity::{ENTITIES, noun},
};

/// Whether the operation changes existing things and keeps the fields that it is not sent.
pub(super) fn updates(operation: &str) -> bool {
    operation.starts_with("update") || operation.ends_with(":update")
}

/// Whether the operation's answer would show other fields of the changed thing, which the agent may not read.
pub(in crate::gate) fn hides(reach: &Reach, tool: &str, operation: &str) -> bool {
    let noun = noun(tool);
    updates(operation)
        && ENTITIES.iter().any(|it| it.private && it.name == noun && !reach.reads(it.name))
}

/// Whether a field only identifies a thing.
pub(in crate::gate) fn is_bare(field: &str) -> bool {
    matches!(field, "id" | "version" | "updatedAt") || field.ends_with("Id")
}
