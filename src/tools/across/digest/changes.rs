//! What was changed by whom, in counts.

use serde_json::json;

use super::Part;
use crate::{
    clock::Time,
    error::Result,
    store::{
        Row, Sql, TenantRead,
        entity::{self, ENTITIES},
        portable,
    },
};

/// The newest changes that are looked at: a digest costs the same however much has happened.
const CHANGES_MAX: i64 = 2_000;

/// Of one agent so many kinds of things are named.
const KINDS_MAX: usize = 5;

pub(super) fn by_whom(db: &TenantRead<'_>, since: Time) -> Result<Option<Part>> {
    const NEWEST: Sql =
        Sql::scoped("SELECT coalesce(max(seq), 0) AS n FROM change WHERE tenant_id = :tenant");
    const BY_WHOM: Sql = Sql::scoped(portable!(
        "SELECT a.name AS agent, r.entity AS entity, count(DISTINCT r.row_key) AS n
         FROM change c
         JOIN change_row r ON r.tenant_id = :tenant AND r.change_id = c.id
         JOIN agent a ON a.tenant_id = :tenant AND a.id = c.agent_id
         WHERE c.tenant_id = :tenant AND c.seq > :from AND c.created_at >= :since
           AND c.tool <> 'starter' AND r.entity IN {list :readable}
         GROUP BY a.name, r.entity ORDER BY a.name, n DESC, r.entity"
    ));
    if !db.has_tool("getHistory") {
        return Ok(None);
    }
    let readable = ENTITIES.iter().filter(|it| !it.name.is_empty() && db.may_read(it.thing()));
    let readable: Vec<&str> = readable.map(|entity| entity.table).collect();
    let params = [
        (":since", since.into()),
        (":from", (db.count(&NEWEST, &[])? - CHANGES_MAX).into()),
        (":readable", json!(readable).to_string().into()),
    ];
    let read = |row: &Row<'_>| Ok((row.text("agent")?, row.text("entity")?, row.integer("n")?));
    let found = db.all(&BY_WHOM, &params, read)?;
    let mut of_each: Vec<(String, Vec<String>)> = Vec::new();
    for (agent, table, count) in found {
        let Some(entity) = entity::of_table(&table) else { continue };
        let what = entity.counted(usize::try_from(count).unwrap_or(usize::MAX));
        match of_each.last_mut().filter(|(last, _)| *last == agent) {
            Some((_, all)) => all.push(what),
            None => of_each.push((agent, vec![what])),
        }
    }
    let said: Vec<String> = of_each.into_iter().map(|(agent, what)| line(&agent, &what)).collect();
    let look = format!("getHistory {{ since: \"{since}\" }}");
    let said = (!said.is_empty()).then(|| (said.join(" "), look));
    Ok(Part::of("changes", said.into_iter().collect()))
}

fn line(agent: &str, what: &[String]) -> String {
    let named: Vec<&str> = what.iter().take(KINDS_MAX).map(String::as_str).collect();
    let more = if what.len() > KINDS_MAX { " and more" } else { "" };
    format!("{agent}: {}{more}.", named.join(", "))
}
