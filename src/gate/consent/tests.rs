//! A proposal has the same ids as the rows that its approval makes.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::*;
use crate::{
    gate::{DATABASE_DEADLINE, IncomingCall, attempt::Mode, call::Call},
    id::{ProposalId, RequestId, ServiceId, seeded},
    principal::Caller,
    starter,
    store::taint::Taint,
    store::{Deadline, Dml, Store, Synchronous, system::NewTenant},
    tool::{Command, Conduct, Operation, Resource, Run, SessionReads, SessionSnapshot, Spec},
    value::Currency,
};

static TOOL: Command<Input, Output> = Command::guarded(
    Spec { name: "offer", title: "Offer a service", description: "Offers a service." },
    offer,
    |_| true,
);

#[derive(Clone, Deserialize, JsonSchema)]
struct Input {
    name: String,
}

#[derive(Serialize, JsonSchema)]
struct Output {}

fn offer(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<Output>> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO service (tenant_id, id, name, currency, version, created_at, updated_at)
         VALUES (:tenant, :id, :name, 'USD', 1, 0, 0)",
    );
    db.execute(&ADD, &[(":id", ServiceId::new().into()), (":name", input.name.as_str().into())])?;
    Ok(Resource::new(Output {}))
}

#[test]
fn what_waits_for_a_person_is_rehearsed_with_the_ids_that_its_approval_makes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Synchronous::Normal).unwrap();
    let [name, title, country, timezone] = ["main", "Main", "US", "UTC"].map(str::to_owned);
    let currency = Currency::parse("USD").unwrap();
    let new = NewTenant { name, title, country, currency, timezone };
    let tenant = store.add_tenant(new, starter::add).unwrap().unwrap();
    let owner = store.agents(&tenant).unwrap().into_iter().find(|a| a.name == "owner").unwrap();
    let owner = Caller::new(tenant, owner);

    let arguments = json!({ "name": "![](https://x.example/a)" });
    let incoming = IncomingCall::of_ours("offer", arguments.as_object().unwrap().clone(), "test");
    let checked = TOOL.arguments().check(incoming.arguments.clone(), &crate::clock::today).unwrap();
    let call = Call::new(&incoming, RequestId::new(), std::sync::Arc::default());
    let seen = SessionReads::new(Taint { untrusted: true, private: true }, Arc::default());
    let attempt = Attempt {
        conduct: &Conduct::GUARDED,
        arguments: Arc::clone(&checked.own),
        digest: checked.digest(),
        control: checked.control.clone(),
        key: None,
        session: SessionSnapshot { seen, request: call.request, said: Arc::default() },
        budget: 10_000,
        mode: Mode::Execute,
        wants_person: false,
        is_reachable: false,
        awaits_answer: false,
        approved_by: None,
        call: Arc::new(call),
    };
    let Run::Steps(steps) = TOOL.prepare(&checked.own).unwrap() else { panic!("it writes") };
    let propose = move |db: &mut TenantWrite<'_>| obtain(db, &attempt, &steps);
    let deadline = Deadline::of(DATABASE_DEADLINE);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(store.write(&owner, &deadline, propose)).unwrap();
    let Consent::Proposed(answer) = outcome else { panic!("it waits") };
    let body = answer.body.value().unwrap();
    let id = body["proposalId"].as_str().unwrap();
    let id = ProposalId::read(id).unwrap().unwrap();
    let made = seeded(id, ServiceId::new);
    assert_eq!(body["changes"][0]["id"], made.to_string(), "{body}");
}
