//! The API's error codes, in one table for answers and events.

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Code, Error};

/// Codes of the API, our error code for them, the message, and the suggestion.
type Meaning = (&'static [i64], Code, &'static str, &'static str);

/// The meaning of each code; an unknown code is a refusal too.
const MEANINGS: &[Meaning] = &[
    (&[0, 190], Code::WhatsappKeyRefused, KEY, RENEW_KEY),
    (&[3, RIGHTS_FIRST, 131_005], Code::WhatsappNotPermitted, RIGHTS, ACCOUNT),
    (&[4, 80_007, 130_429], Code::WhatsappRateLimited, TOO_MUCH, LATER),
    (
        &[131_056],
        Code::WhatsappRateLimited,
        "too many messages to this one recipient in a short time",
        "wait ten seconds, then send it again",
    ),
    (
        &[131_048],
        Code::WhatsappSpamLimited,
        "too many recipients have blocked or reported this number",
        "send nothing unasked for a day, and tell the person to look at the number's quality",
    ),
    (
        &[131_026],
        Code::WhatsappUndeliverable,
        "the recipient cannot get WhatsApp messages at this number",
        "ask for another number, or write an e-mail",
    ),
    (
        &[131_021],
        Code::WhatsappUndeliverable,
        "sender and recipient are the same number",
        "check the contact's phone number",
    ),
    (
        &[131_030],
        Code::WhatsappUndeliverable,
        "the sandbox sends only to the number that it was set up with",
        "use that number, or the key of a real one",
    ),
    (
        &[131_047],
        Code::WindowClosed,
        "the customer has not written for 24 hours",
        "send an approved template: getMessageTemplate { all: true, status: \"approved\" }",
    ),
    (&[130_472, 131_049], Code::WhatsappWithheld, WITHHELD, NOT_SOON),
    (&[131_050], Code::WhatsappWithheld, "the recipient takes no marketing", NOT_SOON),
    (&[368, 130_497, 131_031], Code::WhatsappAccountBlocked, BLOCKED, ACCOUNT),
    (&[131_042], Code::WhatsappPayment, PAYMENT, ACCOUNT),
    (
        &[132_001],
        Code::MessageTemplateNotFound,
        "WhatsApp has no such template in that language",
        "see what there is with getMessageTemplate { all: true }",
    ),
    (&[132_007, 132_015, 132_016], Code::MessageTemplateUnapproved, PAUSED, ANOTHER),
    (&[132_000, 132_005, 132_012, 132_018], Code::MessageTemplateVariables, VARIABLES, LOOK),
    (
        &[133_010],
        Code::WhatsappNotRegistered,
        "the business's number is not registered with WhatsApp",
        "tell the person to register the number in the account",
    ),
    (
        &[33, 100, 131_008, 131_009, 131_051, 131_052, 131_053],
        Code::WhatsappMessageInvalid,
        FORM,
        CHECK,
    ),
];

/// The codes 200 to 299 all mean missing permissions, like this one.
const RIGHTS_FIRST: i64 = 10;

const KEY: &str = "the key for WhatsApp is not good";
const RENEW_KEY: &str = "tell the person to make a new key at 360dialog and to connect again: deskhand integration connect whatsapp";
const RIGHTS: &str = "the business's WhatsApp account may not do this";
const ACCOUNT: &str = "tell the person to look at the account at 360dialog";
const TOO_MUCH: &str = "too much was sent in a short time";
const LATER: &str = "wait a minute, then send it again";
const WITHHELD: &str = "WhatsApp chose not to deliver it";
const NOT_SOON: &str =
    "leave this customer alone for a day; an answer to a message of theirs is delivered";
const BLOCKED: &str = "the business's WhatsApp account is locked or restricted";
const PAYMENT: &str = "the business's account has a problem with its payment";
const PAUSED: &str = "the template is paused, disabled, or against WhatsApp's rules";
const ANOTHER: &str = "take another: getMessageTemplate { all: true, status: \"approved\" }";
const VARIABLES: &str = "the variables do not fit the template as WhatsApp has it";
const LOOK: &str = "look at its variables anew with getMessageTemplate { name }";
const FORM: &str = "WhatsApp does not take a message of this form";
const CHECK: &str = "check the contact's phone number and what you send";

/// An error in one of the API's formats.
#[derive(Debug, Deserialize)]
struct Complaint {
    code: Option<Value>,
}

/// The API's error code in an answer.
pub(in crate::tools::messaging) fn code_in(body: &[u8]) -> Option<i64> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let complaint = body.get("error").or_else(|| body.get("errors")?.get(0))?;
    number(&Complaint::deserialize(complaint).ok()?.code?)
}

/// A code as a number; some answers contain it as text.
pub(super) fn number(code: &Value) -> Option<i64> {
    code.as_i64().or_else(|| code.as_str()?.parse().ok())
}

/// Our error code and message for `code`.
pub(in crate::tools::messaging) fn meaning(code: i64) -> (Code, &'static str) {
    find(code).map_or((Code::WhatsappRefused, UNKNOWN), |(_, ours, sentence, _)| (*ours, *sentence))
}

const UNKNOWN: &str = "WhatsApp refused it";

fn find(code: i64) -> Option<&'static Meaning> {
    let code = if (200..=299).contains(&code) { RIGHTS_FIRST } else { code };
    MEANINGS.iter().find(|(codes, ..)| codes.contains(&code))
}

