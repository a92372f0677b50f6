//! What kinds of data a client's conversation has read. Kept in the database, so that it survives a restart.
//!
//! A host may restart the program while a conversation goes on, and the model still remembers what it read. MCP does
//! not identify conversations, so this is kept for each agent and client name. Another conversation of the same client
//! may therefore be asked for a confirmation without need, but none is missed.

use super::{Dml, Sql, TenantRead, TenantWrite, portable};
use crate::error::Result;

/// How long it counts after the last call, in milliseconds.
const LAPSE_MS: i64 = 60 * 60 * 1000;

/// What was read. If both are true, an instruction hidden in outside text could send personal data away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taint {
    /// Text from outside (customers, web services).
    pub untrusted: bool,
    /// Personal data of customers (names, numbers, messages).
    pub private: bool,
}

impl Taint {
    /// Whether both were read, so that sending anything out needs a person's confirmation.
    pub fn is_both(self) -> bool {
        self.untrusted && self.private
    }

    /// Whether the session has read neither outside text nor personal data.
    pub fn is_none(self) -> bool {
        self == Taint::default()
    }
}

/// What the agent has read through that client, unless it has expired.
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

/// Stores what has been read so far. Flags are only added; rows that have expired are deleted first.
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
