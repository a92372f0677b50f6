//! What is wrong with what a request has changed on the site.

use crate::{
    error::Result,
    site::{load, warnings::Changed},
    store::{TenantWrite, ledger::Verification},
};

/// What the site is made of. Whoever has written nothing of it pays no statement.
const OF_SITE: [&str; 9] =
    ["site", "page", "section", "post", "entry", "navItem", "image", "package", "collection"];

/// The most that are told; a longer list is not read.
const TOLD_MAX: usize = 5;

/// The warnings that are about what the request has changed, the most important first.
pub(super) fn of(db: &TenantWrite<'_>, written: &Verification) -> Result<Vec<String>> {
    let mut changed = Changed::default();
    let of_site = written.list.iter().filter(|one| OF_SITE.contains(&one.entity));
    for one in of_site {
        if one.verb == "deleted" || one.not_public.is_some() {
            changed.gone.extend(written.spellings(&one.id).map(str::to_owned));
        }
        changed.has_cut_menu |= one.entity == "navItem" && one.verb != "created";
        changed.ids.insert(one.id.clone());
    }
    if changed.ids.is_empty() {
        return Ok(Vec::new());
    }
    let warnings = load::warnings(db)?;
    let own: Vec<_> = warnings.iter().filter(|warning| warning.concerns(&changed)).collect();
    let mut told: Vec<String> = own.iter().take(TOLD_MAX).map(ToString::to_string).collect();
    if own.len() > TOLD_MAX {
        told.push(format!("and {} more: getSite with warnings lists all", own.len() - TOLD_MAX));
    }
    Ok(told)
}
