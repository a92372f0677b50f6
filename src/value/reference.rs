//! A reference to an existing thing, by id or by name.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::id::{Id, Kind};

/// An id, or a natural key (slug, key, exact name). The argument check has refused ids of other kinds before; whether
/// the thing exists is checked by `find` of its noun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ref<K: Kind> {
    Id(Id<K>),
    /// A slug, key or name.
    Name(String),
}

impl<K: Kind> std::fmt::Display for Ref<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Ref::Id(id) => id.fmt(f),
            Ref::Name(name) => f.write_str(name),
        }
    }
}

impl<'de, K: Kind> Deserialize<'de> for Ref<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let text = text.trim();
        Ok(match Id::read(text).map_err(D::Error::custom)? {
            Some(id) => Ref::Id(id),
            None => Ref::Name(text.to_owned()),
        })
    }
}

impl<K: Kind> JsonSchema for Ref<K> {
    fn schema_name() -> Cow<'static, str> {
        format!("Ref_{}", K::TYPE).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // The argument check uses the prefix to refuse ids of other kinds; it is not served.
        json_schema!({ "type": "string", "minLength": 1, "maxLength": 1000, "x-id": K::TYPE })
    }
}
