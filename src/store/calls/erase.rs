//! Erasing the arguments of calls: their digest, which the chain holds, takes their place, and their salt goes.
//!
//! Whoever erases appends a row that names the rows it has erased. The verification takes a row without its
//! arguments for erased only if such a row names it: anything else has been tampered with.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::digest;
use crate::{
    error::{Error, Result},
    store::{Dml, Sql, TenantWrite},
};

/// What calls that erase are logged as.
pub const TOOL: &str = "eraseContact";

/// How they end. No call of a tool ends so.
pub const OUTCOME: &str = "erased";

/// The arguments of the row that names what was erased.
pub fn tombstone(contact: &str, erased: &[i64]) -> String {
    json!({ "contact": contact, "erased": erased }).to_string()
}

/// Erases the arguments of the calls at these places.
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
        // A digest without a salt could be guessed back; a row from before the chain needs none.
        let digest = salt.map(|salt| digest(&salt, &arguments)).unwrap_or_default();
        let arguments = json!({ "erased": digest }).to_string();
        db.execute(&ERASE, &[seq(), (":arguments", arguments.into())])?;
    }
    Ok(())
}

/// The digest that stands in the place of erased arguments.
pub(super) fn digest_left(arguments: &str) -> Option<String> {
    let left: Value = serde_json::from_str(arguments).ok()?;
    left.get("erased")?.as_str().map(str::to_owned)
}

/// What a walk over the chain has seen of erasing.
#[derive(Default)]
pub(super) struct Seen {
    erased: BTreeSet<i64>,
    named: BTreeSet<i64>,
}

impl Seen {
    /// Notes a row that was erased.
    pub(super) fn erased(&mut self, seq: i64) {
        self.erased.insert(seq);
    }

    /// Notes the rows before it that a row names, if it is one of those that erase.
    pub(super) fn named(&mut self, seq: i64, tool: &str, outcome: &str, arguments: &str) {
        if (tool, outcome) == (TOOL, OUTCOME)
            && let Ok(Value::Object(tombstone)) = serde_json::from_str(arguments)
            && let Some(Value::Array(names)) = tombstone.get("erased")
        {
            self.named.extend(names.iter().filter_map(Value::as_i64).filter(|it| *it < seq));
        }
    }

    /// How many rows were erased, or the first of them that nothing names.
    pub(super) fn settled(&self) -> std::result::Result<usize, i64> {
        match self.erased.difference(&self.named).next() {
            None => Ok(self.erased.len()),
            Some(first) => Err(*first),
        }
    }
}
