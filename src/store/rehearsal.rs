//! Writes that are rolled back: to see what they would change, or because the result is not wanted.

use super::{TenantWrite, engine::Capture, row_change::RowChange};
use crate::error::{Error, Result};

impl TenantWrite<'_> {
    /// Runs `work`, collects the rows that it changes, and rolls everything back. Dry runs and previews use this.
    pub fn rehearse<R>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<(R, Vec<RowChange>)> {
        let mut answer = None;
        let rows = self.keep_if(|db| work(db).map(|done| answer = Some(done)), |_| Ok(false))?;
        let answer = answer.ok_or_else(|| Error::internal("a rehearsal without an answer"))?;
        Ok((answer, rows))
    }

    /// Runs each of `before` and then `rehearsal`, each as if the ones before had been recorded, and rolls everything
    /// back.
    pub fn rehearse_after<B, R>(
        &mut self,
        before: &[B],
        mut each: impl FnMut(&mut Self, &B) -> Result<()>,
        rehearsal: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<R> {
        let mut answer = None;
        let all = |db: &mut Self| {
            for earlier in before {
                each(db, earlier)?;
                db.settle()?;
                Capture::clear(db.connection)?;
            }
            answer = Some(rehearsal(db)?);
            Ok(())
        };
        self.keep_if(all, |_| Ok(false))?;
        answer.ok_or_else(|| Error::internal("a rehearsal without an answer"))
    }

    /// Runs `work`, and rolls it back if it fails or what it has changed breaks a rule. What was changed before is not
    /// looked at again, so that many parts take as long as they are many.
    pub fn part<R>(&mut self, work: impl FnOnce(&mut Self) -> Result<R>) -> Result<R> {
        let (staged_before, mark) = (self.staged.len(), Capture::mark(self.connection)?);
        self.connection.begin_part()?;
        let outcome = work(self).and_then(|done| self.settle_since(mark).map(|()| done));
        if outcome.is_err() {
            self.staged.truncate(staged_before);
            self.keep_head(None);
        }
        self.connection.end_part(outcome.is_ok())?;
        outcome
    }

    /// Runs `work` and rolls it back unless `keep` accepts the changed rows.
    pub fn keep_if(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<()>,
        keep: impl FnOnce(&[RowChange]) -> Result<bool>,
    ) -> Result<Vec<RowChange>> {
        let staged_before = self.staged.len();
        self.connection.begin_part()?;
        let outcome = work(self).and_then(|()| {
            let rows = self.settle()?;
            Ok((keep(&rows)?, rows))
        });
        let kept = matches!(outcome, Ok((true, _)));
        if !kept {
            self.staged.truncate(staged_before);
            self.keep_head(None);
        }
        self.connection.end_part(kept)?;
        outcome.map(|(_, rows)| rows)
    }
}
