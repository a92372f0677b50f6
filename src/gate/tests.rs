//! Tests that sessions in one process do not affect each other.

use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{
    id::SessionId,
    principal::{Agent, Restrictions, Tenant},
    starter,
    store::{Row, Sql, Synchronous, effective_settings::ToolRules, system::NewTenant},
    value::Currency,
};

/// Two businesses, each with its owner and an agent that only reads.
struct World {
    gate: Arc<Gate>,
    tenants: [Tenant; 2],
    _folder: tempfile::TempDir,
}

impl World {
    fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Synchronous::Normal).unwrap();
        let tenants = ["alpha", "beta"].map(|name| {
            let [title, country, timezone] = [name, "US", "UTC"].map(str::to_owned);
            let currency = Currency::parse("USD").unwrap();
            let new = NewTenant { name: name.to_owned(), title, country, currency, timezone };
            let tenant = store.add_tenant(new, starter::add).unwrap().unwrap();
            let reader = Agent::autonomous("reader", "general", "readonly");
            store.add_agent(&tenant, reader, ToolRules::default()).unwrap();
            tenant
        });
        let limits = Limits { rates: RateLimits::NONE, ..Limits::default() };
        World { gate: Gate::new(store, limits), tenants, _folder: folder }
    }

    fn open(&self, tenant: usize, agent: &str, launch: &Policy) -> Session {
        let tenant = self.tenants[tenant].clone();
        let agents = self.gate.store.agents(&tenant).unwrap();
        let agent = agents.into_iter().find(|it| it.name == agent).unwrap();
        self.gate.open(Principal::new(tenant, agent), launch.clone())
    }

    /// The logged calls of a tool: their sessions and requests.
    fn logged(&self, of: &Session, tool: &str) -> Vec<(SessionId, String)> {
        const CALLS: Sql = Sql::scoped(
            "SELECT session_id, request_id FROM call
             WHERE tenant_id = :tenant AND tool = :tool ORDER BY seq",
        );
        let map = |row: &Row<'_>| Ok((row.id("session_id")?, row.text("request_id")?));
        self.gate
            .store
            .read(of.caller(), |db| db.all(&CALLS, &[(":tool", tool.into())], map))
            .unwrap()
    }
}

fn run(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
}

fn incoming(tool: &str, arguments: &serde_json::Value) -> IncomingCall {
    IncomingCall {
        tool: tool.to_owned(),
        arguments: arguments.as_object().unwrap().clone(),
        client: None,
        protocol: None,
        cancel: CancellationToken::new(),
        progress: None,
        person: Person::Unreachable,
    }
}

async fn call(session: &Session, tool: &str, arguments: serde_json::Value) -> serde_json::Value {
    match session.call(incoming(tool, &arguments)).await {
        Reply::Success(answer, ..) => serde_json::from_str(&answer).unwrap(),
        Reply::Failure(answer) => answer,
        other @ (Reply::Question { .. } | Reply::UnknownTool | Reply::Cancelled) => {
            panic!("{tool}: {other:?}")
        }
    }
}

#[test]
fn sessions_share_what_is_of_their_agent_or_tenant_and_nothing_else() {
    let (world, launch) = (World::new(), Policy::default());
    let [one, two] = [(); 2].map(|()| world.open(0, "owner", &launch));
    assert!(Arc::ptr_eq(&one.policy, &two.policy) && Arc::ptr_eq(&one.rates, &two.rates));
    assert_ne!(one.caller.session.id, two.caller.session.id);

    // Another agent has another policy; another tenant also has other counters.
    let reader = world.open(0, "reader", &launch);
    assert!(!Arc::ptr_eq(&one.policy, &reader.policy) && Arc::ptr_eq(&one.rates, &reader.rates));
    let other = world.open(1, "owner", &launch);
    assert!(!Arc::ptr_eq(&one.policy, &other.policy) && !Arc::ptr_eq(&one.rates, &other.rates));

    // A launch with a disabled tool shares nothing with one without.
    let disabled = vec!["deletePage".to_owned()];
    let restrictions = Arc::new(Restrictions { disabled, ..Restrictions::default() });
    let narrow = world.open(0, "owner", &Policy { restrictions, ..launch });
    let has = |session: &Session| session.listed().iter().any(|tool| tool.name == "deletePage");
    assert_eq!([&one, &two, &narrow].map(has), [true, true, false]);
}

#[test]
fn what_one_session_sees_reads_and_opens_is_not_anothers() {
    let world = World::new();
    run(side_by_side(&world));
}

