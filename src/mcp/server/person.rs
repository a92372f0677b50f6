//! Asks the person behind a client (elicitation).
//!
//! Clients that initialize receive `elicitation/create` while their call waits; clients of 2026-07-28 receive an
//! input-required result, and send the call again with the answer. The state that passes through the client is signed,
//! and only names a preview that works once.

use std::pin::Pin;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{
    BooleanSchema, CallToolRequestParams, CancelledNotificationParam, ClientResult, ElicitRequest,
    ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema, ErrorData,
    InputRequest, InputRequests, InputRequiredResult, PrimitiveSchemaDefinition, RequestId,
    RequestStateCodec, SealOptions, ServerRequest,
};
use rmcp::service::{Peer, PeerRequestOptions, RequestContext};

use super::is_modern;
use crate::gate::{Ask, Person, PersonAnswer, Session, Verdict};

/// How long a signed state is valid: as long as a preview.
const STATE_LIVES: Duration = Duration::from_mins(10);

/// The name of the question and of its only field.
const CONFIRM: &str = "confirm";

/// How the person behind this call can be asked.
pub(super) fn of(
    session: &Session,
    request: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Person {
    let elicitation = context.client_capabilities().and_then(|client| client.elicitation);
    // A client that does not say which modes it supports supports forms.
    if !elicitation.is_some_and(|can| can.form.is_some() || can.url.is_none()) {
        return Person::Unreachable;
    }
    if !is_modern(context) {
        return Person::Waiting(std::sync::Arc::new(Asker {
            peer: context.peer.clone(),
            wait: session.person_wait(),
        }));
    }
    Person::Returning(request.request_state.as_deref().map(|state| {
        let token = open(session, &request.name, state);
        let answer = request.input_responses.as_ref().and_then(|all| all.get(CONFIRM));
        let answer = answer.map(|value| serde_json::from_value::<ElicitResult>(value.clone()));
        let verdict = match answer {
            None => Verdict::Unasked,
            Some(Ok(result)) => verdict(&result),
            // An answer of another form is not a yes.
            Some(Err(_)) => Verdict::Declined,
        };
        PersonAnswer { token, verdict }
    }))
}

/// The question as an input-required result.
pub(super) fn question(
    session: &Session,
    tool: &str,
    text: String,
    token: &str,
) -> Result<InputRequiredResult, ErrorData> {
    let codec = codec(session)?;
    let bound_to = bound_to(session, tool);
    let options = SealOptions::new().associated_data(bound_to.as_bytes()).ttl(STATE_LIVES);
    let state = codec.seal_with(token.as_bytes(), &options);
    let ask = InputRequest::Elicitation(ElicitRequest::new(form(text)?));
    Ok(InputRequiredResult::new(
        Some(InputRequests::from([(CONFIRM.to_owned(), ask)])),
        Some(state),
    ))
}

/// The preview that a state names; for an invalid state, a token that no preview has.
fn open(session: &Session, tool: &str, state: &str) -> String {
    let opened = codec(session).ok().and_then(|codec| {
        let token = codec.open_with(state, bound_to(session, tool).as_bytes()).ok()?;
        String::from_utf8(token).ok()
    });
    opened.unwrap_or_else(|| "unknown".to_owned())
}

fn codec(session: &Session) -> Result<RequestStateCodec, ErrorData> {
    let secret = session.secret().map_err(|error| {
        tracing::error!(cause = error.cause(), "the folder's secret cannot be read");
        ErrorData::internal_error("the person cannot be asked right now", None)
    })?;
    RequestStateCodec::try_new(secret)
        .map_err(|error| ErrorData::internal_error(error.to_string(), None))
}

/// A state is bound to the agent, the tenant and the tool; the preview that it names is bound to the arguments.
fn bound_to(session: &Session, tool: &str) -> String {
    let who = session.principal();
    format!("{}\n{}\n{tool}", who.tenant.id, who.agent.id)
}

/// A yes/no question without a preselected answer.
fn form(message: String) -> Result<ElicitRequestParams, ErrorData> {
    let yes = BooleanSchema::new().title("Yes, do it");
    let requested_schema = ElicitationSchema::builder()
        .required_property(CONFIRM, PrimitiveSchemaDefinition::Boolean(yes))
        .build()
        .map_err(|error| ErrorData::internal_error(error, None))?;
    Ok(ElicitRequestParams::FormElicitationParams { meta: None, message, requested_schema })
}

fn verdict(result: &ElicitResult) -> Verdict {
    let content = result.content.as_ref().and_then(|content| content.get(CONFIRM));
    let said_yes = content.is_some_and(|value| *value == true);
    if result.action == ElicitationAction::Accept && said_yes {
        Verdict::Accepted
    } else {
        Verdict::Declined
    }
}

/// Asks while the call waits.
struct Asker {
    peer: Peer<RoleServer>,
    /// How long a person has to answer.
    wait: Duration,
}

impl Ask for Asker {
    fn ask<'a>(&'a self, text: &'a str) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>> {
        Box::pin(async move {
            let Ok(form) = form(text.to_owned()) else { return Verdict::Unasked };
            let request = ServerRequest::ElicitRequest(ElicitRequest::new(form));
            let options = PeerRequestOptions::with_timeout(self.wait);
            let Ok(sent) = self.peer.send_cancellable_request(request, options).await else {
                return Verdict::Unasked;
            };
            let mut open = OpenDialog { peer: &self.peer, request: Some(sent.id.clone()) };
            let answered = sent.await_response().await;
            open.request = None;
            match answered {
                Ok(ClientResult::ElicitResult(result)) => verdict(&result),
                Err(rmcp::ServiceError::Timeout { .. }) => Verdict::Unanswered,
                Ok(_) | Err(_) => Verdict::Unasked,
            }
        })
    }
}

/// An open question in the client. Dropping it cancels the question.
struct OpenDialog<'a> {
    peer: &'a Peer<RoleServer>,
    request: Option<RequestId>,
}

impl Drop for OpenDialog<'_> {
    fn drop(&mut self) {
        if let Some(request) = self.request.take() {
            let peer = self.peer.clone();
            tokio::spawn(async move {
                let reason = Some("the call was cancelled".to_owned());
                let param = CancelledNotificationParam::new(Some(request), reason);
                let _ = peer.notify_cancelled(param).await;
            });
        }
    }
}
