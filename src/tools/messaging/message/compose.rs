//! Builds a message and checks that it may be sent: the 24-hour window, the template, the message that it answers.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::row;
use crate::{
    clock::Time,
    error::{Code, Error, Result},
    id::{self, ConversationId},
    store::{
        TenantRead,
        entity::{ConversationRow, MessageRow},
    },
    tool::Part,
    tools::messaging::{
        api::sent::Content,
        message_template::{self, variables},
    },
    value::{Line, Ref},
};

/// The longest text that WhatsApp takes.
const TEXT_CHARS_MAX: usize = 4096;

/// Which template, and what is filled in.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct TemplateInput {
    name: Ref<id::MessageTemplate>,
    language: Option<Line<2, 20>>,
    #[serde(default)]
    #[schemars(extend("x-personal" = true))]
    variables: Map<String, Value>,
}

/// A message that can be sent.
pub(super) struct ComposedMessage {
    pub(super) content: Content,
    /// The text as it is stored.
    pub(super) text: String,
    /// Everything that the customer will see.
    pub(super) parts: Vec<Part>,
}

/// Builds the content from `message` or `template`; exactly one must be given.
pub(super) fn letter(
    db: &TenantRead<'_>,
    message: Option<&str>,
    template: Option<&TemplateInput>,
    conversation: Option<&ConversationRow>,
) -> Result<ComposedMessage> {
    match (message, template) {
        (Some(message), None) => {
            let now = db.now()?;
            if conversation.and_then(|known| known.open_until(now)).is_none() {
                return Err(closed(db, conversation)?);
            }
            let count = message.chars().count();
            if count > TEXT_CHARS_MAX {
                let sentence = format!("message: {count} characters; WhatsApp takes 4,096");
                return Err(Error::new(Code::ArgumentInvalid, sentence)
                    .suggest("send it in parts, or by e-mail"));
            }
            let text = message.to_owned();
            let part = Part { name: "text".to_owned(), text: text.clone() };
            Ok(ComposedMessage { content: Content::Text(text.clone()), text, parts: vec![part] })
        }
        (None, Some(wanted)) => {
            let known = message_template::require(db, &wanted.name, wanted.language.as_deref())?;
            let parts: &[Value] = &known.components.read::<Vec<Value>>()?;
            let components = variables::fill(&known.name, parts, &wanted.variables)?;
            let text = variables::rendered(parts, "body", &wanted.variables);
            let mut seen = variables::arriving(parts, &wanted.variables);
            let (name, language) = (known.name, known.language);
            let template = format!("{name} ({language})");
            seen.push(Part { name: "template".to_owned(), text: template });
            let content = Content::Template { name, language, components };
            Ok(ComposedMessage { content, text, parts: seen })
        }
        _ => Err(Error::new(Code::ArgumentInvalid, "send either `message` or `template`").suggest(
            "within 24 hours of the customer's last message `message`, otherwise `template`",
        )),
    }
}

fn closed(db: &TenantRead<'_>, conversation: Option<&ConversationRow>) -> Result<Error> {
    let since = match conversation.and_then(|known| known.last_inbound_at) {
        Some(at) => format!("the customer wrote last at {at}, more than 24 hours ago"),
        None => "the customer has not written on WhatsApp yet".to_owned(),
    };
    let advice = message_template::approved_ones(db)?;
    Ok(Error::new(Code::WindowClosed, format!("{since}: only a template can be sent"))
        .suggest(advice))
}

/// The message to answer: one of this conversation that WhatsApp knows.
pub(super) fn answered(
    db: &TenantRead<'_>,
    named: Option<&Ref<id::Message>>,
    conversation: Option<&ConversationRow>,
) -> Result<Option<MessageRow>> {
    let Some(named) = named else { return Ok(None) };
    let found = match named {
        Ref::Id(id) => MessageRow::by_id(db, *id)?,
        Ref::Name(_) => None,
    };
    let of_this =
        |found: &MessageRow| conversation.is_some_and(|known| known.id == found.conversation_id);
    let Some(message) = found.filter(of_this) else {
        return Err(Error::new(
            Code::MessageNotFound,
            format!("there is no message `{named}` in the conversation with this contact"),
        )
        .suggest("take one of getConversation { contactId, includeMessages: true }"));
    };
    if message.provider_id.is_none() {
        return Err(Error::new(
            Code::MessageUnanswerable,
            format!(
                "the message is {}: WhatsApp does not know it, so nothing can refer to it",
                message.status
            ),
        )
        .suggest("send it without replyToMessageId"));
    }
    Ok(Some(message))
}

/// The message as it is recorded before it is sent.
pub(super) fn recorded(
    content: &Content,
    body: String,
    conversation_id: ConversationId,
    answered: Option<&MessageRow>,
    now: Time,
) -> MessageRow {
    let (kind, template) = match content {
        Content::Text(_) => ("text", None),
        Content::Template { name, language, .. } => {
            ("template", Some((name.clone(), language.clone())))
        }
    };
    let (template_name, template_language) = template.unzip();
    let kind = kind.to_owned();
    let reply_to = answered.map(|message| message.id);
    let plain = row::plain(conversation_id, body, now);
    MessageRow { kind, template_name, template_language, reply_to, ..plain }
}
