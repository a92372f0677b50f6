//! Properties that every tool of the catalogue has, whoever wrote it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]

#[path = "catalogue/budget.rs"]
mod budget;
#[path = "catalogue/files.rs"]
mod files;
#[path = "catalogue/hints.rs"]
mod hints;
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

/// Every name that a tool may have. Tools that are not built yet are in it too.
const NAMES: &[&str] = &[
    "searchTools",
    "acknowledgeRequest",
    "finalAnswer",
    "getPage",
    "createPage",
    "updatePage",
    "deletePage",
    "getSectionTemplate",
    "getSection",
    "createSection",
    "updateSection",
    "deleteSection",
    "getImage",
    "createImage",
    "updateImage",
    "deleteImage",
    "getPost",
    "createPost",
    "updatePost",
    "deletePost",
    "getNavItem",
    "createNavItem",
    "updateNavItem",
    "deleteNavItem",
    "getEntry",
    "createEntry",
    "updateEntry",
    "deleteEntry",
    "manage_packages",
    "manage_services",
    "getContact",
    "createContact",
    "updateContact",
    "deleteContact",
    "getOrder",
    "createOrder",
    "updateOrder",
    "getContact",
    "createContact",
    "updateContact",
    "deleteContact",
    "getOrder",
    "createOrder",
    "updateOrder",
    "getConversation",
    "updateConversation",
    "sendMessage",
    "getMessageTemplate",
    "browseImages",
    "importImage",
    "searchWeb",
    "fetchContent",
    "httpGet",
    "httpPost",
    "queryData",
    "getHistory",
    "undoChange",
];

/// Tools that every version since the first has: a catalogue without them has lost one.
const BUILT: &[&str] = &[
    "searchTools",
    "acknowledgeRequest",
    "finalAnswer",
    "getPage",
    "createPage",
    "updatePage",
    "deletePage",
    "getSectionTemplate",
    "getSection",
    "createSection",
    "updateSection",
    "deleteSection",
    "getImage",
    "createImage",
    "updateImage",
    "deleteImage",
    "getPost",
    "createPost",
    "updatePost",
    "deletePost",
    "getNavItem",
    "createNavItem",
    "updateNavItem",
    "deleteNavItem",
    "getEntry",
    "createEntry",
    "updateEntry",
    "deleteEntry",
    "manage_packages",
    "manage_services",
    "queryData",
    "getHistory",
    "undoChange",
];

#[test]
fn names_are_unique_and_agreed() {
    let names = world::names();
    for (at, name) in names.iter().enumerate() {
        assert!(NAMES.contains(name), "`{name}` is not a name that was agreed on");
        assert!(!names[..at].contains(name), "`{name}` is listed twice");
    }
    for name in BUILT {
        assert!(names.contains(name), "`{name}` is gone from the catalogue");
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
