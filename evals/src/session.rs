//! A session with a server over MCP, and what it costs whoever is in it.

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

/// How long the server may take for one answer.
const ANSWER_WAIT: Duration = Duration::from_mins(1);

/// A server that runs as a child, and a session with it.
pub struct Session {
    runtime: Runtime,
    /// Nothing once it is closed.
    service: Option<RunningService<RoleClient, ClientConfig>>,
}

/// What a tool answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The answer as a structure; of a failure `{ success: false, error }`.
    pub value: Value,
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
        Ok(Session { runtime, service: Some(service) })
    }

    /// Calls a tool. A failure that a model reads is an answer; that the server is gone is an error.
    pub fn call(&self, tool: &str, arguments: Map<String, Value>) -> Result<Reply> {
        let service = self.service.as_ref().context("the session is closed")?;
        let sent = tool.len() + Value::Object(arguments.clone()).to_string().len();
        let params = CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments);
        let answer =
            self.runtime.block_on(async { timeout(ANSWER_WAIT, service.call_tool(params)).await });
        match answer.with_context(|| format!("{tool} gave no answer in time"))? {
            Ok(answer) => Ok(reply(answer, sent)),
            Err(ServiceError::McpError(error)) => {
                let message = error.message.into_owned();
                let read = message.len();
                let error = json!({ "code": error.code.0.to_string(), "message": message });
                Ok(Reply { value: json!({ "success": false, "error": error }), sent, read })
            }
            Err(error) => {
                Err(anyhow!("{error}")).with_context(|| format!("{tool}: the server is gone"))
            }
        }
    }

    /// Ends the session, and the server with it.
    pub fn close(&mut self) {
        if let Some(service) = self.service.take() {
            // A server that has died has ended as well.
            let _ = self.runtime.block_on(service.cancel());
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.close();
    }
}

fn reply(answer: CallToolResult, sent: usize) -> Reply {
    let texts = answer.content.iter().filter_map(|block| block.as_text());
    let text: String = texts.map(|block| block.text.as_str()).collect();
    let read = text.len();
    let failed = answer.is_error == Some(true);
    let value = match answer.structured_content {
        Some(value) => value,
        None => serde_json::from_str(&text)
            .unwrap_or_else(|_| json!({ "success": !failed, "text": text })),
    };
    Reply { value, sent, read }
}
