//! What the agent behind a handle may read and change, and what its session has been told of people.

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

/// Whether the tool writes what tells of people, and the agent may not read that or whom it is of: what would be
/// shown of it is for a person only. Who is named by what the agent itself wrote has no part in it.
pub(crate) fn is_blind(reach: &Reach, tool: &str) -> bool {
    let mut written = entity::of_tool(tool).filter(|entity| entity.private);
    written.any(|it| !reach.reads(it.thing()) || (!it.names_people && !reach.reads("contact")))
}

/// Whether a thing of that entity is not shown to the agent, wherever it comes up: it tells of people of whom the
/// agent may not read, or the agent may neither read nor change it.
pub(crate) fn is_hidden(reach: &Reach, entity: &str) -> bool {
    entity::of_name(entity).is_some_and(|entity| {
        let thing = entity.thing();
        !reach.reads(thing) && (entity.private || !reach.writes(thing))
    })
}

/// Whether what takes a change of a row back is something that the agent has lost.
fn lacks_reverse(reach: &Reach, noun: &str, entity: &Entity, row: &RowChange) -> bool {
    let verb = match row.op {
        Op::Insert => "delete",
        Op::Update => "update",
        // Who may delete may bring back what they have deleted.
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
    /// Whether words about what the tool did, or would do, to things of these entities are not for the agent.
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

    /// Whether the agent may read such things: whether one of its tools shows them.
    pub fn may_read(&self, entity: &str) -> bool {
        self.who.policy.reach.reads(entity)
    }

    /// Whether the agent may take back what that operation did to a row: who may change such things may, and who may
    /// do the same. What the operation is about is not deleted by who may not delete it, nor changed into what they
    /// may not make it. What only the operator sets up, only the operator takes back.
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

    /// Whether that operation is among the agent's.
    pub fn has_tool(&self, operation: &str) -> bool {
        self.who.policy.reach.has(operation)
    }

    /// Whether the agent may read everything that tools show.
    pub fn may_read_everything(&self) -> bool {
        self.who.policy.reach.reads_everything()
    }

    /// Whether the agent may read what every agent has called, refusals included.
    pub fn may_read_calls(&self) -> bool {
        self.who.principal.agent.profile == "admin" && self.may_read_everything()
    }

    /// Notes what such rows tell, which come from what the store has captured.
    pub(in crate::store) fn tells_of_rows(&self, rows: &[RowChange]) {
        if rows.iter().any(|row| is_of_people(&row.entity)) {
            self.tells_of_people();
        }
    }

    /// Notes that the session is told of people.
    pub(crate) fn tells_of_people(&self) {
        self.who.session.note_people();
    }
}
