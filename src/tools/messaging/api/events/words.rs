//! The text of a message of any kind: text as it is, everything else described, with its kind in front.
//!
//! `[image] Our garden`, `[order] 2 × MUG-1 for 10 USD`, `[edit] Is the 6th free?`. An unknown kind is stored with its
//! name and whatever text it contains.

use serde_json::Value;

use super::text;

/// The text of a message.
pub(super) struct Words {
    /// Whether the customer wrote or chose the text.
    pub(super) is_text: bool,
    pub(super) body: String,
    /// Whether it opens the 24-hour window in which the business may write freely.
    pub(super) opens_window: bool,
}

/// The most characters shown of an unknown kind.
const KIND_CHARS_MAX: usize = 30;

/// The most items listed of one message.
const LISTED_MAX: usize = 50;

/// Where the words of a text are; some who pass a message on write them without the object around.
const TEXT: [&str; 3] = ["/text/body", "/text", "/body"];

/// Deeper than this nobody has hidden any words.
const DEPTH_MAX: usize = 4;

/// Describes a message.
pub(super) fn of(message: &Value) -> Words {
    let has_text = TEXT.iter().any(|path| text(message, path).is_some());
    let kind = text(message, "/type").unwrap_or(if has_text { "text" } else { "unsupported" });
    let is_of_group = message.get("group_id").is_some_and(|group| !group.is_null());
    let (is_text, body) = match said(kind, message) {
        Some(words) if !is_of_group => (true, with_referral(message, words)),
        Some(words) => (false, format!("[group] {words}")),
        None => {
            let words = with_referral(message, described(kind, message));
            (false, format!("[{}] {words}", named(kind)).trim_end().to_owned())
        }
    };
    // These kinds are no new message to the business.
    let is_news = matches!(kind, "reaction" | "edit" | "revoke" | "system" | "request_welcome");
    Words { is_text, body, opens_window: !is_news && !is_of_group }
}

/// WhatsApp's id of the message that this one answers, reacts to, edits or deletes.
pub(super) fn refers_to(message: &Value) -> Option<&str> {
    let paths = [
        "/reaction/message_id",
        "/edit/original_message_id",
        "/revoke/original_message_id",
        "/context/id",
        "/context/message_id",
    ];
    paths.iter().find_map(|path| text(message, path))
}

fn named(kind: &str) -> String {
    let known = kind.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_');
    known.take(KIND_CHARS_MAX).collect()
}

/// Text that the customer wrote, or chose from the business's options.
fn said(kind: &str, message: &Value) -> Option<String> {
    let words = match kind {
        "text" => first(message, &TEXT)?,
        "button" => first(message, &["/button/text", "/button/payload", "/button"])?,
        "interactive" => {
            let row = text(message, "/interactive/list_reply/description");
            let row = row.filter(|row| !row.is_empty()).map(|row| format!(" ({row})"));
            let chosen = first(
                message,
                &["/interactive/button_reply/title", "/interactive/list_reply/title"],
            )?;
            chosen + &row.unwrap_or_default()
        }
        _ => return None,
    };
    Some(words)
}

/// The description of a message without text.
fn described(kind: &str, message: &Value) -> String {
    let own = message.get(kind).unwrap_or(&Value::Null);
    if let Some(words) = own.as_str() {
        return words.to_owned();
    }
    match kind {
        "location" => location(own),
        "contacts" => listed(own, person),
        "order" => order(own),
        "interactive" => form(own),
        "reaction" => match text(own, "/emoji") {
            Some(emoji) if !emoji.is_empty() => emoji.to_owned(),
            _ => "(taken back)".to_owned(),
        },
        // The new text; whether it is a caption is known from the original message.
        "edit" => own.get("message").map(|new| of(new).body).unwrap_or_default(),
        "revoke" => String::new(),
        "image" | "video" | "audio" | "voice" | "document" | "sticker" => {
            together([text(own, "/filename"), text(own, "/caption")], ": ")
        }
        _ => {
            let words = any_words(own, DEPTH_MAX).join(", ");
            if words.is_empty() { why_not(message) } else { words }
        }
    }
}

/// Kind and reason of a message that WhatsApp does not support.
fn why_not(message: &Value) -> String {
    let kind = text(message, "/unsupported/type");
    let why = ["/errors/0/error_data/details", "/errors/0/title", "/errors/0/message"];
    together([kind, first(message, &why).as_deref()], ": ")
}

