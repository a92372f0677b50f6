//! An exchange of the tests: it notes a service, asks a made-up provider for its price, and records that.

use std::sync::atomic::{AtomicUsize, Ordering};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    error::{Code, Error, Result},
    gate::{Call, Gate, IncomingCall, Limits, Passing, RateLimits},
    id::{RequestId, ServiceId},
    principal::Principal,
    starter,
    store::{Dml, Patience, Sql, Store, Synchronous, TenantWrite, system::NewTenant},
    tool::{Exchange, Operation, Performing, Resource, Run, Spec, Watch},
    value::Currency,
};

static TOOL: Exchange<Input, ServiceId, (ServiceId, i64), Output> = Exchange::new(
    Spec { name: "askPrice", title: "Ask a price", description: "Asks a provider." },
    prepare,
    perform,
    record,
);

/// How often the provider was asked.
static ASKED: AtomicUsize = AtomicUsize::new(0);

#[derive(Clone, Deserialize, JsonSchema)]
struct Input {
    name: String,
}

#[derive(Serialize, JsonSchema)]
struct Output {
    price: i64,
}

fn prepare(db: &mut TenantWrite<'_>, input: Input) -> Result<ServiceId> {
    const NOTE: Dml = Dml::scoped(
        "INSERT INTO service (tenant_id, id, name, currency, version, created_at, updated_at)
         VALUES (:tenant, :id, :name, 'USD', 1, 0, 0)",
    );
    let id = ServiceId::new();
    db.execute(&NOTE, &[(":id", id.into()), (":name", input.name.as_str().into())])?;
    Ok(id)
}

fn perform(id: ServiceId, _: Watch) -> Performing<(ServiceId, i64)> {
    Box::pin(async move {
        tokio::task::yield_now().await;
        match ASKED.fetch_add(1, Ordering::SeqCst) {
            0 => Ok((id, 4_200)),
            _ => Err(Error::new(Code::OutsideTimeout, "the provider is asleep")),
        }
    })
}

fn record(db: &mut TenantWrite<'_>, (id, price): (ServiceId, i64)) -> Result<Resource<Output>> {
    const PRICE: Dml = Dml::scoped(
        "UPDATE service SET price_minor = :price, version = version + 1
         WHERE tenant_id = :tenant AND id = :id",
    );
    db.execute(&PRICE, &[(":id", id.into()), (":price", price.into())])?;
    Ok(Resource::new(Output { price }))
}

/// A gate on a fresh store.
fn gate(folder: &std::path::Path) -> Gate {
    let store = Store::open(folder, Synchronous::Normal).unwrap();
    let [name, title, country, timezone] = ["main", "Main", "US", "UTC"].map(str::to_owned);
    let currency = Currency::parse("USD").unwrap();
    let new = NewTenant { name, title, country, currency, timezone };
    let tenant = store.add_tenant(new, starter::add).unwrap().unwrap();
    let owner = store.agents(&tenant).unwrap().into_iter().find(|a| a.name == "owner").unwrap();
    Gate::new(
        store,
        Principal::new(tenant, owner),
        Limits { rates: RateLimits::NONE, ..Limits::default() },
    )
}

/// Passes the gate as any call of the tool would, from the check of its arguments on.
async fn ask(gate: &Gate, arguments: Value) -> Result<Value> {
    let incoming = IncomingCall {
        tool: "askPrice".to_owned(),
        arguments: arguments.as_object().unwrap().clone(),
        client: None,
        protocol: None,
        cancel: CancellationToken::new(),
        progress: None,
        person: crate::gate::Person::Unreachable,
    };
    let call = std::sync::Arc::new(Call::new(&incoming, RequestId::new()));
    call.operation.set("askPrice").unwrap();
    let checked = TOOL.arguments().check(incoming.arguments)?;
    let Run::Exchange(run) = TOOL.prepare(&checked.own)? else { panic!("it is an exchange") };
    let patience = Patience::of(crate::gate::DATABASE_DEADLINE);
    super::run(
        Passing { gate, now: &gate.live.now(), call: &call, checked, patience, proposes: false },
        run,
    )
    .await
    .map(|answer| answer.body)
}

/// How many services, changes by the tool, and written calls of it there are.
fn counts(gate: &Gate) -> [i64; 3] {
    const SERVICES: Sql =
        Sql::scoped("SELECT count(*) AS n FROM service WHERE tenant_id = :tenant");
    const CHANGES: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM change WHERE tenant_id = :tenant AND tool = 'askPrice'",
    );
    const CALLS: Sql = Sql::scoped(
        "SELECT count(*) AS n FROM call WHERE tenant_id = :tenant AND outcome = 'written'",
    );
    let counted = gate.store.read(&gate.principal, |db| {
        Ok([db.count(&SERVICES, &[])?, db.count(&CHANGES, &[])?, db.count(&CALLS, &[])?])
    });
    counted.unwrap()
}

#[test]
fn what_is_sent_is_on_record_before_and_after_and_a_key_sends_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let gate = gate(folder.path());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(exchanges(&gate));
}

async fn exchanges(gate: &Gate) {
    let rehearsed = ask(gate, json!({ "name": "Album", "dryRun": true })).await.unwrap();
    assert_eq!(rehearsed["changes"][0]["op"], "insert");
    assert_eq!((counts(gate), ASKED.load(Ordering::SeqCst)), ([0, 0, 0], 0));

    // Two changes, before and after the provider was asked, and one written call.
    let keyed = json!({ "name": "Album", "idempotencyKey": "k" });
    let first = ask(gate, keyed.clone()).await.unwrap();
    assert_eq!(first["data"], json!({ "price": 4_200 }));
    assert_eq!((counts(gate), ASKED.load(Ordering::SeqCst)), ([1, 2, 1], 1));

    let again = ask(gate, keyed).await.unwrap();
    assert_eq!((&again["data"], &again["repeated"]), (&first["data"], &json!(true)));
    assert_eq!((counts(gate), ASKED.load(Ordering::SeqCst)), ([1, 2, 1], 1));

    // A provider that fails: what was prepared stays on record, and nothing else is.
    let failed = ask(gate, json!({ "name": "Print" })).await.unwrap_err();
    assert_eq!(failed.code(), Code::OutsideTimeout);
    assert_eq!((counts(gate), ASKED.load(Ordering::SeqCst)), ([2, 3, 1], 2));
}
