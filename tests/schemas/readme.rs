//! The README's table of tools: one row for each, made from the catalogue. What a row says of its tool is the first
//! sentence of the description, until somebody puts it better.

use std::fs;

use deskhand::{
    catalogue,
    tool::{Kind, Tool},
};

const BEGIN: &str = "<!-- tools:begin -->";
const END: &str = "<!-- tools:end -->";

#[test]
fn the_readme_lists_every_tool_and_no_other() {
    let readme = fs::read_to_string("README.md").unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the table begins");
    let (table, after) = rest.split_once(END).expect("the table ends");
    let expected = expected(table);
    if super::is_updating() {
        fs::write("README.md", format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
    } else {
        assert_eq!(table, expected, "run `just schemas`, and put the new rows in words for people");
    }
}

/// The table, with the words of the rows that are there.
fn expected(table: &str) -> String {
    let mut text = String::from("\n\n| tool | what it does | kind |\n|---|---|---|\n");
    for (_, tool) in catalogue::all() {
        let spec = tool.spec();
        let start = format!("| `{}` | ", spec.name);
        let known = table.lines().find_map(|line| line.strip_prefix(&start)?.split(" | ").next());
        let first = spec.description.split(". ").next().unwrap();
        text = format!("{text}{start}{} | {} |\n", known.unwrap_or(first), said(tool));
    }
    text + "\n"
}

/// The kind of a tool, for people.
fn said(tool: &Tool) -> String {
    let Tool::Actions(set) = tool else {
        let Tool::One(operation) = tool else { unreachable!("a tool is one or several") };
        return of_kind(operation.kind()).to_owned();
    };
    let kinds =
        |wanted: fn(Kind) -> bool| set.actions.iter().filter(move |(_, it)| wanted(it.kind()));
    let mut words = Vec::new();
    for (word, is_there) in [
        ("read", kinds(Kind::reads).next().is_some()),
        ("write", kinds(|kind| !kind.reads()).next().is_some()),
    ] {
        words.extend(is_there.then_some(word));
    }
    let asking: Vec<&str> =
        kinds(|kind| kind == Kind::Deletion).map(|(action, _)| *action).collect();
    match asking.as_slice() {
        [] => words.join(", "),
        [one] => format!("{}; {one} asks first", words.join(", ")),
        several => format!("{}; {} ask first", words.join(", "), several.join(", ")),
    }
}

fn of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Query => "read",
        Kind::RequestLifecycle => "notes",
        Kind::Command | Kind::Exchange => "write",
        Kind::Bulk => "write; asks first where it is much",
        Kind::Publication | Kind::Retrieval => "write; may ask first",
        Kind::Deletion => "asks first",
        Kind::Fetch => "reads outside",
        Kind::Inquiry => "reads outside; may ask first",
        Kind::Sending => "sends; may ask first",
    }
}
