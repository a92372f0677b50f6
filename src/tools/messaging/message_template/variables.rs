//! What has to be filled into a template, where it goes, and whether what is given fits.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::error::{Code, Error, Result};

/// Something to fill in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub struct Variable {
    /// Its name in `variables`.
    pub(in crate::tools::messaging) name: String,
    /// text, link (to a file that everybody can get) or code.
    pub(in crate::tools::messaging) kind: String,
    /// What it can look like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::tools::messaging) example: Option<String>,
}

/// A variable, and where it goes.
struct Slot {
    variable: Variable,
    place: Place,
}

enum Place {
    /// In the text of the header or the body. A named one says so to the API.
    Words { part: &'static str, named: Option<String> },
    /// The header's picture, film or document.
    Media(&'static str),
    /// The end of a button's address.
    Address(usize),
    /// What a button copies.
    Copied(usize),
}

/// WhatsApp's limits, in characters.
const BODY_MAX: usize = 1_024;
const HEADER_MAX: usize = 60;
const LINK_MAX: usize = 2_000;
const CODE_MAX: usize = 20;

/// What kind of part it is, as the API writes it.
pub(in crate::tools::messaging) fn kind(component: &Value) -> String {
    let kind = component.get("type").and_then(Value::as_str).unwrap_or_default();
    kind.to_ascii_uppercase()
}

/// The variables of a template with those parts; a failure where it has a part that is not sent from here.
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

/// The variables in a text: `{{1}}`, or `{{first_name}}`.
fn words(component: &Value, part: &'static str, slots: &mut Vec<Slot>) {
    let text = component.get("text").and_then(Value::as_str).unwrap_or_default();
    let mut names = placeholders(text);
    names.sort_by_key(|name| name.parse::<u32>().unwrap_or(u32::MAX));
    for (at, name) in names.iter().enumerate() {
        let positional = name.bytes().all(|b| b.is_ascii_digit());
        // A header has one at most.
        let shown = if part == "header" { part } else { name.as_str() };
        let example = example(component, part, at, name);
        let named = (!positional).then(|| name.clone());
        slots.push(slot(shown, "text", example, Place::Words { part, named }));
    }
}

/// The names in braces, each once, in the order in which they come.
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
        // WhatsApp makes it a button with an address that ends in the code.
        "OTP" => Some(slot(name, "code", None, Place::Address(at))),
        "COPY_CODE" => Some(slot(name, "code", None, Place::Copied(at))),
        "URL" | "PHONE_NUMBER" | "QUICK_REPLY" => None,
        _ => {
            return Err(unsupported("a button of another kind than reply, call, address and code"));
        }
    })
}

/// The parts as the API wants them, filled in.
///
/// # Errors
/// `MESSAGE_TEMPLATE_VARIABLES`, naming everything that is missing, unknown, too long or malformed.
pub(in crate::tools::messaging) fn fill(
    name: &str,
    components: &[Value],
    given: &Map<String, Value>,
) -> Result<Vec<Value>> {
    let slots = slots(components)?;
    let mut faults = Vec::new();
    for unknown in given.keys().filter(|name| slots.iter().all(|slot| slot.variable.name != **name))
    {
        faults.push(format!("`{unknown}` is not one of its variables"));
    }
    let mut filled: Vec<(&Slot, String)> = Vec::new();
    for slot in &slots {
        match given.get(&slot.variable.name).map(|value| fitting(slot, value)) {
            None => faults.push(format!("`{}` is missing", slot.variable.name)),
            Some(Err(fault)) => faults.push(format!("`{}` {fault}", slot.variable.name)),
            Some(Ok(text)) => filled.push((slot, text)),
        }
    }
    for (part, max) in [("header", HEADER_MAX), ("body", BODY_MAX)] {
        let length = rendered(components, part, given).chars().count();
        if length > max && faults.is_empty() {
            faults.push(format!(
                "with its variables the {part} has {length} characters; {max} at most"
            ));
        }
    }
    if faults.is_empty() {
        return Ok(parts(&filled));
    }
    let wanted: Vec<&str> = slots.iter().map(|slot| slot.variable.name.as_str()).collect();
    let advice = match wanted.as_slice() {
        [] => "send it without `variables`".to_owned(),
        wanted => format!("send `variables` with exactly {}", wanted.join(", ")),
    };
    let sentence = format!("the variables do not fit the template `{name}`: {}", faults.join("; "));
    Err(Error::new(Code::MessageTemplateVariables, sentence).suggest(advice))
}

