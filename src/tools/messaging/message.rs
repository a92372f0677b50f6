//! Messages from customers and from the business.

pub mod send;

mod attachment;
mod channel;
mod compose;
mod email;
mod input;
mod mentions;
pub(super) mod row;
mod sent;
mod whatsapp;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    clock::Time,
    error::Result,
    id::{ConversationId, MessageId},
    site::form::FieldKind,
    store::{TenantRead, entity::MessageRow},
    tools::messaging::{
        conversation::row::FORM,
        enquiry::{Enquiry, FieldValue},
    },
    value::Untrusted,
};

/// The source of customers' text.
pub(super) const SOURCE: &str = "whatsapp";

/// A message as it is shown with its conversation.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct MessageOut {
    id: MessageId,
    direction: String,
    kind: String,
    // Of an e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<String>,
    /// What the business sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// What the customer wrote; of an enquiry in fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    received: Option<Untrusted<Received>>,
    #[serde(flatten)]
    enquiry: Option<EnquiryOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<TemplateOut>,
    /// unknown may have been sent and may not.
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FaultOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to_message_id: Option<MessageId>,
    sent_at: Time,
}

/// What a customer wrote.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Received {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldOut>,
    /// Links by which a person answers: mailto:, tel:.
    #[serde(skip_serializing_if = "Vec::is_empty", rename = "answerTo")]
    answer_to: Vec<String>,
}

/// A field of a form as it was filled in.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct FieldOut {
    label: String,
    value: String,
}

/// What we say of an enquiry.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct EnquiryOut {
    /// The page of the form.
    page: String,
    /// Fields that differ from the contact's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "orderId")]
    order: Option<String>,
    /// Why it was taken for spam.
    #[serde(skip_serializing_if = "Option::is_none", rename = "spamReason")]
    spam: Option<String>,
}

/// Which template a message was made of.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct TemplateOut {
    name: String,
    language: String,
}

/// Why a message did not arrive.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct FaultOut {
    code: String,
    message: String,
}

/// The newest messages of each of several conversations, oldest first.
pub(super) fn newest_of_each(
    db: &TenantRead<'_>,
    conversations: &[ConversationId],
) -> Result<BTreeMap<ConversationId, Vec<MessageOut>>> {
    let mut of_each: BTreeMap<ConversationId, Vec<MessageOut>> = BTreeMap::new();
    for message in row::newest_of_each(db, conversations)? {
        of_each.entry(message.conversation_id).or_default().push(MessageOut::of(message)?);
    }
    Ok(of_each)
}

impl MessageOut {
    fn of(mut message: MessageRow) -> Result<MessageOut> {
        let (template, error) = (message.template(), message.fault());
        let body = std::mem::take(&mut message.body);
        let enquiry = message.enquiry.as_deref().map(Enquiry::read).transpose()?;
        let words = |text| {
            let (fields, answer_to) = (Vec::new(), Vec::new());
            Untrusted::new(SOURCE, Received { text: Some(text), fields, answer_to })
        };
        let (text, received) = match (&enquiry, message.direction.as_str()) {
            (Some(enquiry), _) => (None, Some(Received::of(enquiry))),
            (None, "in") => (None, (!body.is_empty()).then(|| words(body))),
            (None, _) => (Some(body), None),
        };
        Ok(MessageOut {
            id: message.id,
            direction: message.direction,
            subject: message.subject,
            attachments: attachment::names(&message.attachments)?,
            kind: message.kind,
            text,
            received,
            enquiry: enquiry.map(EnquiryOut::from),
            template,
            status: message.status,
            error,
            reply_to_message_id: message.reply_to,
            sent_at: message.sent_at,
        })
    }
}

impl Received {
    /// What a visitor filled in: messages as text, the rest as fields.
    fn of(enquiry: &Enquiry) -> Untrusted<Received> {
        let (texts, fields): (Vec<_>, Vec<_>) =
            enquiry.fields.iter().partition(|field| field.kind == FieldKind::LongText);
        let text: Vec<&str> = texts.iter().map(|field| field.value.as_str()).collect();
        let field = |it: &FieldValue| FieldOut { label: it.label.clone(), value: it.value.clone() };
        let fields = fields.into_iter().map(field).collect();
        let text = Some(text.join("\n\n")).filter(|text| !text.is_empty());
        Untrusted::new(FORM, Received { text, fields, answer_to: enquiry.ways() })
    }
}

impl From<Enquiry> for EnquiryOut {
    fn from(enquiry: Enquiry) -> EnquiryOut {
        let Enquiry { page, differs, order, spam, .. } = enquiry;
        EnquiryOut { page: format!("/{page}"), differs, order, spam }
    }
}

impl MessageRow {
    fn template(&self) -> Option<TemplateOut> {
        let (name, language) = self.template_name.clone().zip(self.template_language.clone())?;
        Some(TemplateOut { name, language })
    }

    fn fault(&self) -> Option<FaultOut> {
        let (code, message) = self.error_code.clone().zip(self.error.clone())?;
        Some(FaultOut { code, message })
    }
}
