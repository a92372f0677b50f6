//! Keeps a checked post: one transaction with the enquiry, the ledger and the call log, in the name of the visitors.

use std::time::Duration;

use serde_json::json;

use crate::{
    clock,
    error::{Error, Result},
    id::{CallId, ChangeId, RequestId},
    principal::{Caller, Tenant},
    store::{
        Deadline, Store,
        calls::{self, LoggedCall},
        ledger::ChangeRecord,
    },
    tools::messaging::enquiry::{self, Limit, Received, Taken},
};

/// What history and the log call it.
const TOOL: &str = "form";

/// The time limit of a write, including the wait for other processes.
const DEADLINE: Duration = Duration::from_secs(5);

/// Keeps what was received; it is on the disk when this returns.
pub(super) async fn keep(
    store: &Store,
    tenant: Tenant,
    received: Received,
    limit: Limit,
) -> Result<Taken> {
    // The first visitor is made on the writer's thread, for which the event loop cannot wait.
    let (asked, of) = (store.clone(), tenant.clone());
    let visitor = tokio::task::spawn_blocking(move || asked.visitor(&of));
    let visitor = visitor.await.map_err(Error::internal)??;
    let caller = Caller::new(tenant, visitor);
    let taken = write(store, &caller, received.clone(), limit).await;
    match taken {
        // What stands in the way of its order is no reason to lose an enquiry.
        Err(error) if received.opens_order && !error.code().retryable() => {
            tracing::warn!(cause = error.cause(), "an enquiry is kept without an order: {error}");
            let without = Received { opens_order: false, ..received };
            write(store, &caller, without, limit).await
        }
        taken => taken,
    }
}

async fn write(store: &Store, caller: &Caller, received: Received, limit: Limit) -> Result<Taken> {
    let deadline = Deadline::of(DEADLINE);
    let (started, at) = (std::time::Instant::now(), clock::now());
    store
        .write(caller, &deadline, move |db| {
            let form = received.form;
            let taken = enquiry::take(db, received, limit)?;
            let Taken::Kept(_) = taken else { return Ok(taken) };
            let (call, request) = (CallId::new(), RequestId::new());
            let tool = TOOL.to_owned();
            let change = ChangeRecord { call, request, tool, undoes: None, approved_by: None };
            let change: Option<ChangeId> = db.record(&change)?.map(|(id, _)| id);
            let row = LoggedCall {
                id: call,
                request,
                tool: TOOL.to_owned(),
                arguments: json!({ "form": form }).to_string(),
                outcome: "written",
                error_code: None,
                duration_us: i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX),
                change,
                client: None,
                protocol: None,
                at,
            };
            calls::append(db, &[row])?;
            Ok(taken)
        })
        .await
}
