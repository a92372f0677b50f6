//! The way of a fetch: looked up in a transaction, asked for without one, kept in another.

use serde_json::{Map, Value, json};

use super::{
    Answer, Passing,
    confirm::Binding,
    exchange::in_time,
    exposure::Telling,
    leaving::{Asked, Mode, leave},
    read::shorten_lone,
};
use crate::{
    error::Result,
    store::TenantWrite,
    tool::{Departure, Errand, Fetched, Fetching, Inquiry, Missed, Seen, Sought, how_many_fit},
};

/// What the first transaction leads to.
enum Looked {
    /// The person is asked first.
    Shown(Answer),
    /// It was known.
    Found(Fetched<Value>),
    /// It has to be asked for; what comes tells of so many addresses.
    Ask(Inquiry, Telling),
}

/// Which addresses of an answer stood in it by themselves. In a session that has read both, what it sends can come
/// back: a site that repeats an address of our making would make it one that was read.
fn telling(seen: &Seen, departure: Option<&Departure>) -> Telling {
    match departure {
        _ if !seen.exposure.is_both() => Telling::All,
        // A service was asked in words.
        None => Telling::Results,
        // A person has agreed to what needs it by the time it is asked for.
        Some(departure) if departure.is_own && !departure.asks => Telling::Nothing,
        Some(_) => Telling::All,
    }
}

pub(super) async fn run(passing: &Passing<'_>, fetch: Box<dyn Fetching>) -> Result<Answer> {
    let binding = Binding::of(passing);
    let Passing { gate, now, call, checked, patience, wants_person, .. } = passing;
    let (control, seen) = (checked.control.clone(), gate.exposure.seen());
    let mode = Mode { rehearses: false, nobody_to_ask: *wants_person };
    let mut tells = telling(&seen, None);
    let look = move |db: &mut TenantWrite<'_>| {
        let prepare = |db: &mut TenantWrite<'_>| {
            Ok(match fetch.prepare(db, &seen)? {
                Sought::Found(found) => (Looked::Found(found), None),
                Sought::Ask(Errand { inquiry, departure }) => {
                    (Looked::Ask(inquiry, telling(&seen, departure.as_ref())), departure)
                }
            })
        };
        Ok(match leave(db, &binding, &control, mode, prepare)? {
            Asked::Shown(preview) => Looked::Shown(preview),
            Asked::Agreed(looked) => looked,
        })
    };
    let fetched = match gate.store.write(&now.principal, patience, look).await? {
        Looked::Shown(preview) => return Ok(preview),
        Looked::Found(fetched) => fetched,
        Looked::Ask(inquiry, telling) => {
            tells = telling;
            let keeping = in_time(inquiry(passing.watch()), &patience.cancel).await?;
            gate.store.write(&now.principal, patience, keeping).await?
        }
    };
    let answer = answer(fetched, gate.limits.answer_chars_max, &call.asked);
    gate.exposure.remember(&answer.body, &checked.own, tells);
    Ok(answer)
}

/// The answer for as many items as the budget allows, at least one.
fn answer(fetched: Fetched<Value>, budget: usize, tool: &str) -> Answer {
    let Fetched { mut items, failures, note } = fetched;
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
    Answer::read(Value::Object(body))
}

fn missed(missed: &Missed) -> Value {
    let error = missed.error.to_answer();
    json!({ "source": missed.source, "error": error.get("error") })
}
