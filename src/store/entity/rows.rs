//! Reads of whole rows of declared entities: a condition, behind a beginning that the declaration makes.

use std::marker::PhantomData;

use super::Entity;
use crate::{
    error::{Error, Result},
    store::{Params, Row, Sql, TenantRead},
};

/// The rows of a declared entity. `#[derive(Entity)]` implements it.
pub(crate) trait Table: Sized {
    /// The table.
    const TABLE: &'static str;
    /// Whether its rows tell of people.
    const PEOPLE: bool;
    /// A read of whole rows of the tenant, up to the condition.
    const HEAD: &'static str;
    /// What is known of it.
    const ENTITY: Entity;

    /// The row of a read that begins with [`HEAD`](Table::HEAD).
    fn read(row: &Row<'_>) -> Result<Self>;
}

/// Rows that have an id.
pub(crate) trait Keyed: Table + Clone + 'static {
    /// Their kind of id.
    type Id: Copy + Ord + std::fmt::Display + std::str::FromStr<Err = Error> + 'static;
    /// The read of several, `:ids` as a JSON list.
    const BY_IDS: Select<Self>;

    /// Its id.
    fn id(&self) -> Self::Id;
}

/// A read of whole rows; [`select!`] makes it.
#[derive(Debug)]
pub(crate) struct Select<R> {
    sql: Sql,
    rows: PhantomData<fn() -> R>,
}

impl<R: Table> Select<R> {
    /// Checks, at compile time, that the text is a read of the tenant's rows.
    #[expect(clippy::panic, reason = "a const fn: a panic is a compile error")]
    pub(crate) const fn scoped(text: &'static [u8]) -> Select<R> {
        match std::str::from_utf8(text) {
            Ok(text) => Select { sql: Sql::scoped(text), rows: PhantomData },
            Err(_) => panic!("a statement is text"),
        }
    }
}

impl TenantRead<'_> {
    /// All rows of a read.
    pub(crate) fn rows<R: Table>(
        &self,
        select: &Select<R>,
        params: Params<'_, '_>,
    ) -> Result<Vec<R>> {
        self.all(&select.sql, params, R::read)
    }

    /// The first row of a read, if there is one.
    pub(crate) fn row<R: Table>(
        &self,
        select: &Select<R>,
        params: Params<'_, '_>,
    ) -> Result<Option<R>> {
        self.first(&select.sql, params, R::read)
    }
}

/// A read of the rows for which a condition holds: `select!(PageRow, "path = :path ORDER BY id LIMIT 5")`.
macro_rules! select {
    ($row:ty, $condition:literal) => {{
        const HEAD: &str = <$row as $crate::store::entity::Table>::HEAD;
        const LENGTH: usize = HEAD.len() + $condition.len();
        const TEXT: [u8; LENGTH] = $crate::store::entity::joined(HEAD, $condition);
        $crate::store::entity::Select::<$row>::scoped(&TEXT)
    }};
}
pub(crate) use select;

/// The beginning of a read and its condition, in one text. An OR between conditions would leave the tenant, so it
/// stands in parentheses.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
pub(crate) const fn joined<const LENGTH: usize>(head: &str, condition: &str) -> [u8; LENGTH] {
    let (head, condition) = (head.as_bytes(), condition.as_bytes());
    assert!(head.len() + condition.len() == LENGTH, "the length of both");
    let mut text = [0; LENGTH];
    let mut at = 0;
    while at < head.len() {
        text[at] = head[at];
        at += 1;
    }
    let mut depth = 0_usize;
    let mut from = 0;
    while from < condition.len() {
        match condition[from] {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        assert!(depth > 0 || !is_or(condition, from), "an OR stands in parentheses");
        text[at + from] = condition[from];
        from += 1;
    }
    text
}

/// Whether the word at that place is OR.
#[expect(clippy::indexing_slicing, reason = "a const fn: out of range is a compile error")]
const fn is_or(text: &[u8], at: usize) -> bool {
    at > 0
        && at + 2 < text.len()
        && text[at - 1].is_ascii_whitespace()
        && text[at].eq_ignore_ascii_case(&b'O')
        && text[at + 1].eq_ignore_ascii_case(&b'R')
        && text[at + 2].is_ascii_whitespace()
}
