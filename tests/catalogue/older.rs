//! Names from elsewhere: what the documentation says is what the program knows.

use std::collections::BTreeSet;

use deskhand::{
    catalogue::{self, OLDER_NAMES, today},
    tool::Tool,
};
use serde_json::{Map, Value};

use super::world;

/// The rows of the tables in the documentation: the older name, the tool, an example.
fn documented() -> Vec<(String, String, Map<String, Value>)> {
    let text = std::fs::read_to_string("docs/migration.md").unwrap();
    let cell = |cell: &str| cell.trim().trim_matches('`').to_owned();
    let row = |line: &str| {
        let cells: Vec<String> = line.trim_matches('|').split(" | ").map(cell).collect();
        let [older, tool, example] = cells.try_into().ok()?;
        Some((older, tool, serde_json::from_str(&example).ok()?))
    };
    text.lines().filter(|line| line.starts_with("| `")).filter_map(row).collect()
}

#[test]
fn the_documentation_maps_what_the_program_knows() {
    let documented = documented();
    let pairs: Vec<(&str, &str)> =
        documented.iter().map(|(older, tool, _)| (older.as_str(), tool.as_str())).collect();
    assert_eq!(pairs, OLDER_NAMES);
    let of = |prefix: &str| pairs.iter().filter(|(older, _)| older.starts_with(prefix)).count();
    assert_eq!(of("crm.") + of("whatsapp."), 16);
    assert_eq!(of("cms_") + of("pexels_") + of("unsplash_") + of("web_"), 45);
}

#[test]
fn an_older_name_is_no_tool_and_leads_to_one() {
    let (names, mut seen) = (world::names(), BTreeSet::new());
    for (older, tool) in OLDER_NAMES {
        assert!(names.contains(tool) && !names.contains(older), "{older}");
        assert!(seen.insert(*older), "{older} is there twice");
        assert_eq!(today(older), Some(*tool));
        assert_eq!(today(&older.replace(['.', '_'], "-").to_uppercase()), Some(*tool));
    }
    assert_eq!(today("getPage"), None);
    assert_eq!(today(""), None);
}

#[test]
fn the_examples_are_calls_that_their_tools_take() {
    for (older, name, example) in documented() {
        let tool = catalogue::all().map(|(_, tool)| tool).find(|tool| tool.spec().name == name);
        let Some(Tool::One(operation)) = tool else { panic!("{older}: {name} is one operation") };
        let checked = operation.arguments().check(example).map(|checked| checked.own);
        assert!(checked.is_ok(), "{older}: {:?}", checked.unwrap_err());
        let prepared = operation.prepare(&checked.unwrap());
        assert!(prepared.is_ok(), "{older}: {:?}", prepared.err());
    }
}
