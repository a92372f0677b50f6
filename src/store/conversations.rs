//! Conversations that go to another contact, where two contacts turn out to be one person.

use super::{Dml, TenantWrite, entity::ConversationRow, portable};
use crate::{
    clock::Time,
    error::Result,
    id::{ContactId, ConversationId},
};

/// Assigns a conversation to another contact that has none.
pub(crate) fn assign_to_contact(
    db: &mut TenantWrite<'_>,
    id: ConversationId,
    contact: ContactId,
    now: Time,
) -> Result<()> {
    const WITH: Dml = Dml::scoped(
        "UPDATE conversation SET contact_id = :contact, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id",
    );
    db.execute(&WITH, &[(":id", id.into()), (":contact", contact.into()), (":now", now.into())])?;
    Ok(())
}

/// Moves all messages of one conversation into another, with the time until which the business may write.
pub(crate) fn join(
    db: &mut TenantWrite<'_>,
    from: &ConversationRow,
    to: &ConversationRow,
    now: Time,
) -> Result<()> {
    const MESSAGES: Dml = Dml::scoped(
        "UPDATE message SET conversation_id = :to, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND conversation_id = :from",
    );
    const TIMES: Dml = Dml::scoped(portable!(
        "UPDATE conversation SET
           last_inbound_at = CASE WHEN CAST(:inbound AS bigint) IS NULL OR last_inbound_at > :inbound
                                  THEN last_inbound_at ELSE :inbound END,
           last_message_at = {greater last_message_at, :at}, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :to"
    ));
    let to = (":to", to.id.into());
    db.execute(&MESSAGES, &[(":from", from.id.into()), to.clone(), (":now", now.into())])?;
    let (inbound, at) = (from.last_inbound_at.into(), from.last_message_at.into());
    db.execute(&TIMES, &[to, (":inbound", inbound), (":at", at), (":now", now.into())])?;
    Ok(())
}
