//! Runs a call that only reads: reads a page of a list, cuts it to the budget, adds the cursor for the next page.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use serde_json::Value;

use super::{
    CallContext, body::Found, cursor::Seal, meaning, proposal, propose::rehearse_after,
    reply::Answer, show,
};
use crate::{
    error::{Error, Result},
    store::{TenantRead, TenantWrite},
    tool::{Items, Paging, Read, Show, fitted},
};

/// The number of items if the call does not say.
const LIMIT_DEFAULT: u32 = 20;

/// The number of tools that searchTools returns if the call does not say: each has its whole description.
const LIMIT_FOUND: u32 = 5;

pub(super) async fn run(context: CallContext<'_>, read: Read) -> Result<Answer> {
    let watch = context.watch();
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
                let _ = db.sought();
                db.count_next_list(is_first);
                // A panic on the event loop would end the process and all its calls.
                let mut items = catch_unwind(AssertUnwindSafe(|| query(db, &paging)))
                    .unwrap_or_else(|_| Err(Error::internal("a panic inside a query")))?;
                items.total = items.total.or_else(|| db.total().filter(|_| items.more));
                items.sought = db.sought();
                Ok(items)
            };
            let store = &session.gate.store;
            let found = if checked.control.proposed {
                let query = move |db: &mut TenantWrite<'_>| as_proposed(db, query);
                store.write(&caller, &deadline, query).await?
            } else {
                Box::pin(meaning::read(store, caller, &deadline, Arc::new(query))).await?
            };
            (found, None)
        }
    };
    let shown = (is_first, budget);
    let (answer, show) =
        answer(items, shown, (&call.asked, none), |position| seal()?.write(&position))?;
    show::shown(answer, show, watch).await
}

/// Reads as if the agent's open proposals were done, which are taken back again. One that cannot be done any more is
/// passed over.
fn as_proposed(
    db: &mut TenantWrite<'_>,
    query: impl FnOnce(&TenantRead<'_>) -> Result<Items>,
) -> Result<Items> {
    let open = proposal::open_of_agent(db)?;
    let numbers: Vec<String> = open.iter().map(|proposal| proposal.number.to_string()).collect();
    let mut items = rehearse_after(db, &open, |db| query(db))?;
    let with = match numbers.as_slice() {
        [] => "Nothing of yours waits: this is what is saved.".to_owned(),
        [only] => format!("As it will be if a person approves proposal {only}; it is not done."),
        several => format!(
            "As it will be if a person approves proposals {}; they are not done.",
            several.join(", ")
        ),
    };
    // A picture would be made later, of what is saved.
    let picture = items.show.take().map(|_| "A picture can only show what is saved.".to_owned());
    let notes = items.note.take().into_iter().chain([with]).chain(picture);
    items.note = Some(notes.collect::<Vec<_>>().join(" "));
    Ok(items)
}

/// The answer for as many items as the budget allows, at least one, and how many of them are to be shown; `none` says
/// what to do where nothing fits.
fn answer(
    items: Items,
    (is_first, budget): (bool, usize),
    (tool, none): (&str, Option<String>),
    cursor: impl FnOnce(Value) -> Result<String>,
) -> Result<(Answer, (Option<Show>, usize))> {
    let Items { items: mut shown, more, position, total, note, is_count, show, .. } = items;
    if let (Some(total), true) = (total, is_count) {
        return Ok((Answer::read(Found::counted(total, note)), (None, 0)));
    }
    let found = shown.count();
    shown.fit(budget);
    let count = shown.count();
    let is_cut = shown.fit_lone(budget.saturating_mul(LONE_FACTOR))?;
    let next = if more || count < found { count.checked_sub(1).map(position) } else { None };
    // A first page after which there are no more has all.
    let total = total.or_else(|| i64::try_from(found).ok().filter(|_| is_first && !more));
    let stopped = (count < found).then(|| {
        format!(
            "Stopped after {count} items at the size limit. Call {tool} again with cursor, or with a smaller limit.",
        )
    });
    let shortened = is_cut.then(|| SHORTENED.to_owned());
    let notes: Vec<String> = note.into_iter().chain(stopped).chain(shortened).collect();
    let said = (!notes.is_empty()).then(|| notes.join(" "));
    let next_cursor = next.map(|position| cursor(position?)).transpose()?;
    let found = Found { total, note: said, items: Some(shown), next_cursor, none };
    Ok((Answer::read(found), (show, count)))
}

/// A single thing may exceed the budget by this factor, because whoever edits a long text needs all of it.
const LONE_FACTOR: usize = 10;

/// What is said of it then.
const SHORTENED: &str = "It is too large to be shown whole: what ends in … is cut.";

/// Cuts the only item of an answer where it is far too large, and says so.
pub(super) fn shorten_lone(items: &mut [Value], budget: usize) -> Option<String> {
    let [item] = items else { return None };
    let (fitting, is_cut) = fitted(std::mem::take(item), budget.saturating_mul(LONE_FACTOR));
    *item = fitting;
    is_cut.then(|| SHORTENED.to_owned())
}
