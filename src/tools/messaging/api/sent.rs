//! The bodies of `POST /messages`.

use serde_json::{Value, json};

use crate::{id::MessageId, value::digits};

/// The content of a message.
#[derive(Clone, Debug)]
pub(in crate::tools::messaging) enum Content {
    /// Free text.
    Text(String),
    /// An approved template with its variables filled in.
    Template {
        name: String,
        /// In WhatsApp's form: `en_US`.
        language: String,
        /// In the API's form.
        components: Vec<Value>,
    },
}

/// The recipient of a message.
#[derive(Clone, Debug)]
pub(in crate::tools::messaging) enum Address {
    Phone(String),
    /// A WhatsApp user id. It has its own field: in the field for numbers it would be read as one.
    UserId(String),
}

/// The body for a message. It contains our id, which every event about the message repeats.
pub(in crate::tools::messaging) fn body(
    message: MessageId,
    to: &Address,
    content: &Content,
    in_reply_to: Option<&str>,
) -> Value {
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
    });
    let to = match to {
        Address::Phone(phone) => json!({ "to": digits(phone) }),
        Address::UserId(id) => json!({ "recipient": id }),
    };
    let more = match content {
        Content::Text(text) => {
            json!({ "type": "text", "text": { "body": text, "preview_url": false } })
        }
        Content::Template { name, language, components } => json!({
            "type": "template",
            "template": {
                "name": name,
                "language": { "code": language, "policy": "deterministic" },
                "components": components,
            },
        }),
    };
    let answers = in_reply_to.map(|id| json!({ "context": { "message_id": id } }));
    let ours = json!({ "biz_opaque_callback_data": message.to_string() });
    if let Some(body) = body.as_object_mut() {
        let parts = [Some(to), Some(more), answers, Some(ours)].into_iter().flatten();
        for part in parts {
            body.extend(part.as_object().cloned().unwrap_or_default());
        }
    }
    body
}
