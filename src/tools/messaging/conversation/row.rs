//! The row of a conversation, and the ways to look it up and to begin one.

use crate::{
    clock::{self, Time},
    error::Result,
    id::{ContactId, ConversationId},
    store::{
        Dml, Sql, TenantRead, TenantWrite,
        entity::{ConversationRow, NewConversation, Select, select},
        portable,
    },
    value::{Phone, digits},
};

/// For so long after a customer's message the business may write freely.
const WINDOW_MS: i64 = 24 * 60 * 60 * 1000;

/// What a conversation is while it goes on.
pub(in crate::tools::messaging) const ACTIVE: &str = "active";

impl ConversationRow {
    /// Until when the business may write freely; nothing where it may not. By the time that WhatsApp has given to the
    /// customer's message, and by how long it has been here: whichever ends first. `now` is [`TenantRead::now`].
    pub(in crate::tools::messaging) fn open_until(&self, now: Time) -> Option<Time> {
        let until = self.last_inbound_at.map(|at| at.plus_ms(WINDOW_MS));
        let until = until.filter(|until| *until > clock::now());
        let has_gone = self.inbound_came_at.is_some_and(|at| at.plus_ms(WINDOW_MS) <= now);
        until.filter(|_| !has_gone)
    }
}

/// The one with a contact.
pub(in crate::tools::messaging) fn of_contact(
    db: &TenantRead<'_>,
    contact: ContactId,
) -> Result<Option<ConversationRow>> {
    const OF_CONTACT: Select<ConversationRow> = select!(ConversationRow, "v.contact_id = :contact");
    db.row(&OF_CONTACT, &[(":contact", contact.into())])
}

/// The one with whom WhatsApp calls that.
pub(in crate::tools::messaging) fn by_wa_id(
    db: &TenantRead<'_>,
    wa_id: &str,
) -> Result<Option<ConversationRow>> {
    const BY_WA_ID: Select<ConversationRow> = select!(ConversationRow, "v.wa_id = :wa_id");
    db.row(&BY_WA_ID, &[(":wa_id", wa_id.into())])
}

/// Begins the conversation with a contact, whose first message is of that time.
pub(in crate::tools::messaging) fn begin(
    db: &mut TenantWrite<'_>,
    contact: ContactId,
    at: Time,
) -> Result<ConversationId> {
    let conversation = NewConversation {
        id: ConversationId::new(),
        contact_id: contact,
        status: ACTIVE.to_owned(),
        last_message_at: at,
    };
    conversation.insert(db).map(|()| conversation.id)
}

/// Notes that something was written on our side at `at`.
pub(in crate::tools::messaging) fn wrote(
    db: &mut TenantWrite<'_>,
    id: ConversationId,
    at: Time,
    now: Time,
) -> Result<()> {
    const WROTE: Dml = Dml::scoped(
        "UPDATE conversation SET last_message_at = :at, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id AND last_message_at < :at",
    );
    db.execute(&WROTE, &[(":id", id.into()), (":at", at.into()), (":now", now.into())])?;
    Ok(())
}

/// Notes that the customer wrote at `at`: where that is the latest, it goes on again, and where `opens`, the business
/// may answer freely. What was written before what is known already makes nothing new.
pub(in crate::tools::messaging) fn heard(
    db: &mut TenantWrite<'_>,
    id: ConversationId,
    at: Time,
    opens: Option<Time>,
    now: Time,
) -> Result<()> {
    const HEARD: Dml = Dml::scoped(portable!(
        "UPDATE conversation SET
           resolution = CASE WHEN status = :status OR last_message_at > :at THEN resolution ELSE '' END,
           status = CASE WHEN last_message_at > :at THEN status ELSE :status END,
           last_inbound_at = CASE WHEN CAST(:opens AS bigint) IS NULL OR last_inbound_at > :opens
                                  THEN last_inbound_at ELSE :opens END,
           last_message_at = {greater last_message_at, :at}, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id"
    ));
    db.execute(
        &HEARD,
        &[
            (":id", id.into()),
            (":status", ACTIVE.into()),
            (":opens", opens.into()),
            (":at", at.into()),
            (":now", now.into()),
        ],
    )?;
    Ok(())
}

/// Notes what WhatsApp calls the customer, unless another is called so.
pub(in crate::tools::messaging) fn is_called(
    db: &mut TenantWrite<'_>,
    id: ConversationId,
    wa_id: &str,
    now: Time,
) -> Result<()> {
    const CALLED: Dml = Dml::scoped(
        "UPDATE conversation SET wa_id = :wa_id, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id AND wa_id IS DISTINCT FROM :wa_id
           AND NOT EXISTS (SELECT 1 FROM conversation o
                           WHERE o.tenant_id = conversation.tenant_id AND o.wa_id = :wa_id)",
    );
    db.execute(&CALLED, &[(":id", id.into()), (":wa_id", wa_id.into()), (":now", now.into())])?;
    Ok(())
}

/// Forgets what WhatsApp called a contact, unless it is this number.
pub(in crate::tools::messaging) fn is_called_otherwise(
    db: &mut TenantWrite<'_>,
    contact: ContactId,
    phone: &Phone,
    now: Time,
) -> Result<()> {
    const FORGET: Dml = Dml::scoped(
        "UPDATE conversation SET wa_id = NULL, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND contact_id = :contact AND wa_id <> :wa_id",
    );
    let wa_id = digits(phone);
    db.execute(
        &FORGET,
        &[(":contact", contact.into()), (":wa_id", wa_id.into()), (":now", now.into())],
    )?;
    Ok(())
}

/// Has a conversation be with another contact, who has none.
pub(in crate::tools::messaging) fn is_with(
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

/// Puts everything that was written in one conversation into another, with until when the business may answer.
pub(in crate::tools::messaging) fn join(
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

/// The phone number of whom a conversation is with.
pub(in crate::tools::messaging) fn phone(
    db: &TenantRead<'_>,
    id: ConversationId,
) -> Result<Option<String>> {
    const PHONE: Sql = Sql::scoped(
        "SELECT c.phone AS phone FROM conversation v
         JOIN contact c ON c.tenant_id = v.tenant_id AND c.id = v.contact_id
         WHERE v.tenant_id = :tenant AND v.id = :id",
    );
    let found = db.first(&PHONE, &[(":id", id.into())], |row| row.text_or_none("phone"))?;
    Ok(found.flatten())
}

/// Whether the contact's number has changed since they wrote last: whoever has it now is not known to have written.
pub(in crate::tools::messaging) fn number_is_newer(
    db: &TenantRead<'_>,
    id: ConversationId,
    contact: ContactId,
) -> Result<bool> {
    const NEWER: Sql = Sql::scoped(portable!(
        "SELECT count(*) AS n FROM change_row r
         JOIN change c ON c.tenant_id = r.tenant_id AND c.id = r.change_id
         WHERE r.tenant_id = :tenant AND r.entity = 'contact' AND r.row_key = :contact AND r.op = 'update'
           AND {has_member r.after, 'phone'}
           AND c.seq > coalesce(
             (SELECT max(h.seq) FROM message m
              JOIN change_row w ON w.tenant_id = m.tenant_id AND w.entity = 'message' AND w.row_key = m.id
              JOIN change h ON h.tenant_id = w.tenant_id AND h.id = w.change_id
              WHERE m.tenant_id = :tenant AND m.conversation_id = :conversation AND m.direction = 'in'
                AND w.op = 'insert'), 0)"
    ));
    let params = [(":contact", contact.into()), (":conversation", id.into())];
    Ok(db.count(&NEWER, &params)? > 0)
}
