//! Tests that every generated statement is valid for PostgreSQL as well.

use std::{fs, path::Path};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::DeriveInput;

use crate::{
    declare::Declaration,
    portable,
    schema::{self, Tables},
    statements,
};

/// The entity declarations in a file.
fn declarations(code: &str) -> Vec<Declaration> {
    let mut found = Vec::new();
    let mut item: Vec<TokenTree> = Vec::new();
    for token in code.parse::<TokenStream>().unwrap() {
        let ends = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(mark) => mark.as_char() == ';',
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        item.push(token);
        if ends {
            let item: TokenStream = item.drain(..).collect();
            if item.to_string().split_whitespace().collect::<String>().contains("#[entity(table") {
                let input: DeriveInput = syn::parse2(item).unwrap();
                found.push(Declaration::read(&input).unwrap());
            }
        }
    }
    found
}

/// The generated statements of a declaration.
fn made(of: &Declaration, tables: &Tables) -> Vec<String> {
    let table = tables.get(&of.table);
    let mut made = vec![format!("{}1 = 1", statements::head(of, &statements::columns(of)))];
    if of.columns.iter().any(|column| column.stored() == Some("id")) {
        made.extend([statements::by_id(of), statements::by_ids(of), statements::delete(of)]);
    }
    if of.new.is_some() {
        made.push(statements::insert(of, table));
    }
    made.extend(statements::update(of, table));
    made.extend(statements::light_update(of, table));
    if of.search.is_some() {
        made.extend([statements::searched(of), statements::keys(of)]);
    }
    let fields = of.all().filter(|column| !column.hidden);
    made.extend(fields.map(|column| {
        format!("SELECT {} AS field FROM {}", statements::alone(of, column), of.table)
    }));
    made
}

#[test]
fn what_is_made_of_a_declaration_is_taken_by_the_second_engine() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("src/store");
    let schema = fs::read_to_string(program.join("migrations/schema.sql")).unwrap();
    let (columns, tables) = (portable::Columns::of(&schema), schema::parse(&schema));
    let (mut seen, mut count, mut wrong) = (0, 0, Vec::new());
    for file in fs::read_dir(program.join("entity")).unwrap() {
        let code = fs::read_to_string(file.unwrap().path()).unwrap();
        let declared = declarations(&code);
        let unbroken: String = code.split_whitespace().collect();
        assert_eq!(declared.len(), unbroken.matches("#[entity(table").count(), "{code}");
        for of in &declared {
            seen += 1;
            for statement in made(of, &tables) {
                count += 1;
                let faults = portable::faults(&statement, &columns);
                wrong.extend(
                    faults.into_iter().map(|it| format!("{}: {it}: {statement}", of.table)),
                );
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(seen > 20 && count > 150, "only {count} of {seen} tables");
}
