//! The check of arguments: tolerates known mistakes of hosts, is strict otherwise, and reports all faults at once.
//!
//! Tolerated: `null` for an omitted argument, an object or list sent as JSON text, blanks around text, `5.0` for 5, an
//! alias of an argument. Invisible characters are removed from longer text, and arguments that hosts add are dropped;
//! the answer mentions both. Words for days become days. Nothing else is converted. A fault is reported with its path
//! and with what to send instead.

mod check;
mod days;
mod digest;
mod error_phrases;
mod hosts;
mod invisible;
mod narrow;
mod tidy;

use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

pub(super) use self::hosts::are_from_host;
pub use self::{
    check::{FOUND_MAX, Problem, problems},
    invisible::remove as remove_hidden,
};
pub(crate) use self::{error_phrases::nearest, tidy::whole};
use super::{Kind, schema};
use crate::{
    error::{Code, Error, Result},
    id,
};

/// The check of one operation's arguments.
pub struct Arguments {
    schema: Value,
    served: Arc<Map<String, Value>>,
    /// Whether `limit` is an argument of the operation itself. Results from outside have no cursor, so their `limit`
    /// is.
    owns_limit: bool,
}

/// Arguments that passed the check: the operation's own, and those that its kind adds.
#[derive(Debug)]
pub struct CheckedArguments {
    /// The operation's own arguments, an object.
    pub own: Arc<Value>,
    /// The arguments that the gate handles.
    pub control: Control,
    /// A sentence for the answer about what was removed from the arguments.
    pub removed: Option<String>,
}

/// The arguments that a kind adds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Control {
    pub limit: Option<u32>,
    pub cursor: Option<String>,
    /// Show what is proposed as if it were done.
    pub proposed: bool,
    /// Only show what would change.
    pub dry_run: bool,
    /// Identifies the call, so that a repeated call gets the first answer.
    pub idempotency_key: Option<String>,
    /// The model's statement that the person has seen the preview and agreed.
    pub confirmed: bool,
    /// The token of that preview.
    pub confirmation_token: Option<String>,
    pub returning: Returning,
}

/// How much of the written thing the answer contains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Returning {
    /// Its id, label and version, and what is new.
    #[default]
    Brief,
    Full,
}

/// The values of an argument that are not offered and pass all the same.
const UNOFFERED: &str = "x-unoffered";

/// Their names.
pub(super) const CONTROL: &[&str] = &[
    "limit",
    "cursor",
    "proposed",
    "dryRun",
    "idempotencyKey",
    "confirmed",
    "confirmationToken",
    "returning",
];

impl Arguments {
    /// The check for an input type and a kind.
    pub(super) fn of<I: JsonSchema>(kind: Kind) -> Arguments {
        Arguments::of_tool::<I>(kind, "")
    }

    /// The same for the tool with that name, which may read or update what visitors read.
    pub(super) fn of_tool<I: JsonSchema>(kind: Kind, tool: &str) -> Arguments {
        Arguments::from_schema(schema::input::<I>(kind, tool), kind.is_outside())
    }

    fn from_schema(schema: Value, owns_limit: bool) -> Arguments {
        let served = Arc::new(schema::map(schema::served(&schema)));
        Arguments { schema, served, owns_limit }
    }

    /// The schema as `tools/list` serves it.
    pub fn schema(&self) -> Arc<Map<String, Value>> {
        Arc::clone(&self.served)
    }

    /// The full schema that arguments are checked against, with limits and the fields of nested objects.
    pub fn rules(&self) -> &Value {
        &self.schema
    }

