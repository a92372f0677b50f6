//! Fewer arguments than a tool has: what a principal may not send is not there.

use serde_json::{Map, Value};

use super::Arguments;
use crate::tool::schema;

impl Arguments {
    /// The names of all of them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let properties = self.schema.get("properties").and_then(Value::as_object);
        properties.into_iter().flat_map(Map::keys).map(String::as_str)
    }

    /// The values that an argument can have, where there is a list of them.
    pub fn values_of(&self, argument: &str) -> Option<&Vec<Value>> {
        self.schema.get("properties")?.get(argument)?.get("enum")?.as_array()
    }

    /// The check of fewer arguments: those that are cut are not there, nor are values that are cut. Nothing
    /// is left where an argument that has to be sent is cut, or the last of its values.
    ///
    /// A cut is an argument, or one of its values.
    pub fn without<'c>(
        &self,
        cuts: impl Iterator<Item = (&'c str, Option<&'c str>)>,
    ) -> Option<Arguments> {
        let mut schema = self.schema.clone();
        for (argument, value) in cuts {
            let choices = schema
                .get_mut("properties")
                .and_then(|properties| properties.get_mut(argument))
                .and_then(|property| property.get_mut("enum"))
                .and_then(Value::as_array_mut);
            let gone = match (value, choices) {
                (Some(value), Some(choices)) => {
                    choices.retain(|choice| choice != value);
                    choices.is_empty()
                }
                // A value of an argument that has no list of them cannot be told from the others.
                (Some(_) | None, _) => true,
            };
            if gone {
                let required = schema.get("required").and_then(Value::as_array);
                if required.is_some_and(|all| all.iter().any(|name| name == argument)) {
                    return None;
                }
                schema::properties(&mut schema)?.shift_remove(argument);
            }
        }
        Some(Arguments::from_schema(schema, self.owns_limit))
    }
}
