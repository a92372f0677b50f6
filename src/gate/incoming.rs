//! Calls as they reach the gate, from a client or from another part of this program, and their replies.

use std::{pin::Pin, sync::Arc};

use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::Progress;
use crate::tool::View;

/// An incoming `tools/call`.
pub struct IncomingCall {
    pub tool: String,
    /// The arguments, unchecked.
    pub arguments: Map<String, Value>,
    /// The client, as it names itself; for the log only.
    pub client: Option<Client>,
    /// The protocol version; for the log only.
    pub protocol: Option<String>,
    /// Cancelled when the client cancels the call.
    pub cancel: CancellationToken,
    /// Where progress is reported, if the client asked for it.
    pub progress: Option<Progress>,
    /// How the client's person can be asked.
    pub person: Person,
}

/// A client's name and version, as it gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub name: String,
    pub version: String,
}

/// Characters. Longer names of tools, clients and versions are cut in the log.
const NAME_CHARS_MAX: usize = 128;

/// A name, shortened for the log.
pub(super) fn short(name: &str) -> String {
    let end = name.char_indices().nth(NAME_CHARS_MAX).map_or(name.len(), |(end, _)| end);
    name.get(..end).unwrap_or_default().to_owned()
}

impl IncomingCall {
    /// A call that this program makes on behalf of a person; `name` is the client name in the log.
    pub fn of_ours(tool: &str, arguments: Map<String, Value>, name: &str) -> IncomingCall {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        IncomingCall {
            tool: tool.to_owned(),
            arguments,
            client: Some(Client { name: name.to_owned(), version }),
            protocol: None,
            cancel: CancellationToken::new(),
            progress: None,
            person: Person::Unreachable,
        }
    }
}

/// How a client's person can be asked.
pub enum Person {
    /// The client cannot ask.
    Unreachable,
    /// While the call waits for the answer.
    Waiting(Arc<dyn Ask>),
    /// Between two calls: the second call carries the answer to the first one's question.
    Returning(Option<PersonAnswer>),
}

/// The answer to a question that was asked between two calls.
#[derive(Clone, Debug)]
pub struct PersonAnswer {
    /// The token of the preview that the question was about.
    pub token: String,
    pub verdict: Verdict,
}

/// A person's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Accepted,
    Declined,
    /// No answer within the time limit.
    Unanswered,
    /// The client failed to ask.
    Unasked,
}

/// Asks a client's person and waits for the answer.
pub trait Ask: Send + Sync {
    /// Shows `text` and waits for the answer. Returns early if the call is cancelled.
    fn ask<'a>(&'a self, text: &'a str) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;
}

/// The reply to a call.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A result as JSON text, which the client may validate against the output schema, its pictures, and which proposal
    /// or preview of it a person can decide about.
    Success(String, Vec<View>, Option<String>),
    /// The person has to be asked before the call comes again.
    Question {
        text: String,
        /// The token of the preview that the question is about.
        token: String,
    },
    /// An error that the model can act on.
    Failure(Value),
    /// No such tool exists, or the principal may not know of it.
    UnknownTool,
    /// The client cancelled the call; nothing was changed.
    Cancelled,
}