    /// Checks the arguments that a client sent. `today` is the day at the business.
    ///
    /// # Errors
    /// `ARGUMENT_UNKNOWN`, `ARGUMENT_INVALID` naming every fault, or `ID_WRONG_KIND`.
    pub fn check(
        &self,
        arguments: Map<String, Value>,
        today: &dyn Fn() -> Date,
    ) -> Result<CheckedArguments> {
        let mut arguments = Value::Object(arguments);
        tidy::tidy(&self.schema, &mut arguments)?;
        let ignored = hosts::take_out(&self.schema, &mut arguments);
        let removed = invisible::remove(&self.schema, &mut arguments);
        days::resolve(&self.schema, &mut arguments, today)?;
        refuse_foreign_ids(&self.schema, &arguments)?;
        let found = problems(&self.schema, &arguments);
        if !found.is_empty() {
            return Err(refusal(common_code(&found), &found));
        }
        let mut control = Map::new();
        if let Some(own) = arguments.as_object_mut() {
            let theirs = |name: &&&str| !(self.owns_limit && **name == "limit");
            for name in CONTROL.iter().filter(theirs) {
                if let Some(value) = own.shift_remove(*name) {
                    control.insert((*name).to_owned(), value);
                }
            }
        }
        let control = if control.is_empty() {
            Control::default()
        } else {
            Control::deserialize(Value::Object(control)).map_err(Error::internal)?
        };
        if !ignored.is_empty() {
            tracing::debug!(?ignored, "a host has added arguments");
        }
        let said: Vec<String> = removed.into_iter().chain(hosts::sentence(&ignored)).collect();
        let removed = (!said.is_empty()).then(|| said.join(" "));
        Ok(CheckedArguments { own: Arc::new(arguments), control, removed })
    }
}

/// The common code of several problems, or `ARGUMENT_INVALID`.
fn common_code(found: &[Problem]) -> Code {
    let first = found.first().map_or(Code::ArgumentInvalid, |problem| problem.code);
    if found.iter().all(|problem| problem.code == first) { first } else { Code::ArgumentInvalid }
}

/// The beginnings of suggestions that list all possibilities.
const LISTS: &[&str] = &["known: ", "its fields are ", "the operators are "];

/// One error that names every problem.
pub fn refusal(code: Code, found: &[Problem]) -> Error {
    // More problems than this are not named, because an error must be readable.
    const NAMED_MAX: usize = 100;
    let mut messages: Vec<String> = found.iter().take(NAMED_MAX).map(Problem::to_string).collect();
    if found.len() >= FOUND_MAX {
        messages.push("and more".to_owned());
    } else if found.len() > NAMED_MAX {
        messages.push(format!("and {} more", found.len() - NAMED_MAX));
    }
    // Several problems may have the same suggestion; it is given once.
    let mut suggestions: Vec<&str> = Vec::new();
    let advice = found.iter().take(NAMED_MAX).filter_map(|problem| problem.suggestion.as_deref());
    for part in advice.flat_map(|advice| advice.split("; ")) {
        if !suggestions.contains(&part) {
            suggestions.push(part);
        }
    }
    // Lists of possibilities come last, after the specific suggestions.
    suggestions.sort_by_key(|part| LISTS.iter().any(|list| part.starts_with(list)));
    let error = Error::new(code, messages.join("; "));
    match suggestions.as_slice() {
        [] => error.suggest("correct the arguments and call again"),
        some => error.suggest(some.join("; ")),
    }
}

/// Refuses an id of another kind than the argument takes; the error names both kinds.
fn refuse_foreign_ids(schema: &Value, value: &Value) -> Result<()> {
    match value {
        Value::String(text) => match schema.get("x-id").and_then(Value::as_str) {
            Some(prefix) => id::refuse_other_kinds(text, prefix),
            None => Ok(()),
        },
        Value::Object(object) => object.iter().try_for_each(|(name, value)| {
            let property = schema.get("properties").and_then(|properties| properties.get(name));
            property.map_or(Ok(()), |property| refuse_foreign_ids(property, value))
        }),
        Value::Array(items) => items.iter().try_for_each(|item| {
            schema.get("items").map_or(Ok(()), |schema| refuse_foreign_ids(schema, item))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}
