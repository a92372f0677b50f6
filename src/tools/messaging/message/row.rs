//! Reads and writes of messages: written once, then only the status changes.

use crate::{
    clock::{self, Time},
    error::{Error, Result},
    id::{ConversationId, MessageId},
    store::{
        Dml, Sql, TenantRead, TenantWrite,
        entity::{Json, MessageRow, Select, Stored as _, select},
    },
};

/// The status while it is not known whether the message was sent.
pub(in crate::tools::messaging) const UNKNOWN: &str = "unknown";

/// The status of a message that could not be sent.
pub(in crate::tools::messaging) const FAILED: &str = "failed";

/// The message with that WhatsApp id.
pub(in crate::tools::messaging) fn by_provider_id(
    db: &TenantRead<'_>,
    provider_id: &str,
) -> Result<Option<MessageRow>> {
    const BY_PROVIDER_ID: Select<MessageRow> = select!(MessageRow, "provider_id = :provider");
    db.row(&BY_PROVIDER_ID, &[(":provider", provider_id.into())])
}

/// The times at which messages were recorded that were sent since then, or may have been.
pub(super) fn left_since(db: &TenantRead<'_>, since: Time) -> Result<Vec<Time>> {
    const LEFT: Sql = Sql::scoped(
        "SELECT created_at FROM message
         WHERE tenant_id = :tenant AND direction = 'out' AND created_at > :since",
    );
    db.all(&LEFT, &[(":since", since.into())], |row| row.time("created_at"))
}

/// A message of ours before it is sent, in plain words; others say what of it is different.
pub(in crate::tools::messaging) fn plain(
    conversation_id: ConversationId,
    body: String,
    now: Time,
) -> MessageRow {
    MessageRow {
        id: MessageId::new(),
        conversation_id,
        direction: "out".to_owned(),
        kind: "text".to_owned(),
        body,
        enquiry: None,
        subject: None,
        attachments: Json::empty_list(),
        invoice_id: None,
        template_name: None,
        template_language: None,
        status: UNKNOWN.to_owned(),
        provider_id: None,
        reply_to: None,
        refers_to: None,
        error_code: None,
        error: None,
        sent_at: now,
    }
}

/// The newest twenty messages of each of several conversations, oldest first.
pub(super) fn newest_of_each(
    db: &TenantRead<'_>,
    conversations: &[ConversationId],
) -> Result<Vec<MessageRow>> {
    const NEWEST_OF_EACH: Select<MessageRow> = select!(
        MessageRow,
        "id IN (SELECT n.id FROM {items :ids, cte_conversations}
                {ordered_join} message n ON n.tenant_id = :tenant AND n.id IN
                  (SELECT i.id FROM message i
                   WHERE i.tenant_id = :tenant AND i.conversation_id = cte_conversations.value
                   ORDER BY i.sent_at DESC, i.id DESC LIMIT 20))
         ORDER BY sent_at, id"
    );
    db.below(&NEWEST_OF_EACH, conversations)
}

/// Inserts a message. Its time of recording is by the tenant's clock, which the 24-hour window uses.
pub(in crate::tools::messaging) fn add(
    db: &mut TenantWrite<'_>,
    message: &MessageRow,
) -> Result<()> {
    let now = db.now()?;
    add_of(db, message, now)
}

/// The same for a message that came or left at `at`.
pub(in crate::tools::messaging) fn add_of(
    db: &mut TenantWrite<'_>,
    message: &MessageRow,
    at: Time,
) -> Result<()> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO message
           (tenant_id, id, conversation_id, direction, kind, body, enquiry, subject, attachments, invoice_id,
            template_name, template_language, status, provider_id, reply_to, refers_to, sent_at, version, created_at,
            updated_at)
         VALUES (:tenant, :id, :conversation, :direction, :kind, :body, :enquiry, :subject, :attachments, :invoice,
                 :template, :language, :status, :provider, :reply_to, :refers_to, :sent, 1, :steady, :now)",
    );
    db.execute(
        &ADD,
        &[
            (":id", message.id.into()),
            (":conversation", message.conversation_id.into()),
            (":direction", (&message.direction).into()),
            (":kind", (&message.kind).into()),
            (":body", (&message.body).into()),
            (":enquiry", message.enquiry.as_ref().into()),
            (":subject", message.subject.as_ref().into()),
            (":attachments", message.attachments.param()),
            (":invoice", message.invoice_id.into()),
            (":template", message.template_name.as_ref().into()),
            (":language", message.template_language.as_ref().into()),
            (":status", (&message.status).into()),
            (":provider", message.provider_id.as_ref().into()),
            (":reply_to", message.reply_to.into()),
            (":refers_to", message.refers_to.as_ref().into()),
            (":sent", message.sent_at.into()),
            (":steady", at.into()),
            (":now", clock::now().into()),
        ],
    )?;
    Ok(())
}

