//! The answer to `POST /messages`: accepted, refused, or unknown.

use serde::Deserialize;

use super::refusal::refusal;
use crate::{
    error::{Code, Error},
    outbound::{self, Answer},
};

/// The result of sending a message.
#[derive(Debug)]
pub(in crate::tools::messaging) enum Outcome {
    /// WhatsApp has accepted the message; whether it arrives is reported later.
    Accepted(Accepted),
    /// Certainly not sent.
    Refused(Error),
    /// It is not known whether it was sent.
    Unknown(Error),
}

/// The identifiers in an "accepted" answer.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::tools::messaging) struct Accepted {
    /// WhatsApp's id of the message.
    pub(in crate::tools::messaging) provider_id: String,
    /// WhatsApp's id of the recipient.
    pub(in crate::tools::messaging) wa_id: Option<String>,
}

#[derive(Deserialize)]
struct Body {
    messages: Vec<Message>,
    #[serde(default)]
    contacts: Vec<Contact>,
}

#[derive(Deserialize)]
struct Message {
    id: String,
}

#[derive(Deserialize)]
struct Contact {
    wa_id: Option<String>,
}

/// The longest id that WhatsApp uses.
pub(super) const NAME_CHARS_MAX: usize = 512;

/// Whether a text can be one of WhatsApp's ids.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= NAME_CHARS_MAX && text.bytes().all(|b| b.is_ascii_graphic())
}

/// Interprets an answer.
pub(in crate::tools::messaging) fn read(came: outbound::Result<Answer>) -> Outcome {
    match came {
        Ok(answer) => of(answer.status(), &answer.body),
        Err(failure) if failure.may_have_arrived() => {
            Outcome::Unknown(unknown(&failure.to_string()))
        }
        Err(failure) => Outcome::Refused(failure.into_error()),
    }
}

fn of(status: u16, body: &[u8]) -> Outcome {
    match status {
        200..=299 => accepted(body).map_or_else(
            || Outcome::Unknown(unknown("the answer could not be read")),
            Outcome::Accepted,
        ),
        // The server did not receive the whole request in time; it may have arrived later.
        408 | 425 | 499 => Outcome::Unknown(unknown(&format!("HTTP {status}"))),
        400..=498 => Outcome::Refused(refusal(status, body)),
        _ => Outcome::Unknown(unknown(&format!("HTTP {status}"))),
    }
}

fn accepted(body: &[u8]) -> Option<Accepted> {
    let body: Body = serde_json::from_slice(body).ok()?;
    let provider_id = body.messages.into_iter().next()?.id;
    let wa_id = body.contacts.into_iter().next().and_then(|contact| contact.wa_id);
    let wa_id = wa_id.filter(|id| id.len() <= 15 && id.bytes().all(|b| b.is_ascii_digit()));
    is_name(&provider_id).then_some(Accepted { provider_id, wa_id })
}

fn unknown(why: &str) -> Error {
    Error::new(
        Code::SendingUnknown,
        format!("it is not known whether the message was sent: {why}; it is not sent again by itself"),
    )
    .suggest("look with getConversation { contactId, includeMessages: true } in a minute: an event about it settles it; otherwise ask the person before you send it again")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAKEN: &str = r#"{"messaging_product":"whatsapp","contacts":[{"input":"14155552671","wa_id":"14155552671"}],
        "messages":[{"id":"wamid.HBgLMTQxNTU1NTI2NzEVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA","message_status":"accepted"}]}"#;

    #[test]
    fn a_success_is_one_when_it_names_the_message() {
        let Outcome::Accepted(accepted) = of(200, TAKEN.as_bytes()) else { panic!() };
        assert!(accepted.provider_id.starts_with("wamid."));
        assert_eq!(accepted.wa_id.as_deref(), Some("14155552671"));
        for odd in ["", "{}", "<html>", r#"{"messages":[]}"#, r#"{"messages":[{"id":""}]}"#] {
            assert!(matches!(of(200, odd.as_bytes()), Outcome::Unknown(_)), "{odd}");
        }
    }

    #[test]
    fn what_the_server_did_not_refuse_is_unknown() {
        for status in [500, 502, 503, 504, 302, 408, 100] {
            let Outcome::Unknown(error) = of(status, b"oops") else { panic!("{status}") };
            assert_eq!(error.code(), Code::SendingUnknown);
            assert!(!error.code().retryable());
        }
        for status in [400, 401, 403, 404, 429] {
            assert!(matches!(of(status, b"no"), Outcome::Refused(_)), "{status}");
        }
    }
}
