//! Erasing a person, for the person at the command line: no tool does it.

use std::{sync::Arc, time::Duration};

use serde_json::{Map, Value};

use super::{Answer, IncomingCall, Session, attempt::record_of, log};
use crate::{
    error::Result,
    id::ContactId,
    store::{
        Deadline, TenantWrite, calls,
        erase::{self, Erasure, MentionPolicy},
    },
};

/// The time limit: all stored text is searched.
const DEADLINE: Duration = Duration::from_mins(10);

impl Session {
    /// Erases a contact permanently, and logs that. The data stays in free parts of the file until the store is
    /// compacted.
    ///
    /// # Errors
    /// `CONTACT_NOT_FOUND`
    pub async fn erase_contact(
        &self,
        contact: ContactId,
        elsewhere: MentionPolicy,
    ) -> Result<Erasure> {
        // Rows of the call log that this process and others have not written yet would be missed, so wait for them.
        self.log.flush().await;
        tokio::time::sleep(log::BUFFERED_FOR * 2).await;
        let incoming = IncomingCall::of_ours(calls::ERASING, Map::new(), "deskhand");
        let call = Arc::new(self.begin(&incoming));
        let calling = Arc::clone(&call);
        let deadline = Deadline::of(DEADLINE);
        let caller = self.policy.now().caller(&self.caller.session);
        let erased = self
            .gate
            .store
            .write(&caller, &deadline, move |db| {
                let erased = erase::contact(db, contact, elsewhere, &record_of(&calling))?;
                if erased != Erasure::default() {
                    let mut row = log::row(&calling, Ok(&Answer::read(Value::Null)));
                    row.outcome = calls::ERASED;
                    row.arguments = calls::tombstone(&contact.to_string(), &erased.calls);
                    calls::append(db, &[row])?;
                }
                Ok(erased)
            })
            .await;
        if let Err(error) = &erased {
            self.log.add(log::row(&call, Err(error))).await;
        }
        erased
    }

    /// What erasing a contact would do, and where the person would still be named. Changes nothing.
    ///
    /// # Errors
    /// `CONTACT_NOT_FOUND`
    pub async fn rehearse_erasing(&self, contact: ContactId) -> Result<Erasure> {
        self.log.flush().await;
        let incoming = IncomingCall::of_ours(calls::ERASING, Map::new(), "deskhand");
        let call = self.begin(&incoming);
        let caller = self.policy.now().caller(&self.caller.session);
        let rehearse = move |db: &mut TenantWrite<'_>| {
            let record = record_of(&call);
            db.rehearse(|db| erase::contact(db, contact, MentionPolicy::Keep, &record))
        };
        let rehearsed = self.gate.store.write(&caller, &Deadline::of(DEADLINE), rehearse).await;
        rehearsed.map(|(erased, _)| erased)
    }
}
