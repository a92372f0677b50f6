//! Erases the arguments of calls: the digest that the hash chain needs replaces them, and the salt is deleted.
//!
//! Whoever erases appends a row (a tombstone) that lists the erased rows. The verification accepts a row without
//! arguments only if a later tombstone lists it; any other has been tampered with.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::digest;
use crate::{
    error::{Error, Result},
    store::{Dml, Sql, TenantWrite},
};

/// The tool name in a tombstone row.
pub const TOOL: &str = "eraseContact";

/// The outcome of a tombstone row. No tool call has it.
pub const OUTCOME: &str = "erased";

/// The arguments of a tombstone row, which lists the erased rows.
pub fn tombstone(contact: &str, erased: &[i64]) -> String {
    json!({ "contact": contact, "erased": erased }).to_string()
}

/// Erases the arguments of the calls with these `seq`.
pub fn erase(db: &mut TenantWrite<'_>, calls: &[i64]) -> Result<()> {
    const FIND: Sql = Sql::scoped(
        "SELECT arguments, salt, hash FROM call WHERE tenant_id = :tenant AND seq = :seq",
    );
    const ERASE: Dml = Dml::scoped(
        "UPDATE call SET arguments = :arguments, salt = NULL
         WHERE tenant_id = :tenant AND seq = :seq",
    );
    for seq in calls {
        let seq = || (":seq", (*seq).into());
        let found = db.first(&FIND, &[seq()], |row| {
            Ok((row.text("arguments")?, row.text_or_none("salt")?))
        })?;
        let (arguments, salt) =
            found.ok_or_else(|| Error::internal("a call that was there is gone"))?;
        // The digest is only safe with a secret salt. Rows from before the chain have none and need no digest.
        let digest = salt.map(|salt| digest(&salt, &arguments)).unwrap_or_default();
        let arguments = json!({ "erased": digest }).to_string();
        db.execute(&ERASE, &[seq(), (":arguments", arguments.into())])?;
    }
    Ok(())
}

/// The digest that replaces erased arguments.
pub(super) fn digest_left(arguments: &str) -> Option<String> {
    let left: Value = serde_json::from_str(arguments).ok()?;
    left.get("erased")?.as_str().map(str::to_owned)
}

/// The erased rows and the tombstones that a walk over the chain has met.
#[derive(Default)]
pub(super) struct ErasureCheck {
    erased: BTreeSet<i64>,
    named: BTreeSet<i64>,
}

impl ErasureCheck {
    /// Notes an erased row.
    pub(super) fn erased(&mut self, seq: i64) {
        self.erased.insert(seq);
    }

    /// If the row is a tombstone, notes the earlier rows that it lists.
    pub(super) fn named(&mut self, seq: i64, tool: &str, outcome: &str, arguments: &str) {
        if (tool, outcome) == (TOOL, OUTCOME)
            && let Ok(Value::Object(tombstone)) = serde_json::from_str(arguments)
            && let Some(Value::Array(names)) = tombstone.get("erased")
        {
            self.named.extend(names.iter().filter_map(Value::as_i64).filter(|it| *it < seq));
        }
    }

    /// The number of erased rows, or the first one that no tombstone lists.
    pub(super) fn result(&self) -> std::result::Result<usize, i64> {
        match self.erased.difference(&self.named).next() {
            None => Ok(self.erased.len()),
            Some(first) => Err(*first),
        }
    }
}
