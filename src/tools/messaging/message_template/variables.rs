//! The variables of a template, and where each is filled in.

mod arriving;
mod fill;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(in crate::tools::messaging) use self::{
    arriving::arriving,
    fill::{fill, rendered},
};
use crate::error::{Code, Error, Result};

/// Something to fill in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub(in crate::tools::messaging) struct Variable {
    /// Its name in `variables`.
    pub(in crate::tools::messaging) name: String,
    /// text, link (to a file that everybody can get) or code.
    pub(in crate::tools::messaging) kind: String,
    /// What it can look like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::tools::messaging) example: Option<String>,
}

/// A variable and its place.
struct Slot {
    variable: Variable,
    place: Place,
}

enum Place {
    /// The text of the header or body. A named variable needs its name in the API.
    Words { part: &'static str, named: Option<String> },
    /// The header's image, video or document.
    Media(&'static str),
    /// The end of a button's address.
    Address(usize),
    /// The text that a button copies.
    Copied(usize),
}

/// The type of a component, as the API writes it.
pub(in crate::tools::messaging) fn kind(component: &Value) -> String {
    let kind = component.get("type").and_then(Value::as_str).unwrap_or_default();
    kind.to_ascii_uppercase()
}

/// The variables of a template; an error if it has a component that is not supported.
pub(in crate::tools::messaging) fn of(components: &[Value]) -> Result<Vec<Variable>> {
    Ok(slots(components)?.into_iter().map(|slot| slot.variable).collect())
}

fn slots(components: &[Value]) -> Result<Vec<Slot>> {
    let mut slots = Vec::new();
    for component in components {
        match kind(component).as_str() {
            "HEADER" => header(component, &mut slots)?,
            "BODY" => words(component, "body", &mut slots),
            "BUTTONS" => {
                let buttons = component.get("buttons").and_then(Value::as_array);
                for (at, button) in buttons.into_iter().flatten().enumerate() {
                    slots.extend(self::button(at, button)?);
                }
            }
            "FOOTER" => {}
            "CAROUSEL" => return Err(unsupported("a carousel")),
            _ => {
                return Err(unsupported(
                    "a part of another kind than header, body, footer and buttons",
                ));
            }
        }
    }
    Ok(slots)
}

fn unsupported(what: &str) -> Error {
    Error::new(
        Code::MessageTemplateUnsupported,
        format!("the template has {what}, which is not sent from here"),
    )
    .suggest("take another template: getMessageTemplate { all: true, status: \"approved\" }")
}

fn header(component: &Value, slots: &mut Vec<Slot>) -> Result<()> {
    let format = component.get("format").and_then(Value::as_str).unwrap_or("TEXT");
    let media = match format.to_ascii_uppercase().as_str() {
        "TEXT" => {
            words(component, "header", slots);
            return Ok(());
        }
        "IMAGE" => ("headerImage", "image"),
        "VIDEO" => ("headerVideo", "video"),
        "DOCUMENT" => ("headerDocument", "document"),
        _ => return Err(unsupported("a header that is neither text, picture, film nor document")),
    };
    slots.push(slot(media.0, "link", None, Place::Media(media.1)));
    Ok(())
}

fn slot(name: impl Into<String>, kind: &str, example: Option<String>, place: Place) -> Slot {
    Slot { variable: Variable { name: name.into(), kind: kind.to_owned(), example }, place }
}

/// The variables in a text: `{{1}}` or `{{first_name}}`.
fn words(component: &Value, part: &'static str, slots: &mut Vec<Slot>) {
    let text = component.get("text").and_then(Value::as_str).unwrap_or_default();
    let mut names = placeholders(text);
    names.sort_by_key(|name| name.parse::<u32>().unwrap_or(u32::MAX));
    for (at, name) in names.iter().enumerate() {
        let positional = name.bytes().all(|b| b.is_ascii_digit());
        // A header has at most one.
        let shown = if part == "header" { part } else { name.as_str() };
        let example = example(component, part, at, name);
        let by_name = (!positional).then(|| name.clone());
        slots.push(slot(shown, "text", example, Place::Words { part, named: by_name }));
    }
}

/// The names in braces, each once, in order.
fn placeholders(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in text.split("{{").skip(1) {
        let Some((name, _)) = piece.split_once("}}") else { continue };
        let name = name.trim();
        let is_name =
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_name && names.iter().all(|known| known != name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn example(component: &Value, part: &str, at: usize, name: &str) -> Option<String> {
    let examples = component.get("example")?;
    let listed = match part {
        "body" => examples.pointer("/body_text/0").and_then(|all| all.get(at)),
        _ => examples.pointer("/header_text").and_then(|all| all.get(at)),
    };
    let named = || {
        let all = examples.get(format!("{part}_text_named_params"))?.as_array()?;
        all.iter()
            .find(|one| one.get("param_name").is_some_and(|known| known == name))?
            .get("example")
    };
    let text = listed.or_else(named)?.as_str()?;
    Some(text.chars().take(100).collect())
}

fn button(at: usize, button: &Value) -> Result<Option<Slot>> {
    let url = button.get("url").and_then(Value::as_str).unwrap_or_default();
    let name = format!("button{}", at + 1);
    Ok(match kind(button).as_str() {
        "URL" if url.contains("{{") => Some(slot(name, "text", None, Place::Address(at))),
        // WhatsApp implements it as a button with an address that ends in the code.
        "OTP" => Some(slot(name, "code", None, Place::Address(at))),
        "COPY_CODE" => Some(slot(name, "code", None, Place::Copied(at))),
        "URL" | "PHONE_NUMBER" | "QUICK_REPLY" => None,
        _ => {
            return Err(unsupported("a button of another kind than reply, call, address and code"));
        }
    })
}

#[cfg(test)]
mod tests;
