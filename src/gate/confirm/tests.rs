//! What is kept as a proposal has the ids that approving it makes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::*;
use crate::{
    gate::{DATABASE_DEADLINE, IncomingCall, propose::Proposing},
    id::{ProposalId, RequestId, ServiceId, seeded},
    principal::Principal,
    starter,
    store::{Patience, Store, Synchronous, system::NewTenant},
    tool::{Command, Operation, Spec},
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
    let principal = Principal::new(tenant, owner);

    let arguments = json!({ "name": "![](https://x.example/a)" });
    let incoming = IncomingCall::of_ours("offer", arguments.as_object().unwrap().clone(), "test");
    let checked = TOOL.arguments().check(incoming.arguments.clone()).unwrap();
    let call = Call::new(&incoming, RequestId::new());
    let binding =
        Binding { operation: "offer".to_owned(), arguments: checked.digest(), budget: 10_000 };
    let resort = Resort::Propose(Proposing::of(&checked.own));
    let Run::Guarded(guarded) = TOOL.prepare(&checked.own).unwrap() else { panic!("guarded") };
    let propose = move |db: &mut TenantWrite<'_>| {
        run(db, (&call, &binding, &checked.control), Some(&resort), guarded)
    };
    let patience = Patience::of(DATABASE_DEADLINE);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(store.write(&principal, &patience, propose)).unwrap();
    let Confirmed::Shown(answer) = outcome else { panic!("it waits") };
    let id = answer.body["proposalId"].as_str().unwrap();
    let id = ProposalId::read(id).unwrap().unwrap();
    let made = seeded(id, ServiceId::new);
    assert_eq!(answer.body["changes"][0]["id"], made.to_string(), "{}", answer.body);
}
