//! A cache of rows for lists: one statement reads all rows that the list's items refer to.

use std::{
    any::{Any, TypeId},
    cell::RefCell,
    collections::{BTreeMap, HashMap},
};

use serde::Serializer as _;

use super::TenantRead;
use crate::{
    error::{Error, Result},
    store::{
        Params, Row, Sql,
        entity::{Keyed, Select, Table},
    },
};

/// The rows that a handle has read, by type and id; `None` for an id without a row.
///
/// Only read handles have a cache: they see one snapshot, so a cached row is never out of date.
#[derive(Default)]
pub(super) struct RowCache(RefCell<HashMap<TypeId, Box<dyn Any>>>);

type Rows<R> = BTreeMap<<R as Keyed>::Id, Option<R>>;

impl TenantRead<'_> {
    /// All rows of a read.
    pub(crate) fn rows<R: Table>(
        &self,
        select: &Select<R>,
        params: Params<'_, '_>,
    ) -> Result<Vec<R>> {
        let mut rows = self.all(select.sql(), params, R::read)?;
        self.overlay(&mut rows)?;
        Ok(rows)
    }

    /// The rows with exactly this name; if there are none, those with the same case-folded name.
    pub(crate) fn rows_named<R: Table>(
        &self,
        [as_written, as_read]: [&Select<R>; 2],
        name: &str,
    ) -> Result<Vec<R>> {
        let name = [(":name", name.into())];
        let rows = self.rows(as_written, &name)?;
        if rows.is_empty() { self.rows(as_read, &name) } else { Ok(rows) }
    }

    /// The first row of a read, if any.
    pub(crate) fn row<R: Table>(
        &self,
        select: &Select<R>,
        params: Params<'_, '_>,
    ) -> Result<Option<R>> {
        Ok(self.rows(select, params)?.into_iter().next())
    }

    /// Reads the rows with these ids in one statement into the cache, where `by_id` finds them. Does nothing in a
    /// write transaction.
    pub(crate) fn load<R: Keyed>(&self, ids: impl IntoIterator<Item = R::Id>) -> Result<()> {
        let Some(RowCache(loaded)) = &self.loaded else { return Ok(()) };
        let mut rows: Rows<R> = ids.into_iter().map(|id| (id, None)).collect();
        for row in self.several::<R>(rows.keys().copied())? {
            rows.insert(row.id(), Some(row));
        }
        let mut loaded = loaded.borrow_mut();
        let known = loaded.entry(TypeId::of::<R>()).or_insert_with(|| Box::<Rows<R>>::default());
        if let Some(known) = known.downcast_mut::<Rows<R>>() {
            known.append(&mut rows);
        }
        Ok(())
    }

    /// The rows with these ids, in no particular order, read in one statement.
    pub(crate) fn several<R: Keyed>(&self, ids: impl IntoIterator<Item = R::Id>) -> Result<Vec<R>> {
        let ids: Vec<R::Id> = ids.into_iter().collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.rows(&R::BY_IDS, &[(":ids", list(ids.iter())?.into())])
    }

    /// The cached row with that id; `Some(None)` if it is known not to exist.
    #[expect(clippy::option_option, reason = "read or not, and there or not")]
    pub(crate) fn loaded<R: Keyed>(&self, id: &R::Id) -> Option<Option<R>> {
        let RowCache(loaded) = self.loaded.as_ref()?;
        let loaded = loaded.borrow();
        loaded.get(&TypeId::of::<R>())?.downcast_ref::<Rows<R>>()?.get(id).cloned()
    }

    /// The rows that belong to several owners, whose ids the read takes as the JSON array `:ids`.
    pub(crate) fn below<O: std::fmt::Display, R: Table>(
        &self,
        select: &Select<R>,
        owners: &[O],
    ) -> Result<Vec<R>> {
        if owners.is_empty() {
            return Ok(Vec::new());
        }
        self.rows(select, &[(":ids", list(owners.iter())?.into())])
    }

    /// The rows of each of several owners, in the order of the statement, which takes the owners' ids as the JSON
    /// array `:ids`.
    pub(crate) fn grouped<O: Copy + Ord + std::fmt::Display, T>(
        &self,
        sql: &Sql,
        owners: &[O],
        read: impl Fn(&Row<'_>) -> Result<(O, T)>,
    ) -> Result<BTreeMap<O, Vec<T>>> {
        let mut groups = BTreeMap::new();
        if owners.is_empty() {
            return Ok(groups);
        }
        for (owner, item) in self.all(sql, &[(":ids", list(owners.iter())?.into())], read)? {
            groups.entry(owner).or_insert_with(Vec::new).push(item);
        }
        Ok(groups)
    }
}

/// Ids as a JSON list.
fn list<'i, I: std::fmt::Display + 'i>(ids: impl Iterator<Item = &'i I>) -> Result<String> {
    let mut text = vec![b'['];
    for id in ids {
        if text.len() > 1 {
            text.push(b',');
        }
        serde_json::Serializer::new(&mut text).collect_str(id).map_err(Error::internal)?;
    }
    text.push(b']');
    String::from_utf8(text).map_err(Error::internal)
}
