//! Checks the values for a template's variables, and fills them in.

use serde_json::{Map, Value, json};

use super::{Place, Slot, kind, slots};
use crate::error::{Code, Error, Result};

/// WhatsApp's limits, in characters.
const BODY_MAX: usize = 1_024;
const HEADER_MAX: usize = 60;
const LINK_MAX: usize = 2_000;
const CODE_MAX: usize = 20;

/// The filled-in components in the API's form.
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

/// The value for a variable, if it can be sent.
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
    // WhatsApp refuses these characters in variables.
    if text.contains(['\n', '\r', '\t']) || text.contains("     ") {
        return Err("has line breaks, tabs or more than four blanks in a row".to_owned());
    }
    if matches!(slot.place, Place::Media(_)) && !text.starts_with("https://") {
        return Err("must be an https:// address that everybody can get".to_owned());
    }
    Ok(text.to_owned())
}

/// The text of a component with its variables filled in.
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
