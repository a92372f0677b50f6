//! How many things a list has on all of its pages.

use super::TenantRead;
use crate::{
    error::Result,
    store::{Param, Params, Sql},
};

/// What the number of rows to read is called in the statement of a list.
const FETCH: &str = ":fetch";

impl TenantRead<'_> {
    /// Whether the next list that is read is counted whole where it goes on after its page. It has to begin at its
    /// start.
    pub(crate) fn count_next_list(&self, counts: bool) {
        self.counts.set(counts);
    }

    /// Notes how many there are on all pages, where that is asked for.
    pub(in crate::store) fn note_total(&self, count: impl FnOnce() -> Result<i64>) -> Result<()> {
        if self.counts.replace(false) {
            self.total.set(Some(count()?));
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
        let text = format!("SELECT count(*) AS n FROM ({}) AS listed", list.trim_end());
        let conditions: Vec<_> =
            params.iter().filter(|(name, _)| *name != FETCH).cloned().collect();
        self.note_total(|| self.connection.count(&text, &self.tenant, &conditions))
    }
}
