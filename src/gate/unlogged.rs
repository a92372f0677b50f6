//! Reads that are not calls: what a page of the program's own shows.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{IncomingCall, Session};
use crate::{
    error::{Error, Result},
    tool::Kind,
};

impl Session {
    /// Reads for a page of the program's own, which looks again whenever there is news: a row in the log for
    /// each look would be news itself.
    ///
    /// # Errors
    /// When the tool does more than read, and whatever reading fails with.
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
