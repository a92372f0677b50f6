//! Positions: the rows of an ordered list are numbered from 1 without gaps.
//!
//! A tool writes the wanted position to `sort_order` and ignores the other rows. This rule renumbers those: it closes
//! gaps and makes room, also after a deletion, a restore or an undo. A position before the first becomes the first,
//! one after the last becomes the last.
//!
//! Renumbering is not recorded as a change of the other rows: their version and history stay, and an undo moves only
//! the row that was moved.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Repair, Rule, list};
use crate::{
    error::Result,
    store::{
        Dml, Sql, TenantWrite, portable,
        row_change::{Op, PLACE, RowChange},
    },
};

pub(super) const RULE: Rule = Rule {
    watches: &[
        ("section", &[PLACE]),
        ("nav_item", &[PLACE, "parent_id"]),
        ("package", &[PLACE]),
        ("entry", &[PLACE]),
    ],
    keep,
};

/// An ordered table.
struct List {
    table: &'static str,
    /// The column that names a row's list; empty if the whole table is one list.
    owner: &'static str,
    /// Counts, among the given rows, those with a duplicate position or with a gap before it.
    astray: Sql,
    /// All rows of the lists that contain given rows or have a given owner, in order.
    all: Sql,
    /// Writes positions.
    put: Dml,
}

// The statements for a table. `$owner` and `$part` are expressions over a row `x`; `$same` says whether rows `o` and
// `x` are in the same list.
macro_rules! astray {
    ($table:literal, $same:literal) => {
        Sql::scoped(portable!(concat!(
            "SELECT count(*) AS n FROM {items :keys, cte_keys}
                 {ordered_join} ",
            $table,
            " x ON x.tenant_id = :tenant AND x.id = cte_keys.value
                 WHERE EXISTS (SELECT 1 FROM ",
            $table,
            " o WHERE o.tenant_id = x.tenant_id AND ",
            $same,
            "
                               AND o.sort_order = x.sort_order AND o.id <> x.id)
                    OR (x.sort_order <> 1 AND NOT EXISTS (
                          SELECT 1 FROM ",
            $table,
            " o WHERE o.tenant_id = x.tenant_id AND ",
            $same,
            "
                          AND o.sort_order = x.sort_order - 1))"
        )))
    };
}
macro_rules! all_of {
    ($table:literal, $owner:literal, $part:literal) => {
        Sql::scoped(portable!(concat!(
            "SELECT x.id AS id, ",
            $owner,
            " || ' ' || ",
            $part,
            " AS list, x.sort_order AS place
                 FROM ",
            $table,
            " x WHERE x.tenant_id = :tenant AND ",
            $owner,
            " IN (
                   SELECT cte_owners.value FROM {items :owners, cte_owners}
                   UNION SELECT ",
            $owner,
            " FROM {items :keys, cte_keys}
                   {ordered_join} ",
            $table,
            " x ON x.tenant_id = :tenant AND x.id = cte_keys.value)
                 ORDER BY x.sort_order, x.id"
        )))
    };
}
macro_rules! put {
    ($table:literal) => {
        Dml::scoped(portable!(concat!(
            "UPDATE ",
            $table,
            " SET sort_order = CAST({member cte_places.value, 'place'} AS bigint)
                 FROM {objects :places, cte_places}
                 WHERE tenant_id = :tenant AND ",
            $table,
            ".id = {member cte_places.value, 'id'}"
        )))
    };
}

const SECTION_ASTRAY: Sql = astray!("section", "o.page_id = x.page_id");
const SECTION_ALL: Sql = all_of!("section", "x.page_id", "''");
const SECTION_PUT: Dml = put!("section");
const ITEM_ASTRAY: Sql = astray!(
    "nav_item",
    "o.navigation_id = x.navigation_id AND o.parent_id IS NOT DISTINCT FROM x.parent_id"
);
const ITEM_ALL: Sql = all_of!("nav_item", "x.navigation_id", "coalesce(x.parent_id, '')");
const ITEM_PUT: Dml = put!("nav_item");
const PACKAGE_ASTRAY: Sql = astray!("package", "1 = 1");
const PACKAGE_ALL: Sql = all_of!("package", "''", "''");
const PACKAGE_PUT: Dml = put!("package");
const ENTRY_ASTRAY: Sql = astray!("entry", "o.collection_id = x.collection_id");
const ENTRY_ALL: Sql = all_of!("entry", "x.collection_id", "''");
const ENTRY_PUT: Dml = put!("entry");

const LISTS: &[List] = &[
    List {
        table: "section",
        owner: "page_id",
        astray: SECTION_ASTRAY,
        all: SECTION_ALL,
        put: SECTION_PUT,
    },
    List {
        table: "nav_item",
        owner: "navigation_id",
        astray: ITEM_ASTRAY,
        all: ITEM_ALL,
        put: ITEM_PUT,
    },
    List {
        table: "package",
        owner: "",
        astray: PACKAGE_ASTRAY,
        all: PACKAGE_ALL,
        put: PACKAGE_PUT,
    },
    List {
        table: "entry",
        owner: "collection_id",
        astray: ENTRY_ASTRAY,
        all: ENTRY_ALL,
        put: ENTRY_PUT,
    },
];

