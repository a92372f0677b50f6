//! Names from elsewhere: what the documentation says is what the program knows.

use std::collections::BTreeSet;

use deskhand::{
    catalogue::{self, OLDER_NAMES, Way, older},
    tool::Tool,
};
use serde_json::{Map, Value, json};

use super::world;

/// The rows of the tables in the documentation, cell by cell.
fn rows() -> Vec<Vec<String>> {
    let text = std::fs::read_to_string("docs/migration.md").unwrap();
    let cell = |cell: &str| cell.trim().to_owned();
    let row = |line: &str| line.trim_matches('|').split(" | ").map(cell).collect();
    text.lines().filter(|line| line.starts_with("| `")).map(row).collect()
}

fn bare(cell: &str) -> &str {
    cell.trim_matches('`')
}

#[test]
fn the_documentation_maps_what_the_program_knows() {
    let documented = rows();
    assert_eq!(documented.len(), OLDER_NAMES.len());
    for (row, (name, way)) in documented.iter().zip(OLDER_NAMES) {
        assert_eq!(bare(&row[0]), *name);
        match way {
            Way::Call(tool) | Way::CallOr(tool, _) => assert_eq!(bare(&row[1]), *tool, "{name}"),
            Way::Calls(text) | Way::Nowhere(text) => assert_eq!(row[1], *text, "{name}"),
        }
    }
}

#[test]
fn an_older_name_is_no_tool_and_leads_to_one_however_it_is_written() {
    let (names, mut seen) = (world::names(), BTreeSet::new());
    for (name, way) in OLDER_NAMES {
        assert!(!names.contains(name), "{name}");
        assert!(seen.insert(*name), "{name} is there twice");
        if let Way::Call(tool) | Way::CallOr(tool, _) = way {
            assert!(names.contains(tool), "{name}");
        }
        for written in [
            name.replace('_', "."),
            name.replace('_', "-").to_uppercase(),
            name.replace('_', ""),
            name.replace('_', " "),
            name.replace('_', "/"),
        ] {
            // The letters alone may be one of our own names, which is called as it is.
            if !names.contains(&written.as_str()) {
                assert_eq!(older(&written), Some(*way), "{written}");
            }
        }
    }
    assert_eq!(older("get_page"), Some(Way::Call("getPage")));
    assert_eq!(older("Manage-Packages"), Some(Way::Call("manage_packages")));
    assert_eq!(older(""), None);
    assert_eq!(older("cms_burnPage"), None);
    // Whatever a host puts before a name.
    for (written, tool) in [
        ("mcp__deskhand__cms_listPages", "getPage"),
        ("mcp__my-studio__getPage", "getPage"),
        ("deskhand.cms_listPages", "getPage"),
        ("deskhand__getPage", "getPage"),
        ("studio:cms_listPages", "getPage"),
        ("studio/create_page", "createPage"),
        ("mcp_deskhand_cms_listPages", "getPage"),
        ("mcp_Deskhand_manage_packages", "manage_packages"),
        ("deskhand-getPage", "getPage"),
        ("functions.deskhand.getPage", "getPage"),
    ] {
        assert_eq!(older(written), Some(Way::Call(tool)), "{written}");
    }
    for written in
        ["mcp__deskhand__burnPage", "burn_createPage", "mcp__deskhand__", "__", "deskhand"]
    {
        assert_eq!(older(written), None, "{written}");
    }
}

#[test]
fn the_examples_are_calls_that_their_tools_take() {
    for row in rows().into_iter().filter(|row| row.len() == 3) {
        let (older, name) = (&row[0], bare(&row[1]));
        let mut example: Map<String, Value> = serde_json::from_str(bare(&row[2])).unwrap();
        let tool = catalogue::all().map(|(_, tool)| tool).find(|tool| tool.spec().name == name);
        let operation = match tool.unwrap() {
            Tool::One(operation) => *operation,
            Tool::Actions(set) => {
                let action = example.shift_remove("action").unwrap();
                let found = set.actions.iter().find(|(known, _)| json!(known) == action);
                found.unwrap_or_else(|| panic!("{older}: {action}")).1
            }
        };
        let checked = operation
            .arguments()
            .check(example, &deskhand::clock::today)
            .map(|checked| checked.own);
        assert!(checked.is_ok(), "{older}: {:?}", checked.unwrap_err());
        let prepared = operation.prepare(&checked.unwrap());
        assert!(prepared.is_ok(), "{older}: {:?}", prepared.err());
    }
}
