//! What clients write: pages, packages with their services, updates, each under a key of its own.

use serde_json::{Value, json};

use super::common::Server;

/// The writes of one client, one after the other.
pub struct Work {
    client: String,
    begun: usize,
    /// A page that has been acknowledged, for updates.
    page: Option<String>,
}

/// A call that was sent.
#[derive(Clone, Debug)]
pub struct Call {
    pub tool: &'static str,
    pub id: i64,
    pub arguments: Value,
}

/// What the server has promised to keep.
#[derive(Clone, Debug)]
pub struct Acknowledged {
    /// The id of the thing that was written.
    pub thing: String,
    /// The name that the call gave it.
    pub name: String,
    /// The change that holds the write.
    pub change: String,
}

impl Work {
    pub fn new(client: &str) -> Work {
        Work { client: client.to_owned(), begun: 0, page: None }
    }

    /// How many writes were begun.
    pub fn begun(&self) -> usize {
        self.begun
    }

    /// Sends the next write.
    pub fn begin(&mut self, server: &mut Server) -> Call {
        let name = format!("{} write {}", self.client, self.begun);
        let key = json!(name);
        let price = self.begun;
        self.begun += 1;
        let (tool, arguments) = match (self.begun % 4, &self.page) {
            (0, Some(page)) => {
                ("updatePage", json!({ "id": page, "name": name, "idempotencyKey": key }))
            }
            (1, _) => (
                "manage_packages",
                json!({ "action": "create", "name": name, "price": price,
                    "description": "What it includes.", "idempotencyKey": key }),
            ),
            (2, _) => (
                "manage_services",
                json!({ "action": "create", "name": name, "idempotencyKey": key }),
            ),
            _ => ("createPage", json!({ "name": name, "idempotencyKey": key })),
        };
        let id = server.begin(tool, arguments.clone());
        Call { tool, id, arguments }
    }

    /// Notes a success.
    pub fn acknowledge(&mut self, call: &Call, answer: &Value) -> Acknowledged {
        let thing = answer["data"]["id"].as_str().unwrap().to_owned();
        if call.tool == "createPage" {
            self.page = Some(thing.clone());
        }
        Acknowledged {
            thing,
            name: call.arguments["name"].as_str().unwrap().to_owned(),
            change: answer["changeId"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned(),
        }
    }
}
