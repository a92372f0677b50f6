//! A session with a server over MCP, and what it costs whoever is in it.

mod remote;

use std::{fs::File, path::Path, process::Stdio, time::Duration};

use anyhow::{Context, Result, anyhow};
use rmcp::{
    ServiceExt,
    model::{
        CallToolRequestParams, CallToolResult, ClientCapabilities, ClientConfig, Implementation,
    },
    service::{RoleClient, RunningService, ServiceError},
    transport::TokioChildProcess,
};
use serde_json::{Map, Value, json};
use tokio::{process::Command, runtime::Runtime, time::timeout};

use self::remote::Remote;

/// How long the server may take for one answer.
const ANSWER_WAIT: Duration = Duration::from_mins(1);

/// A session with a server.
pub struct Session {
    link: Link,
    /// What the server tells whoever is in it.
    pub instructions: String,
    /// Its name and version.
    pub server: String,
}

enum Link {
    /// A server that runs as a child.
    Child {
        runtime: Runtime,
        /// Nothing once it is closed.
        service: Option<RunningService<RoleClient, ClientConfig>>,
    },
    /// One that somebody else has started.
    Remote(Remote),
}

/// A tool, as the server describes it.
#[derive(Clone, Debug)]
pub struct Tool {
    pub name: String,
    pub description: String,
    pub schema: Map<String, Value>,
}

/// What a tool answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The answer as a structure; of a failure `{ success: false, error }`.
    pub value: Value,
    /// The same as a host shows it to a model.
    pub text: String,
    /// Bytes that a model writes for the call.
    pub sent: usize,
    /// Bytes that a model reads of the answer.
    pub read: usize,
}

impl Reply {
    /// The code of a failure.
    pub fn error(&self) -> Option<&str> {
        let failed = self.value.get("success") == Some(&false.into());
        let code = || self.value.pointer("/error/code").and_then(Value::as_str).unwrap_or("FAILED");
        failed.then(code)
    }

    /// The question, where it is one to the person.
    pub fn question(&self) -> Option<&Value> {
        let asks = self.value.get("requiresConfirmation") == Some(&true.into());
        asks.then_some(&self.value)
    }

    /// Whether something was done: no failure, no question, no look ahead.
    pub fn is_done(&self) -> bool {
        let tried = self.value.get("dryRun") == Some(&true.into());
        self.error().is_none() && self.question().is_none() && !tried
    }
}