/// The message that an enquiry's conversation begins with.
pub(in crate::tools::messaging) fn enquiry_of(
    db: &TenantRead<'_>,
    conversation: ConversationId,
) -> Result<Option<MessageRow>> {
    const FIRST: Select<MessageRow> = select!(
        MessageRow,
        "conversation_id = :conversation AND kind = 'enquiry' ORDER BY sent_at, id LIMIT 1"
    );
    db.row(&FIRST, &[(":conversation", conversation.into())])
}

/// Notes more about an enquiry.
pub(in crate::tools::messaging) fn set_enquiry(
    db: &mut TenantWrite<'_>,
    id: MessageId,
    enquiry: &str,
) -> Result<()> {
    const SET: Dml = Dml::scoped(
        "UPDATE message SET enquiry = :enquiry, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id",
    );
    let now = clock::now();
    let params = [(":id", id.into()), (":enquiry", enquiry.into()), (":now", now.into())];
    db.execute(&SET, &params)?;
    Ok(())
}

/// Links earlier messages that refer to this one and arrived before it.
pub(in crate::tools::messaging) fn tie_earlier(
    db: &mut TenantWrite<'_>,
    message: &MessageRow,
    now: Time,
) -> Result<()> {
    const TIE: Dml = Dml::scoped(
        "UPDATE message SET reply_to = :id, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND refers_to = :provider AND reply_to IS NULL
           AND conversation_id = :conversation",
    );
    let params = [
        (":id", message.id.into()),
        (":provider", message.provider_id.as_ref().into()),
        (":conversation", message.conversation_id.into()),
        (":now", now.into()),
    ];
    db.execute(&TIE, &params)?;
    Ok(())
}

/// The order of statuses. `failed` and `read` are final.
fn rank(status: &str) -> Result<u8> {
    Ok(match status {
        UNKNOWN => 0,
        "accepted" => 1,
        "sent" => 2,
        "delivered" => 3,
        "read" => 4,
        FAILED => 5,
        other => return Err(Error::internal(format!("a message of ours is {other}"))),
    })
}

/// A new status of a message.
#[derive(Debug, Default)]
pub(in crate::tools::messaging) struct Progress<'p> {
    pub(in crate::tools::messaging) status: &'static str,
    /// WhatsApp's id of the message.
    pub(in crate::tools::messaging) provider_id: Option<&'p str>,
    /// Why it failed: an error code of ours and a sentence.
    pub(in crate::tools::messaging) fault: Option<(&'p str, &'p str)>,
}

/// Moves a sent message to a later status, never back; returns whether that changed anything. A delivered message
/// cannot fail.
pub(in crate::tools::messaging) fn moved_on(
    db: &mut TenantWrite<'_>,
    message: &MessageRow,
    progress: &Progress<'_>,
    now: Time,
) -> Result<bool> {
    const MOVE: Dml = Dml::scoped(
        "UPDATE message SET status = :status, provider_id = coalesce(provider_id, :provider),
                            error_code = :error_code, error = :error,
                            version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id
           AND (status, provider_id) IS DISTINCT FROM (:status, coalesce(provider_id, :provider))",
    );
    let (was, is) = (rank(&message.status)?, rank(progress.status)?);
    let arrived = (3..=4).contains(&was);
    let goes_on = is > was && !(progress.status == FAILED && arrived);
    // An event can arrive before the answer that contains the message's id.
    let status = if goes_on { progress.status } else { message.status.as_str() };
    let fault = if goes_on {
        progress.fault
    } else {
        message.error_code.as_deref().zip(message.error.as_deref())
    };
    // Each WhatsApp id belongs to one message, whatever the provider reports.
    let named = match progress.provider_id {
        Some(name) if by_provider_id(db, name)?.is_none() => Some(name),
        Some(_) | None => None,
    };
    let moved = db.execute(
        &MOVE,
        &[
            (":id", message.id.into()),
            (":status", status.into()),
            (":provider", named.into()),
            (":error_code", fault.map(|(code, _)| code).into()),
            (":error", fault.map(|(_, sentence)| sentence).into()),
            (":now", now.into()),
        ],
    )?;
    Ok(moved > 0)
}
