//! Checks a value against one of our schemas and reports everything that is wrong.
//!
//! Our schemas use a dozen keywords. The best general validator costs more memory than the rest of the server and two
//! milliseconds at the first call, and its messages would have to be rewritten anyway.

mod text;

use std::fmt;

use serde_json::{Map, Value};

use super::error_phrases::{a_list, instead, nearest, of_value, plural, short};
use crate::error::Code;

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The path: `items[0].name`; empty for the whole value.
    pub path: String,
    pub message: String,
    /// What to send instead, if known.
    pub suggestion: Option<String>,
    /// The error code, if there are no other faults.
    pub code: Code,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// The search stops after this many faults.
pub const FOUND_MAX: usize = 1_000;

/// Everything that is wrong with `value`, in the order of its fields; at most [`FOUND_MAX`] faults.
///
/// Knows `type`, `enum`, `properties`, `required`, `additionalProperties: false`, `items`, `anyOf`, the
/// limits of lengths, sizes and numbers, `x-form`, `x-lines` of text that may have several lines, and `x-inside`, the
/// field where a name belongs that is not known here.
pub fn problems(schema: &Value, value: &Value) -> Vec<Problem> {
    let mut check = Check { found: Vec::new() };
    check.value(&Place::Root, schema, value);
    check.found
}

/// The current position in the value. The path is only built when a fault is reported.
pub(super) enum Place<'p> {
    Root,
    Field(&'p Place<'p>, &'p str),
    Item(&'p Place<'p>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Root => Ok(()),
            Place::Field(Place::Root, name) => f.write_str(&short(name)),
            Place::Field(parent, name) => write!(f, "{parent}.{}", short(name)),
            Place::Item(parent, at) => write!(f, "{parent}[{at}]"),
        }
    }
}

struct Check {
    found: Vec<Problem>,
}

impl Check {
    fn add(&mut self, place: &Place<'_>, message: String, suggestion: Option<String>) {
        self.found.push(Problem {
            path: place.to_string(),
            message,
            suggestion,
            code: Code::ArgumentInvalid,
        });
    }

    fn is_full(&self) -> bool {
        self.found.len() >= FOUND_MAX
    }

    fn value(&mut self, place: &Place<'_>, schema: &Value, value: &Value) {
        if self.is_full() {
            return;
        }
        if let Some(Value::Array(choices)) = schema.get("anyOf") {
            if choices.iter().all(|choice| !problems(choice, value).is_empty()) {
                let form = schema
                    .get("description")
                    .and_then(Value::as_str)
                    .unwrap_or("see its description");
                self.add(place, format!("has none of the forms that it can have: {form}"), None);
            }
            return;
        }
        if !is_of_type(schema, value) {
            let wanted = types(schema);
            let message = format!("must be {}, not {}", a_list(&wanted), of_value(value));
            let next = instead(&wanted, value).or_else(|| shape(schema, &wanted));
            return self.add(place, message, next);
        }
        match value {
            Value::String(text) => self.text(place, schema, text),
            Value::Number(number) => {
                if types(schema).contains(&"integer") && number.as_i64().is_none() {
                    return self.add(place, format!("is {value}, which is too large"), None);
                }
                self.number(place, schema, value);
            }
            Value::Array(items) => self.list(place, schema, items),
            Value::Object(object) => self.object(place, schema, object),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn number(&mut self, place: &Place<'_>, schema: &Value, value: &Value) {
        let number = value.as_f64().unwrap_or_default();
        let limit = |name: &str| schema.get(name).filter(|limit| limit.is_number());
        if let Some(min) =
            limit("minimum").filter(|min| min.as_f64().is_some_and(|min| number < min))
        {
            self.add(place, format!("is {value}; it must be {min} or more"), None);
        }
        if let Some(max) =
            limit("maximum").filter(|max| max.as_f64().is_some_and(|max| number > max))
        {
            self.add(place, format!("is {value}; it must be {max} or less"), None);
        }
    }

    fn list(&mut self, place: &Place<'_>, schema: &Value, items: &[Value]) {
        let limit = |name: &str| schema.get(name).and_then(Value::as_u64);
        let length = items.len() as u64;
        if let Some(min) = limit("minItems").filter(|min| length < *min) {
            self.add(place, format!("needs at least {}", plural(min, "item")), None);
        }
        if let Some(max) = limit("maxItems").filter(|max| length > *max) {
            return self.add(place, format!("has {length} items; at most {max} are allowed"), None);
        }
        if let Some(schema) = schema.get("items") {
            for (at, item) in items.iter().enumerate() {
                self.value(&Place::Item(place, at), schema, item);
            }
        }
    }

    fn object(&mut self, place: &Place<'_>, schema: &Value, object: &Map<String, Value>) {
        let properties = schema.get("properties").and_then(Value::as_object);
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            let name = name.as_str().unwrap_or_default();
            if !object.contains_key(name) {
                let says = |key: &str| properties.and_then(|all| all.get(name)?.get(key));
                let values = says("enum").and_then(Value::as_array);
                let hint = match (values, says("description").and_then(Value::as_str)) {
                    (Some(values), _) => {
                        let values: Vec<_> = values.iter().filter_map(Value::as_str).collect();
                        format!("send `{name}`, one of {}", values.join(", "))
                    }
                    (None, Some(about)) => format!("send `{name}`: {about}"),
                    (None, None) => format!("send `{name}`"),
                };
                self.add(&Place::Field(place, name), "is missing".to_owned(), Some(hint));
            }
        }
        let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
        let inside = schema.get("x-inside").and_then(Value::as_str);
        for (name, value) in object {
            match properties.and_then(|all| all.get(name)) {
                _ if self.is_full() => return,
                Some(property) => self.value(&Place::Field(place, name), property, value),
                None if closed => {
                    let inside = inside.map(|field| moved(field, properties, object));
                    self.unknown(&Place::Field(place, name), (name, inside), properties);
                }
                None => self.name(place, name),
            }
        }
    }

    fn unknown(
        &mut self,
        place: &Place<'_>,
        (name, inside): (&str, Option<String>),
        known: Option<&Map<String, Value>>,
    ) {
        let known: Vec<&str> = known.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        let suggestion = inside.unwrap_or_else(|| match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "leave it out".to_owned(),
            None => format!("known: {}", known.join(", ")),
        });
        let (path, message) = (place.to_string(), "is not known here".to_owned());
        self.found.push(Problem {
            path,
            message,
            suggestion: Some(suggestion),
            code: Code::ArgumentUnknown,
        });
    }
}

