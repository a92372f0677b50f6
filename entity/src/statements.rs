//! The SQL of the generated statements. Where engines differ they contain fragments, `{list :ids}`, which the program
//! translates.

use crate::{
    declare::{Column, Declaration, Join, KEPT, Part, Source},
    schema::Table,
};

/// Everything before the condition of a read with those columns.
pub(crate) fn head(of: &Declaration, columns: &str) -> String {
    format!("SELECT {columns}\n{}WHERE {}.tenant_id = :tenant AND ", from(of, |_| true), of.alias)
}

/// The columns of a read.
pub(crate) fn columns(of: &Declaration) -> String {
    let columns: Vec<String> = of.columns.iter().map(|column| place(of, column)).collect();
    columns.join(", ")
}

/// The columns of a read that leaves out what is read only when it is needed.
pub(crate) fn light_columns(of: &Declaration) -> String {
    let light = |column: &Column| match column.type_name().as_str() {
        "Json" => "NULL".to_owned(),
        _ => place(of, column),
    };
    of.columns.iter().map(light).collect::<Vec<_>>().join(", ")
}

/// FROM with the joins that are wanted.
fn from(of: &Declaration, wanted: impl Fn(&Join) -> bool) -> String {
    let mut text = format!("FROM {}", of.table);
    if of.alias != of.table {
        text = format!("{text} {}", of.alias);
    }
    text.push('\n');
    for join in of.joins.iter().filter(|join| wanted(join)) {
        let (owner, column) = on(of, join);
        let (alias, left) = (&join.alias, if join.left { "LEFT " } else { "" });
        let table = &join.table;
        text = format!(
            "{text}{left}JOIN {table} {alias} ON {alias}.tenant_id = {owner}.tenant_id AND {alias}.id = {owner}.{column}\n"
        );
    }
    text
}

/// The alias of the table that refers to a join, and its column.
pub(crate) fn on<'a>(of: &'a Declaration, join: &'a Join) -> (&'a str, &'a str) {
    join.on.split_once('.').unwrap_or((&of.alias, &join.on))
}

/// A column in a SELECT with joins.
fn place(of: &Declaration, column: &Column) -> String {
    match &column.source {
        Source::Stored(name) => format!("{}.{name}", of.alias),
        Source::Joined { alias, column } => format!("{alias}.{column}"),
        Source::Expression(text) => text.replace("{row}", &of.alias),
    }
}

/// A column in a SELECT without joins, for queryData.
pub(crate) fn alone(of: &Declaration, column: &Column) -> String {
    match &column.source {
        Source::Stored(name) => name.clone(),
        Source::Expression(text) => text.replace("{row}", &of.table),
        Source::Joined { alias, column } => {
            let Some(join) = of.joins.iter().find(|join| join.alias == *alias) else {
                return column.clone();
            };
            let (_, on) = on(of, join);
            format!(
                "(SELECT {alias}.{column} FROM {} {alias}\n WHERE {alias}.tenant_id = {table}.tenant_id AND {alias}.id = {table}.{on})",
                join.table,
                table = of.table
            )
        }
    }
}

/// The columns that a new row sets.
pub(crate) fn given(of: &Declaration) -> impl Iterator<Item = &Column> {
    let is_given =
        |column: &&Column| column.stored().is_some() && !column.is_kept() && !column.default;
    of.columns.iter().filter(is_given)
}

/// The columns that the store maintains, as far as the table has them.
pub(crate) fn kept(table: Option<&Table>) -> Vec<&'static str> {
    let has = |name: &&str| table.is_none_or(|table| table.column(name).is_some());
    KEPT.iter().copied().filter(has).collect()
}

