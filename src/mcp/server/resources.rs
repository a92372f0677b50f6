//! Resources and completions in MCP's types.

use rmcp::RoleServer;
use rmcp::model::{
    ArgumentInfo, CompleteResult, CompletionInfo, ErrorData, ReadResourceResult, Reference,
    Resource, ResourceContents, ResourceTemplate,
};
use rmcp::service::RequestContext;

use super::name_client;
use crate::gate::{Asker, Document, Link, Refusal, ResourceKind, Session};

/// The format for models, which people can read as well.
const MARKDOWN: &str = "text/markdown";

pub(super) fn asker(context: RequestContext<RoleServer>) -> Asker {
    Asker {
        client: context.client_info().map(name_client),
        protocol: context.protocol_version().map(|version| version.to_string()),
        cancel: context.ct,
    }
}

pub(super) fn templates(session: &Session) -> Vec<ResourceTemplate> {
    let described = |kind: ResourceKind| {
        ResourceTemplate::new(kind.template(), kind.title().to_lowercase())
            .with_title(kind.title())
            .with_description(kind.description())
            .with_mime_type(MARKDOWN)
    };
    session.resource_kinds().into_iter().map(described).collect()
}

pub(super) fn link(link: Link) -> Resource {
    let resource = Resource::new(link.uri, link.name).with_title(link.title);
    let resource = resource.with_mime_type(MARKDOWN);
    match link.description {
        Some(text) => resource.with_description(text),
        None => resource,
    }
}

pub(super) fn contents(document: Document) -> ReadResourceResult {
    let Document { uri, markdown, html } = document;
    let markdown = ResourceContents::text(markdown, uri.clone()).with_mime_type(MARKDOWN);
    let html = html.map(|html| ResourceContents::text(html, uri).with_mime_type("text/html"));
    ReadResourceResult::new([markdown].into_iter().chain(html).collect())
}

/// Completes the value of an argument.
pub(super) async fn complete(
    session: &Session,
    reference: &Reference,
    argument: ArgumentInfo,
    context: RequestContext<RoleServer>,
) -> Result<CompleteResult, ErrorData> {
    let known: Vec<&str> = if let Reference::Resource(template) = reference {
        let mut kinds = session.resource_kinds().into_iter();
        let kind = kinds.find(|kind| kind.template() == template.uri);
        let unknown = "unknown template: use one that resources/templates/list gives";
        vec![kind.ok_or_else(|| invalid(unknown))?.variable()]
    } else if let Reference::Prompt(prompt) = reference {
        let workflow = session.workflows().find(|workflow| workflow.name == prompt.name);
        let workflow = workflow.ok_or_else(super::prompts::unknown)?;
        workflow.arguments.iter().map(|argument| argument.name).collect()
    } else {
        return Err(invalid("only prompts and resource templates are completed here"));
    };
    if !known.contains(&argument.name.as_str()) {
        let message = format!("there is no such argument here; there is: {}", known.join(", "));
        return Err(invalid(message));
    }
    let limit = CompletionInfo::MAX_VALUES;
    let found = session.complete(&argument.name, argument.value, limit, context.ct).await;
    let (values, more) = found.map_err(refuse)?;
    let completion = CompletionInfo::with_pagination(values, None, more);
    completion.map(CompleteResult::new).map_err(|error| ErrorData::internal_error(error, None))
}

pub(super) fn refuse(refusal: Refusal) -> ErrorData {
    match refusal {
        // For clients of the newest protocol, rmcp converts it to "invalid params", as specified.
        Refusal::Missing(message) => ErrorData::resource_not_found(message, None),
        Refusal::Invalid(message) => invalid(message),
        Refusal::Failed(message) => ErrorData::internal_error(message, None),
    }
}

fn invalid(message: impl Into<std::borrow::Cow<'static, str>>) -> ErrorData {
    ErrorData::invalid_params(message, None)
}
