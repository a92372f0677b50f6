//! Reads for the program's own pages, which are no calls.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{IncomingCall, Session};
use crate::{
    error::{Error, Result},
    tool::Kind,
};

impl Session {
    /// A read for one of the program's own pages. It is not logged: the page reads whenever something has changed, and
    /// a row in the log would be a change itself.
    ///
    /// # Errors
    /// If the tool does more than read, or the read fails.
    pub async fn read_unlogged(&self, incoming: IncomingCall) -> Result<Value> {
        let now = self.policy.now();
        let (operation, ..) = now.scope.find(&incoming.tool)?.operation(Map::new())?;
        if operation.kind() != Kind::Query {
            return Err(Error::internal("only reads are for looking"));
        }
        let call = Arc::new(self.begin(&incoming));
        let text = self.pass(incoming, &call).await?.body.into_text()?;
        serde_json::from_str(&text).map_err(Error::internal)
    }
}
