//! Agents of the first tenant that could do everything, and then lost some of it.

use std::sync::Arc;

use deskhand::{
    gate::{Asker, Gate, Limits, RateLimits},
    principal::{Agent, Autonomy, Policy, Principal, Restrictions},
    store::effective_settings::{AgentChange, ToolRules},
};
use serde_json::{Value, json};

use super::world::{Actor, Things, World};

/// What an agent is left with.
#[derive(Clone, Debug, Default)]
pub struct Left {
    pub profile: Option<&'static str>,
    pub enabled: &'static [&'static str],
    pub disabled: &'static [&'static str],
    /// What the session disables.
    pub session: &'static [&'static str],
    pub autonomy: Option<Autonomy>,
}

/// Words of people, each found nowhere else, with the kind of thing that they are told of.
pub const CANARIES: [(&str, &str); 17] = [
    ("contact", "zqname"),
    ("contact", "4155559911"),
    ("contact", "zqmail"),
    ("contact", "zqaddress"),
    ("contact", "zqcity"),
    ("contact", "zqnotes"),
    ("contact", "zqother"),
    ("contact", "zqgone"),
    ("contact", "zqmine"),
    ("contact", "zqproposed"),
    ("order", "zqdescription"),
    ("order", "zqshipping"),
    ("order", "zqtitle"),
    ("order", "zqordered"),
    ("conversation", "zqresolution"),
    ("conversation", "zqassignee"),
    ("message", "zqwords"),
];

/// The owner's things with words of people in them, and what has happened to them.
pub struct Told {
    pub contact: String,
    /// Who has the order.
    pub customer: String,
    pub order: String,
    pub conversation: String,
    /// What has been written, undone and refused so far, in all of which the words are.
    pub changes: Vec<String>,
    pub requests: Vec<String>,
    /// How many of them there were before any agent was restricted.
    first: (usize, usize),
}

impl World {
    /// Puts the words where people's words are, by the tools, so that all of history has them.
    pub fn tell(&self) -> Told {
        let id = |kind: &str| self.a.things.ids[kind].clone();
        let (contact, order, conversation) = (id("contact"), id("order"), id("conversation"));
        let own = |tool: &str, arguments: Value| self.ok(&self.a, tool, &arguments);
        own(
            "updateContact",
            json!({ "id": contact, "name": "Zqname Person", "phone": "+14155559911",
                "email": "zqmail@example.com", "address": "Zqaddress 1", "city": "Zqcity", "notes": "Zqnotes one" }),
        );
        own("updateContact", json!({ "id": contact, "notes": "Zqnotes two", "addTags": ["vip"] }));
        let customer = own("getOrder", json!({ "id": order }))["items"][0]["contactId"].clone();
        let named =
            json!({ "id": customer, "name": "Zqother Person", "notes": "Zqnotes of another" });
        own("updateContact", named);
        let items = json!([{ "title": "Zqtitle", "unitPrice": 5 }]);
        own(
            "updateOrder",
            json!({ "id": order, "description": "Zqdescription", "shippingAddress": "Zqshipping 1",
                "items": items }),
        );
        own("updateOrder", json!({ "id": order, "description": "Zqdescription two" }));
        own(
            "updateConversation",
            json!({ "id": conversation, "resolution": "Zqresolution", "assignedTo": "Zqassignee" }),
        );
        let sql = "UPDATE message SET body = 'Zqwords' WHERE tenant_id = ?1";
        self.raw().execute(sql, [self.a.tenant.id.to_string()]).unwrap();
        let gone = own("createContact", json!({ "name": "Zqgone", "email": "zqgone@example.com" }));
        let gone = json!({ "ids": [gone["data"]["id"]] });
        own("deleteContact", gone.clone());
        let gone = own("deleteContact", super::restricted::confirmed(&gone));
        own("undoChange", json!({ "changeId": gone["changeId"] }));
        // A page that goes with words of nobody.
        own("createPage", json!({ "name": "Plain" }));
        let mut told = Told {
            contact,
            customer: customer.as_str().unwrap().to_owned(),
            order,
            conversation,
            changes: Vec::new(),
            requests: Vec::new(),
            first: (0, 0),
        };
        self.look_back(&mut told, 100);
        told
    }

    /// Notes the newest changes.
    fn look_back(&self, told: &mut Told, newest: usize) {
        let all = self.ok(&self.a, "getHistory", &json!({ "limit": newest }));
        for change in all["items"].as_array().unwrap() {
            told.changes.push(change["id"].as_str().unwrap().to_owned());
            told.requests.push(change["requestId"].as_str().unwrap().to_owned());
        }
        told.requests.sort();
        told.requests.dedup();
        if told.first == (0, 0) {
            told.first = (told.changes.len(), told.requests.len());
        }
    }

