//! Times as a call says them: the tool that takes one reads it.

use std::{borrow::Cow, ops::Deref};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::Line;

/// Characters at most.
const LENGTH_MAX: usize = 80;

/// A moment, a day or how long ago. Words for days (`friday 9:00`) are days of the calendar by the time a tool has it.
#[derive(Clone, Debug, Deserialize)]
pub struct TimeText(Line<1, LENGTH_MAX>);

impl Deref for TimeText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl JsonSchema for TimeText {
    fn schema_name() -> Cow<'static, str> {
        "TimeText".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": LENGTH_MAX, "x-form": "moment" })
    }
}
