//! Removes traces of a person outside of the ledger: in proposals, kept answers, confirmations, photo searches,
//! requests and the call log.

use std::collections::BTreeSet;

use super::identifiers::Identifiers;
use crate::{
    error::Result,
    store::{Dml, Sql, TenantRead, TenantWrite, portable},
};

/// The calls read per batch.
const CALLS_MAX: i64 = 1_000;

/// Deletes proposals that name the person; returns how many.
pub(super) fn proposals(db: &mut TenantWrite<'_>, identifiers: &Identifiers) -> Result<usize> {
    const ALL: Sql = Sql::scoped(
        "SELECT id, arguments, changes, coalesce(departure, '') AS departure, summary,
                coalesce(reason, '') AS reason
         FROM proposal WHERE tenant_id = :tenant",
    );
    const REMOVE: Dml = Dml::scoped("DELETE FROM proposal WHERE tenant_id = :tenant AND id = :id");
    let found = db.all(&ALL, &[], |row| {
        let mut speaks = false;
        for column in ["arguments", "changes", "departure", "summary", "reason"] {
            speaks = speaks || identifiers.are_in(&row.text(column)?);
        }
        Ok(speaks.then_some(row.text("id")?))
    })?;
    let found: Vec<String> = found.into_iter().flatten().collect();
    for id in &found {
        db.execute(&REMOVE, &[(":id", id.as_str().into())])?;
    }
    Ok(found.len())
}

/// Deletes answers, kept for repeated calls, that name the person; returns how many.
pub(super) fn answers(db: &mut TenantWrite<'_>, identifiers: &Identifiers) -> Result<usize> {
    const ALL: Sql = Sql::scoped(
        "SELECT agent_id, tool, key, answer FROM idempotency WHERE tenant_id = :tenant",
    );
    const REMOVE: Dml = Dml::scoped(
        "DELETE FROM idempotency
         WHERE tenant_id = :tenant AND agent_id = :agent AND tool = :tool AND key = :key",
    );
    let found = db.all(&ALL, &[], |row| {
        let (key, answer) = (row.text("key")?, row.text("answer")?);
        let speaks = identifiers.are_in(&answer) || identifiers.are_in(&key);
        Ok(speaks.then_some((row.text("agent_id")?, row.text("tool")?, key)))
    })?;
    let found: Vec<(String, String, String)> = found.into_iter().flatten().collect();
    for (agent, tool, key) in &found {
        let params = [
            (":agent", agent.as_str().into()),
            (":tool", tool.as_str().into()),
            (":key", key.as_str().into()),
        ];
        db.execute(&REMOVE, &params)?;
    }
    Ok(found.len())
}

/// Deletes all confirmations: they hold digests of possibly personal data and are valid for minutes only. A pending
/// confirmation has to be asked again.
pub(super) fn confirmations(db: &mut TenantWrite<'_>) -> Result<()> {
    const REMOVE: Dml = Dml::scoped("DELETE FROM confirmation WHERE tenant_id = :tenant");
    db.execute(&REMOVE, &[]).map(|_| ())
}

/// Deletes cached photo searches whose query names the person; the next search asks the service again.
pub(super) fn searches(db: &mut TenantWrite<'_>, identifiers: &Identifiers) -> Result<()> {
    const ALL: Sql =
        Sql::scoped("SELECT DISTINCT query FROM photo_search WHERE tenant_id = :tenant");
    const REMOVE: Dml =
        Dml::scoped("DELETE FROM photo_search WHERE tenant_id = :tenant AND query = :query");
    let asked = db.all(&ALL, &[], |row| row.text("query"))?;
    for query in asked.iter().filter(|query| identifiers.are_in(query)) {
        db.execute(&REMOVE, &[(":query", query.as_str().into())])?;
    }
    Ok(())
}

/// Blanks the texts of requests that changed the person's rows or name the person; returns the old texts.
pub(super) fn requests(
    db: &mut TenantWrite<'_>,
    identifiers: &Identifiers,
    changes: &BTreeSet<String>,
) -> Result<Vec<String>> {
    const OF_CHANGE: Sql =
        Sql::scoped("SELECT request_id FROM change WHERE tenant_id = :tenant AND id = :change");
    const ALL: Sql = Sql::scoped(
        "SELECT id, understanding, plan, coalesce(answer, '') AS answer FROM request
         WHERE tenant_id = :tenant",
    );
    const BLANK: Dml = Dml::scoped(
        "UPDATE request SET understanding = '(erased)', plan = '[]',
                            answer = CASE WHEN answer IS NULL THEN NULL ELSE '(erased)' END
         WHERE tenant_id = :tenant AND id = :id",
    );
    let mut touched = BTreeSet::new();
    for change in changes {
        let change = [(":change", change.as_str().into())];
        touched.extend(db.first(&OF_CHANGE, &change, |row| row.text("request_id"))?);
    }
    let found = db.all(&ALL, &[], |row| {
        let id = row.text("id")?;
        let said = [row.text("understanding")?, row.text("plan")?, row.text("answer")?];
        let speaks = touched.contains(&id) || said.iter().any(|text| identifiers.are_in(text));
        Ok(speaks.then_some((id, said)))
    })?;
    let mut all_said = Vec::new();
    for (id, [understanding, _, answer]) in found.into_iter().flatten() {
        db.execute(&BLANK, &[(":id", id.into())])?;
        all_said.extend([understanding, answer].into_iter().filter(|said| !said.is_empty()));
    }
    Ok(all_said)
}

/// The `seq` of calls that made one of these changes or name the person.
pub(super) fn calls(
    db: &TenantRead<'_>,
    identifiers: &Identifiers,
    changes: &BTreeSet<String>,
) -> Result<Vec<i64>> {
    const SOME: Sql = Sql::scoped(portable!(
        "SELECT seq, arguments, coalesce(change_id, '') AS change_id FROM call
         WHERE tenant_id = :tenant AND seq > :after AND outcome <> 'erased'
           AND {position arguments, '{\"erased\":\"'} <> 1
         ORDER BY seq LIMIT :most"
    ));
    let (mut found, mut after) = (Vec::new(), i64::MIN);
    loop {
        let mut seen = 0;
        let params = [(":after", after.into()), (":most", CALLS_MAX.into())];
        let some = db.all(&SOME, &params, |row| {
            (seen, after) = (seen + 1, row.integer("seq")?);
            let speaks = changes.contains(&row.text("change_id")?)
                || identifiers.are_in(&row.text("arguments")?);
            Ok(speaks.then_some(after))
        })?;
        found.extend(some.into_iter().flatten());
        if seen < CALLS_MAX {
            return Ok(found);
        }
    }
}
