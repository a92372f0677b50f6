//! Workflows as MCP prompts: a person picks one from the client's menu, and it becomes the person's message.

use rmcp::model::{ErrorData, GetPromptResult, Prompt, PromptArgument, PromptMessage, Role};
use serde_json::{Map, Value};

use crate::gate::{Session, Workflow, WorkflowArgument};

pub(super) fn list(session: &Session) -> Vec<Prompt> {
    session.workflows().map(describe).collect()
}

pub(super) fn get(
    session: &Session,
    name: &str,
    given: &Map<String, Value>,
) -> Result<GetPromptResult, ErrorData> {
    let workflow =
        session.workflows().find(|workflow| workflow.name == name).ok_or_else(unknown)?;
    let text = workflow.fill(given).map_err(|fault| ErrorData::invalid_params(fault, None))?;
    let message = PromptMessage::new_text(Role::User, text);
    Ok(GetPromptResult::new(vec![message]).with_description(workflow.description))
}

/// The error for a workflow that does not exist, or uses tools that are out of scope.
pub(super) fn unknown() -> ErrorData {
    ErrorData::invalid_params("unknown prompt: use a name that prompts/list gives", None)
}

fn describe(workflow: &Workflow) -> Prompt {
    let argument = |argument: &WorkflowArgument| {
        PromptArgument::new(argument.name)
            .with_description(argument.description)
            .with_required(argument.required)
    };
    let arguments: Vec<_> = workflow.arguments.iter().map(argument).collect();
    let arguments = Some(arguments).filter(|arguments| !arguments.is_empty());
    Prompt::new(workflow.name, Some(workflow.description), arguments).with_title(workflow.title)
}
