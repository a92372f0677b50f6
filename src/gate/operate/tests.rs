//! Tests with a made-up sending: it creates a service, asks a fake provider for its price, and stores that.

use std::sync::atomic::{AtomicUsize, Ordering};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    error::{Code, Error, Result},
    gate::{Call, CallContext, Gate, IncomingCall, Limits, RateLimits, Session},
    id::{RequestId, ServiceId},
    principal::{Policy, Principal},
    starter,
    store::{Deadline, Dml, Sql, Store, Synchronous, TenantWrite, system::NewTenant},
    tool::{
        Departure, Operation, PerformContext, Resource, Run, SendFuture, Sending, Settlement, Spec,
    },
    value::Currency,
};

/// The service to price: its id and name.
type Asked = (ServiceId, String);

/// The provider's answer.
type Price = std::result::Result<i64, ProviderError>;

/// Why the provider gives no price.
enum ProviderError {
    Refused,
    Lost,
}

static TOOL: Sending<Input, Asked, (ServiceId, Price), Output> = Sending::new(
    Spec { name: "askPrice", title: "Ask a price", description: "Asks a provider." },
    prepare,
    perform,
    settle,
    |_, (_, name), _| Ok(Departure::new(format!("Ask for “{name}”")).asked_if(name.ends_with('!'))),
);

/// How often the provider was asked.
static ASKED: AtomicUsize = AtomicUsize::new(0);

#[derive(Clone, Deserialize, JsonSchema)]
struct Input {
    name: String,
}

#[derive(Serialize, JsonSchema)]
struct Output {
    price: Option<i64>,
}

fn prepare(db: &mut TenantWrite<'_>, input: Input) -> Result<(Asked, Resource<Output>)> {
    const NOTE: Dml = Dml::scoped(
        "INSERT INTO service (tenant_id, id, name, currency, version, created_at, updated_at)
         VALUES (:tenant, :id, :name, 'USD', 1, 0, 0)",
    );
    let id = ServiceId::new();
    db.execute(&NOTE, &[(":id", id.into()), (":name", input.name.as_str().into())])?;
    Ok(((id, input.name), Resource::new(Output { price: None })))
}

fn perform((id, _): Asked, _: PerformContext) -> SendFuture<(ServiceId, Price)> {
    Box::pin(async move {
        tokio::task::yield_now().await;
        let price = match ASKED.fetch_add(1, Ordering::SeqCst) {
            0 | 4 => Ok(4_200),
            1 => Err(ProviderError::Lost),
            2 => Err(ProviderError::Refused),
            _ => std::future::pending().await,
        };
        (id, price)
    })
}

fn settle(
    db: &mut TenantWrite<'_>,
    (id, price): (ServiceId, Price),
) -> Result<Settlement<Resource<Output>>> {
    const PRICE: Dml = Dml::scoped(
        "UPDATE service SET price_minor = :price, version = version + 1
         WHERE tenant_id = :tenant AND id = :id",
    );
    Ok(match price {
        Ok(price) => {
            db.execute(&PRICE, &[(":id", id.into()), (":price", price.into())])?;
            Settlement::Done(Resource::new(Output { price: Some(price) }))
        }
        Err(ProviderError::Refused) => {
            db.execute(&PRICE, &[(":id", id.into()), (":price", 0i64.into())])?;
            Settlement::NotDone(Error::new(Code::OutsideUnreachable, "the provider is out"))
        }
        Err(ProviderError::Lost) => {
            Settlement::Unknown(Error::new(Code::SendingUnknown, "the provider is asleep"))
        }
    })
}

/// A session on a new store.
fn session(folder: &std::path::Path) -> Session {
    let store = Store::open(folder, Synchronous::Normal).unwrap();
    let [name, title, country, timezone] = ["main", "Main", "US", "UTC"].map(str::to_owned);
    let currency = Currency::parse("USD").unwrap();
    let new = NewTenant { name, title, country, currency, timezone };
    let tenant = store.add_tenant(new, starter::add).unwrap().unwrap();
    let owner = store.agents(&tenant).unwrap().into_iter().find(|a| a.name == "owner").unwrap();
    let limits = Limits { rates: RateLimits::NONE, ..Limits::default() };
    Gate::new(store, limits).open(Principal::new(tenant, owner), Policy::default())
}

