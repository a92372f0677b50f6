//! How many things a list has on all of its pages.

use super::TenantRead;
use crate::{
    error::Result,
    store::{Param, Params, Sql},
};

/// More things than this are not counted beside a page: a list costs the same however large the store is.
const COUNTED_MAX: i64 = 1_000;

/// What the number of rows to read is called in the statement of a list.
const FETCH: &str = ":fetch";

impl TenantRead<'_> {
    /// Whether the next list that is read is counted whole where it goes on after its page. It has to begin at its
    /// start.
    pub(crate) fn count_next_list(&self, counts: bool) {
        self.counts.set(counts);
    }

    /// Notes how many there are on all pages, where that is asked for and they are not too many. `count` is given how
    /// far to count.
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

    /// How many there are on all pages, where that was asked for and there are several.
    pub(crate) fn total(&self) -> Option<i64> {
        self.total.get()
    }

    /// Counts a list whole that gave as many rows as it may: the same statement without its order and its end.
    pub(super) fn count_whole(&self, sql: &Sql, params: Params<'_, '_>, rows: usize) -> Result<()> {
        if !self.counts.get() {
            return Ok(());
        }
        let fetch = params.iter().find(|(name, _)| *name == FETCH);
        let Some((_, Param::Integer(fetch))) = fetch else { return Ok(()) };
        // A list that its things hold in themselves is another one.
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