/// The error for an answer with that status. The API's own text goes to the log.
pub(in crate::tools::messaging) fn refusal(status: u16, body: &[u8]) -> Error {
    let Some(code) = code_in(body) else { return of_status(status) };
    let cause = format!("HTTP {status}, code {code}");
    match find(code) {
        Some((_, ours, sentence, advice)) => {
            let sentence = format!("{sentence} (WhatsApp error {code})");
            Error::new(*ours, sentence).suggest(*advice).caused_by(cause)
        }
        // A refusal with an unknown code.
        None if matches!(status, 401 | 402 | 403 | 429) => of_status(status).caused_by(cause),
        None => {
            let sentence = format!("{UNKNOWN} (WhatsApp error {code})");
            Error::new(Code::WhatsappRefused, sentence).suggest(ACCOUNT).caused_by(cause)
        }
    }
}

fn of_status(status: u16) -> Error {
    let (code, sentence, advice) = match status {
        401 | 403 => (Code::WhatsappKeyRefused, KEY, RENEW_KEY),
        402 => (Code::WhatsappPayment, PAYMENT, ACCOUNT),
        429 => (Code::WhatsappRateLimited, TOO_MUCH, LATER),
        _ => (Code::WhatsappRefused, UNKNOWN, ACCOUNT),
    };
    Error::new(code, format!("{sentence} (HTTP {status})")).suggest(advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documented codes, each with our error code and whether the same call can succeed later.
    const DOCUMENTED: &[(i64, &str, bool)] = &[
        (0, "WHATSAPP_KEY_REFUSED", false),
        (190, "WHATSAPP_KEY_REFUSED", false),
        (10, "WHATSAPP_NOT_PERMITTED", false),
        (200, "WHATSAPP_NOT_PERMITTED", false),
        (299, "WHATSAPP_NOT_PERMITTED", false),
        (4, "WHATSAPP_RATE_LIMITED", true),
        (80_007, "WHATSAPP_RATE_LIMITED", true),
        (130_429, "WHATSAPP_RATE_LIMITED", true),
        (131_056, "WHATSAPP_RATE_LIMITED", true),
        (131_048, "WHATSAPP_SPAM_LIMITED", false),
        (131_026, "WHATSAPP_UNDELIVERABLE", false),
        (131_047, "WINDOW_CLOSED", false),
        (131_049, "WHATSAPP_WITHHELD", false),
        (130_472, "WHATSAPP_WITHHELD", false),
        (131_031, "WHATSAPP_ACCOUNT_BLOCKED", false),
        (368, "WHATSAPP_ACCOUNT_BLOCKED", false),
        (131_042, "WHATSAPP_PAYMENT", false),
        (131_051, "WHATSAPP_MESSAGE_INVALID", false),
        (131_052, "WHATSAPP_MESSAGE_INVALID", false),
        (131_053, "WHATSAPP_MESSAGE_INVALID", false),
        (100, "WHATSAPP_MESSAGE_INVALID", false),
        (132_000, "MESSAGE_TEMPLATE_VARIABLES", false),
        (132_001, "MESSAGE_TEMPLATE_NOT_FOUND", false),
        (132_005, "MESSAGE_TEMPLATE_VARIABLES", false),
        (132_007, "MESSAGE_TEMPLATE_UNAPPROVED", false),
        (132_012, "MESSAGE_TEMPLATE_VARIABLES", false),
        (132_015, "MESSAGE_TEMPLATE_UNAPPROVED", false),
        (132_016, "MESSAGE_TEMPLATE_UNAPPROVED", false),
        (133_010, "WHATSAPP_NOT_REGISTERED", false),
        (999_999, "WHATSAPP_REFUSED", false),
    ];

    #[test]
    fn every_documented_code_has_its_meaning() {
        for (code, ours, retryable) in DOCUMENTED {
            let body = format!(
                r#"{{"error":{{"message":"(#{code}) secret words","type":"OAuthException","code":{code},
                    "error_data":{{"messaging_product":"whatsapp","details":"secret details"}},"fbtrace_id":"A"}}}}"#
            );
            let error = refusal(400, body.as_bytes());
            assert_eq!(
                (error.code().as_str(), error.code().retryable()),
                (*ours, *retryable),
                "{code}"
            );
            assert!(error.message().contains(&format!("WhatsApp error {code}")));
            assert!(!error.to_answer().to_string().contains("secret"), "{error}");
            assert!(error.suggestion().is_some());
            assert_eq!(meaning(*code).0, error.code());
        }
    }

    #[test]
    fn other_shapes_and_nothing_at_all_are_refusals_too() {
        let code = |status, body: &str| refusal(status, body.as_bytes()).code();
        let listed = r#"{"errors":[{"code":"131026","title":"no","details":"x"}]}"#;
        assert_eq!(code(400, listed), Code::WhatsappUndeliverable);
        let meta = r#"{"meta":{"success":false,"http_code":401,"developer_message":"no key"}}"#;
        assert_eq!(code(401, meta), Code::WhatsappKeyRefused);
        assert_eq!(code(429, "<html>slow down</html>"), Code::WhatsappRateLimited);
        assert_eq!(code(429, r#"{"error":{"code":77}}"#), Code::WhatsappRateLimited);
        assert_eq!(code(404, ""), Code::WhatsappRefused);
    }
}
