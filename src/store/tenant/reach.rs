//! What the agent behind a handle may read and change, and what its session has been told of people.

use super::TenantRead;
use crate::store::{ledger::RowChange, sql::PRIVATE};

impl TenantRead<'_> {
    /// Whether the agent may read such things: whether one of its tools shows them.
    pub fn may_read(&self, entity: &str) -> bool {
        self.who.reach.reads(entity)
    }

    /// Whether the agent may take back what that operation did to such things: who may change them may, and who
    /// may do the same.
    pub fn may_undo(&self, operation: &str, entity: &str) -> bool {
        self.has_tool(operation) || self.who.reach.writes(entity)
    }

    /// Whether that operation is among the agent's.
    pub fn has_tool(&self, operation: &str) -> bool {
        self.who.reach.has(operation)
    }

    /// Whether the agent may read everything that tools show.
    pub fn may_read_everything(&self) -> bool {
        self.who.reach.reads_everything()
    }

    /// Whether the agent may read what every agent has called, refusals included.
    pub fn may_read_calls(&self) -> bool {
        self.who.agent.profile == "admin" && self.may_read_everything()
    }

    /// Notes what such rows tell, which come from what the store has captured.
    pub(in crate::store) fn tells_of_rows(&self, rows: &[RowChange]) {
        if rows.iter().any(|row| PRIVATE.contains(&row.entity.as_str())) {
            self.tells_of_people();
        }
    }

    /// Notes that the session is told of people.
    pub(crate) fn tells_of_people(&self) {
        self.who.told.note();
    }
}
