//! JSON text in which every name stands once.
//!
//! Where a name stands twice in one object, readers differ in which they take: a person or a proxy sees
//! `confirmed: false`, and the program after it acts on `confirmed: true`. So text from a client that has such an
//! object is refused, however deep inside. It is found while the value is built, without a second look.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value, map::Entry};

/// A name is told up to so many characters.
const NAME_CHARS_MAX: usize = 60;

/// Reads JSON text.
///
/// # Errors
/// Where it is no JSON, or a name stands twice in one object: then [`serde_json::Error::is_data`] holds, and the
/// message names it.
pub fn read(text: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(text).map(|Once(value)| value)
}

/// A value whose names are unique.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Once)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
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
        while let Some(Once(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            match object.entry(name) {
                Entry::Vacant(place) => {
                    let Once(value) = members.next_value()?;
                    place.insert(value);
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
            assert!(!read(text.as_bytes()).unwrap_err().is_data(), "{text}");
        }
        assert!(read("[".repeat(5000).as_bytes()).unwrap_err().is_syntax());
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
            assert!(error.is_data() && error.to_string().contains("\"confirmed\""), "{error}");
        }
        let long = format!("{{\"{0}\":1,\"{0}\":2}}", "x".repeat(1 << 20));
        assert!(read(long.as_bytes()).unwrap_err().to_string().len() < 200);
        assert_eq!(read(br#"{"a":1,"A":2," a":3}"#).unwrap(), json!({ "a": 1, "A": 2, " a": 3 }));
    }
}
