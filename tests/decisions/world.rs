//! The world of the decisions, and what must hold in it.

use std::collections::HashSet;

use deskhand::{
    gate::{
        Gate, IncomingCall, Limits, Person, RateLimits, Reply, Session,
        proposals::{Decision, Inbox},
    },
    id::ChangeId,
    principal::{Agent, Allowance, Autonomy, Policy, Principal, Tenant},
    starter,
    store::{Sql, Store, Synchronous, effective_settings::ToolRules, ledger, system::NewTenant},
    value::Currency,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{PAGES, Step};

/// A business with pages, an assistant that asks, a trainee that proposes, and a person.
pub struct World {
    folder: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
    pub store: Store,
    tenant: Tenant,
    pub owner: Session,
    assistant: Session,
    trainee: Session,
    inbox: Inbox,
    pub pages: Vec<Value>,
    /// Deletions that were expected to happen: what was shown was still so.
    pub expected: usize,
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
        let tenant = store.add_tenant(new, starter::add).unwrap().unwrap();
        let supervised = Agent {
            autonomy: Autonomy::Supervised,
            ..Agent::autonomous("trainee", "general", "general")
        };
        store.add_agent(&tenant, supervised, ToolRules::default()).unwrap();
        let gate = |name: &str| {
            let agents = store.agents(&tenant).unwrap();
            let agent = agents.into_iter().find(|agent| agent.name == name).unwrap();
            let limits = Limits { rates: RateLimits::NONE, ..Limits::default() };
            Gate::new(store.clone(), limits)
                .open(Principal::new(tenant.clone(), agent), Policy::default())
        };
        let (owner, assistant, trainee) = (gate("owner"), gate("assistant"), gate("trainee"));
        let inbox = Inbox::new(store.clone(), Allowance::default());
        let pages = Vec::new();
        let mut world = World {
            folder,
            runtime,
            store,
            tenant,
            owner,
            assistant,
            trainee,
            inbox,
            pages,
            expected: 0,
        };
        for number in 0..PAGES {
            let made =
                world.call(&world.owner, "createPage", json!({ "name": format!("Page {number}") }));
            world.pages.push(made["data"]["id"].clone());
        }
        world
    }

    fn call(&self, gate: &Session, tool: &str, arguments: Value) -> Value {
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
            Reply::Failure(answer) => answer,
            Reply::Question { .. } | Reply::UnknownTool | Reply::Cancelled => panic!("{tool}"),
        }
    }

    fn delete(&self, gate: &Session, page: usize, confirmed: bool) -> Value {
        self.call(gate, "deletePage", json!({ "ids": [self.pages[page]], "confirmed": confirmed }))
    }

    pub fn take(&mut self, step: &Step) {
        match step {
            Step::Preview(page) => drop(self.delete(&self.assistant, *page, false)),
            Step::Confirm(page) => {
                let answer = self.delete(&self.assistant, *page, true);
                self.expected += usize::from(answer.get("deleted").is_some());
            }
            Step::Change(page) => {
                let section = json!({
                    "pageId": self.pages[*page], "templateKey": "text", "content": { "body": "More." },
                });
                self.call(&self.owner, "createSection", section);
            }
            Step::Propose(page) => {
                let answer = self.delete(&self.trainee, *page, true);
                assert!(answer.get("deleted").is_none(), "{answer}");
            }
            Step::Approve(newest) => {
                let all = self.inbox.list(&self.tenant, true, 10).unwrap();
                let Some(proposal) = all.get(*newest) else { return };
                let ids = [proposal.id];
                let approving = self.inbox.approve(&self.tenant, &ids, "a person");
                match self.runtime.block_on(approving) {
                    Ok(Decision::Done(done)) => {
                        assert!(proposal.is_open(), "{proposal:?}");
                        self.expected += done.len();
                    }
                    // It would do something else, or something is in the way: nothing was done.
                    Ok(Decision::Changed(..)) | Err(_) => {}
                }
            }
            Step::Reject(newest) => {
                let all = self.inbox.list(&self.tenant, true, 10).unwrap();
                if let Some(proposal) = all.get(*newest) {
                    let rejecting = self.inbox.reject(&self.tenant, proposal.id, "no", "a person");
                    let rejected = self.runtime.block_on(rejecting);
                    assert_eq!(rejected.is_ok(), proposal.is_open());
                }
            }
            Step::Undo => {
                let newest = self.deletions().pop();
                newest.map(|id| self.call(&self.owner, "undoChange", json!({ "changeId": id })));
            }
            Step::Expire => {
                let db = self.raw();
                for table in ["confirmation", "proposal"] {
                    let sql = format!("UPDATE {table} SET expires_at = 1");
                    db.execute(&sql, []).unwrap();
                }
            }
        }
    }

    #[expect(clippy::disallowed_types, reason = "a test looks past the store")]
    fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("deskhand.db")).unwrap()
    }

    /// The deletions that happened, oldest first.
    fn deletions(&self) -> Vec<ChangeId> {
        const ALL: Sql = Sql::scoped(
            "SELECT id FROM change WHERE tenant_id = :tenant AND tool = 'deletePage' ORDER BY seq",
        );
        let read = |db: &deskhand::store::TenantRead<'_>| db.all(&ALL, &[], |row| row.id("id"));
        self.store.read(self.owner.caller(), read).unwrap()
    }

    /// Digests of what was shown and agreed to.
    fn agreed(&self, sql: &str) -> Vec<String> {
        let db = self.raw();
        let mut found = db.prepare(sql).unwrap();
        let rows = found.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Each deletion is what one preview had shown, and no preview stands for two.
    pub fn check(&self) {
        let deletions = self.deletions();
        assert_eq!(deletions.len(), self.expected, "a deletion that nobody was told of");
        let mut agreed =
            self.agreed("SELECT rows_digest FROM confirmation WHERE used_at IS NOT NULL");
        agreed.extend(self.agreed("SELECT rows_digest FROM proposal WHERE status = 'approved'"));
        let mut seen = HashSet::new();
        for id in deletions {
            let rows = self.store.read(self.owner.caller(), |db| ledger::rows_of(db, id)).unwrap();
            let digest = ledger::digest(&rows).unwrap();
            assert!(agreed.contains(&digest), "{id} was never shown as it was done");
            assert!(seen.insert(digest), "{id} is the second of one preview");
        }
    }
}
