//! Parses JSON and refuses duplicate names in objects.
//!
//! If a name occurs twice in an object, parsers differ in which value they use: a person or proxy sees `confirmed:
//! false`, and the program acts on `confirmed: true`. So such text from a client is refused, at any depth. This is
//! detected while parsing, without a second pass. The number of values is limited as well, because each takes many
//! times its bytes.

use std::{cell::Cell, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value, map::Entry};

/// The most characters of a name in an error.
const NAME_CHARS_MAX: usize = 60;

/// The most values parsed from one text, or from all texts of one call. A list of a thousand things has some ten
/// thousand.
pub const VALUES_MAX: u32 = 1 << 18;

/// Why a text was not parsed.
#[derive(Debug)]
pub enum JsonError {
    /// It is not JSON.
    Wrong(serde_json::Error),
    /// A name occurs twice in one object; says which.
    Twice(String),
    /// It has more than [`VALUES_MAX`] values.
    TooMany,
}

/// Parses JSON.
///
/// # Errors
/// If it is not JSON, has a duplicate name, or has too many values.
pub fn read(text: &[u8]) -> Result<Value, JsonError> {
    read_within(text, &Cell::new(VALUES_MAX))
}

/// Parses one of several texts that may have `left` more values together.
///
/// # Errors
/// As [`read()`].
pub fn read_within(text: &[u8], left: &Cell<u32>) -> Result<Value, JsonError> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = UniqueNames(left).deserialize(&mut reader);
    value.and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        match (left.get(), error.is_data()) {
            (0, true) => JsonError::TooMany,
            (_, true) => JsonError::Twice(error.to_string()),
            (_, false) => JsonError::Wrong(error),
        }
    })
}

/// Deserialises a value with unique names; holds the number of values that may follow.
#[derive(Clone, Copy)]
struct UniqueNames<'l>(&'l Cell<u32>);

impl<'de> DeserializeSeed<'de> for UniqueNames<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.0.get().checked_sub(1) {
            Some(left) => self.0.set(left),
            None => return Err(D::Error::custom("too many values")),
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for UniqueNames<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            match object.entry(name) {
                Entry::Vacant(place) => {
                    place.insert(members.next_value_seed(self)?);
                }
                Entry::Occupied(place) => {
                    let name: String = place.key().chars().take(NAME_CHARS_MAX).collect();
                    return Err(A::Error::custom(format!(
                        "the name {} stands twice in one object",
                        Value::from(name)
                    )));
                }
            }
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_reads_what_everybody_reads() {
        for text in [
            "null",
            " [true, false, 1, -1, 1.5, 1e300, 18446744073709551615, \"a\\n\\u00e9\"] ",
            r#"{"b":{"a":[{"a":1},{"a":2}]},"a":null,"":0}"#,
        ] {
            assert_eq!(
                read(text.as_bytes()).unwrap(),
                serde_json::from_str::<Value>(text).unwrap()
            );
        }
        for text in ["", "{", "[1,]", "\"\u{1}\"", "1e999", "{\"a\":1} 2"] {
            let error = read(text.as_bytes()).unwrap_err();
            assert!(matches!(error, JsonError::Wrong(_)), "{text}: {error:?}");
        }
        let deep = read("[".repeat(5000).as_bytes()).unwrap_err();
        assert!(matches!(deep, JsonError::Wrong(error) if error.is_syntax()));
    }

    #[test]
    fn what_holds_too_many_values_is_left_unread() {
        let list = |many: usize| format!("[{}0]", "0,".repeat(many - 2));
        let most = VALUES_MAX as usize;
        assert!(read(list(most).as_bytes()).is_ok());
        let objects = format!("[{}{{}}]", "{\"a\":[1]},".repeat(most / 3));
        for text in [list(most + 1), objects, format!("{{\"a\":{}}}", list(most))] {
            assert!(matches!(read(text.as_bytes()), Err(JsonError::TooMany)));
        }
        // Several texts share the remaining number.
        let left = Cell::new(10);
        assert!(read_within(b"[1,2,3,4]", &left).is_ok());
        assert!(matches!(read_within(b"[1,2,3,4,5]", &left), Err(JsonError::TooMany)));
    }

    #[test]
    fn a_name_that_stands_twice_is_found_at_any_depth_and_however_it_is_written() {
        for text in [
            r#"{"confirmed":false,"confirmed":true}"#,
            r#"{"confirmed":true,"confirmed":true}"#,
            r#"{"confirmed":false,"confirm\u0065d":true}"#,
            r#"[[{"a":[{"confirmed":1,"b":{},"confirmed":2}]}]]"#,
            r#"{"a":{"confirmed":1},"b":{"confirmed":1,"confirmed":null}}"#,
        ] {
            let error = read(text.as_bytes()).unwrap_err();
            let JsonError::Twice(said) = error else { panic!("{text}: {error:?}") };
            assert!(said.contains("\"confirmed\""), "{said}");
        }
        let long = format!("{{\"{0}\":1,\"{0}\":2}}", "x".repeat(1 << 20));
        let short = |error| matches!(error, JsonError::Twice(said) if said.len() < 200);
        assert!(short(read(long.as_bytes()).unwrap_err()));
        assert_eq!(read(br#"{"a":1,"A":2," a":3}"#).unwrap(), json!({ "a": 1, "A": 2, " a": 3 }));
    }
}
