//! The point of a picture that no crop may hide.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::SerializeMap as _,
};

use crate::error::{Code, Error, Result};

/// A point of a picture, in hundredths from its left and from its top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Focus {
    across: u8,
    down: u8,
}

impl Focus {
    /// From 0 to 1, from the left and from the top.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID` for a point outside of the picture.
    pub fn parse(x: f64, y: f64) -> Result<Focus> {
        Ok(Focus { across: hundredths("x", x)?, down: hundredths("y", y)? })
    }

    /// In hundredths from the left.
    pub fn across(self) -> u8 {
        self.across
    }

    /// In hundredths from the top.
    pub fn down(self) -> u8 {
        self.down
    }
}

/// What is beyond the edge by less than can be seen counts as the edge.
fn hundredths(name: &str, value: f64) -> Result<u8> {
    let rounded = (value * 100.0).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
    if (0.0..=100.0).contains(&rounded) {
        return Ok(rounded as u8);
    }
    let (from, to) = if name == "x" { ("left", "right") } else { ("top", "bottom") };
    let error = Error::new(
        Code::ArgumentInvalid,
        format!("focus.{name} is {value}: it is 0 at the {from} edge and 1 at the {to} edge"),
    );
    Err(if (1.0..=100.0).contains(&value) {
        error.suggest(format!("in per cent that is {}", value / 100.0))
    } else {
        error.suggest("send a number from 0 to 1; 0.5 is the middle")
    })
}

impl<'de> Deserialize<'de> for Focus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Sent {
            x: f64,
            y: f64,
        }
        let Sent { x, y } = Sent::deserialize(deserializer)?;
        Focus::parse(x, y).map_err(D::Error::custom)
    }
}

impl Serialize for Focus {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("x", &(f64::from(self.across) / 100.0))?;
        map.serialize_entry("y", &(f64::from(self.down) / 100.0))?;
        map.end()
    }
}

impl JsonSchema for Focus {
    fn schema_name() -> Cow<'static, str> {
        "Focus".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": { "x": { "type": "number" }, "y": { "type": "number" } },
            "required": ["x", "y"],
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_point_is_read_in_hundredths_and_written_as_it_was() {
        for (x, y) in [(0.0, 1.0), (0.5, 0.333), (0.07, 0.29), (1.0, 0.0)] {
            let focus: Focus = serde_json::from_value(json!({ "x": x, "y": y })).unwrap();
            let written = serde_json::to_value(focus).unwrap();
            let again: Focus = serde_json::from_value(written.clone()).unwrap();
            assert_eq!(focus, again);
            assert!((written["x"].as_f64().unwrap() - x).abs() <= 0.005);
        }
        assert_eq!(Focus::parse(1.004, -0.004).unwrap(), Focus { across: 100, down: 0 });
    }

    #[test]
    fn a_point_outside_says_which_edge_and_what_was_meant() {
        let per_cent = Focus::parse(30.0, 0.2).unwrap_err();
        assert!(per_cent.message().contains("focus.x is 30"), "{}", per_cent.message());
        assert_eq!(per_cent.suggestion(), Some("in per cent that is 0.3"));
        for (x, y) in [(0.5, -0.2), (0.5, 4000.0), (f64::NAN, 0.5), (0.5, f64::INFINITY)] {
            assert!(Focus::parse(x, y).is_err());
        }
    }
}