    /// An agent that has written words of people while it could, has proposals of such, and keys under which it was
    /// answered; and then is left with less.
    pub fn restricted(&self, told: &mut Told, name: &str, left: &Left) -> (Actor, Value) {
        let agent = Agent::autonomous(name, "system", "admin");
        let agent = self.store.add_agent(&self.a.tenant, agent, ToolRules::default()).unwrap();
        let before = self.actor_of(&agent, &Left::default());
        let request = self.ok(&before, "acknowledgeRequest", &json!({ "understanding": "Words" }));
        let email = format!("{name}@example.com");
        let mine =
            json!({ "name": format!("Zqmine {name}"), "email": email, "idempotencyKey": "made" });
        let mine = self.ok(&before, "createContact", &mine)["data"]["id"].clone();
        let keyed =
            json!({ "id": told.contact, "city": format!("Zqcity {name}"), "idempotencyKey": "k" });
        self.ok(&before, "updateContact", &keyed);
        let ordered =
            json!({ "contactId": mine, "items": [{ "title": "Zqordered", "unitPrice": 1 }] });
        self.ok(&before, "createOrder", &ordered);
        let supervised = AgentChange { autonomy: Some(Autonomy::Supervised), ..unchanged() };
        self.store.change_agent(&self.a.tenant, &agent, supervised).unwrap();
        let agent = self.agent(&agent.name);
        let trainee = self.actor_of(&agent, &Left::default());
        for (tool, arguments) in [
            ("updateContact", json!({ "id": told.contact, "notes": format!("Zqproposed {name}") })),
            (
                "createContact",
                json!({ "name": format!("Zqproposed {name}"), "email": format!("p.{email}") }),
            ),
        ] {
            let proposed = self.ok(&trainee, tool, &arguments);
            assert_eq!(proposed["proposed"], true, "{proposed}");
        }
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        let tools = ToolRules { enabled: texts(left.enabled), disabled: texts(left.disabled) };
        let change = AgentChange {
            profile: left.profile.map(str::to_owned),
            autonomy: Some(left.autonomy.unwrap_or(Autonomy::Autonomous)),
            tools: Some(tools),
            ..unchanged()
        };
        self.store.change_agent(&self.a.tenant, &agent, change).unwrap();
        // Those of the agents before it are like its own.
        told.changes.truncate(told.first.0);
        told.requests.truncate(told.first.1);
        self.look_back(told, 6);
        (self.actor_of(&self.agent(name), left), request["data"]["requestId"].clone())
    }

    fn agent(&self, name: &str) -> Agent {
        let agents = self.store.agents(&self.a.tenant).unwrap();
        agents.into_iter().find(|agent| agent.name == name).unwrap()
    }

    fn actor_of(&self, agent: &Agent, left: &Left) -> Actor {
        let disabled = left.session.iter().map(|text| (*text).to_owned()).collect();
        let restrictions = Arc::new(Restrictions { disabled, ..Restrictions::default() });
        let tenant = self.a.tenant.clone();
        let principal = Principal::new(tenant.clone(), agent.clone());
        let launch = Policy { restrictions, ..Policy::default() };
        let limits = Limits { rates: RateLimits::NONE, ..Limits::default() };
        let gate = Gate::new(self.store.clone(), limits).open(principal, launch);
        Actor { tenant, gate, things: Things::default() }
    }

    /// Everything that is read by address, and every completion, as text.
    pub fn resources(&self, who: &Actor) -> String {
        let asker = || Asker {
            client: None,
            protocol: None,
            cancel: tokio_util::sync::CancellationToken::new(),
        };
        self.runtime.block_on(async {
            let mut all = Vec::new();
            let (links, _) = who.gate.resources(None, asker()).await.unwrap();
            for link in links {
                all.push(format!("{link:?}"));
                all.push(format!("{:?}", who.gate.resource(link.uri, asker()).await));
            }
            for uri in [
                "site://contacts/x",
                "site://pages/elsewhere",
                "site://orders/x",
                "site://packages/",
            ] {
                all.push(format!("{:?}", who.gate.resource(uri.to_owned(), asker()).await));
            }
            for argument in [
                "path",
                "slug",
                "id",
                "template",
                "collection",
                "navigation",
                "contact",
                "contactId",
            ] {
                for typed in ["", "z", "con_"] {
                    let cancel = tokio_util::sync::CancellationToken::new();
                    let found = who.gate.complete(argument, typed.to_owned(), 100, cancel).await;
                    all.push(format!("{found:?}"));
                }
            }
            all.join("\n")
        })
    }
}

fn unchanged() -> AgentChange {
    AgentChange { subtype: None, profile: None, autonomy: None, confirm: None, tools: None }
}

/// The same call with the person's yes.
pub fn confirmed(arguments: &Value) -> Value {
    let mut all = arguments.clone();
    all["confirmed"] = json!(true);
    all
}