/// An object as it should be sent whose unknown names belong into `field`.
fn moved(field: &str, known: Option<&Map<String, Value>>, object: &Map<String, Value>) -> String {
    // More names than this nobody reads.
    const SHOWN_MAX: usize = 6;
    let is_known = |name: &str| known.is_some_and(|all| all.contains_key(name));
    let rest = object.get(field).and_then(Value::as_object).filter(|inner| !inner.is_empty());
    let unknown = object.keys().filter(|name| !is_known(name)).take(SHOWN_MAX);
    let inner = rest.map(|_| "…".to_owned()).into_iter();
    let inner: Vec<String> =
        inner.chain(unknown.map(|it| format!("\"{}\": …", short(it)))).collect();
    let outer = known.into_iter().flatten().map(|(name, _)| match object.get(name) {
        _ if name == field => format!("\"{field}\": {{ {} }}", inner.join(", ")),
        Some(Value::String(text)) => format!("\"{name}\": \"{}\"", short(text)),
        Some(_) | None => format!("\"{name}\": …"),
    });
    format!("send {{ {} }}", outer.collect::<Vec<_>>().join(", "))
}

/// The shape of an object or a list, where its description shows it.
fn shape(schema: &Value, wanted: &[&str]) -> Option<String> {
    let is_structured = wanted.iter().all(|kind| matches!(*kind, "object" | "array" | "null"));
    let about = schema.get("description").and_then(Value::as_str)?;
    let start = about.find(['{', '[']).filter(|_| is_structured)?;
    Some(format!("send {}", about.get(start..)?))
}

/// The types that a schema allows; empty means any.
fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(only)) => vec![only],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        Some(_) | None => Vec::new(),
    }
}

fn is_of_type(schema: &Value, value: &Value) -> bool {
    let is = |kind: &str| match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        // 5.0 is an integer in JSON Schema and was converted earlier; the rest is too large to be exact.
        "integer" => match value.as_f64() {
            Some(float) if value.is_f64() => float.fract() == 0.0,
            float => float.is_some(),
        },
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    match schema.get("type") {
        Some(Value::String(only)) => is(only),
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).any(is),
        Some(_) | None => true,
    }
}

#[cfg(test)]
mod tests;
