//! The command line, by running the program as people and hosts do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

#[path = "cli/commands.rs"]
mod commands;
#[path = "cli/demo.rs"]
mod demo;
#[path = "cli/doctor_clients.rs"]
mod doctor_clients;
#[path = "cli/documents.rs"]
mod documents;
#[path = "cli/init.rs"]
mod init;
#[path = "cli/init_clients.rs"]
mod init_clients;
#[path = "cli/launch.rs"]
mod launch;
#[path = "cli/leaving.rs"]
mod leaving;
#[path = "cli/moving.rs"]
mod moving;
#[path = "cli/newcomer.rs"]
mod newcomer;
#[path = "cli/of_all.rs"]
mod of_all;
#[path = "cli/packages.rs"]
mod packages;
#[path = "cli/people.rs"]
mod people;
#[path = "cli/prompt.rs"]
mod prompt;
#[path = "cli/restrictions.rs"]
mod restrictions;
#[path = "cli/scope.rs"]
mod scope;
#[path = "cli/service.rs"]
mod service;
#[path = "cli/set_up.rs"]
mod set_up;
#[path = "cli/settings.rs"]
mod settings;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::{TempDir, tempdir};

const PROGRAM: &str = env!("CARGO_BIN_EXE_deskhand");

/// The program on a data folder, with no setting of this shell.
fn deskhand(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("DESKHAND_") {
            command.env_remove(name);
        }
    }
    command.args(args).env("DESKHAND_DATA_DIR", folder).stdin(Stdio::null());
    // Clients' configuration is looked for in the home: never in that of whoever runs the tests.
    command.env("HOME", folder.join("nobody")).env_remove("XDG_CONFIG_HOME");
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    deskhand(folder, args).output().expect("the program runs")
}

/// What a command that succeeds prints.
#[track_caller]
fn prints(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?} failed: {errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains('\u{1b}'), "there is no terminal to colour: {text}");
    text
}

/// The same as JSON.
#[track_caller]
fn json_of(folder: &Path, args: &[&str]) -> Value {
    let text = prints(folder, &[args, &["--json"]].concat());
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{args:?} ({error}): {text}"))
}

/// The sentence of a command that ends with this code, and nothing on stdout.
#[track_caller]
fn fails(output: Output, code: i32) -> String {
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{errors}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    let sentence = errors.lines().last().unwrap_or_default().to_owned();
    assert!(sentence.starts_with("deskhand: "), "{errors}");
    for debris in ["panicked", "backtrace", "Error {", "Err("] {
        assert!(!errors.contains(debris), "{errors}");
    }
    sentence
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[expect(clippy::disallowed_types, reason = "a test looks at the file from outside")]
fn database(folder: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(folder.join("deskhand.db")).unwrap()
}

/// A folder with the tenants `a`, `b` and `c`, each with an agent that only it has.
fn three_tenants() -> TempDir {
    let folder = tempdir().unwrap();
    for name in ["a", "b", "c"] {
        prints(folder.path(), &["tenant", "add", name]);
        prints(folder.path(), &["agent", "add", &format!("only-{name}"), "--tenant", name]);
    }
    folder
}

/// Whose agents a command sees.
fn tenant_of(output: Output) -> String {
    let agents: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let names = agents.as_array().unwrap().iter().map(|agent| agent["name"].as_str().unwrap());
    names.filter_map(|name| name.strip_prefix("only-")).collect()
}
