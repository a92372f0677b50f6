//! `#[derive(Entity)]`: everything that follows from one table, made from the struct of its rows.
//!
//! The struct says what a thing of the business is called and what each of its columns means; the derive reads the
//! schema of the store while it compiles and makes the rest: the SELECT and its reader, the INSERT with a struct of
//! its values, the UPDATE that leaves an equal row alone, and the thing's line in the registry, by which the ledger,
//! the search, queryData, the privacy of answers and the erasing of people know it. A column that the table does not
//! have, a null that the type does not expect, and a text about people of which nothing is said do not compile.
//!
//! `ARCHITECTURE.md` has an example; each attribute is explained in `declare.rs`.

mod check;
mod declare;
mod emit;
mod schema;
mod statements;

use proc_macro::TokenStream;

/// See the crate.
#[proc_macro_derive(Entity, attributes(entity, join, left_join, column, extra))]
pub fn entity(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    let declaration = match declare::Declaration::read(&input) {
        Ok(declaration) => declaration,
        Err(error) => return error.into_compile_error().into(),
    };
    // What is wrong is said at its place, and the rest is made all the same: one fault is one message.
    let faults = check::faults(&declaration);
    let faults = faults.into_iter().map(syn::Error::into_compile_error);
    let made = emit::all(&declaration);
    quote::quote!(#(#faults)* #made).into()
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "a file of the program's tests")]
#[path = "../../tests/architecture/portable.rs"]
mod portable;
#[cfg(test)]
mod tests;