/// What is given for a variable, if it can be sent.
fn fitting(slot: &Slot, value: &Value) -> std::result::Result<String, String> {
    let Some(text) = value.as_str() else { return Err("must be text".to_owned()) };
    let max = match slot.place {
        Place::Words { part: "header", .. } => HEADER_MAX,
        Place::Words { .. } => BODY_MAX,
        Place::Media(_) | Place::Address(_) => LINK_MAX,
        Place::Copied(_) => CODE_MAX,
    };
    let length = text.chars().count();
    if text.trim().is_empty() {
        return Err("is empty".to_owned());
    }
    if length > max {
        return Err(format!("has {length} characters; {max} at most"));
    }
    // WhatsApp refuses these.
    if text.contains(['\n', '\r', '\t']) || text.contains("     ") {
        return Err("has line breaks, tabs or more than four blanks in a row".to_owned());
    }
    if matches!(slot.place, Place::Media(_)) && !text.starts_with("https://") {
        return Err("must be an https:// address that everybody can get".to_owned());
    }
    Ok(text.to_owned())
}

/// The text of a part with its variables filled in.
pub(in crate::tools::messaging) fn rendered(
    components: &[Value],
    part: &str,
    given: &Map<String, Value>,
) -> String {
    let whole = components.iter().find(|component| kind(component).eq_ignore_ascii_case(part));
    let text = whole.and_then(|component| component.get("text")?.as_str()).unwrap_or_default();
    let mut pieces = text.split("{{");
    let mut rendered = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let known = piece.split_once("}}").and_then(|(name, rest)| {
            let name = if part == "header" { part } else { name.trim() };
            Some((given.get(name)?.as_str()?, rest))
        });
        match known {
            Some((value, rest)) => rendered.extend([value, rest]),
            None => rendered.extend(["{{", piece]),
        }
    }
    rendered
}

fn parts(filled: &[(&Slot, String)]) -> Vec<Value> {
    let mut parts = Vec::new();
    for part in ["header", "body"] {
        let of_part = filled.iter().filter_map(|(slot, text)| match &slot.place {
            Place::Words { part: known, named } if *known == part => {
                let mut parameter = json!({ "type": "text", "text": text });
                if let (Some(named), Some(object)) = (named, parameter.as_object_mut()) {
                    object.insert("parameter_name".into(), named.as_str().into());
                }
                Some(parameter)
            }
            Place::Media(kind) if part == "header" => {
                Some(json!({ "type": kind, *kind: { "link": text } }))
            }
            Place::Words { .. } | Place::Media(_) | Place::Address(_) | Place::Copied(_) => None,
        });
        let parameters: Vec<Value> = of_part.collect();
        if !parameters.is_empty() {
            parts.push(json!({ "type": part, "parameters": parameters }));
        }
    }
    for (slot, text) in filled {
        let (kind, at, parameter) = match slot.place {
            Place::Address(at) => ("url", at, json!({ "type": "text", "text": text })),
            Place::Copied(at) => {
                ("copy_code", at, json!({ "type": "coupon_code", "coupon_code": text }))
            }
            Place::Words { .. } | Place::Media(_) => continue,
        };
        let index = at.to_string();
        parts.push(json!({ "type": "button", "sub_type": kind, "index": index, "parameters": [parameter] }));
    }
    parts
}

#[cfg(test)]
mod tests;
