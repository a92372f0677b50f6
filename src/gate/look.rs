//! What the program itself asks: calls of its people, and reads that are no calls, for its own pages.

use std::sync::Arc;

use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::{Call, Client, Gate, IncomingCall, Person};
use crate::{
    error::{Error, Result},
    tool::Kind,
};

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

impl Gate {
    /// Reads for a page of the program's own, which looks again whenever there is news: a row in the log for
    /// each look would be news itself.
    ///
    /// # Errors
    /// When the tool does more than read, and whatever reading fails with.
    pub async fn look(&self, incoming: IncomingCall) -> Result<Value> {
        let now = self.live.now();
        let (operation, ..) = now.scope.find(&incoming.tool)?.operation(Map::new())?;
        if operation.kind() != Kind::Query {
            return Err(Error::internal("only reads are for looking"));
        }
        let call = Arc::new(Call::new(&incoming, self.requests.current()));
        self.pass(incoming, &call).await.map(|answer| answer.body)
    }
}
