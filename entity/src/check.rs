//! Checks a declaration against the table.

use proc_macro2::Span;
use syn::Error;

use crate::{
    declare::{Column, Declaration, Of, Source},
    schema::{self, Table, Tables},
    statements,
};

/// Every fault, each with its position in the source.
pub(crate) fn faults(of: &Declaration) -> Vec<Error> {
    let tables = match schema::tables() {
        Ok(tables) => tables,
        Err(error) => return vec![Error::new(of.table_span, error)],
    };
    if schema::is_being_written() { Vec::new() } else { against(of, tables) }
}

fn against(of: &Declaration, tables: &Tables) -> Vec<Error> {
    let Some(table) = tables.get(&of.table) else {
        let sentence =
            format!("there is no table {}{}", of.table, nearest(&of.table, tables.keys()));
        return vec![Error::new(of.table_span, sentence)];
    };
    let mut faults = Vec::new();
    for column in of.all() {
        faults.extend(of_column(of, tables, table, column));
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

fn of_column(of: &Declaration, tables: &Tables, table: &Table, column: &Column) -> Option<Error> {
    let fault = |sentence: String| Some(Error::new(column.span, sentence));
    if column.personal && column.impersonal {
        return fault("it is personal or it is not".to_owned());
    }
    for external in &column.external {
        if let Of::Unless(name, _) | Of::When(name, _) = &external.of
            && table.column(name).is_none()
        {
            return fault(format!("{} has no column {name}", of.table));
        }
    }
    let name = match &column.source {
        Source::Expression(_) => return None,
        Source::Joined { alias, column: name } => {
            let join = of.joins.iter().find(|join| join.alias == *alias);
            let Some(join) = join else { return fault(format!("there is no join {alias}")) };
            let joined = tables.get(&join.table);
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

/// Faults of the declaration as a whole.
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

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    const SNAPSHOT: &str = include_str!("../../src/store/migrations/schema.sql");

    /// The messages for a declaration, checked against the schema of the program.
    fn said(of: &proc_macro2::TokenStream) -> Vec<String> {
        let declaration = Declaration::read(&syn::parse2(of.clone()).unwrap()).unwrap();
        against(&declaration, &schema::parse(SNAPSHOT)).iter().map(Error::to_string).collect()
    }

    #[test]
    fn a_declaration_that_fits_its_table_has_no_fault() {
        let order = quote! {
            #[entity(table = "customer_order", alias = "o", name = "order", people, sort = "-id", new = NewOrder)]
            #[entity(label = description)]
            #[join(s = "stage", on = "stage_id")]
            #[join(p = "pipeline", on = "s.pipeline_id")]
            struct OrderRow {
                id: OrderId,
                contact_id: ContactId,
                stage_id: StageId,
                #[column(from = "p.key", hidden)]
                pipeline_key: String,
                status: OrderStatus,
                #[column(personal, external(source = "notes"))]
                description: String,
                #[column(personal)]
                shipping_address: String,
                #[column(personal)]
                title: String,
                ordered_on: Day,
                due_on: Option<Day>,
                discount_percent: Percent,
                total_minor: i64,
                currency: Currency,
                version: i64,
            }
        };
        assert_eq!(said(&order), Vec::<String>::new());
    }

    #[test]
    fn what_the_table_does_not_have_or_say_is_a_fault_at_its_place() {
        let row = |attribute: proc_macro2::TokenStream, fields: proc_macro2::TokenStream| {
            quote! { #attribute struct Row { id: Id, #fields } }
        };
        let page = || quote!(#[entity(table = "page", alias = "p")]);
        let contact = quote!(#[entity(table = "contact", people)]);
        for (of, sentence) in [
            (row(page(), quote!(nmae: String)), "page has no column nmae; did you mean `name`?"),
            (
                row(page(), quote!(parent_id: PageId)),
                "parent_id can be null: its type is an Option",
            ),
            (
                row(page(), quote!(name: Option<String>)),
                "name is never null: its type is no Option",
            ),
            (
                row(quote!(#[entity(table = "pgae")]), quote!()),
                "there is no table pgae; did you mean `page`?",
            ),
            (
                row(contact, quote!(name: String)),
                "of a table about people: is name `personal` or `impersonal`?",
            ),
            (row(page(), quote!(#[column(from = "s.key")] key: String)), "there is no join s"),
            (
                row(
                    quote!(#[entity(table = "page")] #[join(s = "stage", on = "stage_id")]),
                    quote!(),
                ),
                "no table here has a column stage_id",
            ),
            (
                row(quote!(#[entity(table = "page", new = NewPage)]), quote!(name: String)),
                "a new row needs slug",
            ),
            (
                row(quote!(#[entity(table = "page", label = title)]), quote!()),
                "page has no column title",
            ),
            (
                row(quote!(#[entity(table = "page", sort = "title")]), quote!(name: String)),
                "it cannot be sorted by title, which it does not have",
            ),
        ] {
            let found = said(&of);
            assert!(found.iter().any(|it| it == sentence), "{sentence}: {found:?}");
        }
    }

    #[test]
    fn a_text_about_people_that_is_not_declared_is_a_fault() {
        let row = quote! {
            #[entity(table = "contact", people)]
            struct Row { id: Id, #[column(personal)] name: String }
        };
        let found = said(&row);
        let sentence = "contact.notes is not declared, and may say who somebody is";
        assert!(found.iter().any(|it| it == sentence), "{found:?}");
    }
}
