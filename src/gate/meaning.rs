//! Reads again, by meaning, what was searched for by words: an embedding service is asked between the two.
//!
//! The first read says whether there is anything to compare. Who is not answered in time gets what the words have
//! found.

use std::sync::Arc;

use crate::{
    error::Result,
    principal::Caller,
    store::{Deadline, Store, TenantRead},
    tool::Items,
    value::Sought,
};

/// What the answer says where the service does not.
const SILENT: &str =
    "Only words were compared: the service that knows what texts mean did not answer in time.";

/// Runs a query, and once more if it can be searched by its meaning.
pub(super) async fn read(
    store: &Store,
    caller: Caller,
    deadline: &Deadline,
    query: Arc<impl Fn(&TenantRead<'_>) -> Result<Items> + Send + Sync + 'static>,
) -> Result<Items> {
    let again = Arc::clone(&query);
    let mut by_words = store.read_within(&caller, deadline, move |db| query(db)).await?;
    let Sought::Query(sought) = std::mem::take(&mut by_words.sought) else { return Ok(by_words) };
    let tenant = &caller.principal.tenant.name;
    let services = Arc::clone(&caller.policy.allowance.services);
    let Some(meant) = Box::pin(services.meaning_of_query(tenant, &sought)).await else {
        return Ok(noting(by_words, SILENT.to_owned()));
    };
    let caller = Caller { meant: Some(Arc::new(meant)), ..caller };
    let mut items = store.read_within(&caller, deadline, move |db| again(db)).await?;
    Ok(match std::mem::take(&mut items.sought) {
        Sought::Found(more) if more > 0 => noting(items, found(more)),
        Sought::Found(_) | Sought::Query(_) | Sought::Nothing => items,
    })
}

fn found(more: usize) -> String {
    let were = if more == 1 { "1 was" } else { &format!("{more} were") };
    format!("{were} found by what the query means, without all of its words.")
}

fn noting(mut items: Items, more: String) -> Items {
    let notes = items.note.take().into_iter().chain([more]);
    items.note = Some(notes.collect::<Vec<_>>().join(" "));
    items
}
