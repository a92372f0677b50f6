//! Every client's configuration in every state: an entry put in, mended, taken out, and nothing else changed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "clients/finding.rs"]
mod finding;
#[path = "clients/states.rs"]
mod states;

use std::path::{Path, PathBuf};

use deskhand::clients::{
    CLIENTS, Client, Edit, File, Format, Server, Wanted, by_hand, edited, servers,
};
use tempfile::tempdir;

const PROGRAM: &str = "/opt/desk hand/bin/deskhand";

fn wanted() -> Wanted {
    Wanted {
        command: PROGRAM.to_owned(),
        tenant: "main".to_owned(),
        folder: PathBuf::from("/home/ann/.local/share/deskhand"),
        is_default_folder: true,
    }
}

/// A text in the client's format: one server of somebody else's, and settings around it.
fn others(client: &Client) -> String {
    match client.format {
        Format::Json { servers, .. } => format!(
            "{{\n\t\"theme\": \"dark\",\n\t\"{servers}\": {{\n\t\t\"other\": {{\n\t\t\t\"command\": \"npx\",\n\t\t\t\"args\": \
             [\"-y\", \"other\"],\n\t\t\t\"env\": {{ \"KEY\": \"s3cret\" }}\n\t\t}}\n\t}},\n\t\"last\": [1, 2.50, null]\n}}\n"
        ),
        Format::Toml { servers } => format!(
            "model = \"o5\"\n\n[{servers}.other]\ncommand = \"npx\"\nargs = [\"-y\", \"other\"]\n\
             env = {{ KEY = \"s3cret\" }}\n\n[history]\npersistence = \"none\"\n"
        ),
        Format::Yaml => "GOOSE_MODEL: some\nextensions:\n  other:\n    cmd: npx\n".to_owned(),
    }
}

fn commented(client: &Client) -> String {
    match client.format {
        Format::Json { servers, .. } => format!(
            "// mine\n{{\n  /* all */ \"{servers}\": {{ // here\n    // before\n    \"other\": {{ \"command\": \"x\" }} // after\n    \
             // end\n  }},\n  \"a\": 1 // one\n}}\n// last\n"
        ),
        Format::Toml { servers } => format!(
            "# mine\n[{servers}.other] # here\ncommand = 'x' # after\n\n# before history\n[history]\nx = 1 # one\n# last\n"
        ),
        Format::Yaml => "# mine\nextensions: {} # none\n".to_owned(),
    }
}

/// What init does: text to text.
fn put(format: Format, text: &str, wanted: &Wanted) -> String {
    let edits = wanted.put(&servers(format, text).unwrap(), true);
    edited(format, text, &edits).unwrap()
}

fn taken(format: Format, text: &str, wanted: &Wanted) -> String {
    let edits = wanted.take(&servers(format, text).unwrap(), true);
    edited(format, text, &edits).unwrap()
}

fn ours(format: Format, text: &str) -> Vec<Server> {
    servers(format, text).unwrap().into_iter().filter(Server::is_deskhand).collect()
}

/// The clients whose files are changed.
fn changed() -> impl Iterator<Item = &'static Client> {
    CLIENTS.iter().filter(|client| client.format != Format::Yaml)
}

/// Puts the entry into `text`, and holds the result to what every state has to keep.
#[track_caller]
fn holds(client: &Client, state: &str, text: &str) -> String {
    let (format, wanted) = (client.format, wanted());
    let after = put(format, text, &wanted);
    let about = format!("{}, {state}:\n{text}\n---\n{after}", client.name);
    let entries = ours(format, &after);
    assert_eq!(entries.len(), 1, "not doubled: {about}");
    assert_eq!(entries[0].command, PROGRAM, "{about}");
    assert_eq!(entries[0].args[..3], ["serve", "--tenant", "main"], "{about}");
    let others = |text: &str| -> Vec<Server> {
        servers(format, text).unwrap().into_iter().filter(|it| !it.is_deskhand()).collect()
    };
    assert_eq!(others(&after), others(text), "nothing lost: {about}");
    // Every line that was there is there still, in its order; a comma may have come after it.
    let mut lines = after.lines();
    for line in text.lines().filter(|line| {
        let is_whole = line.contains('{') && line.trim_end_matches(',').ends_with('}');
        !is_whole && !line.trim().is_empty()
    }) {
        let bare = |line: &str| line.replace(',', "").trim_end().to_owned();
        assert!(lines.any(|new| bare(new) == bare(line)), "`{line}` is lost: {about}");
    }
    assert_eq!(put(format, &after, &wanted), after, "a second time changes nothing: {about}");
    assert!(ours(format, &taken(format, &after, &wanted)).is_empty(), "{about}");
    after
}

/// A file of its own with this text.
fn file(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("config");
    std::fs::write(&path, text).unwrap();
    path
}
