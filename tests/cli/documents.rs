//! The commands of README and docs, run as a reader would: one document after the other, each in a folder of its own.

use std::{fs, path::Path};

use tempfile::tempdir;

use crate::deskhand;

/// Commands that wait, ask, or need what is not here: only whether they are understood is looked at.
const NOT_RUN: &[&str] = &[
    "serve",
    "preview",
    "host",
    "demo",
    "console",
    "log --follow",
    "calendar connect",
    "calendar disconnect",
    "integration connect",
    "integration test",
    "whatsapp import",
    "collection add team",
    "init",
    "publish",
    "proposals show",
    "proposals approve",
    "proposals reject",
    "history show",
    "undo",
    "contact erase",
    "backup",
    "doctor",
    "restore",
    "tenant suspend",
    "tenant rename",
    "tenant remove",
    "tenant import",
    "service",
];

/// The lines of fenced `sh` blocks that begin with deskhand, without what a comment says.
fn commands(text: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut is_shell = false;
    for line in text.lines() {
        match line.trim().strip_prefix("```") {
            Some(language) => is_shell = language == "sh",
            None if is_shell && line.starts_with("deskhand ") => {
                let line = line.split(" #").next().unwrap_or(line).trim_end();
                commands.push(line.trim_start_matches("deskhand ").to_owned());
            }
            None => {}
        }
    }
    commands
}

/// Words as a shell reads them, with no more than double quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            letter => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn the_commands_of_the_documents_are_understood_and_those_that_can_be_run_succeed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut documents = vec![root.join("README.md")];
    documents.extend(fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    let (mut ran, mut faults) = (0, Vec::new());
    for document in documents.iter().filter(|path| path.extension().is_some_and(|it| it == "md")) {
        let folder = tempdir().unwrap();
        // The only tenant has a second one beside it from some command on.
        let name = ["--tenant", "main"];
        for command in commands(&fs::read_to_string(document).unwrap()) {
            let mut args = words(&command);
            let is_run =
                !NOT_RUN.iter().any(|not| command.starts_with(not) || command == not.trim());
            if is_run {
                let names_one = args.iter().any(|arg| arg == "--tenant");
                let is_of_all = args[0] == "tenant" && ["add", "list"].contains(&&*args[1]);
                if !names_one && !is_of_all {
                    args.extend(name.map(str::to_owned));
                }
            } else {
                // Help is printed once everything else has been understood; placeholders are no options.
                args.push("--help".to_owned());
            }
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            // What a command writes beside it belongs into the folder as well.
            let mut command_line = deskhand(folder.path(), &args);
            let output = command_line.current_dir(folder.path()).output().unwrap();
            ran += u32::from(is_run);
            if !output.status.success() {
                let errors = String::from_utf8_lossy(&output.stderr).into_owned();
                faults.push(format!("{}: deskhand {command}\n{errors}", document.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(ran > 15, "only {ran} commands were found");
}
