//! The world of the rules: a business, two who write, a person who approves, and a look at the rows.

use deskhand::{
    gate::{Gate, IncomingCall, Limits, Person, RateLimits, Reply, Session, proposals::Inbox},
    principal::{Agent, Allowance, Autonomy, Policy, Principal, Tenant},
    starter,
    store::{Store, Synchronous, TenantWrite, effective_settings::ToolRules, system::NewTenant},
    tools::crm::pipeline::{self, StagePlan},
    value::Currency,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{
    calls::one,
    steps::{Step, Write, Writer},
};

/// The stages of the pipeline, with how many orders each takes.
pub const STAGES: [(&str, Option<i64>); 3] = [("open", None), ("one", Some(1)), ("two", Some(2))];

pub struct World {
    _folder: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
    pub store: Store,
    tenant: Tenant,
    pub owner: Session,
    trainee: Session,
    inbox: Inbox,
}

impl World {
    pub fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let store = Store::open(folder.path(), Synchronous::Normal).unwrap();
        let new = NewTenant {
            name: "main".to_owned(),
            title: "Main".to_owned(),
            country: "US".to_owned(),
            currency: Currency::parse("USD").unwrap(),
            timezone: "UTC".to_owned(),
        };
        let start = |db: &mut TenantWrite<'_>| {
            let stages = STAGES.map(|(key, wip_limit)| StagePlan {
                key: key.into(),
                name: key.into(),
                wip_limit,
            });
            pipeline::add(db, "work", "Work", &stages)?;
            starter::add(db)
        };
        let tenant = store.add_tenant(new, start).unwrap().unwrap();
        let supervised = Agent {
            autonomy: Autonomy::Supervised,
            ..Agent::autonomous("trainee", "general", "general")
        };
        store.add_agent(&tenant, supervised, ToolRules::default()).unwrap();
        let (owner, trainee) = (gate(&store, &tenant, "owner"), gate(&store, &tenant, "trainee"));
        let inbox = Inbox::new(store.clone(), allowance());
        let mut world = World { _folder: folder, runtime, store, tenant, owner, trainee, inbox };
        let anna = json!({ "name": "Anna", "email": "a@wren.example" });
        world.call(&world.owner, "createContact", &anna);
        world.take(&Step::Restart);
        // Something to fight about: pages below each other, articles, a menu, and orders on their way.
        let below = |parent| Write::Page { slug: parent, parent };
        let pages = (0..4).map(below);
        let articles = [Write::Post { slug: 0 }, Write::Entry { slug: 1 }];
        let items = (0..5).map(|page| Write::Item { page, parent: page });
        let orders = (0..3).map(|stage| Write::Order { stage });
        for write in pages.chain(articles).chain(items).chain(orders) {
            world.take(&Step::Write(Writer::Owner, write));
        }
        world
    }

    pub fn call(&self, gate: &Session, tool: &str, arguments: &Value) -> Value {
        let incoming = IncomingCall {
            tool: tool.to_owned(),
            arguments: arguments.as_object().unwrap().clone(),
            client: None,
            protocol: None,
            cancel: CancellationToken::new(),
            progress: None,
            person: Person::Unreachable,
        };
        match self.runtime.block_on(gate.call(incoming)) {
            Reply::Success(answer, ..) => serde_json::from_str(&answer).unwrap(),
            Reply::Failure(answer) => {
                assert_ne!(answer["error"]["code"], "INTERNAL", "{tool} {arguments}");
                answer
            }
            Reply::Question { .. } | Reply::UnknownTool | Reply::Cancelled => panic!("{tool}"),
        }
    }

    /// Does what the step says; what came of it.
    pub fn take(&mut self, step: &Step) -> Value {
        match step {
            Step::Write(writer, write) => {
                let gate = match writer {
                    Writer::Owner => &self.owner,
                    Writer::Trainee => &self.trainee,
                };
                let Some((tool, mut arguments)) = self.of(write) else { return Value::Null };
                let answer = self.call(gate, tool, &arguments);
                if answer["requiresConfirmation"] != true {
                    return answer;
                }
                arguments["confirmed"] = true.into();
                self.call(gate, tool, &arguments)
            }
            Step::Undo(newest) => {
                let changes = self.changes("id");
                let Some(change) = one(&changes, *newest) else { return Value::Null };
                self.call(&self.owner, "undoChange", &json!({ "changeId": change }))
            }
            Step::UndoRequest(newest) => {
                let mut requests = self.changes("requestId");
                requests.dedup();
                let Some(request) = one(&requests, *newest) else { return Value::Null };
                self.call(&self.owner, "undoChange", &json!({ "requestId": request }))
            }
            Step::Approve(newest) => {
                let waiting = self.inbox.list(&self.tenant, false, 10).unwrap();
                let Some(proposal) = one(&waiting, *newest) else { return Value::Null };
                let ids = [proposal.id];
                let approving = self.inbox.approve(&self.tenant, &ids, "a person");
                format!("{:?}", self.runtime.block_on(approving)).into()
            }
            Step::Restart => {
                self.owner = gate(&self.store, &self.tenant, "owner");
                self.trainee = gate(&self.store, &self.tenant, "trainee");
                Value::Null
            }
        }
    }

    /// The newest changes, without those that the world began with.
    fn changes(&self, field: &str) -> Vec<Value> {
        let history = self.call(&self.owner, "getHistory", &json!({ "limit": 40 }));
        let changes = history["items"].as_array().unwrap().iter();
        let ours = changes
            .filter(|change| change["tool"] != "starter" && change["tool"] != "createContact");
        ours.map(|change| change[field].clone()).collect()
    }
}

/// The limit of a menu, where the operator has set one.
fn allowance() -> Allowance {
    Allowance { navigation_items_max: Some(5), ..Allowance::default() }
}

fn gate(store: &Store, tenant: &Tenant, name: &str) -> Session {
    let agents = store.agents(tenant).unwrap();
    let agent = agents.into_iter().find(|agent| agent.name == name).unwrap();
    let limits = Limits { rates: RateLimits::NONE, ..Limits::default() };
    Gate::new(store.clone(), limits).open(
        Principal::new(tenant.clone(), agent),
        Policy { allowance: allowance(), ..Policy::default() },
    )
}
