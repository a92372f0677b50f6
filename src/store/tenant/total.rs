//! The total number of items of a list, over all of its pages.

use super::TenantRead;
use crate::{
    error::Result,
    store::{Param, Params, Sql},
};

/// Totals are counted up to this number, so that a list costs the same in a large store.
const COUNTED_MAX: i64 = 1_000;

/// The parameter for the number of rows to read.
const FETCH: &str = ":fetch";

impl TenantRead<'_> {
    /// Sets whether the next list counts its total if it has more than one page. The list must start at its first
    /// page.
    pub(crate) fn count_next_list(&self, counts: bool) {
        self.counts.set(counts);
    }

    /// Stores the total if it was asked for and is not too large. `count` receives the number up to which to count.
    pub(in crate::store) fn note_total(
        &self,
        count: impl FnOnce(i64) -> Result<i64>,
    ) -> Result<()> {
        if self.counts.replace(false) {
            let total = count(COUNTED_MAX + 1)?;
            self.total.set(Some(total).filter(|total| *total <= COUNTED_MAX));
        }
        Ok(())
    }

    /// The total, if it was asked for and there are several pages.
    pub(crate) fn total(&self) -> Option<i64> {
        self.total.get()
    }

    /// Counts a list that filled its page: runs the statement without ORDER BY and LIMIT.
    pub(super) fn count_whole(&self, sql: &Sql, params: Params<'_, '_>, rows: usize) -> Result<()> {
        if !self.counts.get() {
            return Ok(());
        }
        let fetch = params.iter().find(|(name, _)| *name == FETCH);
        let Some((_, Param::Integer(fetch))) = fetch else { return Ok(()) };
        // Another limit means another list: one nested in the items.
        let goes_on = i64::try_from(rows).is_ok_and(|rows| rows == *fetch);
        self.counts.set(goes_on);
        let list = sql.text().rsplit_once("ORDER BY ").filter(|_| goes_on);
        let Some((list, _)) = list else { return Ok(()) };
        let list = list.trim_end();
        let text = |most| format!("SELECT count(*) AS n FROM ({list} LIMIT {most}) AS cte_listed");
        let conditions: Vec<_> =
            params.iter().filter(|(name, _)| *name != FETCH).cloned().collect();
        self.note_total(|most| self.connection.count(&text(most), &self.tenant, &conditions))
    }
}
