//! A session with the server, in either generation of the protocol.

mod start;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use jsonschema::Validator;
use serde_json::{Value, json};

use super::answer::Answer;
use super::era::Era;
use super::process::{Closed, Process};
use super::{
    PATIENCE, modern_meta,
    promise::{promised, tells_no_more_than_which},
};

/// A session: the process, and messages that were read but not asked for yet.
pub struct Server {
    /// The child process.
    pub process: Process,
    era: Era,
    /// The result of `initialize` or `server/discover`.
    pub hello: Value,
    last_id: i64,
    replies: HashMap<String, Value>,
    notifications: Vec<Value>,
    /// Errors without an id.
    strays: Vec<Value>,
    /// The tools that calls by `callTool` mean.
    meant: HashMap<i64, String>,
    /// Of answers, by tool and by whether of the thing no more is told than which it is.
    schemas: HashMap<(String, bool), Validator>,
    /// Deleted with the session.
    folder: Option<tempfile::TempDir>,
    /// The capabilities of the client.
    pub can: Value,
}

impl Server {
    /// Opens the session.
    pub fn greet(&mut self) {
        self.hello = match self.era {
            Era::Legacy(version) => {
                let params = json!({
                    "protocolVersion": version,
                    "capabilities": self.can,
                    "clientInfo": { "name": "wire", "version": "1" },
                });
                let hello = self.request("initialize", params).expect("initialize succeeds");
                self.notify("notifications/initialized", json!({}));
                hello
            }
            Era::Modern => self.request("server/discover", json!({})).expect("discover succeeds"),
        };
    }

    /// Calls a tool and waits for its answer.
    pub fn call(&mut self, tool: &str, arguments: Value) -> Answer {
        let id = self.begin(tool, arguments);
        self.finish(tool, id)
    }

    /// Sends a call without waiting.
    pub fn begin(&mut self, tool: &str, mut arguments: Value) -> i64 {
        ask_for_all(tool, &mut arguments);
        self.send("tools/call", json!({ "name": tool, "arguments": arguments }))
    }

    /// The answer to a call that was sent; a success is validated by the tool's output schema.
    pub fn finish(&mut self, tool: &str, id: i64) -> Answer {
        let reply = self.reply(id);
        // What callTool answers is what the tool answers that it means.
        let meant = self.meant.remove(&id);
        let tool = meant.as_deref().unwrap_or(tool);
        let answer = Answer::new(tool, reply);
        if let Some(structure) = answer.structure() {
            let is_bare = tells_no_more_than_which(structure);
            let schema = self.schemas.entry((tool.to_owned(), is_bare));
            let schema = schema.or_insert_with(|| {
                jsonschema::validator_for(&promised(tool, is_bare)).expect("it is a schema")
            });
            let faults: Vec<_> = schema.iter_errors(structure).map(|e| e.to_string()).collect();
            assert!(faults.is_empty(), "{tool} breaks its output schema: {faults:?}\n{structure}");
        }
        answer
    }

    /// All tools, as listed.
    pub fn list(&mut self) -> Vec<Value> {
        let listed = self.request("tools/list", json!({})).expect("tools/list succeeds");
        assert_eq!(listed.get("nextCursor"), None, "some clients read one page only");
        listed["tools"].as_array().expect("tools is an array").clone()
    }

