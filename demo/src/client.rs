//! An MCP client that runs the server as a child process over stdio. It is not for connecting to other servers.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use rmcp::ServiceExt;
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ClientCapabilities, ClientConfig, Implementation,
};
use rmcp::service::{RoleClient, RunningService};
use rmcp::transport::TokioChildProcess;
use serde_json::Value;

/// How long the child may take for an answer.
const ANSWER_WAIT: Duration = Duration::from_mins(1);

/// A running server with an open session.
#[derive(Debug)]
pub struct Client {
    session: RunningService<RoleClient, ClientConfig>,
}

impl Client {
    /// Starts `program` and opens a session; its stderr is inherited.
    pub async fn start(
        program: &Path,
        args: &[&str],
        env: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let mut command = tokio::process::Command::new(program);
        command.args(args).envs(env.iter().copied());
        let child = TokioChildProcess::new(command)
            .with_context(|| format!("{} could not be started", program.display()))?;
        let identity = Implementation::new("deskhand-demo", env!("CARGO_PKG_VERSION"));
        let config = ClientConfig::new(ClientCapabilities::default(), identity);
        let session = tokio::time::timeout(ANSWER_WAIT, config.serve(child))
            .await
            .context("the server did not answer")?
            .map_err(|error| anyhow!("{error}"))
            .context("the server did not open a session; its reason is above")?;
        Ok(Self { session })
    }

    /// The names of the tools, in the server's order.
    pub async fn list_tools(&self) -> anyhow::Result<Vec<String>> {
        let tools = tokio::time::timeout(ANSWER_WAIT, self.session.list_all_tools()).await;
        let tools = tools.context("the server did not list its tools in time")??;
        Ok(tools.into_iter().map(|tool| tool.name.into_owned()).collect())
    }

    /// The answer of one call: the tool's result, or its error object (`success: false`).
    ///
    /// # Errors
    /// If `args` is not an object, the tool does not exist, or the server does not answer.
    pub async fn call(&self, tool: &str, args: Value) -> anyhow::Result<Value> {
        let Value::Object(args) = args else { bail!("the arguments of {tool} are no object") };
        let params = CallToolRequestParams::new(tool.to_owned()).with_arguments(args);
        let answer = tokio::time::timeout(ANSWER_WAIT, self.session.call_tool(params)).await;
        let answer = answer.with_context(|| format!("{tool} gave no answer in time"))?;
        read(answer.with_context(|| format!("{tool} could not be called"))?)
            .with_context(|| format!("the answer of {tool} cannot be read"))
    }

    /// Closes the session and waits for the server to end.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.session.cancel().await.context("the session did not end well")?;
        Ok(())
    }
}

fn read(answer: CallToolResult) -> anyhow::Result<Value> {
    if let Some(value) = answer.structured_content {
        return Ok(value);
    }
    let text = answer.content.first().and_then(|block| block.as_text());
    let text = text.context("it has neither structure nor text")?;
    Ok(serde_json::from_str(&text.text)?)
}
