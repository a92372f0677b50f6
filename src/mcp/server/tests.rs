//! Tests with two sessions of two businesses in one server; the transport says which request belongs to which.

use std::{collections::BTreeMap, convert::Infallible, future::ready};

use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage, serve_server_with_ct};
use rmcp::transport::Transport;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::guard::RequestGuard;
use super::*;
use crate::{
    gate::{Gate, Limits, RateLimits},
    mcp::answer,
    principal::{Policy, Principal},
    starter,
    store::{Store, Synchronous, system::NewTenant},
    value::Currency,
};

/// The extension that the transport attaches to each request, as one over HTTP attaches headers.
#[derive(Clone)]
struct Name(&'static str);

struct Sessions(BTreeMap<&'static str, Arc<ClientSession>>);

impl FindSession for Sessions {
    fn find(&self, extensions: &Extensions) -> Option<Arc<ClientSession>> {
        self.0.get(extensions.get::<Name>()?.0).cloned()
    }
}

struct Channel {
    requests: UnboundedReceiver<RxJsonRpcMessage<RoleServer>>,
    replies: UnboundedSender<Value>,
}

impl Transport<RoleServer> for Channel {
    type Error = Infallible;

    fn send(
        &mut self,
        item: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), Infallible>> + Send + 'static {
        let mut line = Vec::new();
        answer::write(&mut line, &item).unwrap();
        let _ = self.replies.send(serde_json::from_slice(&line).unwrap());
        ready(Ok(()))
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        self.requests.recv().await
    }

    async fn close(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

struct Client {
    requests: UnboundedSender<RxJsonRpcMessage<RoleServer>>,
    replies: UnboundedReceiver<Value>,
    id: u32,
}

impl Client {
    async fn ask(&mut self, session: &'static str, method: &str, params: Value) -> Value {
        self.id += 1;
        let request =
            json!({ "jsonrpc": "2.0", "id": self.id, "method": method, "params": params });
        let mut message: RxJsonRpcMessage<RoleServer> = serde_json::from_value(request).unwrap();
        if let rmcp::model::JsonRpcMessage::Request(request) = &mut message {
            rmcp::model::GetExtensions::extensions_mut(&mut request.request).insert(Name(session));
        }
        self.requests.send(message).unwrap();
        loop {
            let reply = self.replies.recv().await.unwrap();
            if reply["id"] == self.id {
                return reply;
            }
        }
    }

    async fn call(&mut self, session: &'static str, tool: &str, arguments: Value) -> Value {
        let params = json!({ "name": tool, "arguments": arguments });
        self.ask(session, "tools/call", params).await["result"]["structuredContent"].clone()
    }
}

/// A session of an agent of a new tenant.
fn open(gate: &Arc<Gate>, store: &Store, tenant: &str, agent: &str) -> Arc<ClientSession> {
    let [name, title, country, timezone] = [tenant, tenant, "US", "UTC"].map(str::to_owned);
    let currency = Currency::parse("USD").unwrap();
    let new = NewTenant { name, title, country, currency, timezone };
    let tenant = store.add_tenant(new, starter::add).unwrap().unwrap();
    let agent = store.agents(&tenant).unwrap().into_iter().find(|it| it.name == agent).unwrap();
    let session = gate.open(Principal::new(tenant, agent), Policy::default());
    Arc::new(ClientSession::new(Arc::new(session)))
}

#[test]
fn one_server_serves_each_request_in_its_own_session() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Synchronous::Normal).unwrap();
    let gate = Gate::new(store.clone(), Limits { rates: RateLimits::NONE, ..Limits::default() });
    let sessions = BTreeMap::from([
        ("a", open(&gate, &store, "alpha", "owner")),
        ("b", open(&gate, &store, "beta", "assistant")),
    ]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(serve_both(sessions));
}

async fn serve_both(sessions: BTreeMap<&'static str, Arc<ClientSession>>) {
    let gone = CancellationToken::new();
    let server = Server::new(Arc::new(Sessions(sessions)), gone.clone());
    let (requests, received) = unbounded_channel();
    let (sent, replies) = unbounded_channel();
    let channel = Channel { requests: received, replies: sent };
    let service = RequestGuard::new(server, gone.clone());
    let serving = tokio::spawn(async move {
        let running = serve_server_with_ct(service, channel, gone).await.unwrap();
        running.waiting().await.unwrap();
    });
    let mut client = Client { requests, replies, id: 0 };
    let hello = json!({
        "protocolVersion": "2025-11-25", "capabilities": {},
        "clientInfo": { "name": "test", "version": "1" },
    });
    let opened = client.ask("a", "initialize", hello).await;
    assert!(opened["result"]["instructions"].is_string(), "{opened}");
    let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    client.requests.send(serde_json::from_value(initialized).unwrap()).unwrap();

    // Each session lists its own tools.
    let mut names = Vec::new();
    for session in ["a", "b"] {
        let listed = client.ask(session, "tools/list", json!({})).await;
        let tools = listed["result"]["tools"].as_array().unwrap();
        names.push(tools.iter().map(|tool| tool["name"].clone()).collect::<Vec<_>>());
    }
    assert_ne!(names[0], names[1]);

    // Each session changes its own business and sees nothing of the other.
    let made = client.call("a", "createPage", json!({ "name": "Only here" })).await;
    let id = &made["data"]["id"];
    assert_eq!(client.call("a", "getPage", json!({ "id": id })).await["success"], true);
    let foreign = client.call("b", "getPage", json!({ "id": id })).await;
    assert_eq!(foreign["items"], json!([]), "{foreign}");
    for (session, changes) in [("a", true), ("b", false)] {
        let history = client.call(session, "getHistory", json!({})).await;
        assert_eq!(history.to_string().contains("Only here"), changes, "{session}: {history}");
    }
    // A request without a session is refused, and the connection continues.
    let lost = client.ask("c", "tools/list", json!({})).await;
    assert!(lost["error"]["message"].as_str().unwrap().contains("no open session"), "{lost}");
    assert!(client.ask("b", "resources/list", json!({})).await["result"].is_object());
    drop(client);
    serving.await.unwrap();
}
