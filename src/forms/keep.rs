//! Keeps a checked post: one transaction with the enquiry, the ledger and the call log, in the name of the visitors.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    clock,
    error::{Error, Result},
    id::{CallId, ChangeId, RequestId},
    principal::{Caller, Tenant},
    store::{
        Deadline, Store, TenantWrite,
        calls::{self, LoggedCall},
        ledger::ChangeRecord,
    },
    tools::messaging::conversation::reception::{Limit, Received, Taken, take},
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
    let caller = visitor(store, tenant).await?;
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
    let arguments = json!({ "form": received.form });
    recorded(store, caller, (TOOL, arguments), move |db| {
        let taken = take(db, received, limit)?;
        Ok((taken, matches!(taken, Taken::Kept(_))))
    })
    .await
}

/// Writes in one transaction with the ledger and the call log, where `work` says that something was done.
pub(super) async fn recorded<T: Send + 'static>(
    store: &Store,
    caller: &Caller,
    (tool, arguments): (&'static str, Value),
    work: impl FnOnce(&mut TenantWrite<'_>) -> Result<(T, bool)> + Send + 'static,
) -> Result<T> {
    let deadline = Deadline::of(DEADLINE);
    let (started, at) = (std::time::Instant::now(), clock::now());
    store
        .write(caller, &deadline, move |db| {
            let (done, is_kept) = work(db)?;
            if !is_kept {
                return Ok(done);
            }
            let (call, request) = (CallId::new(), RequestId::new());
            let tool = tool.to_owned();
            let change =
                ChangeRecord { call, request, tool: tool.clone(), undoes: None, approved_by: None };
            let change: Option<ChangeId> = db.record(&change)?.map(|(id, _)| id);
            let row = LoggedCall {
                id: call,
                request,
                tool,
                arguments: arguments.to_string(),
                outcome: "written",
                error_code: None,
                duration_us: i64::try_from(started.elapsed().as_micros()).unwrap_or(i64::MAX),
                change,
                client: None,
                protocol: None,
                at,
            };
            calls::append(db, &[row])?;
            Ok(done)
        })
        .await
}

/// The visitors of a site, in whose name is written.
pub(super) async fn visitor(store: &Store, tenant: Tenant) -> Result<Caller> {
    // The first visitor is made on the writer's thread, for which the event loop cannot wait.
    let (asked, of) = (store.clone(), tenant.clone());
    let visitor = tokio::task::spawn_blocking(move || asked.visitor(&of));
    let visitor = visitor.await.map_err(Error::internal)??;
    Ok(Caller::new(tenant, visitor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::SectionId,
        site::form::FieldKind,
        starter,
        store::{Synchronous, system::NewTenant},
        tools::messaging::enquiry::FieldValue,
        value::Currency,
    };

    fn enquiry(text: &str, address: &str, spam: Option<&'static str>) -> Received {
        let field = |kind, value: &str| FieldValue {
            kind,
            label: "It".to_owned(),
            value: value.to_owned(),
            package: None,
        };
        Received {
            form: SectionId::new().to_string(),
            page: String::new(),
            locale: "en".to_owned(),
            fields: vec![field(FieldKind::Email, "ada@x.example"), field(FieldKind::Text, text)],
            opens_order: true,
            spam,
            digest: text.to_owned(),
            address: Some(address.to_owned()),
        }
    }

    #[test]
    fn each_address_has_a_few_and_spam_and_customers_keep_each_other_out_of_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Synchronous::Normal).unwrap();
        let [name, title, country, timezone] = ["main", "Main", "US", "UTC"].map(str::to_owned);
        let currency = Currency::parse("USD").unwrap();
        let new = NewTenant { name, title, country, currency, timezone };
        let tenant = store.add_tenant(new, starter::add).unwrap().unwrap();
        let limit = Limit { of_address: 2, of_site: 4 };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let send = |text: &str, address: &str, spam: Option<&'static str>| {
            let kept = keep(&store, tenant.clone(), enquiry(text, address, spam), limit);
            runtime.block_on(kept).unwrap()
        };
        assert!(matches!(send("one", "here", None), Taken::Kept(_)));
        assert_eq!(send("one", "there", None), Taken::Known);
        assert!(matches!(send("two", "here", None), Taken::Kept(_)));
        assert_eq!(send("three", "here", None), Taken::TooMany { of_address: true });
        assert!(matches!(send("three", "there", None), Taken::Kept(_)));
        assert!(matches!(send("four", "there", None), Taken::Kept(_)));
        assert_eq!(send("five", "elsewhere", None), Taken::TooMany { of_address: false });
        for text in ["spam 1", "spam 2"] {
            assert!(matches!(send(text, "elsewhere", Some("links")), Taken::Kept(_)));
        }
        let too_many = send("spam 3", "elsewhere", Some("links"));
        assert_eq!(too_many, Taken::TooMany { of_address: true });
    }
}
