//! Makes the pictures that a read shows besides its answer.

use super::{Answer, limits::OUTSIDE_DEADLINE};
use crate::{
    error::{Code, Error, Result},
    tool::{PerformContext, Show},
};

/// The answer with its pictures: of so many of the first things, those that are in it.
pub(super) async fn shown(
    mut answer: Answer,
    (show, count): (Option<Show>, usize),
    watch: PerformContext,
) -> Result<Answer> {
    let Some(show) = show.filter(|_| count > 0) else { return Ok(answer) };
    let cancel = watch.cancel.clone();
    let made = tokio::time::timeout(OUTSIDE_DEADLINE, show(count, watch));
    let late = |_| {
        Error::new(Code::OutsideTimeout, "the picture took longer than its deadline")
            .suggest("try again, show less at once, or leave `show` out")
    };
    let made = tokio::select! {
        made = made => made.map_err(late)??,
        () = cancel.cancelled() => {
            return Err(Error::new(Code::Cancelled, "cancelled while a picture was made"));
        }
    };
    answer.views = made.views;
    Ok(answer.noting(made.note.as_deref()))
}
