//! The tools: a folder for each toolset, a folder for each noun, a file for each verb.
//!
//! `getPage` is `tools/cms/page/get.rs`: its [`TOOL`](cms), its input and output types, and `run`. The noun's file
//! (`page.rs`) holds what its verbs share: the row, finding it, its checks. A small noun may have all verbs in one
//! file.
//!
//! CONTRIBUTING.md describes how to add a tool. Consider:
//! - A tool refers to existing things by [`Ref`](crate::value::Ref), and resolves them with its noun's `find`.
//! - A missing thing and a thing of another tenant give the same error.
//! - A write reads the thing back and returns it whole; the gate answers with what is new.
//! - A tool that needs something of another noun uses that noun's file, not its verbs.

pub mod across;
pub mod business;
pub mod cms;
pub mod crm;
pub mod defaults;
pub mod host;
pub mod messaging;
pub mod outside;

use std::collections::BTreeMap;

use crate::{
    error::{Code, Error, Result},
    store::{TenantRead, entity::Keyed, search::Hits},
    tool::{Listing, Paging, Tool},
};

/// Every tool.
pub const ALL: &[&[Tool]] = &[
    defaults::TOOLS,
    cms::TOOLS,
    business::TOOLS,
    crm::TOOLS,
    messaging::TOOLS,
    outside::TOOLS,
    across::TOOLS,
];

/// The name of the only scope that was given, for a get that requires exactly one.
///
/// # Errors
/// `SCOPE_INVALID` if none or several were given, listing them.
pub(crate) fn exactly_one<'a>(scopes: &[(&'a str, bool)]) -> Result<&'a str> {
    let given: Vec<&str> =
        scopes.iter().filter(|(_, given)| *given).map(|(name, _)| *name).collect();
    let all = || scopes.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    match given.as_slice() {
        [only] => Ok(only),
        [] => {
            let has_all = scopes.iter().any(|(name, _)| *name == "all");
            let next = if has_all {
                "say which things you want, for example with `all: true`"
            } else {
                "send the one that is meant; find it with the get tool of that thing"
            };
            Err(Error::new(Code::ScopeInvalid, format!("give exactly one of {}", all()))
                .suggest(next))
        }
        several => Err(Error::new(
            Code::ScopeInvalid,
            format!("give exactly one of {}, not {}", all(), several.join(" and ")),
        )
        .suggest(format!("leave out all but `{}`", several.first().copied().unwrap_or_default()))),
    }
}

/// Refuses several scopes, for a get in which no scope means everything.
///
/// # Errors
/// `SCOPE_INVALID` if several were given, listing them.
pub(crate) fn at_most_one(scopes: &[(&str, bool)]) -> Result<()> {
    if scopes.iter().any(|(_, given)| *given) { exactly_one(scopes).map(|_| ()) } else { Ok(()) }
}

/// A page of the rows that a search found, best first.
pub(crate) fn found<R: Keyed>(
    db: &TenantRead<'_>,
    query: &str,
    paging: &Paging,
) -> Result<Listing<R>> {
    found_where(db, query, paging, None)
}

/// The same of the rows that fit, where not all do.
pub(crate) fn found_where<R: Keyed>(
    db: &TenantRead<'_>,
    query: &str,
    paging: &Paging,
    fits: Option<&dyn Fn(&R) -> bool>,
) -> Result<Listing<R>> {
    let Hits { keys, are_all, .. } = db.search(R::TABLE, query)?;
    // What does not fit is known only once it is read.
    db.count_next_list(false);
    let fitting = |row: &R| fits.is_none_or(|fits| fits(row));
    // A place in the list is how many hits have been looked at.
    let start: usize = paging.after_or(0)?;
    let wanted = paging.limit as usize + 1;
    let ids = |part: &[usize]| -> Result<Vec<R::Id>> {
        part.iter().filter_map(|at| keys.get(*at)).map(|key| key.parse()).collect()
    };
    let mut found = Vec::new();
    let mut places = start..keys.len();
    while found.len() < wanted && !places.is_empty() {
        let part: Vec<usize> = places.by_ref().take(wanted).collect();
        let ids = ids(&part)?;
        let rows = db.several::<R>(ids.iter().copied())?;
        let mut rows: BTreeMap<R::Id, R> = rows.into_iter().map(|row| (row.id(), row)).collect();
        for (at, id) in part.into_iter().zip(ids) {
            found.extend(rows.remove(&id).filter(&fitting).map(|row| (at + 1, row)));
        }
    }
    let (shown, goes_on) = (found.len(), start == 0 && found.len() >= wanted);
    let listing = Listing::page(found, paging, |(at, _)| *at).map(|(_, row)| Ok(row))?;
    if !goes_on || !are_all {
        return Ok(listing);
    }
    let total = match fits {
        None => keys.len(),
        Some(fits) => {
            let rest = db.several::<R>(ids(&places.collect::<Vec<_>>())?)?;
            shown + rest.iter().filter(|row| fits(row)).count()
        }
    };
    Ok(listing.of_total(total))
}

/// The things that `named` refers to, without duplicates; all must exist.
pub(crate) fn each_once<N, T, I: PartialEq>(
    named: &[N],
    require: impl Fn(&N) -> Result<T>,
    id: impl Fn(&T) -> I,
) -> Result<Vec<T>> {
    let mut things: Vec<T> = Vec::new();
    for name in named {
        let thing = require(name)?;
        if things.iter().all(|known| id(known) != id(&thing)) {
            things.push(thing);
        }
    }
    Ok(things)
}

/// The only thing with that name, if there is one; `spoken` describes each if there are several.
///
/// # Errors
/// `NAME_AMBIGUOUS`, listing them.
pub(crate) fn the_only<T>(
    name: &str,
    mut named: Vec<T>,
    spoken: impl Fn(&T) -> String,
) -> Result<Option<T>> {
    if named.len() <= 1 {
        return Ok(named.pop());
    }
    let candidates: Vec<String> = named.iter().map(spoken).collect();
    Err(Error::new(
        Code::NameAmbiguous,
        format!("`{name}` names {} things: {}", candidates.len(), candidates.join(", ")),
    )
    .suggest("use the id of the one you mean"))
}
