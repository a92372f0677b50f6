//! `#[derive(Entity)]`: generates everything that follows from one table from the struct of its rows.
//!
//! The struct says what an entity is called and what its columns mean. The derive reads the store's schema at compile
//! time and generates the rest: the SELECT and its reader, the INSERT with a struct for its values, the UPDATE that
//! skips unchanged rows, and the registry entry that the ledger, the search, queryData, the privacy of answers and the
//! erasing of people use. It does not compile if a column does not exist in the table, if a column may be null but its
//! type may not, or if a text column of an entity with personal data is not classified.
//!
//! `ARCHITECTURE.md` has an example; `declare.rs` explains each attribute.

mod check;
mod declare;
mod emit;
mod schema;
mod statements;

use proc_macro::TokenStream;

/// Derives the entity; see the documentation of the crate.
#[proc_macro_derive(Entity, attributes(entity, join, left_join, column, extra))]
pub fn entity(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    let declaration = match declare::Declaration::read(&input) {
        Ok(declaration) => declaration,
        Err(error) => return error.into_compile_error().into(),
    };
    // Faults are reported at their positions, and the code is generated anyway, so that each fault gives only one
    // message.
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
