//! What is sent: the bodies of `POST /messages`.

use serde_json::{Value, json};

use crate::{id::MessageId, value::digits};

/// What a message says.
#[derive(Clone, Debug)]
pub(in crate::tools::messaging) enum Content {
    /// Words of our own.
    Text(String),
    /// An approved template with its components filled in.
    Template {
        /// Its name.
        name: String,
        /// Its language, as WhatsApp writes it: `en_US`.
        language: String,
        /// As the API wants them.
        components: Vec<Value>,
    },
}

/// Where a message goes.
#[derive(Clone, Debug)]
pub(in crate::tools::messaging) enum Address {
    /// A phone number.
    Phone(String),
    /// What WhatsApp calls somebody for this business alone. In the place of a number it would be taken for one.
    UserId(String),
}

/// The body for a message of ours. Its id goes along and comes back with every event about it.
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
