//! A filled-in template as the customer sees it.

use serde_json::{Map, Value};

use super::{Place, kind, rendered, slots};
use crate::tool::Part;

/// The parts from the header to the buttons. Components that cannot be parsed were refused by `fill` before.
pub(in crate::tools::messaging) fn arriving(
    components: &[Value],
    given: &Map<String, Value>,
) -> Vec<Part> {
    let part = |name: &str, text: String| Part { name: name.to_owned(), text };
    let slots = slots(components).unwrap_or_default();
    let said = |slot: &super::Slot| -> Option<&str> { given.get(&slot.variable.name)?.as_str() };
    let mut parts = Vec::new();
    for component in components {
        match kind(component).as_str() {
            "HEADER" => {
                let text = rendered(components, "header", given);
                parts.extend((!text.is_empty()).then(|| part("header", text)));
                let media = slots.iter().filter(|slot| matches!(slot.place, Place::Media(_)));
                parts
                    .extend(media.filter_map(|slot| {
                        Some(part(&slot.variable.name, said(slot)?.to_owned()))
                    }));
            }
            "BODY" => parts.push(part("text", rendered(components, "body", given))),
            "FOOTER" => {
                let text = component.get("text").and_then(Value::as_str).unwrap_or_default();
                parts.push(part("footer", text.to_owned()));
            }
            "BUTTONS" => {
                let buttons = component.get("buttons").and_then(Value::as_array);
                for (at, button) in buttons.into_iter().flatten().enumerate() {
                    let of_it = |place: &Place| match place {
                        Place::Address(of) | Place::Copied(of) => *of == at,
                        Place::Words { .. } | Place::Media(_) => false,
                    };
                    let filled = slots.iter().find(|slot| of_it(&slot.place)).and_then(said);
                    parts.push(part(&format!("button {}", at + 1), shown(button, filled)));
                }
            }
            _ => {}
        }
    }
    parts
}

/// A button's label, and its target or the text that it copies.
fn shown(button: &Value, filled: Option<&str>) -> String {
    let text = |key: &str| button.get(key).and_then(Value::as_str).unwrap_or_default();
    let leads = match (text("url"), filled) {
        ("", filled) => filled.unwrap_or_else(|| text("phone_number")).to_owned(),
        (url, None) => url.to_owned(),
        // The variable is at the end of the address.
        (url, Some(filled)) => match url.split_once("{{") {
            Some((before, _)) => format!("{before}{filled}"),
            None => format!("{url} {filled}"),
        },
    };
    [text("text"), leads.as_str()]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(": ")
}
