//! The source as text: what a test reads in order to hold a rule that no compiler knows.

use std::fs;
use std::path::{Path, PathBuf};

/// One file of the project.
pub struct Source {
    /// Its path from the project's folder, with slashes.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl Source {
    /// The module at the root of the crate that the file belongs to: `gate` for `src/gate/scope.rs`.
    pub fn module(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inside.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// What is compiled into the program: without comments, and without the tests at the end.
    pub fn code(&self) -> String {
        if self.path.ends_with("/tests.rs") || self.path.contains("/tests/") {
            return String::new();
        }
        let compiled = self.text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = compiled.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// The project's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` of the project whose name ends in one of `endings`, in order.
pub fn files(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    let mut files: Vec<Source> = found.iter().filter_map(|path| read(path, endings)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!files.is_empty(), "{folder} holds none of {endings:?}");
    files
}

fn read(path: &Path, endings: &[&str]) -> Option<Source> {
    let inside = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
    if !endings.iter().any(|ending| inside.ends_with(ending)) {
        return None;
    }
    Some(Source { path: inside, text: fs::read_to_string(path).unwrap() })
}

fn walk(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_file() {
        return found.push(path.to_owned());
    }
    for entry in fs::read_dir(path).unwrap() {
        let entry = entry.unwrap();
        // Folders of tools, and what cargo builds, are not the project.
        if !entry.file_name().to_string_lossy().starts_with(".git") && entry.file_name() != "target"
        {
            walk(&entry.path(), found);
        }
    }
}

/// The modules at the root of the crate that `code` names: `gate` and `id` in `crate::{gate::Gate, id}`.
pub fn crate_modules(code: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        // `$crate` and `other_crate` are something else.
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => named.extend(heads(group)),
            None => named.push(word(rest)),
        }
    }
    named
}

/// The first word of each item of a `use` group, up to its closing brace.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut expects, mut heads) = (1, true, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => expects = true,
            c if expects && (c.is_alphabetic() || c == '_') => {
                heads.push(word(&group[at..]));
                expects = false;
            }
            _ => {}
        }
    }
    heads
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Whether `needle` stands in the code as a word of its own: `rmcp` in `use rmcp::model`, not in `my_rmcp`.
pub fn names(code: &str, needle: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    code.match_indices(needle).any(|(at, _)| {
        let (before, after) = (code[..at].chars().next_back(), &code[at + needle.len()..]);
        let runs_on = is_word(needle.chars().next_back()) && is_word(after.chars().next());
        !is_word(before) && !runs_on
    })
}

/// Everything up to the parenthesis that closes the one before `rest`.
pub fn call(rest: &str) -> &str {
    let (mut depth, mut in_text, mut escaped) = (1, false, false);
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            '(' if !in_text => depth += 1,
            ')' if !in_text => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &rest[..at];
        }
    }
    rest
}

#[test]
fn the_reader_of_arrows_reads_groups_and_paths() {
    let code = "use crate::{gate::{Gate, Reply}, id,\n store::Sql};\nlet x = crate::error::Code::Internal;";
    assert_eq!(crate_modules(code), ["gate", "id", "store", "error"]);
    assert!(crate_modules("other_crate::thing $crate::thing").is_empty());
    assert_eq!(call("a(b), \")\")) c"), "a(b), \")\"");
    assert!(names("use rmcp::model", "rmcp::") && !names("my_rmcp::x", "rmcp::"));
}
