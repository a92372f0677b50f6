//! The check of arguments: forgiving where hosts are sloppy, strict everywhere else, every fault at once.
//!
//! Forgiven: `null` for an argument left out, an object or list that arrives as JSON text, blanks around
//! text, `5.0` for 5, another name of an argument that has several; characters that nobody sees are taken out of
//! longer text, and said, as are arguments that hosts add. Nothing else is coerced. What is wrong is named by its path,
//! with what to send instead.

mod check;
mod digest;
mod error_phrases;
mod hosts;
mod invisible;
mod narrow;
mod tidy;

use std::sync::Arc;

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
    /// Whether `limit` is the operation's own: what comes from outside has no cursor to go on from.
    owns_limit: bool,
}

/// Arguments that passed: the operation's own, and those that came with its kind.
#[derive(Debug)]
pub struct CheckedArguments {
    /// The operation's own, an object.
    pub own: Arc<Value>,
    /// Those that the gate acts on.
    pub control: Control,
    /// What was taken out of them, and what was left out, for the answer.
    pub removed: Option<String>,
}

/// The arguments that a kind adds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Control {
    pub limit: Option<u32>,
    pub cursor: Option<String>,
    /// Only show what would change.
    pub dry_run: bool,
    /// Names the call, so that a repetition gets the first answer.
    pub idempotency_key: Option<String>,
    /// The person has seen the preview and agreed, says the model.
    pub confirmed: bool,
    /// Which preview.
    pub confirmation_token: Option<String>,
    /// How much of what it wrote it answers with.
    pub returning: Returning,
}

/// How much of what it wrote a write answers with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Returning {
    /// Which thing it is, and what is new of it.
    #[default]
    Brief,
    /// The whole thing.
    Full,
}

/// Their names.
pub(super) const CONTROL: &[&str] =
    &["limit", "cursor", "dryRun", "idempotencyKey", "confirmed", "confirmationToken", "returning"];

impl Arguments {
    /// The check of an input type under a kind.
    pub(super) fn of<I: JsonSchema>(kind: Kind) -> Arguments {
        Arguments::from_schema(schema::input::<I>(kind), kind.is_outside())
    }

    fn from_schema(schema: Value, owns_limit: bool) -> Arguments {
        let served = Arc::new(schema::map(schema::served(&schema)));
        Arguments { schema, served, owns_limit }
    }

    /// The schema as `tools/list` serves it.
    pub fn schema(&self) -> Arc<Map<String, Value>> {
        Arc::clone(&self.served)
    }

    /// The schema that arguments are checked against, fields of objects inside and limits included.
    pub fn rules(&self) -> &Value {
        &self.schema
    }

    /// Checks what a client sent.
    ///
    /// # Errors
    /// `ARGUMENT_UNKNOWN`, `ARGUMENT_INVALID` naming every fault, `ID_WRONG_KIND`.
    pub fn check(&self, arguments: Map<String, Value>) -> Result<CheckedArguments> {
        let mut arguments = Value::Object(arguments);
        tidy::tidy(&self.schema, &mut arguments)?;
        let ignored = hosts::take_out(&self.schema, &mut arguments);
        let removed = invisible::remove(&self.schema, &mut arguments);
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

/// The code of several problems: theirs if they agree.
fn common_code(found: &[Problem]) -> Code {
    let first = found.first().map_or(Code::ArgumentInvalid, |problem| problem.code);
    if found.iter().all(|problem| problem.code == first) { first } else { Code::ArgumentInvalid }
}

/// How advice begins that says all there is.
const LISTS: &[&str] = &["known: ", "its fields are ", "the operators are "];

/// One failure that names every problem, and the first thing to mend.
pub fn refusal(code: Code, found: &[Problem]) -> Error {
    // An answer is to be read: what is wrong a thousand times is not named a thousand times.
    const NAMED_MAX: usize = 100;
    let mut messages: Vec<String> = found.iter().take(NAMED_MAX).map(Problem::to_string).collect();
    if found.len() >= FOUND_MAX {
        messages.push("and more".to_owned());
    } else if found.len() > NAMED_MAX {
        messages.push(format!("and {} more", found.len() - NAMED_MAX));
    }
    // Several faults of one kind have the same advice in part: a list of what there is stands once.
    let mut suggestions: Vec<&str> = Vec::new();
    let advice = found.iter().take(NAMED_MAX).filter_map(|problem| problem.suggestion.as_deref());
    for part in advice.flat_map(|advice| advice.split("; ")) {
        if !suggestions.contains(&part) {
            suggestions.push(part);
        }
    }
    // What there is comes last, behind all that is to be mended.
    suggestions.sort_by_key(|part| LISTS.iter().any(|list| part.starts_with(list)));
    let error = Error::new(code, messages.join("; "));
    match suggestions.as_slice() {
        [] => error.suggest("correct the arguments and call again"),
        some => error.suggest(some.join("; ")),
    }
}

/// Refuses an id of one kind where another is wanted, with both kinds in the sentence.
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
