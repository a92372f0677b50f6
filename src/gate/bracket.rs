//! The way of a bracket: what it notes and its log row in one transaction, then the session's request.

use std::sync::Arc;

use serde_json::json;

use super::{Answer, Passing, log};
use crate::{
    error::Result,
    tool::{BoundBracket, Bracketed},
};

pub(super) async fn run(passing: Passing<'_>, run: BoundBracket) -> Result<Answer> {
    let Passing { gate, now, call, patience, .. } = passing;
    // It may look at what has been called, so that has to be written first.
    gate.log.flush().await;
    let (logging, request) = (Arc::clone(call), call.request);
    let (answer, open) = gate
        .store
        .write(&now.principal, &patience, move |db| {
            let Bracketed { data, open } = run(db, request)?;
            let answer = Answer::read(json!({ "success": true, "data": data }));
            log::write(db, &logging, &answer)?;
            Ok((answer, open))
        })
        .await?;
    call.set_logged();
    gate.requests.follow(request, open);
    Ok(answer)
}
