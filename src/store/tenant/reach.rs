//! What the agent of a handle may read and change, and whether its session has seen personal data.

use serde_json::Value;

use super::TenantRead;
use crate::{
    principal::Reach,
    store::{
        entity::{self, Entity},
        row_change::{Op, RowChange},
        sql::is_of_people,
    },
};

/// Whether the tool writes personal data that the agent may not read, so that previews of it are shown to a person
/// only. Text that the agent itself has written does not count.
pub(crate) fn is_blind(reach: &Reach, tool: &str) -> bool {
    let mut written = entity::of_tool(tool).filter(|entity| entity.private);
    written.any(|it| !reach.reads(it.thing()) || (!it.names_people && !reach.reads("contact")))
}

/// Whether rows of the entity are hidden from the agent everywhere: they hold personal data that it may not read, or
/// it may neither read nor change the entity.
pub(crate) fn is_hidden(reach: &Reach, entity: &str) -> bool {
    entity::of_name(entity).is_some_and(|entity| {
        let thing = entity.thing();
        !reach.reads(thing) && (entity.private || !reach.writes(thing))
    })
}

/// Whether the agent lacks the tool that would revert this change of a row.
fn lacks_reverse(reach: &Reach, noun: &str, entity: &Entity, row: &RowChange) -> bool {
    let verb = match row.op {
        Op::Insert => "delete",
        Op::Update => "update",
        // Whoever may delete may also restore what was deleted.
        Op::Delete => return false,
    };
    let (first, rest) = noun.split_at(noun.chars().next().map_or(0, char::len_utf8));
    let names = [format!("{verb}{}{rest}", first.to_uppercase()), format!("manage_{noun}s:{verb}")];
    let restored = row.before.iter().flatten().filter(|_| row.op == Op::Update);
    let parts: Vec<(&str, &Value)> = restored
        .filter_map(|(column, value)| {
            let field = entity.fields.iter().find(|field| field.column == column)?;
            Some((field.name.strip_suffix("Id").unwrap_or(field.name), value))
        })
        .collect();
    names.iter().any(|name| {
        reach.has_lost(name)
            || parts.iter().any(|(argument, value)| {
                let value = value.as_str().unwrap_or_default();
                [
                    format!("{name}.{argument}"),
                    format!("{name}.{argument}Id"),
                    format!("{name}.{argument}={value}"),
                ]
                .iter()
                .any(|what| reach.has_lost(what))
            })
    })
}

impl TenantRead<'_> {
    /// Whether summaries of what the tool did, or would do, to these entities are hidden from the agent.
    pub fn is_untold<'e>(&self, tool: &str, mut entities: impl Iterator<Item = &'e str>) -> bool {
        let reach = &self.who.policy.reach;
        is_blind(reach, tool) || entities.any(|entity| is_hidden(reach, entity))
    }

    /// Whether things of that kind are not shown to the agent, wherever they come up.
    pub fn is_hidden(&self, entity: &str) -> bool {
        is_hidden(&self.who.policy.reach, entity)
    }

    /// Whether a value of an argument is left to the agent: `browseImages.provider`, `openverse`.
    pub fn may_use(&self, argument: &str, value: &str) -> bool {
        self.who.policy.reach.permits(argument, value)
    }

    /// Whether the agent may read the entity: whether one of its tools shows it.
    pub fn may_read(&self, entity: &str) -> bool {
        self.who.policy.reach.reads(entity)
    }

    /// Whether the agent may undo what an operation did to a row. It may if it could make the opposite change, or the
    /// same one. It may not delete what it may not delete by a tool, nor set a value that it may not set. Only the
    /// operator undoes changes to what only the operator sets up.
    pub fn may_undo(&self, operation: &str, row: &RowChange) -> bool {
        let reach = &self.who.policy.reach;
        let Ok(entity) = row.entity() else { return false };
        if self.who.policy.is_operator {
            return true;
        }
        if !self.has_tool(operation) && !reach.writes(entity.thing()) {
            return false;
        }
        let noun = entity::noun(operation);
        entity.name != noun || !lacks_reverse(reach, &noun, entity, row)
    }

    /// Whether the agent may call the operation.
    pub fn has_tool(&self, operation: &str) -> bool {
        self.who.policy.reach.has(operation)
    }

    /// Whether the agent may give an argument of a write that value: `updatePost`, `status`, `published`.
    pub fn may_set(&self, tool: &str, argument: &str, value: &str) -> bool {
        let reach = &self.who.policy.reach;
        let whole = format!("{tool}.{argument}");
        let lost = [tool, &whole, &format!("{whole}={value}")].iter().any(|it| reach.has_lost(it));
        !lost
    }

    /// Whether the agent may read every entity.
    pub fn may_read_everything(&self) -> bool {
        self.who.policy.reach.reads_everything()
    }

    /// Whether the agent may read the calls of all agents, refused ones included.
    pub fn may_read_calls(&self) -> bool {
        self.who.principal.agent.profile == "admin" && self.may_read_everything()
    }

    /// Marks the session as having seen what these captured rows hold.
    pub(in crate::store) fn tells_of_rows(&self, rows: &[RowChange]) {
        if rows.iter().any(|row| is_of_people(&row.entity)) {
            self.tells_of_people();
        }
    }

    /// Marks the session as having seen personal data.
    pub(crate) fn tells_of_people(&self) {
        self.who.session.note_people();
    }
}
