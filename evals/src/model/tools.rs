//! A server's tools, as endpoints take them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::session::Tool;

/// The longest name of a tool that both kinds of endpoint take.
const NAME_CHARS_MAX: usize = 64;

/// What neither takes at the top of a tool's schema.
const NOT_AT_THE_TOP: [&str; 7] = ["$schema", "oneOf", "anyOf", "allOf", "enum", "not", "const"];

/// The tools of a server, under names that an endpoint takes.
#[derive(Default)]
pub struct Named {
    tools: Vec<(String, Tool)>,
    names: BTreeMap<String, String>,
}

impl Named {
    pub fn of(tools: Vec<Tool>) -> Named {
        let mut named = Named::default();
        for tool in tools {
            let plain = plain(&tool.name, NAME_CHARS_MAX);
            let taken = |name: &String| named.names.contains_key(name);
            let numbered = |number: u32| {
                let number = format!("_{number}");
                plain.get(..NAME_CHARS_MAX - number.len()).unwrap_or(&plain).to_owned() + &number
            };
            let mut name = plain.clone();
            for number in 2.. {
                if !taken(&name) {
                    break;
                }
                name = numbered(number);
            }
            named.names.insert(name.clone(), tool.name.clone());
            named.tools.push((name, tool));
        }
        named
    }

    /// The server's name of a tool; one that nobody has stays, since the server says it best.
    pub fn real<'n>(&'n self, name: &'n str) -> &'n str {
        self.names.get(name).map_or(name, String::as_str)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str, Value)> {
        self.tools
            .iter()
            .map(|(name, tool)| (name.as_str(), tool.description.as_str(), schema(&tool.schema)))
    }
}

/// Letters, digits, `_` and `-`.
fn plain(name: &str, chars_max: usize) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    name.chars().take(chars_max).map(plain).collect()
}

/// A schema as endpoints take it: an object with properties, and no choice at its top. The server judges anyway.
fn schema(schema: &Map<String, Value>) -> Value {
    let mut schema = schema.clone();
    schema.retain(|key, _| !NOT_AT_THE_TOP.contains(&key.as_str()));
    schema.insert("type".to_owned(), "object".into());
    schema.entry("properties").or_insert_with(|| json!({}));
    schema.into()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::{Named, schema};
    use crate::session::Tool;

    fn tool(name: &str) -> Tool {
        Tool { name: name.into(), description: String::new(), schema: Map::new() }
    }

    #[test]
    fn tools_have_names_that_endpoints_take() {
        let long = "x".repeat(80);
        let named = Named::of(
            ["getPage", "page.get", "page/get", "straße", &long, &format!("{long}y")]
                .map(tool)
                .into(),
        );
        let sent: Vec<&str> = named.iter().map(|(name, ..)| name).collect();
        let (cut, cut_2) = ("x".repeat(64), format!("{}_2", "x".repeat(62)));
        assert_eq!(sent, ["getPage", "page_get", "page_get_2", "stra_e", &cut, &cut_2]);
        assert_eq!(named.real("page_get_2"), "page/get");
        assert_eq!(named.real(&cut_2), format!("{long}y"));
        assert_eq!(named.real("nothing"), "nothing");
    }

    #[test]
    fn a_schema_is_an_object_with_properties() {
        let given = json!({ "anyOf": [{}], "required": ["a"], "$defs": { "b": { "anyOf": [] } } });
        let sent = json!({ "required": ["a"], "$defs": { "b": { "anyOf": [] } }, "type": "object",
                           "properties": {} });
        assert_eq!(schema(given.as_object().unwrap()), sent);
    }
}
