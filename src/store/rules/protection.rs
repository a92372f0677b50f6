//! Protection: a page that is marked as protected is deleted by nobody, an undo of its creation included. Nor is the
//! site: a tenant has exactly one.

use serde_json::Value;

use super::{Repair, Rule, taken};
use crate::{
    error::{Code, Error, Result},
    store::{
        TenantWrite,
        row_change::{Op, RowChange},
    },
};

pub(super) const RULE: Rule = Rule { watches: &[("page", &[]), ("site", &["id"])], keep };

fn keep(_: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    if rows.iter().any(|row| row.entity == "site" && row.op == Op::Delete) {
        return Err(Error::new(Code::UndoConflict, "a business has one site, which stays")
            .suggest("leave it, or empty its fields with updateSite"));
    }
    let Some(page) = rows.iter().find(|row| row.op == Op::Delete && is_protected(row)) else {
        return Ok(Repair::Nothing);
    };
    let name = taken(page, "name").unwrap_or_default();
    Err(Error::new(Code::PageProtected, format!("page “{name}” is protected from deletion"))
        .suggest(
            "ask the person; if they really want it gone, updatePage { isProtected: false } first",
        ))
}

fn is_protected(row: &RowChange) -> bool {
    let before = row.before.as_ref().and_then(|columns| columns.get("is_protected"));
    before.and_then(Value::as_i64) == Some(1)
}