fn keep(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    let mut mended = Repair::Nothing;
    for table in LISTS {
        let rows: Vec<&RowChange> =
            rows.iter().copied().filter(|row| row.entity == table.table).collect();
        if !rows.is_empty() && close_up(db, table, &rows)? {
            mended = Repair::Rows;
        }
    }
    Ok(mended)
}

/// Renumbers every list that was changed; returns whether any position was wrong.
fn close_up(db: &mut TenantWrite<'_>, table: &List, rows: &[&RowChange]) -> Result<bool> {
    let there = rows.iter().filter(|row| row.op != Op::Delete).map(|row| row.key.as_str());
    let keys = (":keys", list(there).into());
    // The usual case: new rows at the end move nothing.
    let only_new = rows.iter().all(|row| row.op == Op::Insert);
    if only_new && db.count(&table.astray, std::slice::from_ref(&keys))? == 0 {
        return Ok(false);
    }
    let left = rows.iter().filter(|row| row.op == Op::Delete);
    let left: BTreeSet<&str> = left
        .filter_map(|row| match table.owner {
            "" => Some(""),
            column => row.before.as_ref()?.get(column)?.as_str(),
        })
        .collect();
    let params = [keys, (":owners", list(left).into())];
    let mut lists: BTreeMap<String, Vec<(String, i64)>> = BTreeMap::new();
    let all = db.all(&table.all, &params, |row| {
        Ok((row.text("list")?, row.text("id")?, row.integer("place")?))
    })?;
    for (list, id, place) in all {
        lists.entry(list).or_default().push((id, place));
    }
    let asked: BTreeSet<&str> = rows
        .iter()
        .filter(|row| row.after.as_ref().is_some_and(|after| after.contains_key(PLACE)))
        .map(|row| row.key.as_str())
        .collect();
    let moved: Vec<Value> = lists.into_values().flat_map(|list| moves(list, &asked)).collect();
    if moved.is_empty() {
        return Ok(false);
    }
    db.execute(&table.put, &[(":places", Value::from(moved).to_string().into())])?;
    Ok(true)
}

/// The new positions of a list: rows in `asked` get the position they ask for, the others keep their order.
fn moves(list: Vec<(String, i64)>, asked: &BTreeSet<&str>) -> Vec<Value> {
    let had: BTreeMap<String, i64> = list.iter().cloned().collect();
    let (placed, mut order): (Vec<_>, Vec<_>) =
        list.into_iter().partition(|(id, _)| asked.contains(id.as_str()));
    for (id, place) in placed {
        let at = usize::try_from(place.saturating_sub(1)).unwrap_or(0).min(order.len());
        order.insert(at, (id, place));
    }
    let numbered = (1_i64..).zip(order);
    let elsewhere = numbered.filter(|(place, (id, _))| had.get(id) != Some(place));
    elsewhere.map(|(place, (id, _))| json!({ "id": id, "place": place })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::row_change::is_place;

    #[test]
    fn what_has_a_place_is_known_where_changes_are_told_apart() {
        assert!(LISTS.iter().all(|list| is_place(list.table, PLACE)));
    }

    #[test]
    fn who_asks_for_a_place_gets_it_and_the_others_close_up() {
        let after = |list: &[(&str, i64)], asked: &[&str]| -> String {
            let list: Vec<(String, i64)> =
                list.iter().map(|(id, place)| ((*id).to_owned(), *place)).collect();
            let mut places: BTreeMap<String, i64> = list.iter().cloned().collect();
            let mut in_order = list;
            in_order.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
            for moved in moves(in_order, &asked.iter().copied().collect()) {
                let id = moved["id"].as_str().unwrap().to_owned();
                places.insert(id, moved["place"].as_i64().unwrap());
            }
            let mut order: Vec<(i64, String)> =
                places.into_iter().map(|(id, place)| (place, id)).collect();
            order.sort();
            let gapless = (1..).zip(&order).all(|(at, (place, _))| at == *place);
            assert!(gapless, "{order:?}");
            order.into_iter().map(|(_, id)| id).collect()
        };
        // Moves `c` of four to 2, then others to the end and before the first.
        assert_eq!(after(&[("a", 1), ("b", 2), ("c", 2), ("d", 4)], &["c"]), "acbd");
        assert_eq!(after(&[("a", 4), ("b", 2), ("c", 3), ("d", 4)], &["a"]), "bcda");
        assert_eq!(after(&[("a", 1), ("b", 2), ("c", -9)], &["c"]), "cab");
        assert_eq!(after(&[("a", 1), ("b", 50), ("c", 3)], &["b"]), "acb");
        // One row deleted, one restored, two restored, and a list with bad numbers.
        assert_eq!(after(&[("a", 1), ("c", 3), ("d", 4)], &[]), "acd");
        assert_eq!(after(&[("a", 1), ("b", 2), ("c", 2), ("d", 3)], &["b"]), "abcd");
        assert_eq!(after(&[("x", 1), ("a", 1), ("y", 3), ("b", 2)], &["x", "y"]), "xayb");
        assert_eq!(after(&[("a", 7), ("b", 7), ("c", 30)], &[]), "abc");
    }
}
