//! What is sent: the bodies of `POST /messages`.

use serde_json::{Value, json};

use crate::id::MessageId;

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

/// The body for a message of ours to a number. Its id goes along and comes back with every event about it.
pub(in crate::tools::messaging) fn body(
    message: MessageId,
    to: &str,
    content: &Content,
    in_reply_to: Option<&str>,
) -> Value {
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": digits(to),
    });
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
        let parts = [Some(more), answers, Some(ours)].into_iter().flatten();
        for part in parts {
            body.extend(part.as_object().cloned().unwrap_or_default());
        }
    }
    body
}

/// A number as WhatsApp writes it: `+49 30 …` is `4930…`.
pub(in crate::tools::messaging) fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}