/// The INSERT of a new row.
pub(crate) fn insert(of: &Declaration, table: Option<&Table>) -> String {
    let given: Vec<&str> = given(of).filter_map(Column::stored).collect();
    let kept = kept(table);
    let columns: Vec<&str> = given.iter().chain(&kept).copied().collect();
    let value = |name: &&str| match *name {
        "version" => "1".to_owned(),
        "created_at" | "updated_at" => ":now".to_owned(),
        name => format!(":{name}"),
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    format!(
        "INSERT INTO {} (tenant_id, {})\nVALUES (:tenant, {})",
        of.table,
        columns.join(", "),
        values.join(", ")
    )
}

/// The UPDATE for a row without changed indexed columns: it sets only the other columns, so that no index is written
/// and no foreign key checked. It affects no row if an indexed column has changed. `None` if all columns are indexed,
/// or none.
pub(crate) fn light_update(of: &Declaration, table: Option<&Table>) -> Option<String> {
    let whole = update(of, table)?;
    let saved = of.columns.iter().filter(|column| column.is_saved()).filter_map(Column::stored);
    let is_indexed =
        |name: &&str| table.is_some_and(|table| table.indexed.iter().any(|it| it == name));
    let (indexed, others): (Vec<&str>, Vec<&str>) = saved.partition(is_indexed);
    if indexed.is_empty() || others.is_empty() {
        return None;
    }
    let (_, condition) = whole.split_once("\nWHERE ")?;
    let sets: Vec<String> = others.iter().map(|name| format!("{name} = :{name}")).collect();
    let values: Vec<String> = indexed.iter().map(|name| format!(":{name}")).collect();
    Some(format!(
        "UPDATE {} SET {}, version = version + 1, updated_at = :now\nWHERE {condition}\n  AND ({}) IS NOT DISTINCT FROM ({})",
        of.table,
        sets.join(", "),
        indexed.join(", "),
        values.join(", ")
    ))
}

/// The UPDATE of a row that was read and changed; unless `:also`, it skips an unchanged row. `None` if no column can
/// change, or the table has no version.
pub(crate) fn update(of: &Declaration, table: Option<&Table>) -> Option<String> {
    let saved: Vec<&str> =
        of.columns.iter().filter(|column| column.is_saved()).filter_map(Column::stored).collect();
    let kept = kept(table);
    let has_id = of.columns.iter().any(|column| column.stored() == Some("id"));
    if saved.is_empty() || !kept.contains(&"version") || !kept.contains(&"updated_at") || !has_id {
        return None;
    }
    let each = |name: &&str| format!("{name} = :{name}");
    let sets: Vec<String> = saved.iter().map(each).collect();
    let values: Vec<String> = saved.iter().map(|name| format!(":{name}")).collect();
    Some(format!(
        "UPDATE {} SET {}, version = version + 1, updated_at = :now\nWHERE tenant_id = :tenant AND id = :id\n  AND (:also OR ({}) IS DISTINCT FROM ({}))",
        of.table,
        sets.join(", "),
        saved.join(", "),
        values.join(", ")
    ))
}

/// The read of a row's search texts: title, body, content and phone numbers.
pub(crate) fn searched(of: &Declaration) -> String {
    let joined = |part: Part| -> Vec<String> {
        let of_part = of.all().filter(|column| column.search == Some(part));
        of_part
            .map(|column| match (column.nullable, &column.source) {
                (true, _) => format!("coalesce({}, '')", place(of, column)),
                (false, _) => place(of, column),
            })
            .collect()
    };
    let either = |part: Part, without: &str| {
        let texts = joined(part);
        if texts.is_empty() { without.to_owned() } else { texts.join(" || ' ' || ") }
    };
    // A content that is null stays null, and does not become an empty text.
    let content = of.all().find(|column| column.search == Some(Part::Content));
    let content = content.map_or_else(|| "NULL".to_owned(), |column| place(of, column));
    let (title, body) = (either(Part::Title, "''"), either(Part::Body, "''"));
    let phones = either(Part::Phone, "''");
    let wanted = |join: &Join| {
        let dotted = format!("{}.", join.alias);
        [&title, &body, &content, &phones].iter().any(|text| text.contains(&dotted))
    };
    format!(
        "SELECT {title} AS title, {body} AS body, {content} AS content, {phones} AS phones\n{}WHERE {alias}.tenant_id = :tenant AND {alias}.id = :key",
        from(of, wanted),
        alias = of.alias
    )
}

/// The read of the keys of all searchable rows.
pub(crate) fn keys(of: &Declaration) -> String {
    format!("SELECT id AS row_key FROM {} WHERE tenant_id = :tenant ORDER BY id", of.table)
}

/// The read of one row by id.
pub(crate) fn by_id(of: &Declaration) -> String {
    format!("{}{}.id = :id", head(of, &columns(of)), of.alias)
}

/// The read of several rows by id.
pub(crate) fn by_ids(of: &Declaration) -> String {
    format!("{}{}.id IN {{list :ids}}", head(of, &columns(of)), of.alias)
}

/// The DELETE of a row.
pub(crate) fn delete(of: &Declaration) -> String {
    format!("DELETE FROM {} WHERE tenant_id = :tenant AND id = :id", of.table)
}
