//! The data of a folder: the file whole, the logs unbroken, every picture there.

use std::{collections::HashSet, path::Path};

use serde_json::Value;

use super::{Finding, RESTORE};
use crate::{
    clock,
    error::Result,
    principal::{Agent, Caller, Tenant},
    store::{
        Sql, Store, Synchronous, TenantRead,
        calls::{self, Verdict},
        engine::{Database, faults},
        uploads,
    },
};

/// Milliseconds. A clock that is that far behind what was written has gone back.
const BEHIND_MAX: i64 = 5 * 60 * 1000;

/// How many names a finding lists.
const NAMED_MAX: usize = 3;

/// What is to be said about the data in a folder that this version has written.
pub fn of_data(folder: &Path) -> Vec<Finding> {
    let mut findings = match faults(&Database::file(folder)) {
        Ok(faults) => damage(&faults).into_iter().collect(),
        Err(error) => vec![Finding::fault("database", error.message().to_owned(), RESTORE)],
    };
    // Rows of a damaged file say nothing reliable.
    if findings.is_empty() {
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

fn of_tenants(folder: &Path) -> anyhow::Result<Vec<Finding>> {
    let store = Store::open(folder, Synchronous::Full)?;
    let mut findings = Vec::new();
    for tenant in store.tenants()? {
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
    findings.extend(pictures(db, name, files)?);
    findings.extend(clock(db, name)?);
    findings.extend(unknown(db, name)?);
    Ok(findings)
}

/// Pictures whose files are gone.
fn pictures(db: &TenantRead<'_>, tenant: &str, files: &Path) -> Result<Option<Finding>> {
    const IMAGES: Sql = Sql::scoped(
        "SELECT file_name, url, sizes FROM image WHERE tenant_id = :tenant AND hash IS NOT NULL ORDER BY id",
    );
    let images = db.all(&IMAGES, &[], |row| {
        Ok((row.text("file_name")?, row.text("url")?, row.json::<Value>("sizes")?))
    })?;
    let there: HashSet<String> = std::fs::read_dir(files)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.metadata().is_ok_and(|about| about.len() > 0))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let is_there = |url: &str| url.rsplit('/').next().is_some_and(|name| there.contains(name));
    let gone: Vec<String> = images
        .into_iter()
        .filter(|(_, url, sizes)| {
            let sizes = sizes.as_array().into_iter().flatten();
            let urls = sizes.filter_map(|size| size.get("url").and_then(Value::as_str));
            !is_there(url) || urls.into_iter().any(|url| !is_there(url))
        })
        .map(|(name, _, _)| name)
        .collect();
    if gone.is_empty() {
        return Ok(None);
    }
    let count = gone.len();
    let mut listed = gone.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
    if count > NAMED_MAX {
        listed.push_str(", …");
    }
    let what = format!("files of {count} pictures of `{tenant}` are gone: {listed}");
    let next = "restore a backup, or put the pictures in once more";
    Ok(Some(Finding::fault("pictures", what, next)))
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