/// Calls the tool through the gate, from the check of its arguments on.
async fn ask(session: &Session, arguments: Value) -> Result<Value> {
    let incoming = IncomingCall {
        tool: "askPrice".to_owned(),
        arguments: arguments.as_object().unwrap().clone(),
        client: None,
        protocol: None,
        cancel: CancellationToken::new(),
        progress: None,
        person: crate::gate::Person::Unreachable,
    };
    let call =
        std::sync::Arc::new(Call::new(&incoming, RequestId::new(), std::sync::Arc::default()));
    call.operation.set("askPrice").unwrap();
    let checked = TOOL.arguments().check(incoming.arguments, &crate::clock::today)?;
    let Run::Steps(steps) = TOOL.prepare(&checked.own)? else { panic!("it writes") };
    let deadline = Deadline::of(crate::gate::DATABASE_DEADLINE);
    let now = session.policy.now();
    let context = CallContext {
        session,
        now: &now,
        caller: now.caller(&session.caller.session),
        call: &call,
        checked,
        deadline,
        wants_person: false,
        is_reachable: false,
        awaits_answer: false,
    };
    Ok(match super::run(&context, steps).await? {
        super::Progression::Answer(answer) => answer,
        super::Progression::Question(preview) => super::Answer::preview(&preview, 10_000)?,
    }
    .body
    .value()
    .cloned()
    .unwrap())
}

/// The numbers of services, of changes by the tool, and of its logged writes.
fn counts(session: &Session) -> [i64; 3] {
    const SERVICES: Sql =
        Sql::scoped("SELECT count(*) AS n FROM service WHERE tenant_id = :tenant");
    const CHANGES: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM change WHERE tenant_id = :tenant AND tool = 'askPrice'",
    );
    const CALLS: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM call WHERE tenant_id = :tenant AND outcome = 'written'",
    );
    let counted = session.gate.store.read(&session.caller, |db| {
        Ok([db.count(&SERVICES, &[])?, db.count(&CHANGES, &[])?, db.count(&CALLS, &[])?])
    });
    counted.unwrap()
}

#[test]
fn what_is_sent_is_on_record_before_and_after_and_a_key_sends_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let session = session(folder.path());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(sendings(&session));
}

async fn sendings(session: &Session) {
    let rehearsed = ask(session, json!({ "name": "Album", "dryRun": true })).await.unwrap();
    assert_eq!(rehearsed["changes"][0]["op"], "insert");
    assert_eq!((counts(session), asked()), ([0, 0, 0], 0));

    // Two changes, before and after the provider was asked, and one logged write.
    let keyed = json!({ "name": "Album", "idempotencyKey": "k" });
    let first = ask(session, keyed.clone()).await.unwrap();
    assert_eq!(first["data"], json!({ "price": 4_200 }));
    assert_eq!((counts(session), asked()), ([1, 2, 1], 1));

    let again = ask(session, keyed).await.unwrap();
    assert_eq!((&again["data"], &again["repeated"]), (&first["data"], &json!(true)));
    assert_eq!((counts(session), asked()), ([1, 2, 1], 1));

    // Unknown outcome: the prepared record stays, and the key does not send again.
    let lost = json!({ "name": "Print", "idempotencyKey": "lost" });
    assert_eq!(ask(session, lost.clone()).await.unwrap_err().code(), Code::SendingUnknown);
    let again = ask(session, lost).await.unwrap();
    assert_eq!((&again["data"], &again["repeated"]), (&json!({}), &json!(true)));
    assert_eq!((counts(session), asked()), ([2, 3, 1], 2));

    // Certainly not done: that is recorded too, and the key can be used again.
    let refused = json!({ "name": "Frame", "idempotencyKey": "refused" });
    assert_eq!(ask(session, refused.clone()).await.unwrap_err().code(), Code::OutsideUnreachable);
    assert_eq!((counts(session), asked()), ([3, 5, 1], 3));

    // The same key sends again, and gets no answer in time.
    let late = ask(session, refused.clone()).await.unwrap_err();
    assert_eq!(late.code(), Code::SendingUnknown);
    assert_eq!((counts(session), asked()), ([4, 6, 1], 4));
    assert_eq!(ask(session, refused).await.unwrap()["repeated"], true);

    // With a confirmation: sent after the yes, exactly as shown, and once.
    let asked_first = json!({ "name": "Poster!" });
    let shown = ask(session, asked_first.clone()).await.unwrap();
    assert_eq!((&shown["requiresConfirmation"], asked()), (&json!(true), 4));
    assert!(shown["message"].as_str().unwrap().starts_with("Ask for “Poster!”? Show"), "{shown}");
    let mut confirmed = asked_first;
    confirmed["confirmed"] = true.into();
    let done = ask(session, confirmed.clone()).await.unwrap();
    assert_eq!((&done["data"], asked()), (&json!({ "price": 4_200 }), 5));
    assert_eq!(ask(session, confirmed).await.unwrap()["requiresConfirmation"], true);
    assert_eq!((counts(session), asked()), ([5, 8, 2], 5));
}

fn asked() -> usize {
    ASKED.load(Ordering::SeqCst)
}
