//! What a person has decided about the same call before.

use serde_json::Value;

use crate::{
    clock::Time,
    error::{Code, Error, Result},
    gate::preview::LIVE_MS,
    store::{Sql, TenantRead},
};

/// The newest decisions about a tool that are compared.
const COMPARED_MAX: i64 = 30;

/// An earlier decision about the same call of the same agent.
pub(in crate::gate) struct Before {
    number: i64,
    is_approved: bool,
    at: Option<Time>,
    reason: Option<String>,
}

/// The newest decision about this call, if a person has made one.
pub(in crate::gate) fn decided_before(
    db: &TenantRead<'_>,
    tool: &str,
    arguments: &Value,
) -> Result<Option<Before>> {
    const DECIDED: Sql = Sql::scoped(
        "SELECT number, status, reason, arguments, decided_at FROM proposal
         WHERE tenant_id = :tenant AND agent_id = :agent AND tool = :tool
           AND status IN ('approved', 'rejected')
         ORDER BY number DESC LIMIT :limit",
    );
    let agent = db.who().agent.id;
    let values =
        [(":agent", agent.into()), (":tool", tool.into()), (":limit", COMPARED_MAX.into())];
    let decided = db.all(&DECIDED, &values, |row| {
        let before = Before {
            number: row.integer("number")?,
            is_approved: row.text("status")? == "approved",
            at: row.integer_or_none("decided_at")?.map(Time),
            reason: row.text_or_none("reason")?,
        };
        Ok((row.json::<Value>("arguments")?, before))
    })?;
    let same = decided.into_iter().find(|(known, _)| known == arguments);
    Ok(same.map(|(_, before)| before))
}

impl Before {
    /// Whether it was made within the time in which a preview can be confirmed.
    pub(in crate::gate) fn is_recent(&self, now: Time) -> bool {
        self.at.is_some_and(|at| at.plus_ms(LIVE_MS) > now)
    }

    /// Reminds the agent of a no, with the person's reason.
    pub(in crate::gate) fn reminder(&self) -> Option<String> {
        if self.is_approved {
            return None;
        }
        let number = self.number;
        Some(match &self.reason {
            Some(reason) => format!(
                "A person has said no to the same before (proposal {number}): “{reason}”. Do it differently, or ask \
                 them first."
            ),
            None => format!(
                "A person has said no to the same before (proposal {number}). Ask them why before you repeat it."
            ),
        })
    }

    /// The error for a confirmation that comes after a person has decided in the console.
    pub(in crate::gate) fn is_settled(&self) -> Error {
        let number = self.number;
        if self.is_approved {
            let sentence =
                format!("a person has approved this already, as proposal {number}: it is done");
            return Error::new(Code::ConfirmationInvalid, sentence)
                .suggest("do not repeat it; read what it changed");
        }
        let why = self.reason.as_ref().map_or_else(String::new, |why| format!(": “{why}”"));
        let sentence = format!("a person has said no to this, as proposal {number}{why}");
        Error::new(Code::ConfirmationDeclined, sentence)
            .suggest("do not try it again unless the person asks for it")
    }
}