fn first(value: &Value, paths: &[&str]) -> Option<String> {
    paths
        .iter()
        .find_map(|path| text(value, path).filter(|text| !text.is_empty()))
        .map(str::to_owned)
}

fn together<'t>(parts: impl IntoIterator<Item = Option<&'t str>>, between: &str) -> String {
    let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(between)
}

fn listed(list: &Value, one: fn(&Value) -> String) -> String {
    let items = list.as_array().into_iter().flatten().take(LISTED_MAX).map(one);
    items.filter(|item| !item.is_empty()).collect::<Vec<_>>().join("; ")
}

fn location(own: &Value) -> String {
    let at = |name: &str| own.get(name).filter(|it| it.is_number()).map(Value::to_string);
    let place = at("latitude").zip(at("longitude")).map(|(lat, long)| format!("{lat}, {long}"));
    together([text(own, "/name"), text(own, "/address"), place.as_deref(), text(own, "/url")], ", ")
}

fn person(card: &Value) -> String {
    let each = |list: &str, name: &str| -> Vec<String> {
        let items = card.get(list).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(|item| item.get(name)?.as_str().map(str::to_owned)).collect()
    };
    let name = first(card, &["/name/formatted_name", "/name/first_name", "/org/company"]);
    let reached = [each("phones", "phone"), each("emails", "email")].concat();
    together([name.as_deref(), Some(reached.join(", ").as_str())], ": ")
}

fn order(own: &Value) -> String {
    let item = |item: &Value| {
        let count = item.get("quantity").map(|it| plain(it) + " × ").unwrap_or_default();
        let what = text(item, "/product_retailer_id").unwrap_or_default();
        let price = item.get("item_price").map(|it| format!(" for {}", plain(it)));
        let currency =
            text(item, "/currency").map(|it| format!(" {it}")).filter(|_| price.is_some());
        format!("{count}{what}{}{}", price.unwrap_or_default(), currency.unwrap_or_default())
    };
    let items = own.get("product_items").map(|items| listed(items, item));
    together([items.as_deref(), text(own, "/text")], ": ")
}

/// A completed form: its answers are JSON in a text.
fn form(own: &Value) -> String {
    let answers = text(own, "/nfm_reply/response_json").map(|json| {
        let read: Value = serde_json::from_str(json).unwrap_or_default();
        let answers = read.as_object().into_iter().flatten().take(LISTED_MAX);
        let answers = answers.filter(|(name, _)| *name != "flow_token");
        let said: Vec<String> =
            answers.map(|(name, answer)| format!("{name}: {}", plain(answer))).collect();
        if said.is_empty() { json.to_owned() } else { said.join("; ") }
    });
    let body = text(own, "/nfm_reply/body");
    match (body, &answers) {
        (None, None) => any_words(own, DEPTH_MAX).join(", "),
        _ => together([body, answers.as_deref()], ": "),
    }
}

/// Adds the advertisement or post that the customer came from, or the product that they ask about.
fn with_referral(message: &Value, words: String) -> String {
    let of = |name: &str| text(message, &format!("/referral/{name}"));
    let came_by = together([of("headline"), of("body"), of("source_url")], ", ");
    let product =
        text(message, "/context/referred_product/product_retailer_id").unwrap_or_default();
    let more = [("came by", came_by.as_str()), ("about", product)];
    let more = more.into_iter().filter(|(_, said)| !said.is_empty());
    let parts = [words].into_iter().chain(more.map(|(what, said)| format!("[{what}: {said}]")));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A JSON value as people read it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// The texts in an unknown object, without ids, file addresses and the like.
fn any_words(value: &Value, depth: usize) -> Vec<String> {
    const WORDS: [&str; 9] = [
        "body",
        "text",
        "caption",
        "title",
        "name",
        "description",
        "question",
        "filename",
        "emoji",
    ];
    let inside = |name: &str, value: &Value| match value {
        Value::String(text) if WORDS.contains(&name) && !text.is_empty() => vec![text.clone()],
        Value::Object(_) | Value::Array(_) if depth > 0 => any_words(value, depth - 1),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Object(_)
        | Value::Array(_) => Vec::new(),
    };
    match value {
        Value::Object(object) => {
            let words = object.iter().flat_map(|(name, value)| inside(name, value));
            words.take(LISTED_MAX).collect()
        }
        Value::Array(items) => {
            items.iter().flat_map(|item| inside("", item)).take(LISTED_MAX).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}
