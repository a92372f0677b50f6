//! A call as it comes to the gate, from a client, or from a part of the program for a person; and what becomes of it.

use std::{pin::Pin, sync::Arc};

use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::Progress;

/// One `tools/call` as it came in.
pub struct IncomingCall {
    /// The tool's name.
    pub tool: String,
    /// Its arguments, unchecked.
    pub arguments: Map<String, Value>,
    /// Which client says it is calling; for the log only.
    pub client: Option<Client>,
    /// Which protocol version the call speaks; for the log only.
    pub protocol: Option<String>,
    /// Fires when the client cancels the call.
    pub cancel: CancellationToken,
    /// Where the client wants to hear how far the call has come.
    pub progress: Option<Progress>,
    /// How the person behind the client can be asked.
    pub person: Person,
}

/// A client's name and version, as it gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A longer name is no tool's, client's or version's, and not worth a longer row in the log.
const NAME_CHARS_MAX: usize = 128;

/// A name as the log keeps it.
pub(super) fn short(name: &str) -> String {
    let end = name.char_indices().nth(NAME_CHARS_MAX).map_or(name.len(), |(end, _)| end);
    name.get(..end).unwrap_or_default().to_owned()
}

impl IncomingCall {
    /// A call that a part of this program makes for a person; `name` is what the log says of it.
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

/// How the person behind a client can be asked.
pub enum Person {
    /// Not at all.
    Unreachable,
    /// While the call waits.
    Waiting(Arc<dyn Ask>),
    /// Between two calls: the second brings what came of the question of the first.
    Returning(Option<PersonAnswer>),
}

/// What came of a question between two calls.
#[derive(Clone, Debug)]
pub struct PersonAnswer {
    /// The preview that the question was about.
    pub token: String,
    /// What the person said.
    pub verdict: Verdict,
}

/// What a person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The person agrees.
    Accepted,
    /// The person does not agree.
    Declined,
    /// Nothing, for as long as anybody waits.
    Unanswered,
    /// The client could not ask.
    Unasked,
}

/// Asks the person behind a client, and waits.
pub trait Ask: Send + Sync {
    /// Asks. Ends early when the call is cancelled.
    fn ask<'a>(&'a self, text: &'a str) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;
}

/// What becomes of a call.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A result as JSON text; the client may validate it against the output schema.
    Success(String),
    /// The person has to be asked before the call comes again.
    Question {
        /// What to ask.
        text: String,
        /// The preview that the answer is about.
        token: String,
    },
    /// A failure that the model can act on.
    Failure(Value),
    /// There is no such tool, or this principal may not know of it.
    UnknownTool,
    /// The client no longer wants it, and nothing was changed.
    Cancelled,
}
