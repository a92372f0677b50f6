//! Properties that every tool of the catalogue has, whoever wrote it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]

#[path = "catalogue/arguments.rs"]
mod arguments;
#[path = "catalogue/budget.rs"]
mod budget;
#[path = "catalogue/files.rs"]
mod files;
#[path = "catalogue/hints.rs"]
mod hints;
#[path = "catalogue/hosts.rs"]
mod hosts;
#[path = "catalogue/older.rs"]
mod older;
#[path = "catalogue/schema.rs"]
mod schema;
#[path = "catalogue/trust.rs"]
mod trust;
#[path = "catalogue/words.rs"]
mod words;
#[path = "catalogue/world.rs"]
mod world;

/// Tools whose names say what they do and not with what.
const ACROSS: [&str; 6] =
    ["searchTools", "acknowledgeRequest", "finalAnswer", "queryData", "getHistory", "undoChange"];

/// Whether it is a verb with a noun, `manage_` with several, or one of those that go across all things.
fn is_well_formed(name: &str) -> bool {
    let verb: String = name.chars().take_while(char::is_ascii_lowercase).collect();
    let verbs = words::VERBS.iter().filter(|verb| !verb.ends_with('_'));
    let is_noun = |noun: &str| {
        noun.starts_with(|c: char| c.is_ascii_uppercase())
            && noun.chars().all(char::is_alphanumeric)
    };
    let is_several =
        |nouns: &str| nouns.ends_with('s') && nouns.chars().all(|c| c.is_ascii_lowercase());
    ACROSS.contains(&name)
        || verbs.into_iter().any(|known| *known == verb) && is_noun(&name[verb.len()..])
        || name.strip_prefix("manage_").is_some_and(is_several)
}

#[test]
fn names_are_unique_and_of_one_form() {
    // That none is lost, `schemas/` sees: a schema without its tool is a failure.
    let names = world::names();
    for (at, name) in names.iter().enumerate() {
        assert!(is_well_formed(name), "`{name}` is neither verbNoun nor manage_nouns");
        assert!(!names[..at].contains(name), "`{name}` is listed twice");
    }
    for bad in [
        "pageGet",
        "get_page",
        "GetPage",
        "get",
        "getpage",
        "manage_package",
        "removePage",
        "getPage!",
    ] {
        assert!(!is_well_formed(bad), "{bad}");
    }
}

#[test]
fn the_list_keeps_its_order() {
    let (first, again) = (world::listed("admin"), world::listed("admin"));
    let names = |tools: &[deskhand::gate::ListedTool]| -> Vec<&str> {
        tools.iter().map(|tool| tool.name).collect()
    };
    assert_eq!(names(&first), world::names());
    assert_eq!(names(&first), names(&again));
}

#[test]
fn every_tool_is_used_in_a_story() {
    let stories: String = files::below("tests/stories", ".rs").into_iter().map(|f| f.1).collect();
    let untold: Vec<&str> = world::names()
        .into_iter()
        .filter(|name| !stories.contains(&format!("\"{name}\"")))
        .collect();
    assert!(untold.is_empty(), "no story in tests/stories uses {untold:?}");
}

#[test]
fn every_error_code_is_unique_and_well_formed() {
    let mut seen = Vec::new();
    for code in deskhand::error::Code::ALL {
        let text = code.as_str();
        let plain = text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        assert!(plain && !text.starts_with('_'), "{text}");
        assert!(!seen.contains(&text), "{text} stands twice");
        assert!(code.meaning().ends_with('.'), "{text}: its meaning is a sentence");
        seen.push(text);
    }
}
