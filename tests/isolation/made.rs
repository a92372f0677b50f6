//! Things that are made from the rules of the tool that makes them, so that a new kind of thing is there by itself.

use deskhand::{
    catalogue,
    store::entity,
    tool::{Operation, Tool},
};
use serde_json::{Map, Value, json};

use super::world::{Actor, Things, World};

impl World {
    /// Makes one of each kind of thing that is not there yet and has a tool that makes it.
    pub fn add_the_rest(&self, who: &Actor, name: &str, things: &mut Things) {
        for (_, tool) in catalogue::all() {
            let Tool::One(operation) = tool else { continue };
            let tool = operation.spec().name;
            let Some(entity) = entity::of_name(&entity::noun(tool)) else { continue };
            if !tool.starts_with("create") || things.ids.contains_key(entity.singular) {
                continue;
            }
            let mut arguments = Value::Object(required(*operation, name, things));
            let mut made = self.ok(who, tool, &arguments);
            if made["requiresConfirmation"] == true {
                arguments["confirmed"] = json!(true);
                arguments["confirmationToken"] = made["confirmationToken"].clone();
                made = self.ok(who, tool, &arguments);
            }
            let id = made["data"]["id"].as_str().unwrap().to_owned();
            things.ids.insert(entity.singular, id);
        }
        things.ids.insert("target", self.target_of(who));
    }
}

/// What such an operation has to be given.
fn required(operation: &dyn Operation, name: &str, things: &Things) -> Map<String, Value> {
    let rules = operation.arguments().rules();
    let names = rules["required"].as_array().into_iter().flatten();
    let value = |argument: &Value| {
        let argument = argument.as_str().unwrap();
        let rule = &rules["properties"][argument];
        let kind = rule["x-id"].as_str().and_then(|prefix| {
            deskhand::id::noun_of(&format!("{prefix}_01h455vb4pex5vsknk084sn02q"))
        });
        let value = kind.map_or_else(|| plain(rule, name), |kind| json!(things.ids[kind]));
        (argument.to_owned(), value)
    };
    names.map(value).collect()
}

/// A value that fits a rule; a text begins with `name`.
pub fn plain(rule: &Value, name: &str) -> Value {
    let kinds = rule["type"].to_string();
    if let Some(choices) = rule["enum"].as_array() {
        return choices[0].clone();
    }
    if kinds.contains("string") {
        return json!(match rule["x-form"].as_str() {
            Some("slug") => "a-slug".to_owned(),
            Some("currency") => "USD".to_owned(),
            Some("email") => "new@example.com".to_owned(),
            Some("link") => "/".to_owned(),
            Some("date") => "2026-01-01".to_owned(),
            _ => format!("{name} words"),
        });
    }
    if kinds.contains("array") {
        return json!([plain(&rule["items"], name)]);
    }
    if kinds.contains("object") {
        let required = rule["required"].as_array().into_iter().flatten();
        let of = |property: &Value| {
            let property = property.as_str().unwrap();
            (property.to_owned(), plain(&rule["properties"][property], name))
        };
        return Value::Object(required.map(of).collect());
    }
    if kinds.contains("boolean") {
        json!(true)
    } else {
        rule.get("minimum").cloned().unwrap_or(json!(1))
    }
}
