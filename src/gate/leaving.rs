//! The way of what may leave: prepared, described, and kept only if nobody has to see it or a person has.

use std::cell::RefCell;

use super::{
    Answer,
    confirm::{self, Binding, Shown},
    preview::Preview,
};
use crate::{
    error::{Code, Error, Result},
    id::{ConfirmationId, seeded},
    store::{TenantWrite, ledger::RowChange},
    tool::{Departure, arguments::Control},
};

/// What came of asking before something leaves.
pub(super) enum Asked<R> {
    /// It is shown and waits.
    Shown(Answer),
    /// The person has agreed; this is prepared.
    Agreed(R),
}

/// What becomes of what was prepared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It may leave.
    Leaves,
    /// A person has to see it.
    Asks,
    /// A person has seen something else.
    Differs,
}

/// How what may leave is prepared.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mode {
    /// To be shown: whatever it writes down is taken back.
    pub(super) rehearses: bool,
    /// A person would have to answer, and cannot be asked.
    pub(super) nobody_to_ask: bool,
}

/// What was prepared, and what would become of it.
struct Tried<R> {
    verdict: Verdict,
    rows: Vec<RowChange>,
    prepared: R,
    departure: Option<Departure>,
}

/// Prepares what may leave. Where a person has to see it, it is shown and taken back; once a live confirmation says
/// that they agreed to this very departure and these very rows, it is kept, unless it only rehearses. A confirmation
/// of something else is used up all the same, and what it is by now is shown anew.
///
/// # Errors
/// `CONFIRMATION_DECLINED` where a person has to see it and nobody can be asked.
pub(super) fn leave<R>(
    db: &mut TenantWrite<'_>,
    binding: &Binding,
    control: &Control,
    mode: Mode,
    prepare: impl Fn(&mut TenantWrite<'_>) -> Result<(R, Option<Departure>)>,
) -> Result<Asked<R>> {
    // Where nobody can be asked, nobody has agreed.
    let is_confirmed = control.confirmed && !mode.nobody_to_ask;
    let shown = if is_confirmed { confirm::redeem(db, binding, control)? } else { None };
    // What is new gets its ids from the preview, so that agreeing makes the same rows.
    let id = shown.as_ref().map_or_else(ConfirmationId::new, |shown| shown.id);
    let tried = attempt(db, id, shown.as_ref(), mode.rehearses, &prepare)?;
    match tried.verdict {
        Verdict::Leaves => Ok(Asked::Agreed(tried.prepared)),
        Verdict::Asks if mode.nobody_to_ask => Err(unaskable()),
        Verdict::Asks => show(db, binding, "", id, tried),
        Verdict::Differs => {
            let id = ConfirmationId::new();
            let tried = attempt(db, id, None, true, &prepare)?;
            show(db, binding, "Something changed since the preview. ", id, tried)
        }
    }
}

/// Prepares it with ids that follow from `id`, and keeps it where it may leave and not only `rehearses`.
fn attempt<R>(
    db: &mut TenantWrite<'_>,
    id: ConfirmationId,
    shown: Option<&Shown>,
    rehearses: bool,
    prepare: &impl Fn(&mut TenantWrite<'_>) -> Result<(R, Option<Departure>)>,
) -> Result<Tried<R>> {
    let (prepared, mut verdict) = (RefCell::new(None), Verdict::Leaves);
    let rows = db.keep_if(
        |db| {
            prepared.replace(Some(seeded(id, || prepare(db))?));
            Ok(())
        },
        |rows| {
            let prepared = prepared.borrow();
            let departure = prepared.as_ref().and_then(|(_, departure)| departure.as_ref());
            verdict = match (shown, departure) {
                (Some(shown), Some(_)) if confirm::digest(rows, departure)? != shown.digest => {
                    Verdict::Differs
                }
                (None, Some(departure)) if departure.asks => Verdict::Asks,
                _ => Verdict::Leaves,
            };
            Ok(verdict == Verdict::Leaves && !rehearses)
        },
    )?;
    let prepared = prepared.into_inner();
    let (prepared, departure) = prepared.ok_or_else(|| Error::internal("nothing was prepared"))?;
    Ok(Tried { verdict, rows, prepared, departure })
}

fn show<R>(
    db: &mut TenantWrite<'_>,
    binding: &Binding,
    begins: &str,
    id: ConfirmationId,
    tried: Tried<R>,
) -> Result<Asked<R>> {
    let Tried { rows, departure, .. } = tried;
    let departure = departure.ok_or_else(|| Error::internal("nothing to ask about"))?;
    let asked = format!("{begins}{}", departure.what);
    let preview = Preview::of(asked, &rows, Some(departure), id)?;
    confirm::show(db, binding, preview, &rows).map(Asked::Shown)
}

/// What has a question about its address cannot wait as a proposal: showing what it brings would fetch it, and the
/// answer of a read would come to nobody.
fn unaskable() -> Error {
    Error::new(
        Code::ConfirmationDeclined,
        "a person has to agree to this first, and nobody can be asked here; nothing was sent",
    )
    .suggest("do without it, or ask the person to do it")
}
