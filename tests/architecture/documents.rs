//! What documents and comments say of the tree.

use super::{
    none,
    source::{files, root},
    sources,
};

/// Documents that name files of the tree. Decisions name those of their day, so they are not held to it.
const DOCUMENTS: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"];

/// Named as examples of what somebody adds.
const EXAMPLES: [&str; 5] = [
    "src/store/migrations/sqlite/NNNN_what.sql",
    "src/store/migrations/sqlite/0016_venue.sql",
    "src/store/entity/venue.rs",
    "src/tools/business/venue.rs",
    "src/tools/business/venue/get.rs",
];

const COMMENT_CHARS_MAX: usize = 120;

/// The paths in `text`: what stands between backticks and begins with one of these folders.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    const FOLDERS: [&str; 6] = ["src/", "tests/", "docs/", "benches/", "guidance/", "schemas/"];
    let code = text.split('`').skip(1).step_by(2);
    code.filter(|code| {
        FOLDERS.iter().any(|folder| code.starts_with(folder)) && !code.contains([' ', '*', '<'])
    })
}

fn is_there(path: &str) -> bool {
    // A module is named without its ending.
    root().join(path).exists() || root().join(format!("{path}.rs")).exists()
}

#[test]
fn a_path_that_a_document_names_is_there() {
    let documents = DOCUMENTS.iter().flat_map(|name| files(name, &[".md"]));
    let mut count = 0;
    let mut faults = Vec::new();
    for document in documents.chain(files("docs", &[".md"])) {
        if document.path.starts_with("docs/adr/") {
            continue;
        }
        // Blocks of code have backticks of their own.
        let prose = document.text.split("```").step_by(2).collect::<String>();
        for path in paths(&prose).filter(|path| !EXAMPLES.contains(path)) {
            count += 1;
            if !is_there(path) {
                faults.push(format!("{} names {path}", document.path));
            }
        }
    }
    none(&faults, "a document names what is there");
    assert!(count > 100, "only {count} paths were found");
}

#[test]
fn a_comment_is_not_wider_than_a_page() {
    let mut faults = Vec::new();
    let others =
        ["tests", "entity/src", "demo/src", "evals/src"].map(|folder| files(folder, &[".rs"]));
    for source in sources().iter().chain(others.iter().flatten()) {
        for (line, number) in source.text.lines().zip(1..) {
            let is_comment = line.trim_start().starts_with("//");
            // An address cannot be broken.
            if is_comment && line.chars().count() > COMMENT_CHARS_MAX && !line.contains("://") {
                faults.push(format!("{}:{number}", source.path));
            }
        }
    }
    none(&faults, &format!("a comment has {COMMENT_CHARS_MAX} characters a line at most"));
}

/// The public items of `code` that no comment stands before, each with its line. A module says itself what it is, and
/// the names of fields and variants may say enough: the compiler's lint would want a comment before each of them.
fn undocumented(code: &str) -> Vec<String> {
    const ITEMS: [&str; 8] =
        ["fn ", "struct ", "enum ", "trait ", "const ", "static ", "type ", "async fn "];
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let item = line.trim_start().strip_prefix("pub ");
        if !item.is_some_and(|item| ITEMS.iter().any(|kind| item.starts_with(kind))) {
            continue;
        }
        // An attribute of several lines ends with a bracket.
        let before = lines[..at].iter().rev().map(|line| line.trim());
        // A macro passes the comments on that it was given.
        let starts = ["//", "#[doc", "$(#["];
        let is_comment = |line: &str| starts.iter().any(|start| line.starts_with(start));
        let mut before = before.skip_while(|line| !line.is_empty() && !is_comment(line));
        if !before.next().is_some_and(is_comment) {
            found.push(format!("{}: {}", at + 1, line.trim()));
        }
    }
    found
}

#[test]
fn a_public_item_says_what_it_is() {
    let mut faults = Vec::new();
    for source in sources() {
        let code = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        faults.extend(undocumented(code).into_iter().map(|it| format!("{}:{it}", source.path)));
    }
    none(&faults, "a public item has a comment");
    let bad =
        "/// A.\npub struct A {\n    pub b: u8,\n}\n\n#[derive(Debug)]\npub enum C {\n    D,\n}\n";
    assert_eq!(undocumented(bad), ["7: pub enum C {"]);
}
