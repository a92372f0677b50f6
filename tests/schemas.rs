//! `schemas/`: every tool as a client lists it, with the schema of its answers whether that is served or not, and every
//! error code, as files that people review. With them the README's table of tools.
//!
//! `UPDATE_SCHEMAS=1 cargo test --test schemas` writes them; without it they are compared.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;
#[path = "schemas/readme.rs"]
mod readme;

use std::{collections::BTreeMap, fs, path::PathBuf};

use common::{BOTH_ERAS, Server};
use serde_json::Value;

/// The same value with the keys of every object in order, so that a diff shows what changed.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let by_name: BTreeMap<&String, Value> =
                object.iter().map(|(key, value)| (key, sorted(value))).collect();
            by_name.into_iter().map(|(key, value)| (key.clone(), value)).collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn pretty(value: &Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(&sorted(value)).unwrap())
}

/// What the folder should hold: the name of each file, and its text.
fn expected() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    // Those of services that have to be connected too.
    let folder = tempfile::tempdir().unwrap();
    assert!(Server::start_on(BOTH_ERAS[0], folder.path(), &[]).close().status.success());
    common::connect_all(folder.path());
    // And those that the assistant of an owner does without.
    let mut server = Server::start_on(BOTH_ERAS[0], folder.path(), &["--agent", "owner"]);
    for mut tool in server.list() {
        let name = tool["name"].as_str().unwrap().to_owned();
        tool["outputSchema"] = Value::Object(common::promise::whole(&name));
        files.insert(format!("{name}.json"), pretty(&tool));
    }
    // What calls the tools that a short list leaves out is listed there only, and answers as they do.
    let args = ["--agent", "owner", "--discover"];
    let listed = Server::start_on(BOTH_ERAS[0], folder.path(), &args).list();
    let call_tool = listed.iter().find(|tool| tool["name"] == "callTool").unwrap();
    files.insert("callTool.json".to_owned(), pretty(call_tool));
    files.insert("errors.json".to_owned(), pretty(&deskhand::error::catalogue()));
    files
}

/// Whether the files are to be written.
fn is_updating() -> bool {
    #[expect(clippy::disallowed_methods, reason = "asks whoever runs the test, not the program")]
    let update = std::env::var_os("UPDATE_SCHEMAS").is_some();
    update
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

#[test]
fn the_schemas_are_what_a_client_is_served() {
    let expected = expected();
    let update = is_updating();
    let mut faults = Vec::new();
    for (name, text) in &expected {
        let path = folder().join(name);
        let found = fs::read_to_string(&path).unwrap_or_default();
        if found == *text {
            continue;
        }
        if update {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&path, text).unwrap();
        } else {
            faults.push(difference(name, &found, text));
        }
    }
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if expected.contains_key(&name) {
            continue;
        }
        if update {
            fs::remove_file(folder().join(&name)).unwrap();
        } else {
            faults.push(format!("schemas/{name} belongs to no tool"));
        }
    }
    let hint = "if that is meant, run `just schemas` and read the difference";
    assert!(faults.is_empty(), "{}\n{hint}", faults.join("\n"));
}

/// The first line in which a file is not what it should be.
fn difference(name: &str, found: &str, text: &str) -> String {
    if found.is_empty() {
        return format!("schemas/{name} is missing");
    }
    let pairs = found.lines().zip(text.lines()).enumerate();
    let first = pairs.into_iter().find(|(_, (was, is))| was != is);
    match first {
        Some((at, (was, is))) => format!("schemas/{name}:{}:\n  was {was}\n  is  {is}", at + 1),
        None => format!("schemas/{name}: one is longer than the other"),
    }
}

#[test]
fn both_generations_of_clients_are_served_the_same_tools() {
    let [legacy, modern] = BOTH_ERAS.map(|era| Server::start(era, &[]).list());
    assert_eq!(legacy, modern);
}

#[test]
fn a_tool_is_served_whole() {
    let mut server = Server::start(BOTH_ERAS[0], &[]);
    for tool in server.list() {
        let mut keys: Vec<&str> = tool.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        let name = tool["name"].as_str().unwrap();
        keys.retain(|key| *key != "outputSchema");
        assert_eq!(keys, ["annotations", "description", "inputSchema", "name", "title"], "{name}");
        // The answers of most tools have the shape that all of their kind have: saying it fifty times is two thirds
        // of a list.
        // Who may answer with pictures promises no structure.
        let has_own = common::promise::operations(name)
            .iter()
            .any(|it| it.kind().has_own_answer() && !it.shows());
        let promised = has_own.then(|| Value::Object(common::promise::whole(name)));
        assert_eq!(tool.get("outputSchema"), promised.as_ref(), "{name}");
        let hints = ["destructiveHint", "idempotentHint", "openWorldHint", "readOnlyHint"];
        assert!(hints.iter().all(|hint| tool["annotations"][hint].is_boolean()), "{tool}");
        assert_eq!(tool["annotations"]["title"], tool["title"]);
    }
}
