//! The way of a fetch: looked up in a transaction, asked for without one, kept in another.

use serde_json::{Map, Value, json};

use super::{
    Answer, Passing,
    confirm::{self, Asked, Binding},
    exchange::in_time,
    read::shorten_lone,
};
use crate::{
    error::{Code, Error, Result},
    store::TenantWrite,
    tool::{Fetched, Fetching, Inquiry, Missed, Sought, weight},
};

/// What the first transaction leads to.
enum Looked {
    /// The person is asked first.
    Shown(Answer),
    /// It was known.
    Found(Fetched<Value>),
    /// It has to be asked for.
    Ask(Inquiry),
}

pub(super) async fn run(passing: &Passing<'_>, fetch: Box<dyn Fetching>) -> Result<Answer> {
    let binding = Binding::of(passing);
    let Passing { gate, now, call, checked, patience, wants_person, .. } = passing;
    let (control, exposure, wants_person) =
        (checked.control.clone(), gate.exposure.now(), *wants_person);
    let look = move |db: &mut TenantWrite<'_>| {
        if let Some(question) = fetch.question(db, exposure)? {
            if wants_person {
                return Err(unaskable());
            }
            if let Asked::Shown(preview) = confirm::ask(db, &binding, &control, &question)? {
                return Ok(Looked::Shown(preview));
            }
        }
        Ok(match fetch.prepare(db)? {
            Sought::Found(found) => Looked::Found(found),
            Sought::Ask(inquiry) => Looked::Ask(inquiry),
        })
    };
    let fetched = match gate.store.write(&now.principal, patience, look).await? {
        Looked::Shown(preview) => return Ok(preview),
        Looked::Found(fetched) => fetched,
        Looked::Ask(inquiry) => {
            let keeping = in_time(inquiry(passing.watch()), &patience.cancel).await?;
            gate.store.write(&now.principal, patience, keeping).await?
        }
    };
    Ok(answer(fetched, gate.limits.answer_chars_max, &call.asked))
}

/// What has a question about its address cannot wait as a proposal: showing what it brings would fetch it, and the
/// answer of a read would come to nobody.
pub(super) fn unaskable() -> Error {
    Error::new(
        Code::ConfirmationDeclined,
        "a person has to agree to this first, and nobody can be asked here; nothing was sent",
    )
    .suggest("do without it, or ask the person to do it")
}

/// The answer for as many items as the budget allows, at least one.
fn answer(fetched: Fetched<Value>, budget: usize, tool: &str) -> Answer {
    let Fetched { mut items, failures, note } = fetched;
    let found = items.len();
    let mut chars = 0;
    let mut fits = |item: &Value| {
        chars += weight(item);
        chars <= budget
    };
    let fitting = items.iter().take_while(|item| fits(item)).count();
    items.truncate(fitting.max(1));
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
