//! What a person has to see before it is done.

use serde_json::Value;

use super::Resource;
use crate::{
    error::{Error, Result},
    store::{
        TenantWrite,
        ledger::{self, RowChange},
    },
};

/// A write that can be rehearsed, executed as it was shown, or run by whoever holds its rows against what was
/// shown: there is no other way to run it.
pub struct Guarded(BoundGuarded);

/// A deletion has nothing to read back.
type BoundGuarded = Box<dyn FnOnce(&mut TenantWrite<'_>) -> Result<Option<Resource<Value>>> + Send>;

/// What came of executing something [`Guarded`].
pub enum Executed {
    /// It was done, and did what was shown. A command gives the thing as it is now.
    AsShown(Option<Resource<Value>>),
    /// It would have done something else, and was taken back; these are the rows now.
    Differs(Vec<RowChange>),
}

/// What something [`Guarded`] would do.
pub struct Rehearsed {
    /// The thing as it would be; a deletion has none.
    pub resource: Option<Resource<Value>>,
    /// The rows that it would change.
    pub rows: Vec<RowChange>,
}

impl Guarded {
    pub(super) fn new(
        run: impl FnOnce(&mut TenantWrite<'_>) -> Result<Option<Resource<Value>>> + Send + 'static,
    ) -> Guarded {
        Guarded(Box::new(run))
    }

    /// What it would do.
    pub fn rehearse(self, db: &mut TenantWrite<'_>) -> Result<Rehearsed> {
        let (resource, rows) = db.rehearse(|db| (self.0)(db))?;
        Ok(Rehearsed { resource, rows })
    }

    /// Does it inside an approval, which compares its rows with those that were shown.
    pub(crate) fn run(self, db: &mut TenantWrite<'_>) -> Result<Option<Resource<Value>>> {
        (self.0)(db)
    }

    /// Does it, if it does exactly what the rows of digest `shown` said.
    pub fn execute(self, db: &mut TenantWrite<'_>, shown: &str) -> Result<Executed> {
        let (mut as_shown, mut answer) = (false, None);
        let rows = db.keep_if(
            |db| (self.0)(db).map(|resource| answer = Some(resource)),
            |rows| {
                as_shown = ledger::digest(rows)? == shown;
                Ok(as_shown)
            },
        )?;
        let answer = answer.ok_or_else(|| Error::internal("a write without an answer"))?;
        Ok(if as_shown { Executed::AsShown(answer) } else { Executed::Differs(rows) })
    }
}
