//! A session over HTTP, with a server that somebody else has started.

use std::{
    cell::Cell,
    io::{BufRead, BufReader},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use ureq::{Agent, Body, http::Response};

use crate::http::{agent, host, is_here};

/// The protocol's version that is asked for; the server may choose an older one.
const PROTOCOL: &str = "2025-06-18";

const SESSION: &str = "mcp-session-id";

/// A server at an address.
pub(super) struct Remote {
    agent: Agent,
    url: String,
    key: Option<String>,
    session: Option<String>,
    protocol: String,
    last: Cell<u64>,
}

impl Remote {
    /// Opens a session; gives what the server says of itself.
    pub(super) fn open(url: &str, key: Option<String>, wait: Duration) -> Result<(Remote, Value)> {
        ensure!(
            key.is_none() || url.starts_with("https://") || is_here(url),
            "{}: the key would go there unencrypted; use https://",
            host(url)
        );
        let mut remote = Remote {
            agent: agent(url, wait),
            url: url.to_owned(),
            key,
            session: None,
            protocol: PROTOCOL.to_owned(),
            last: Cell::new(0),
        };
        let client = json!({ "name": "deskhand-evals", "version": env!("CARGO_PKG_VERSION") });
        let hello =
            json!({ "protocolVersion": PROTOCOL, "capabilities": {}, "clientInfo": client });
        let (id, message) = remote.request("initialize", &hello);
        let response = remote.post(&message)?;
        let session = response.headers().get(SESSION).and_then(|it| it.to_str().ok());
        remote.session = session.map(str::to_owned);
        let about = answer(response, id)?.map_err(|error| anyhow::anyhow!("{error}"))?;
        if let Some(protocol) = about.get("protocolVersion").and_then(Value::as_str) {
            protocol.clone_into(&mut remote.protocol);
        }
        remote.post(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }))?;
        Ok((remote, about))
    }

    /// The result of a method, or the error that the server gives.
    pub(super) fn call(&self, method: &str, params: &Value) -> Result<Result<Value, Value>> {
        let (id, message) = self.request(method, params);
        answer(self.post(&message)?, id).with_context(|| format!("{method} at {}", host(&self.url)))
    }

    fn request(&self, method: &str, params: &Value) -> (u64, Value) {
        let id = self.last.get() + 1;
        self.last.set(id);
        (id, json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))
    }

    fn post(&self, message: &Value) -> Result<Response<Body>> {
        let mut request = self
            .agent
            .post(&self.url)
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream");
        if let Some(session) = &self.session {
            request =
                request.header(SESSION, session).header("mcp-protocol-version", &self.protocol);
        }
        if let Some(key) = &self.key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let place = host(&self.url);
        let response = request.send(message.to_string());
        let response = response.with_context(|| format!("{place} gave no answer"))?;
        let status = response.status().as_u16();
        ensure!((200..300).contains(&status), "{place} answered with the status {status}");
        Ok(response)
    }

    /// Tells the server that the session is over.
    pub(super) fn close(&self) {
        if let Some(session) = &self.session {
            // Servers may refuse that, and forget sessions by themselves.
            let _ = self.agent.delete(&self.url).header(SESSION, session).call();
        }
    }
}

/// What answers the request `id`: the whole body, or one of the events that it consists of.
fn answer(response: Response<Body>, id: u64) -> Result<Result<Value, Value>> {
    let kind = response.headers().get("content-type").and_then(|it| it.to_str().ok());
    let is_stream = kind.is_some_and(|kind| kind.starts_with("text/event-stream"));
    let mut body = response.into_body();
    if !is_stream {
        let text = body.read_to_string().context("the answer broke off")?;
        let message: Value = serde_json::from_str(&text).context("the answer is no JSON")?;
        return of(&message, id).context("the answer is none to what was asked");
    }
    let mut data = String::new();
    for line in BufReader::new(body.into_reader()).lines() {
        let line = line.context("the answer broke off")?;
        if let Some(more) = line.strip_prefix("data:") {
            data.push_str(more.trim_start());
            data.push('\n');
        } else if line.is_empty() && !data.is_empty() {
            let message = serde_json::from_str(&data).context("an event is no JSON")?;
            if let Some(answer) = of(&message, id) {
                return Ok(answer);
            }
            data.clear();
        }
    }
    bail!("the server is gone: its events ended without an answer")
}

fn of(message: &Value, id: u64) -> Option<Result<Value, Value>> {
    if message.get("id") != Some(&id.into()) {
        return None;
    }
    match (message.get("result"), message.get("error")) {
        (Some(result), _) => Some(Ok(result.clone())),
        (None, Some(error)) => Some(Err(error.clone())),
        (None, None) => None,
    }
}