impl Session {
    /// Starts a server and opens a session. What it says on stderr goes to the file `log`.
    pub fn open(
        program: &Path,
        args: &[&str],
        env: &[(&str, &str)],
        log: &Path,
    ) -> Result<Session> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut command = Command::new(program);
        command.args(args).envs(env.iter().copied()).kill_on_drop(true);
        let log = Stdio::from(File::options().create(true).append(true).open(log)?);
        let service = runtime.block_on(async {
            let (child, _) = TokioChildProcess::builder(command).stderr(log).spawn()?;
            let identity = Implementation::new("deskhand-evals", env!("CARGO_PKG_VERSION"));
            let config = ClientConfig::new(ClientCapabilities::default(), identity);
            let session = timeout(ANSWER_WAIT, config.serve(child)).await;
            session.context("the server did not answer")?.map_err(|error| anyhow!("{error}"))
        });
        let service = service.context("the server did not open a session")?;
        let about = service.peer_info();
        let server = about.as_ref().and_then(|it| it.server_info.as_ref());
        let server = server.map_or_else(String::new, |it| format!("{} {}", it.name, it.version));
        let instructions = about.and_then(|it| it.instructions.clone()).unwrap_or_default();
        Ok(Session { link: Link::Child { runtime, service: Some(service) }, instructions, server })
    }

    /// Opens a session with a server at an address.
    pub fn at(url: &str, key: Option<String>) -> Result<Session> {
        let (remote, about) = Remote::open(url, key, ANSWER_WAIT)?;
        let text =
            |at: &str| about.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        let server = format!("{} {}", text("/serverInfo/name"), text("/serverInfo/version"));
        Ok(Session { link: Link::Remote(remote), instructions: text("/instructions"), server })
    }

    /// The tools that there are now.
    pub fn tools(&self) -> Result<Vec<Tool>> {
        match &self.link {
            Link::Child { runtime, service } => {
                let service = service.as_ref().context("the session is closed")?;
                let all = runtime
                    .block_on(async { timeout(ANSWER_WAIT, service.list_all_tools()).await });
                let all = all.context("the server did not say in time which tools it has")?;
                let tools = all.context("the server does not say which tools it has")?;
                let tool = |tool: rmcp::model::Tool| Tool {
                    name: tool.name.into_owned(),
                    description: tool.description.unwrap_or_default().into_owned(),
                    schema: (*tool.input_schema).clone(),
                };
                Ok(tools.into_iter().map(tool).collect())
            }
            Link::Remote(remote) => listed(remote),
        }
    }

    /// Calls a tool. A failure that a model reads is an answer; that the server is gone is an error.
    pub fn call(&self, tool: &str, arguments: Map<String, Value>) -> Result<Reply> {
        let sent = tool.len() + Value::Object(arguments.clone()).to_string().len();
        match &self.link {
            Link::Child { runtime, service } => {
                let service = service.as_ref().context("the session is closed")?;
                let params = CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments);
                let answer = runtime
                    .block_on(async { timeout(ANSWER_WAIT, service.call_tool(params)).await });
                match answer.with_context(|| format!("{tool} gave no answer in time"))? {
                    Ok(answer) => Ok(reply(answer, sent)),
                    Err(ServiceError::McpError(error)) => {
                        Ok(refused(&error.code.0.to_string(), &error.message, sent))
                    }
                    Err(error) => Err(anyhow!("{error}"))
                        .with_context(|| format!("{tool}: the server is gone")),
                }
            }
            Link::Remote(remote) => {
                let params = json!({ "name": tool, "arguments": arguments });
                let answer = remote.call("tools/call", &params);
                match answer.with_context(|| format!("{tool}: the server is gone"))? {
                    Ok(answer) => {
                        let answer = serde_json::from_value(answer);
                        let answer = answer.with_context(|| {
                            format!("{tool} was answered with no result of a tool")
                        })?;
                        Ok(reply(answer, sent))
                    }
                    Err(error) => {
                        let code = error.get("code").map(Value::to_string).unwrap_or_default();
                        let message = error.get("message").and_then(Value::as_str);
                        Ok(refused(&code, message.unwrap_or("refused"), sent))
                    }
                }
            }
        }
    }

    /// Ends the session, and with it the server that runs for it alone.
    pub fn close(&mut self) {
        match &mut self.link {
            Link::Child { runtime, service } => {
                if let Some(service) = service.take() {
                    // A server that has died has ended as well.
                    let _ = runtime.block_on(service.cancel());
                }
            }
            Link::Remote(remote) => remote.close(),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.close();
    }
}

/// All tools of a server that is elsewhere, which may come in several pages.
fn listed(remote: &Remote) -> Result<Vec<Tool>> {
    const PAGES_MAX: usize = 100;
    let (mut tools, mut cursor) = (Vec::new(), None);
    for _ in 0..PAGES_MAX {
        let params = cursor.map_or_else(|| json!({}), |cursor: Value| json!({ "cursor": cursor }));
        let page = remote.call("tools/list", &params)?;
        let page = page.map_err(|error| anyhow!("the server does not list its tools: {error}"))?;
        let items = page.get("tools").and_then(Value::as_array);
        for tool in items.context("the server lists no tools")? {
            let text = |field: &str| tool.get(field).and_then(Value::as_str).unwrap_or_default();
            tools.push(Tool {
                name: text("name").to_owned(),
                description: text("description").to_owned(),
                schema: tool
                    .get("inputSchema")
                    .and_then(Value::as_object)
                    .cloned()
                    .unwrap_or_default(),
            });
        }
        cursor = page.get("nextCursor").filter(|it| !it.is_null()).cloned();
        if cursor.is_none() {
            break;
        }
    }
    Ok(tools)
}

/// A call that the protocol itself refuses.
fn refused(code: &str, message: &str, sent: usize) -> Reply {
    let error = json!({ "code": code, "message": message });
    let value = json!({ "success": false, "error": error });
    Reply { value, text: message.to_owned(), sent, read: message.len() }
}

fn reply(answer: CallToolResult, sent: usize) -> Reply {
    let texts = answer.content.iter().filter_map(|block| block.as_text());
    let text: String = texts.map(|block| block.text.as_str()).collect();
    let read = text.len();
    let failed = answer.is_error == Some(true);
    let mut value = match answer.structured_content {
        Some(value) => value,
        None => serde_json::from_str(&text)
            .unwrap_or_else(|_| json!({ "success": !failed, "text": text })),
    };
    if failed && value.get("success") != Some(&false.into()) {
        // Other servers say in words alone why they refuse.
        value = json!({ "success": false, "error": { "code": "FAILED", "message": text } });
    }
    let text = if text.is_empty() { value.to_string() } else { text };
    Reply { value, text, sent, read }
}
