//! JSON text in which every name stands once.
//!
//! Where a name stands twice in one object, readers differ in which they take: a person or a proxy sees
//! `confirmed: false`, and the program after it acts on `confirmed: true`. So text from a client that has such an
//! object is refused, however deep inside. It is found while the value is built, without a second look. So is how many
//! values there are: each costs many times its bytes.

use std::{cell::Cell, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value, map::Entry};

/// A name is told up to so many characters.
const NAME_CHARS_MAX: usize = 60;

/// So many values are read of one text, or of all texts of one call. A list of a thousand things has some ten thousand.
pub const VALUES_MAX: u32 = 1 << 18;

/// Why a text was not read.
#[derive(Debug)]
pub enum Unread {
    /// It is no JSON.
    Wrong(serde_json::Error),
    /// A name stands twice in one object; says which.
    Twice(String),
    /// It holds more than [`VALUES_MAX`] values.
    TooMany,
}

/// Reads JSON text.
///
/// # Errors
/// Where it is no JSON, a name stands twice in one object, or it holds too much.
pub fn read(text: &[u8]) -> Result<Value, Unread> {
    read_within(text, &Cell::new(VALUES_MAX))
}

/// The same of one of several texts, of which `left` values may still be read.
///
/// # Errors
/// As of [`read()`].
pub fn read_within(text: &[u8], left: &Cell<u32>) -> Result<Value, Unread> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = Once(left).deserialize(&mut reader);
    value.and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        match (left.get(), error.is_data()) {
            (0, true) => Unread::TooMany,
            (_, true) => Unread::Twice(error.to_string()),
            (_, false) => Unread::Wrong(error),
        }
    })
}

/// What reads a value whose names are unique, with how many may follow.
#[derive(Clone, Copy)]
struct Once<'l>(&'l Cell<u32>);

impl<'de> DeserializeSeed<'de> for Once<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.0.get().checked_sub(1) {
            Some(left) => self.0.set(left),
            None => return Err(D::Error::custom("too many values")),
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once<'_> {
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
            assert!(matches!(error, Unread::Wrong(_)), "{text}: {error:?}");
        }
        let deep = read("[".repeat(5000).as_bytes()).unwrap_err();
        assert!(matches!(deep, Unread::Wrong(error) if error.is_syntax()));
    }

    #[test]
    fn what_holds_too_many_values_is_left_unread() {
        let list = |many: usize| format!("[{}0]", "0,".repeat(many - 2));
        let most = VALUES_MAX as usize;
        assert!(read(list(most).as_bytes()).is_ok());
        let objects = format!("[{}{{}}]", "{\"a\":[1]},".repeat(most / 3));
        for text in [list(most + 1), objects, format!("{{\"a\":{}}}", list(most))] {
            assert!(matches!(read(text.as_bytes()), Err(Unread::TooMany)));
        }
        // Several texts share what is left.
        let left = Cell::new(10);
        assert!(read_within(b"[1,2,3,4]", &left).is_ok());
        assert!(matches!(read_within(b"[1,2,3,4,5]", &left), Err(Unread::TooMany)));
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
            let Unread::Twice(said) = error else { panic!("{text}: {error:?}") };
            assert!(said.contains("\"confirmed\""), "{said}");
        }
        let long = format!("{{\"{0}\":1,\"{0}\":2}}", "x".repeat(1 << 20));
        let short = |error| matches!(error, Unread::Twice(said) if said.len() < 200);
        assert!(short(read(long.as_bytes()).unwrap_err()));
        assert_eq!(read(br#"{"a":1,"A":2," a":3}"#).unwrap(), json!({ "a": 1, "A": 2, " a": 3 }));
    }
}
