//! Answers of fetches: cut to the budget, with failed sources and the addresses that count as read.

use serde_json::{Map, Value, json};

use super::{Answer, read::shorten_lone, taint::AddressScope};
use crate::tool::{Departure, FetchResult, SessionReads, SourceFailure, how_many_fit};

/// Which addresses in an answer count as read from outside. If the session itself made up the request after reading
/// personal data, a site could echo an address with that data, so then none counts.
pub(super) fn telling(seen: &SessionReads, departure: Option<&Departure>) -> AddressScope {
    match departure {
        _ if !seen.taint.is_both() => AddressScope::All,
        // A search: the service got a query in words.
        None => AddressScope::Results,
        // A person has confirmed each further fetch before it is made.
        Some(departure) if departure.is_own && !departure.asks => AddressScope::Nothing,
        Some(_) => AddressScope::All,
    }
}

/// The answer with as many items as the budget allows, at least one.
pub(super) fn answer(fetched: FetchResult<Value>, budget: usize, tool: &str) -> Answer {
    let FetchResult { mut items, failures, note, views } = fetched;
    let found = items.len();
    items.truncate(how_many_fit(&items, budget).max(1));
    let shortened = shorten_lone(&mut items, budget);
    let cut = (items.len() < found).then(|| {
        format!(
            "{} of {found} items are shown, up to the size limit. Ask {tool} for less at once.",
            items.len()
        )
    });
    let notes: Vec<String> = note.into_iter().chain(cut).chain(shortened).collect();

    let mut body = Map::new();
    body.insert("success".into(), true.into());
    body.insert("count".into(), items.len().into());
    if !notes.is_empty() {
        body.insert("note".into(), notes.join(" ").into());
    }
    body.insert("items".into(), Value::Array(items));
    if !failures.is_empty() {
        body.insert("failures".into(), failures.iter().map(missed).collect());
    }
    Answer { views, ..Answer::read(Value::Object(body)) }
}

fn missed(missed: &SourceFailure) -> Value {
    let error = missed.error.to_answer();
    json!({ "source": missed.source, "error": error.get("error") })
}
