//! The data of a folder: the file whole, the logs unbroken, every picture there.

use std::path::Path;

use super::{Finding, RESTORE, kept};
use crate::{
    clock,
    error::Result,
    principal::{Agent, Caller, Tenant},
    store::{
        Sql, Store, Synchronous, TenantRead,
        calls::{self, Verdict},
        engine::{Database, SchemaDifference, faults, schema},
        uploads,
    },
};

/// Milliseconds. A clock that is that far behind what was written has gone back.
const BEHIND_MAX: i64 = 5 * 60 * 1000;

/// Milliseconds. What waits that much longer than it should is done by nobody.
const LATE_MAX: i64 = 15 * 60 * 1000;

/// What is to be said about the data in a folder that this version has written.
pub fn of_data(folder: &Path) -> Vec<Finding> {
    let file = Database::file(folder);
    let mut findings = match faults(&file) {
        Ok(faults) => damage(&faults).into_iter().collect(),
        Err(error) => vec![Finding::fault("database", error.message().to_owned(), RESTORE)],
    };
    if findings.is_empty() {
        match schema(&file) {
            Ok(differences) => findings.extend(differences.into_iter().map(made_otherwise)),
            Err(error) => {
                findings.push(Finding::fault("database", error.message().to_owned(), RESTORE));
            }
        }
    }
    // Rows of a damaged file say nothing reliable.
    if findings.iter().all(|finding| !finding.is_fault) {
        match of_tenants(folder) {
            Ok(more) => findings.extend(more),
            Err(error) => {
                findings.push(Finding::fault("database", error.to_string(), RESTORE));
            }
        }
    }
    findings
}

fn damage(faults: &[String]) -> Option<Finding> {
    let first = faults.first()?.lines().find(|line| !line.starts_with("***")).unwrap_or_default();
    let more = match faults.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    Some(Finding::fault("database", format!("the database is damaged: {first}{more}"), RESTORE))
}

/// What others have done to the tables: what they have added is in nobody's way until an update.
fn made_otherwise(difference: SchemaDifference) -> Finding {
    match difference {
        SchemaDifference::Missing(what) => Finding::fault(
            "database",
            format!("the database is damaged: the {what} is gone or was changed"),
            RESTORE,
        ),
        SchemaDifference::Added(what) => Finding::notice(
            "database",
            format!("another program has added the {what} to the database"),
            "have it keep its own file: an update of deskhand may fail because of it",
        ),
    }
}

fn of_tenants(folder: &Path) -> anyhow::Result<Vec<Finding>> {
    let store = Store::open(folder, Synchronous::Full)?;
    let mut findings = Vec::new();
    let tenants = store.tenants()?;
    findings.extend(kept::of_nobody(folder, &tenants));
    for tenant in tenants {
        // What is done in its name would fail.
        store.owner(&tenant)?;
        let reader = Caller::new(tenant.clone(), Agent::autonomous("doctor", "system", "readonly"));
        let files = uploads::folder_of(folder, tenant.id);
        findings.extend(store.read(&reader, |db| of_tenant(db, &tenant, &files))?);
    }
    Ok(findings)
}

fn of_tenant(db: &TenantRead<'_>, tenant: &Tenant, files: &Path) -> Result<Vec<Finding>> {
    let (name, mut findings) = (&tenant.name, Vec::new());
    if let Verdict::Broken { seq, fault, .. } = calls::verify(db, None)? {
        let what =
            format!("the log of calls of `{name}` was changed from outside: row {seq} {fault}");
        let next = "find out who writes to the file; a backup from before has the log unchanged";
        findings.push(Finding::fault("log", what, next));
    }
    findings.extend(kept::pictures(db, name, files)?);
    findings.extend(kept::releases(db, name)?);
    // Every page asks for it.
    db.site()?;
    findings.extend(clock(db, name)?);
    findings.extend(due(db, name)?);
    findings.extend(services(db, name)?);
    findings.extend(unknown(db, name)?);
    Ok(findings)
}

/// A clock that stands before what was written last.
fn clock(db: &TenantRead<'_>, tenant: &str) -> Result<Option<Finding>> {
    const LAST: Sql =
        Sql::scoped("SELECT max(created_at) AS n FROM call WHERE tenant_id = :tenant");
    let behind = db.count(&LAST, &[])? - clock::now().0;
    let what = format!(
        "this computer's clock is {} minutes behind the last call of `{tenant}`",
        behind / 60_000
    );
    let next = "set the clock; until then new things are dated after the last one";
    Ok((behind > BEHIND_MAX).then(|| Finding::notice("clock", what, next)))
}

/// What was due and failed, and what should have happened by now.
fn due(db: &TenantRead<'_>, tenant: &str) -> Result<Vec<Finding>> {
    let (items, now) = (db.due_items()?, clock::now().0);
    let mut findings = Vec::new();
    let failed = items.iter().filter(|item| item.state != "waiting").count();
    if failed > 0 {
        let what = format!("{failed} things of `{tenant}` were due and did not happen");
        let next = "`deskhand schedule` says why, and how they are done";
        findings.push(Finding::notice("schedule", what, next));
    }
    let is_late = |at: i64| now.saturating_sub(at) > LATE_MAX;
    let late =
        items.iter().filter(|item| item.state == "waiting" && is_late(item.due_at.0)).count();
    if late > 0 {
        let what = format!("{late} things of `{tenant}` are overdue, because nothing runs");
        let next =
            "start a client, or have this computer do it by itself: `deskhand service install`";
        findings.push(Finding::notice("schedule", what, next));
    }
    Ok(findings)
}

/// Services outside that do not work any more, as far as the last try said.
fn services(db: &TenantRead<'_>, tenant: &str) -> Result<Vec<Finding>> {
    const BROKEN: Sql = Sql::scoped(
        "SELECT name, detail FROM integration WHERE tenant_id = :tenant AND status <> 'connected' ORDER BY name",
    );
    let broken = db.all(&BROKEN, &[], |row| Ok((row.text("name")?, row.text("detail")?)))?;
    let say = |(name, detail): (String, String)| {
        let what =
            format!("the service {name} of `{tenant}` did not work at the last try: {detail}");
        let next = format!("`deskhand integration test {name}`, or connect it once more");
        Finding::notice("integrations", what, next)
    };
    Ok(broken.into_iter().map(say).collect())
}

/// Messages that may or may not have left.
fn unknown(db: &TenantRead<'_>, tenant: &str) -> Result<Option<Finding>> {
    const UNKNOWN: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM message WHERE tenant_id = :tenant AND status = 'unknown'",
    );
    let count = db.count(&UNKNOWN, &[])?;
    let what = format!("{count} messages of `{tenant}` may or may not have been sent");
    let next = "look in WhatsApp whether they are there before you send them once more";
    Ok((count > 0).then(|| Finding::notice("messages", what, next)))
}
