//! Runs a call that only reads: reads a page of a list, cuts it to the budget, adds the cursor for the next page.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Map, Value};

use super::{CallContext, cursor::Seal, reply::Answer};
use crate::{
    error::{Error, Result},
    store::TenantRead,
    tool::{Items, Paging, Read, fitted, how_many_fit},
};

/// The number of items if the call does not say.
const LIMIT_DEFAULT: u32 = 20;

/// The number of tools that searchTools returns if the call does not say: each has its whole description.
const LIMIT_FOUND: u32 = 5;

pub(super) async fn run(context: CallContext<'_>, read: Read) -> Result<Answer> {
    let CallContext { session, now, caller, call, checked, deadline, .. } = context;
    // Computed lazily: only a list with another page needs a cursor.
    let seal = || Seal::of(session, call.operation(), &checked.digest());
    let budget = session.gate.limits.answer_chars_max;
    let after = checked.control.cursor.as_deref().map(|text| seal()?.read(text)).transpose()?;
    let usual = match read {
        Read::Rows(_) => LIMIT_DEFAULT,
        Read::Tools(_) => LIMIT_FOUND,
    };
    let is_first = after.is_none();
    let paging = Paging { limit: checked.control.limit.unwrap_or(usual), after, budget };
    let (items, none) = match read {
        Read::Tools(find) => find(&now.scope.findable(), &paging)?,
        Read::Rows(query) => {
            let query = move |db: &TenantRead<'_>| {
                db.count_next_list(is_first);
                // A panic on the event loop would end the process and all its calls.
                let mut items = catch_unwind(AssertUnwindSafe(|| query(db, &paging)))
                    .unwrap_or_else(|_| Err(Error::internal("a panic inside a query")))?;
                items.total = items.total.or_else(|| db.total().filter(|_| items.more));
                Ok(items)
            };
            (session.gate.store.read_within(&caller, &deadline, query).await?, None)
        }
    };
    let shown = (is_first, budget);
    let mut answer = answer(items, shown, &call.asked, |position| seal()?.write(&position))?;
    if let (Some(none), Value::Object(body)) = (none, &mut answer.body) {
        body.insert("none".into(), none.into());
    }
    Ok(answer)
}

/// The answer with as many items as the budget allows, at least one.
fn answer(
    items: Items,
    (is_first, budget): (bool, usize),
    tool: &str,
    cursor: impl FnOnce(Value) -> Result<String>,
) -> Result<Answer> {
    let Items { items: mut shown, more, position, total, note, is_count } = items;
    let found = shown.len();
    let mut body = Map::new();
    body.insert("success".into(), true.into());
    if let (Some(total), true) = (total, is_count) {
        body.insert("total".into(), total.into());
        if let Some(note) = note {
            body.insert("note".into(), note.into());
        }
        return Ok(Answer::read(Value::Object(body)));
    }
    shown.truncate(how_many_fit(&shown, budget).max(1));
    let cut = shown.len() < found;
    let shortened = shorten_lone(&mut shown, budget);
    let next = if more || cut { shown.len().checked_sub(1).map(position) } else { None };

    body.insert("count".into(), shown.len().into());
    // If the first page is the last, it holds the total.
    let total = total.or_else(|| i64::try_from(found).ok().filter(|_| is_first && !more));
    if let Some(total) = total {
        body.insert("total".into(), total.into());
    }
    let stopped = cut.then(|| {
        format!(
            "Stopped after {} items at the size limit. Call {tool} again with cursor, or with a smaller limit.",
            shown.len(),
        )
    });
    let notes: Vec<String> = note.into_iter().chain(stopped).chain(shortened).collect();
    if !notes.is_empty() {
        body.insert("note".into(), notes.join(" ").into());
    }
    body.insert("items".into(), Value::Array(shown));
    if let Some(position) = next {
        body.insert("nextCursor".into(), cursor(position?)?.into());
    }
    Ok(Answer::read(Value::Object(body)))
}

/// A single thing may exceed the budget by this factor, because whoever edits a long text needs all of it.
const LONE_FACTOR: usize = 10;

/// Cuts the only item of an answer if it is far too large; returns a note that says so.
pub(super) fn shorten_lone(items: &mut [Value], budget: usize) -> Option<String> {
    let [item] = items else { return None };
    let (fitting, is_cut) = fitted(std::mem::take(item), budget.saturating_mul(LONE_FACTOR));
    *item = fitting;
    is_cut.then(|| "It is too large to be shown whole: what ends in … is cut.".to_owned())
}
