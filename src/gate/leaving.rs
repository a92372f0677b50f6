//! The way of what may leave: prepared, described, and kept only if nobody has to see it or a person has.

use std::cell::RefCell;

use super::{
    Answer,
    confirm::{self, Binding},
    preview::Preview,
};
use crate::{
    error::{Code, Error, Result},
    id::{ConfirmationId, seeded},
    store::TenantWrite,
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

/// Prepares what may leave. Where a person has to see it, it is shown and taken back; once a live confirmation says that
/// they agreed to this very departure and these very rows, it is kept, unless it only rehearses.
///
/// # Errors
/// `CONFIRMATION_INVALID` where it would be something else by now; `CONFIRMATION_DECLINED` where a person has to see
/// it and nobody can be asked.
pub(super) fn leave<R>(
    db: &mut TenantWrite<'_>,
    binding: &Binding,
    control: &Control,
    mode: Mode,
    prepare: impl FnOnce(&mut TenantWrite<'_>) -> Result<(R, Option<Departure>)>,
) -> Result<Asked<R>> {
    let shown = if control.confirmed { confirm::redeem(db, binding, control)? } else { None };
    // What is new gets its ids from the preview, so that agreeing makes the same rows.
    let id = shown.as_ref().map_or_else(ConfirmationId::new, |shown| shown.id);
    let (prepared, mut verdict) = (RefCell::new(None), Verdict::Leaves);
    let rows = db.keep_if(
        |db| {
            prepared.replace(Some(seeded(id, || prepare(db))?));
            Ok(())
        },
        |rows| {
            let prepared = prepared.borrow();
            let departure = prepared.as_ref().and_then(|(_, departure)| departure.as_ref());
            verdict = match (&shown, departure) {
                (Some(shown), departure) if confirm::digest(rows, departure)? != shown.digest => {
                    Verdict::Differs
                }
                (None, Some(departure)) if departure.asks => Verdict::Asks,
                _ => Verdict::Leaves,
            };
            Ok(verdict == Verdict::Leaves && !mode.rehearses)
        },
    )?;
    let prepared = prepared.into_inner();
    let (prepared, departure) = prepared.ok_or_else(|| Error::internal("nothing was prepared"))?;
    match (verdict, departure) {
        (Verdict::Asks, Some(_)) if mode.nobody_to_ask => Err(unaskable()),
        (Verdict::Asks, Some(departure)) => {
            let asked = departure.what.clone();
            let preview = Preview::of(asked, &rows, Some(departure), id)?;
            confirm::show(db, binding, preview, &rows).map(Asked::Shown)
        }
        (Verdict::Differs, _) => Err(Error::new(
            Code::ConfirmationInvalid,
            "something changed since the preview; nothing was sent",
        )
        .suggest("call again without confirmed and confirmationToken for a new preview")),
        (Verdict::Leaves | Verdict::Asks, _) => Ok(Asked::Agreed(prepared)),
    }
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
