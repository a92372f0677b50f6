//! Text with limits, single-line or multi-line.

use std::{borrow::Cow, ops::Deref};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::hidden;
use crate::{
    error::{Code, Error},
    unicode::compose,
};

/// Multi-line text of `MIN` to `MAX` characters, without surrounding blanks. Hidden characters are removed; the
/// argument check has counted them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

/// Single-line text, such as names, titles, labels and addresses, without line breaks and hidden characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Line<const MIN: usize, const MAX: usize>(String);

/// A name, a title or a label: 1 to 200 characters.
pub type Name = Line<1, 200>;

impl<const MIN: usize, const MAX: usize> Line<MIN, MAX> {
    /// Parses a line as a person typed it; `what` names it in errors: "the title".
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`
    pub fn parse(what: &str, text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let refused = |why: String| Error::new(Code::ArgumentInvalid, format!("{what} {why}"));
        refuse_length(text, MIN, MAX).map_err(refused)?;
        match hidden::in_line(text) {
            None => Ok(Line(compose(text).into_owned())),
            Some(hidden) => Err(refused(format!("holds {hidden}")).suggest(LINE_ADVICE)),
        }
    }
}

/// The suggestion for a forbidden character in a line.
pub const LINE_ADVICE: &str = "write it on one line, without characters that cannot be seen";

/// A text with one line more at its end.
///
/// # Errors
/// `ARGUMENT_INVALID` where it would have more than `chars_max` characters; `what` names the line in the message.
pub fn with_line(what: &str, text: &str, line: &str, chars_max: usize) -> Result<String, Error> {
    let longer = [text, line].into_iter().filter(|part| !part.is_empty());
    let longer = longer.collect::<Vec<_>>().join("\n");
    let length = longer.chars().count();
    if length > chars_max {
        let sentence =
            format!("{what}: with it there would be {length} characters, and {chars_max} fit");
        return Err(Error::new(Code::ArgumentInvalid, sentence)
            .suggest("send the whole text shortened in place of the one that is there"));
    }
    Ok(longer)
}

fn refuse_length(text: &str, min: usize, max: usize) -> Result<(), String> {
    let length = text.chars().count();
    if length < min || length > max {
        return Err(format!("must have {min} to {max} characters, not {length}"));
    }
    Ok(())
}

impl<const MIN: usize, const MAX: usize> Deref for Text<MIN, MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> Deref for Line<MIN, MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Text<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let (text, _) = hidden::stripped(text.trim());
        let text = compose(&text);
        refuse_length(&text, MIN, MAX).map_err(D::Error::custom)?;
        Ok(Text(text.into_owned()))
    }
}

impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Line<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Line::parse("it", &text).map_err(D::Error::custom)
    }
}

impl<const MIN: usize, const MAX: usize> JsonSchema for Text<MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Text_{MIN}_{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // Text is single-line unless its schema says otherwise.
        let mut schema = of_length(MIN, MAX);
        schema.insert("x-lines".to_owned(), true.into());
        schema
    }
}

impl<const MIN: usize, const MAX: usize> JsonSchema for Line<MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Line_{MIN}_{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        of_length(MIN, MAX)
    }
}

fn of_length(min: usize, max: usize) -> Schema {
    match min {
        0 => json_schema!({ "type": "string", "maxLength": max }),
        _ => json_schema!({ "type": "string", "minLength": min, "maxLength": max }),
    }
}
