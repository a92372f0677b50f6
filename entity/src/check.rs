//! What a declaration says against what the table has.

use proc_macro2::Span;
use syn::Error;

use crate::{
    declare::{Column, Declaration, Of, Source},
    schema::{self, Table},
    statements,
};

/// What is wrong, each at its place.
pub(crate) fn faults(of: &Declaration) -> Vec<Error> {
    let tables = match schema::tables() {
        Ok(tables) => tables,
        Err(error) => return vec![Error::new(of.table_span, error)],
    };
    if schema::is_being_written() {
        return Vec::new();
    }
    let Some(table) = tables.get(&of.table) else {
        let sentence =
            format!("there is no table {}{}", of.table, nearest(&of.table, tables.keys()));
        return vec![Error::new(of.table_span, sentence)];
    };
    let mut faults = Vec::new();
    for column in of.all() {
        faults.extend(of_column(of, table, column));
    }
    for join in &of.joins {
        let (owner, column) = statements::on(of, join);
        let owner = match of.joins.iter().find(|it| it.alias == owner) {
            Some(other) => tables.get(&other.table),
            None => Some(table),
        };
        if owner.is_none_or(|owner| owner.column(column).is_none()) {
            faults.push(Error::new(join.span, format!("no table here has a column {column}")));
        }
        if !tables.contains_key(&join.table) {
            faults.push(Error::new(join.span, format!("there is no table {}", join.table)));
        }
    }
    faults.extend(of_entity(of, table));
    faults
}

fn of_column(of: &Declaration, table: &Table, column: &Column) -> Option<Error> {
    let fault = |sentence: String| Some(Error::new(column.span, sentence));
    if column.personal && column.impersonal {
        return fault("it is personal or it is not".to_owned());
    }
    if let Some(external) = &column.external
        && let Of::Unless(name, _) | Of::When(name, _) = &external.of
        && table.column(name).is_none()
    {
        return fault(format!("{} has no column {name}", of.table));
    }
    let name = match &column.source {
        Source::Expression(_) => return None,
        Source::Joined { alias, column: name } => {
            let join = of.joins.iter().find(|join| join.alias == *alias);
            let Some(join) = join else { return fault(format!("there is no join {alias}")) };
            let joined = schema::tables().ok().and_then(|tables| tables.get(&join.table));
            if joined.is_some_and(|table| table.column(name).is_some()) {
                return None;
            }
            return fault(format!("{} has no column {name}", join.table));
        }
        Source::Stored(name) => name,
    };
    let Some(stored) = table.column(name) else {
        let near = nearest(name, table.columns.iter().map(|column| &column.name));
        return fault(format!("{} has no column {name}{near}", of.table));
    };
    if stored.is_nullable != column.nullable {
        return fault(if stored.is_nullable {
            format!("{name} can be null: its type is an Option")
        } else {
            format!("{name} is never null: its type is no Option")
        });
    }
    let is_words = column.choices.is_empty()
        && matches!(column.type_name().as_str(), "String" | "Value" | "Vec" | "Json")
        || column.field.is_none() && !stored.is_integer;
    if of.people && is_words && !column.personal && !column.impersonal {
        return fault(format!("of a table about people: is {name} `personal` or `impersonal`?"));
    }
    None
}

/// Faults of the whole.
fn of_entity(of: &Declaration, table: &Table) -> Vec<Error> {
    let mut faults = Vec::new();
    let mut fault = |span: Span, sentence: String| faults.push(Error::new(span, sentence));
    let is_said = |name: &str| of.all().any(|column| column.stored() == Some(name));
    for column in &table.columns {
        let is_key = column.name == "tenant_id" || column.name.ends_with("id");
        if of.people && !column.is_integer && !is_key && !is_said(&column.name) {
            let sentence = format!(
                "{}.{} is not declared, and may say who somebody is",
                of.table, column.name
            );
            fault(of.ident.span(), sentence);
        }
        let is_kept = statements::kept(Some(table)).contains(&column.name.as_str());
        let needs = !column.is_nullable && !column.has_default && !is_kept;
        let is_given = statements::given(of).any(|given| given.stored() == Some(&column.name));
        if let Some(new) = &of.new
            && needs
            && column.name != "tenant_id"
            && !is_given
        {
            fault(new.span(), format!("a new row needs {}", column.name));
        }
    }
    if let Some((label, _)) = &of.label
        && table.column(label).is_none()
    {
        fault(of.label_span, format!("{} has no column {label}", of.table));
    }
    if let Some(sort) = &of.sort {
        let field = sort.strip_prefix('-').unwrap_or(sort);
        if !of.all().any(|column| !column.hidden && column.wire() == field) {
            fault(of.table_span, format!("it cannot be sorted by {field}, which it does not have"));
        }
    }
    for hidden in &of.hides {
        if table.column(hidden).is_none() {
            fault(of.table_span, format!("{} has no column {hidden}", of.table));
        }
    }
    faults
}

fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> String {
    let near = known
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    near.map(|(_, known)| format!("; did you mean `{known}`?")).unwrap_or_default()
}
