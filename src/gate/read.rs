//! The way of a query: read, cut to the budget, point to the rest.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Map, Value};

use super::{Passing, cursor, reply::Answer};
use crate::{
    error::{Error, Result},
    tool::{BoundQuery, Items, Paging, weight},
};

/// Items in an answer where the call does not say.
const LIMIT_DEFAULT: u32 = 20;

pub(super) async fn run(passing: Passing<'_>, query: BoundQuery) -> Result<Answer> {
    let Passing { gate, call, checked, patience } = passing;
    let place = format!("{} {} {}", gate.principal.tenant.id, call.operation(), checked.digest());
    let budget = gate.limits.answer_chars_max;
    let paging = Paging {
        limit: checked.control.limit.unwrap_or(LIMIT_DEFAULT),
        after: checked
            .control
            .cursor
            .as_deref()
            .map(|text| cursor::read(text, &place))
            .transpose()?,
        budget,
    };
    let items = gate
        .store
        .read_within(&gate.principal, &patience, move |db| {
            // A panic on the event loop would end the process, and with it every other call.
            catch_unwind(AssertUnwindSafe(|| query(db, &paging)))
                .unwrap_or_else(|_| Err(Error::internal("a panic inside a query")))
        })
        .await?;
    answer(items, budget, &place, &call.asked)
}

/// The answer for as many items as the budget allows, at least one.
fn answer(items: Items, budget: usize, place: &str, tool: &str) -> Result<Answer> {
    let (found, more) = (items.items.len(), items.more);
    let mut shown = Vec::with_capacity(found);
    let mut last = None;
    let mut chars = 0;
    for (item, position) in items.items {
        chars += weight(&item);
        if chars > budget && !shown.is_empty() {
            break;
        }
        shown.push(item);
        last = Some(position);
    }
    let cut = shown.len() < found;
    let mut body = Map::new();
    body.insert("success".into(), true.into());
    body.insert("count".into(), shown.len().into());
    if cut {
        let note = format!(
            "Stopped after {} items at the size limit. Call {tool} again with cursor, or with a smaller limit.",
            shown.len(),
        );
        body.insert("note".into(), note.into());
    }
    body.insert("items".into(), Value::Array(shown));
    if let (true, Some(position)) = (more || cut, last) {
        body.insert("nextCursor".into(), cursor::write(place, position)?.into());
    }
    Ok(Answer::read(Value::Object(body)))
}
