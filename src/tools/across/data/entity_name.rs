//! The name of an entity that is asked for, and what people call it.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::entities;

/// What people call an entity whose name is another word.
const SAID: [(&str, &str); 16] = [
    ("site", "business company shop studio setting"),
    ("order", "deal sale purchase"),
    ("invoice", "quote bill estimate document"),
    ("payment", "money refund deposit"),
    ("booking", "appointment reservation session meeting date calendar event"),
    ("availability", "hours schedule holiday"),
    ("contact", "customer client lead person people guest buyer user"),
    ("package", "product offer offering price item"),
    ("service", "treatment work"),
    ("post", "article blog news story"),
    ("entry", "project portfolio case"),
    ("image", "photo picture file media"),
    ("message", "chat mail email text sms"),
    ("navItem", "menu link"),
    ("change", "history edit revision"),
    ("call", "log activity"),
];

/// The name of an entity that can be asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct EntityName(pub(super) String);

impl JsonSchema for EntityName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "EntityName".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = entities::all().map(|entity| entity.name).collect();
        // Of what agents did each reads its own.
        let read = entities::all().filter(|entity| !entity.is_of_agents());
        let read: Vec<&str> = read.map(|entity| entity.name).collect();
        let said: Map<String, Value> =
            SAID.iter().map(|(name, words)| ((*name).to_owned(), (*words).into())).collect();
        json_schema!({ "type": "string", "enum": names, "x-read": read, "x-said": said })
    }
}
