//! Reads and writes of conversations.

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

/// The 24 hours after a customer's message in which the business may write freely, in milliseconds.
const WINDOW_MS: i64 = 24 * 60 * 60 * 1000;

/// The status of an open conversation.
pub(in crate::tools::messaging) const ACTIVE: &str = "active";

/// The status of what was taken for spam.
pub(in crate::tools::messaging) const SPAM: &str = "spam";

/// How long what was taken for spam is shown, in milliseconds.
pub(super) const SPAM_SHOWN_MS: i64 = 30 * 24 * 60 * 60 * 1000;

impl ConversationRow {
    /// Until when the business may write freely; `None` if it may not. Measured by WhatsApp's time of the customer's
    /// message and by when it arrived here; the earlier end counts. `now` is [`TenantRead::now`].
    pub(in crate::tools::messaging) fn open_until(&self, now: Time) -> Option<Time> {
        let until = self.last_inbound_at.map(|at| at.plus_ms(WINDOW_MS));
        let until = until.filter(|until| *until > clock::now());
        let has_gone = self.inbound_came_at.is_some_and(|at| at.plus_ms(WINDOW_MS) <= now);
        until.filter(|_| !has_gone)
    }
}

/// The channels of conversations. A further one is a line here and in the table.
pub(in crate::tools::messaging) const WHATSAPP: &str = "whatsapp";
pub(in crate::tools::messaging) const FORM: &str = "form";
pub(in crate::tools::messaging) const EMAIL: &str = "email";

/// Whether answers to what came by that channel leave by mail.
pub(in crate::tools::messaging) fn is_answered_by_mail(channel: &str) -> bool {
    channel == EMAIL || channel == FORM
}

/// The conversation with a contact by that channel, of which each contact has one: WhatsApp or e-mail.
pub(in crate::tools::messaging) fn of_contact(
    db: &TenantRead<'_>,
    contact: ContactId,
    channel: &str,
) -> Result<Option<ConversationRow>> {
    const OF_CONTACT: Select<ConversationRow> =
        select!(ConversationRow, "v.contact_id = :contact AND v.channel = :channel");
    db.row(&OF_CONTACT, &[(":contact", contact.into()), (":channel", channel.into())])
}

/// The conversation with a contact that has the latest message, by whatever channel.
pub(super) fn latest(db: &TenantRead<'_>, contact: ContactId) -> Result<Option<ConversationRow>> {
    const LATEST: Select<ConversationRow> = select!(
        ConversationRow,
        "v.contact_id = :contact AND v.status <> :spam ORDER BY v.last_message_at DESC, v.id DESC LIMIT 1"
    );
    db.row(&LATEST, &[(":contact", contact.into()), (":spam", SPAM.into())])
}

/// The channel of the contact's own latest message.
pub(in crate::tools::messaging) fn wrote_last_by(
    db: &TenantRead<'_>,
    contact: ContactId,
) -> Result<Option<String>> {
    const CHANNEL: Sql = Sql::scoped(
        "SELECT v.channel AS channel FROM conversation v
         JOIN message m ON m.tenant_id = v.tenant_id AND m.conversation_id = v.id AND m.direction = 'in'
         WHERE v.tenant_id = :tenant AND v.contact_id = :contact AND v.status <> :spam
         ORDER BY m.sent_at DESC, m.id DESC LIMIT 1",
    );
    let params = [(":contact", contact.into()), (":spam", SPAM.into())];
    db.first(&CHANNEL, &params, |row| row.text("channel"))
}

/// The conversation with that WhatsApp id.
pub(in crate::tools::messaging) fn by_wa_id(
    db: &TenantRead<'_>,
    wa_id: &str,
) -> Result<Option<ConversationRow>> {
    const BY_WA_ID: Select<ConversationRow> = select!(ConversationRow, "v.wa_id = :wa_id");
    db.row(&BY_WA_ID, &[(":wa_id", wa_id.into())])
}

/// Starts the conversation with a contact by that channel, whose first message has that time.
pub(in crate::tools::messaging) fn begin(
    db: &mut TenantWrite<'_>,
    contact: ContactId,
    channel: &str,
    at: Time,
) -> Result<ConversationId> {
    let conversation = NewConversation {
        id: ConversationId::new(),
        contact_id: Some(contact),
        channel: channel.to_owned(),
        status: ACTIVE.to_owned(),
        last_message_at: at,
    };
    conversation.insert(db).map(|()| conversation.id)
}

/// Notes that something was written on our side at `at`.
pub(in crate::tools::messaging) fn record_outbound(
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

/// Records a customer's message at `at`. If it is the latest, the conversation is reopened; if `opens`, the 24-hour
/// window starts. An older message changes nothing.
pub(in crate::tools::messaging) fn record_inbound(
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

/// Stores the customer's WhatsApp id, unless another conversation has it.
pub(in crate::tools::messaging) fn set_wa_id(
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

/// Removes a contact's WhatsApp id, unless it is this number.
pub(in crate::tools::messaging) fn clear_other_wa_id(
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

/// The phone number of a conversation's contact.
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

/// Whether the contact's number has changed since their last message: the new owner of the number may not have
/// written.
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
