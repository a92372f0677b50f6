//! What the conversations of clients have read, beyond the end of a process.
//!
//! A host may end the program and start it anew while the conversation goes on, whose model has not forgotten. Nobody
//! tells us which conversation it is; the agent and the name of the client are as near as can be known. So another
//! conversation of the same client can be asked once too often, and none too seldom.

use super::{Dml, Sql, TenantRead, TenantWrite, portable};
use crate::error::Result;

/// So long after the last call what was read counts, in milliseconds.
const LAPSE_MS: i64 = 60 * 60 * 1000;

/// What was read. Together, a text from outside can have data of people sent out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taint {
    /// Text from outside.
    pub untrusted: bool,
    /// Data of people.
    pub private: bool,
}

impl Taint {
    /// Whether both were, so that what leaves now needs a person's yes.
    pub fn is_both(self) -> bool {
        self.untrusted && self.private
    }

    /// Whether nothing was.
    pub fn is_none(self) -> bool {
        self == Taint::default()
    }
}

/// What the agent's conversation through that client has read, as far as it has not lapsed.
pub fn of(db: &TenantRead<'_>, client: &str) -> Result<Taint> {
    const OF: Sql = Sql::scoped(
        "SELECT untrusted, private FROM taint
         WHERE tenant_id = :tenant AND agent_id = :agent AND client = :client AND called_at > :since",
    );
    let params = [
        (":agent", db.who().agent.id.into()),
        (":client", client.into()),
        (":since", db.since(LAPSE_MS)?.into()),
    ];
    let read = |row: &super::Row<'_>| {
        Ok(Taint { untrusted: row.flag("untrusted")?, private: row.flag("private")? })
    };
    Ok(db.first(&OF, &params, read)?.unwrap_or_default())
}

/// Keeps what it has read by now. It only grows; what has lapsed of others goes.
pub fn keep(db: &mut TenantWrite<'_>, client: &str, taint: Taint) -> Result<()> {
    const KEEP: Dml = Dml::scoped(portable!(
        "INSERT INTO taint (tenant_id, agent_id, client, untrusted, private, called_at)
         VALUES (:tenant, :agent, :client, :untrusted, :private, :now)
         ON CONFLICT (tenant_id, agent_id, client) DO UPDATE SET
           untrusted = {greater taint.untrusted, excluded.untrusted},
           private = {greater taint.private, excluded.private},
           called_at = {greater taint.called_at, excluded.called_at}"
    ));
    const FORGET: Dml =
        Dml::scoped("DELETE FROM taint WHERE tenant_id = :tenant AND called_at <= :since");
    let (now, since) = (db.now()?, db.since(LAPSE_MS)?);
    db.execute(&FORGET, &[(":since", since.into())])?;
    db.execute(
        &KEEP,
        &[
            (":agent", db.who().agent.id.into()),
            (":client", client.into()),
            (":untrusted", taint.untrusted.into()),
            (":private", taint.private.into()),
            (":now", now.into()),
        ],
    )?;
    Ok(())
}
