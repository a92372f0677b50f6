//! Reduces an argument check: arguments and values out of scope do not exist for the principal.

use serde_json::{Map, Value};

use super::{Arguments, CONTROL, UNOFFERED};
use crate::tool::schema;

impl Arguments {
    /// The names of all arguments.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let properties = self.schema.get("properties").and_then(Value::as_object);
        properties.into_iter().flat_map(Map::keys).map(String::as_str)
    }

    /// The allowed values of an argument of the operation itself, if they are listed. `returning` has no values that
    /// can be taken away.
    pub fn values_of(&self, argument: &str) -> Option<&Vec<Value>> {
        if CONTROL.contains(&argument) {
            return None;
        }
        self.schema.get("properties")?.get(argument)?.get("enum")?.as_array()
    }

    /// Whether omitting the argument means "all permitted values", so that the tool itself checks which are.
    pub fn leaves_out(&self, argument: &str) -> bool {
        self.schema.pointer(&format!("/properties/{argument}/x-permitted")).is_some()
    }

    /// The same for who reads fewer things: of the values that name one (`x-read`) those that cannot be read are not
    /// offered any more. Sent all the same they pass, and the operation says who may not read what. `None` where
    /// everything stays.
    pub fn offering(&self, reads: impl Fn(&str) -> bool) -> Option<Arguments> {
        let mut schema = self.schema.clone();
        let mut is_less = false;
        for property in schema::properties(&mut schema)?.values_mut() {
            let named = property.get("x-read").and_then(Value::as_array);
            let unread = |name: &&Value| name.as_str().is_some_and(|name| !reads(name));
            let unread: Vec<Value> = named.into_iter().flatten().filter(unread).cloned().collect();
            let Some(values) = property.get_mut("enum").and_then(Value::as_array_mut) else {
                continue;
            };
            let withheld =
                values.extract_if(.., |value| unread.contains(value)).collect::<Vec<_>>();
            if !withheld.is_empty()
                && let Some(property) = property.as_object_mut()
            {
                is_less = true;
                property.insert(UNOFFERED.to_owned(), withheld.into());
            }
        }
        is_less.then(|| Arguments::from_schema(schema, self.owns_limit))
    }

    /// The check of fewer arguments: those that are cut are not there, nor are values that are cut. What leaving an
    /// argument out could mean is cut with the value: then it has to be sent. Nothing is left where an argument that
    /// has to be sent is cut, or the last of its values.
    ///
    /// A cut is an argument or one of its values. `updates` says that the operation keeps whatever it is not sent.
    pub fn without<'c>(
        &self,
        cuts: impl Iterator<Item = (&'c str, Option<&'c str>)>,
        updates: bool,
    ) -> Option<Arguments> {
        let mut schema = self.schema.clone();
        for (argument, value) in cuts {
            let argument = &*own_name(&schema, argument);
            let property = schema::properties(&mut schema)?.get_mut(argument);
            let left_out = property.as_deref().map(|property| Omission::of(property, updates));
            let choices = property.and_then(|it| it.get_mut("enum")).and_then(Value::as_array_mut);
            let gone = match (value, choices) {
                (Some(value), Some(choices)) => {
                    choices.retain(|choice| choice != value);
                    let none = choices.is_empty();
                    match left_out {
                        Some(Omission::Permitted) if none => return None,
                        Some(Omission::Any) => require(&mut schema, argument),
                        Some(Omission::Means(default)) if default == *value => {
                            require(&mut schema, argument);
                        }
                        _ => {}
                    }
                    none
                }
                // Without a list of values, a value cannot be removed alone: the whole argument is.
                (Some(_) | None, _) => true,
            };
            if gone {
                let required = schema.get("required").and_then(Value::as_array);
                if required.is_some_and(|all| all.iter().any(|name| name == argument)) {
                    return None;
                }
                let properties = schema::properties(&mut schema)?;
                // `edits` changes texts of other arguments: if one of them may not be sent, it may not be edited
                // either.
                if properties.shift_remove(argument).is_some_and(|it| holds_text(&it)) {
                    properties.shift_remove(EDITS);
                }
            }
        }
        Some(Arguments::from_schema(schema, self.owns_limit))
    }
}

/// The main name of an argument that is given by an alias.
fn own_name(schema: &Value, argument: &str) -> String {
    let properties = schema.get("properties").and_then(Value::as_object);
    let also = |property: &Value| {
        let others = property.get("x-also").and_then(Value::as_array);
        others.is_some_and(|others| others.iter().any(|other| other == argument))
    };
    let is_own = properties.is_some_and(|all| all.contains_key(argument));
    let own = properties.into_iter().flatten().find(|(_, property)| !is_own && also(property));
    own.map_or(argument, |(name, _)| name).to_owned()
}

/// The argument that edits texts of other arguments.
const EDITS: &str = "edits";

/// Whether an argument holds text, or an object with texts, rather than a reference.
fn holds_text(property: &Value) -> bool {
    let is = |kind: &str| match property.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(|it| it == kind),
        only => only.is_some_and(|only| only == kind),
    };
    (is("string") || is("object")) && property.get("x-id").is_none()
}

/// What omitting an argument with listed values means.
enum Omission {
    /// The old value stays.
    Nothing,
    Means(Value),
    /// All permitted values: the tool skips the others (`x-permitted`).
    Permitted,
    /// Any value; the schema does not say.
    Any,
}

impl Omission {
    fn of(property: &Value, updates: bool) -> Omission {
        match property.get("default") {
            Some(default) => Omission::Means(default.clone()),
            None if updates => Omission::Nothing,
            None if property.get("x-permitted").is_some() => Omission::Permitted,
            None => Omission::Any,
        }
    }
}

/// Makes the argument required.
fn require(schema: &mut Value, argument: &str) {
    let Some(root) = schema.as_object_mut() else { return };
    let required = root.entry("required").or_insert_with(|| Value::Array(Vec::new()));
    if let Some(required) = required.as_array_mut()
        && !required.iter().any(|name| name == argument)
    {
        required.push(argument.into());
    }
}