async fn side_by_side(world: &World) {
    let launch = Policy::default();
    let owner = world.open(0, "owner", &launch);
    let reader = world.open(0, "reader", &launch);
    let other = world.open(1, "owner", &launch);

    // Scope: a tool hidden from one session is there for the others.
    let page = json!({ "name": "Prices" });
    let hidden = reader.call(incoming("createPage", &page)).await;
    assert!(matches!(hidden, Reply::UnknownTool), "{hidden:?}");
    let [made, elsewhere] =
        [call(&owner, "createPage", page.clone()).await, call(&other, "createPage", page).await];
    assert_eq!([&made["success"], &elsewhere["success"]], [true, true]);

    // Tenants: an id of one tenant does not exist for the other.
    let id = &made["data"]["id"];
    assert_eq!(call(&reader, "getPage", json!({ "id": id })).await["items"][0]["id"], *id);
    let foreign = call(&other, "getPage", json!({ "id": id })).await;
    assert_eq!(foreign["items"], json!([]), "{foreign}");
    let renamed = call(&other, "updatePage", json!({ "id": id, "name": "Ours" })).await;
    assert_eq!(renamed["error"]["code"], "PAGE_NOT_FOUND", "{renamed}");

    // Taint: one session reads personal data, another reads outside text.
    let contact = json!({ "name": "Ada Lovelace", "email": "ada@wren.example" });
    assert_eq!(call(&owner, "createContact", contact).await["success"], true);
    reader.taint.add(crate::store::taint::Taint { untrusted: true, private: false });
    let read = |session: &Session| (session.taint.now().private, session.taint.now().untrusted);
    assert!(read(&owner).0, "the owner has read of people");
    assert_eq!(read(&reader), (false, true));
    assert_eq!(read(&other), (false, false));
    let second = world.open(0, "owner", &launch);
    assert_eq!(read(&second), (false, false), "nor has another session of the same agent");

    // Requests: one session announces its own, another ends its own, the third keeps its own.
    let going = other.requests.current();
    let plan = json!({ "understanding": "Change the prices", "plan": ["change them"] });
    let request = call(&owner, "acknowledgeRequest", plan).await["data"]["requestId"].clone();
    call(&reader, "finalAnswer", json!({ "answer": "Done." })).await;
    assert_eq!(owner.requests.current().to_string(), request);
    assert_ne!(reader.requests.current().to_string(), request);
    assert_eq!(other.requests.current(), going);

    // Log: each row has its session.
    for session in [&owner, &reader, &other] {
        session.close().await;
    }
    let of_pages = world.logged(&owner, "createPage");
    let of_others = world.logged(&other, "createPage");
    assert_eq!(of_pages.first().unwrap().0, owner.caller.session.id);
    assert_eq!(of_others.first().unwrap().0, other.caller.session.id);
    let reads = world.logged(&owner, "getPage");
    assert_eq!(reads.iter().map(|row| row.0).collect::<Vec<_>>(), [reader.caller.session.id]);
}

#[test]
fn a_call_that_is_cancelled_or_too_many_is_one_sessions() {
    let world = World::new();
    run(crowded(&world));
}

async fn crowded(world: &World) {
    let launch = Policy::default();
    let owner = world.open(0, "owner", &launch);
    let other = world.open(1, "owner", &launch);
    // All slots are taken, so that every call waits.
    let (waiting, nobody) = (WaitingCalls::default(), CancellationToken::new());
    let mut slots = Vec::new();
    for _ in 0..16 {
        slots.push(world.gate.slots.take(&waiting, &nobody).await.unwrap());
    }
    let [cancelled, kept] = [(); 2].map(|()| incoming("getPage", &json!({ "all": true })));
    let cancel = cancelled.cancel.clone();
    let one = async {
        let reply = owner.call(cancelled).await;
        assert!(matches!(reply, Reply::Cancelled), "{reply:?}");
        drop(slots);
    };
    let two = async {
        let reply = other.call(kept).await;
        assert!(matches!(reply, Reply::Success(..)), "{reply:?}");
    };
    let stop = async { cancel.cancel() };
    tokio::join!(one, two, stop);

    // Only the session with too many calls is refused.
    let mut slots = Vec::new();
    for _ in 0..16 {
        slots.push(world.gate.slots.take(&waiting, &nobody).await.unwrap());
    }
    let many = (0..257).map(|_| owner.call(incoming("getPage", &json!({ "all": true }))));
    let crowd = async {
        let replies = futures::future::join_all(many).await;
        let refused = |reply: &&Reply| matches!(reply, Reply::Failure(_));
        assert_eq!(replies.iter().filter(refused).count(), 1);
    };
    let one = async {
        tokio::task::yield_now().await;
        let call = other.call(incoming("getPage", &json!({ "all": true })));
        let free = async { drop(slots) };
        let (reply, ()) = tokio::join!(call, free);
        assert!(matches!(reply, Reply::Success(..)), "{reply:?}");
    };
    tokio::join!(crowd, one);
}