    /// Sends a request and waits for the result or the error.
    pub fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.send(method, params);
        let reply = self.reply(id);
        match reply.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(reply["result"].clone()),
        }
    }

    /// Sends a request; returns its id.
    pub fn send(&mut self, method: &str, mut params: Value) -> i64 {
        self.last_id += 1;
        if let Some(tool) = meant(&params) {
            self.meant.insert(self.last_id, tool);
        }
        if self.era == Era::Modern {
            for (key, value) in modern_meta().as_object().expect("an object") {
                params["_meta"][key] = value.clone();
            }
            params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = self.can.clone();
        }
        let id = self.last_id;
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.send_raw(format!("{request}\n"));
        id
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        let message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        self.send_raw(format!("{message}\n"));
    }

    /// Sends bytes as they are.
    pub fn send_raw(&mut self, bytes: impl Into<Vec<u8>>) {
        self.process.write(bytes);
    }

    /// The whole reply with this id, whenever it comes.
    pub fn reply(&mut self, id: impl Into<Value>) -> Value {
        let id = id.into().to_string();
        self.wait_for(|server| server.replies.remove(&id), &format!("a reply to {id}"))
    }

    /// Whether a reply with this id comes within `wait`.
    pub fn is_answered(&mut self, id: i64, wait: Duration) -> bool {
        let until = Instant::now() + wait;
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            self.pump(left);
        }
        self.replies.contains_key(&id.to_string())
    }

    /// The next error that belongs to no request.
    pub fn stray_error(&mut self) -> Value {
        let stray = self.wait_for(|server| server.strays.pop(), "an error without an id");
        stray["error"].clone()
    }

    /// The next notification of this method.
    pub fn notification(&mut self, method: &str) -> Value {
        let take = |server: &mut Self| {
            let at = server.notifications.iter().position(|one| one["method"] == method)?;
            Some(server.notifications.remove(at))
        };
        self.wait_for(take, method)
    }

    /// All notifications that have arrived and were not taken yet.
    pub fn notifications(&mut self) -> Vec<Value> {
        while self.pump(Duration::from_millis(20)) {}
        std::mem::take(&mut self.notifications)
    }

    /// Everything on stderr so far.
    pub fn stderr(&self) -> String {
        self.process.stderr()
    }

    /// Closes stdin and waits for the end.
    pub fn close(self) -> Closed {
        self.process.close()
    }

    fn wait_for<T>(&mut self, take: impl Fn(&mut Self) -> Option<T>, what: &str) -> T {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(taken) = take(self) {
                return taken;
            }
            let left = until.checked_duration_since(Instant::now());
            let came = left.is_some_and(|left| self.pump(left));
            assert!(came, "{what} did not come; stderr:\n{}", self.stderr());
        }
    }

    /// Stores the next message, if one comes in time.
    fn pump(&mut self, wait: Duration) -> bool {
        let Some(message) = self.process.read(wait) else { return false };
        if message.get("method").is_some() {
            let asks = message.get("id").is_some();
            assert!(!asks || self.can != json!({}), "the server asks nothing: {message}");
            self.notifications.push(message);
        } else if let Some(id) = message.get("id").filter(|id| !id.is_null()) {
            let before = self.replies.insert(id.to_string(), message.clone());
            assert_eq!(before, None, "answered twice: {message}");
        } else {
            self.strays.push(message);
        }
        true
    }
}

/// The tool that a call by `callTool` means.
fn meant(params: &Value) -> Option<String> {
    if params["name"] != "callTool" {
        return None;
    }
    let inside = &params["arguments"];
    meant(inside).or_else(|| inside["name"].as_str().map(|name| name.trim().to_owned()))
}

/// A write answers with what is new, a history with what was done; a test that says nothing of that reads the whole
/// thing.
pub fn ask_for_all(tool: &str, arguments: &mut Value) {
    if let ("callTool", Some(name)) = (tool, arguments["name"].as_str().map(str::to_owned)) {
        return ask_for_all(&name, &mut arguments["arguments"]);
    }
    if let Some(arguments) = arguments.as_object_mut().filter(|_| tool == "getHistory") {
        arguments.entry("includeFields").or_insert(true.into());
    }
    let is_write = |name: &str| {
        ["create", "update", "send", "import"].iter().any(|verb| name.starts_with(verb))
    };
    let action = arguments.get("action").and_then(Value::as_str);
    let action = action.filter(|_| tool.starts_with("manage_"));
    let is_write = is_write(action.unwrap_or(tool));
    if let Some(arguments) = arguments.as_object_mut().filter(|_| is_write) {
        arguments.entry("returning").or_insert("full".into());
    }
}
