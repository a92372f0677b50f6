//! Reads of whole rows of an entity. The derive macro makes the SELECT; the caller adds a condition.

use std::marker::PhantomData;

use super::{Entity, OtherTexts};
use crate::{
    error::{Error, Result},
    store::{Row, Sql},
};

/// A row type of an entity table. `#[derive(Entity)]` implements it.
pub(crate) trait Table: Sized {
    /// The name of the table.
    const TABLE: &'static str;
    /// Whether the rows hold personal data.
    const PEOPLE: bool;
    /// The columns of whole rows.
    const COLUMNS: &'static str;
    /// A read of whole rows of the tenant, up to the condition.
    const HEAD: &'static str;
    /// The same without the columns that are read only when they are needed, which are [`Json`](super::Json).
    const LIGHT: &'static str;
    /// What is known of it.
    const ENTITY: Entity;

    /// The row of a read that begins with [`COLUMNS`](Table::COLUMNS).
    fn read(row: &Row<'_>) -> Result<Self>;

    /// Its id, where it can be translated.
    fn key(&self) -> String {
        String::new()
    }

    /// Puts the texts of another language over its own.
    fn translate(&mut self, _: &mut dyn OtherTexts) -> Result<()> {
        Ok(())
    }
}

/// A row type with an id.
pub(crate) trait Keyed: Table + Clone + 'static {
    type Id: Copy + Ord + std::fmt::Display + std::str::FromStr<Err = Error> + 'static;
    /// Reads the rows with the ids in `:ids`, a JSON array.
    const BY_IDS: Select<Self>;

    fn id(&self) -> Self::Id;
}

/// A read of whole rows, made by [`select!`].
#[derive(Debug)]
pub(crate) struct Select<R> {
    sql: Sql,
    rows: PhantomData<fn() -> R>,
}

impl<R: Table> Select<R> {
    /// Checks at compile time that the text reads only the tenant's rows.
    pub(crate) const fn scoped(text: &'static str) -> Select<R> {
        Select { sql: Sql::scoped(text), rows: PhantomData }
    }

    /// The statement.
    pub(crate) const fn sql(&self) -> &Sql {
        &self.sql
    }
}

/// A read of the rows for which a condition holds: `select!(PageRow, "path = :path ORDER BY id LIMIT 5")`. For a list
/// that shows nothing of it, `select!(PageRow, LIGHT, …)` leaves out what is long.
macro_rules! select {
    ($row:ty, $condition:literal) => {
        $crate::store::entity::select!($row, HEAD, $condition)
    };
    ($row:ty, $head:ident, $condition:literal) => {{
        const _: () = $crate::store::entity::assert_stays_within($condition);
        const HEAD: &str = <$row as $crate::store::entity::Table>::$head;
        $crate::store::entity::Select::<$row>::scoped($crate::store::join!(
            HEAD,
            $crate::store::portable!($condition)
        ))
    }};
}
pub(crate) use select;

/// Refuses at compile time an OR outside of parentheses, which could match other tenants' rows.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
pub(crate) const fn assert_stays_within(condition: &str) {
    let condition = condition.as_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while at < condition.len() {
        match condition[at] {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        assert!(depth > 0 || !is_or(condition, at), "an OR stands in parentheses");
        at += 1;
    }
}

/// Whether the word OR begins at `at`.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
const fn is_or(text: &[u8], at: usize) -> bool {
    at > 0
        && at + 2 < text.len()
        && text[at - 1].is_ascii_whitespace()
        && text[at].eq_ignore_ascii_case(&b'O')
        && text[at + 1].eq_ignore_ascii_case(&b'R')
        && text[at + 2].is_ascii_whitespace()
}
