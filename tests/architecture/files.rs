//! The form of files: what each begins with, how long it is, where it stands.

#[path = "opening.rs"]
mod opening;

use super::{
    none,
    source::{files, root},
    sources,
};

/// A file that is longer has a second subject in it, whatever it is. Two hundred and fifty lines are the advice.
const FILE_LINES_MAX: usize = 500;

#[test]
fn every_module_says_what_it_is() {
    let mut faults = Vec::new();
    let others =
        ["tests", "entity/src", "demo/src", "evals/src"].map(|folder| files(folder, &[".rs"]));
    for source in sources().iter().chain(others.iter().flatten()) {
        let first = source.text.lines().next().unwrap_or_default();
        if !first.starts_with("//! ") || first.len() < 10 {
            faults.push(source.path.clone());
        }
    }
    none(&faults, "a module begins with `//!` and what it is");
}

#[test]
fn tests_stand_at_the_end_of_a_file() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some((_, rest)) = source.text.split_once("#[cfg(test)]") else { continue };
        let rest = rest.trim_start();
        if !rest.starts_with("mod tests") && !rest.starts_with("pub(crate) mod tests") {
            faults.push(source.path);
        }
    }
    // The rules of this file look at what stands before the tests, and would miss the rest.
    none(&faults, "only `mod tests` is for tests only, and it comes last");
}

#[test]
fn a_file_is_about_one_thing_and_short() {
    let sources = sources();
    let others =
        ["tests", "entity/src", "demo/src", "evals/src"].map(|folder| files(folder, &[".rs"]));
    let lines =
        sources.iter().chain(others.iter().flatten()).map(|it| (&it.path, it.text.lines().count()));
    let long = lines.filter(|(_, lines)| *lines > FILE_LINES_MAX);
    let long: Vec<String> = long.map(|(path, lines)| format!("{path} has {lines} lines")).collect();
    none(&long, &format!("a file has {FILE_LINES_MAX} lines at most"));
}

#[test]
fn modules_are_files_beside_their_folders() {
    let nested = sources().into_iter().filter(|source| source.path.ends_with("/mod.rs"));
    let nested: Vec<String> = nested.map(|source| source.path).collect();
    none(&nested, "page.rs + page/, never page/mod.rs");
}

#[test]
fn the_tree_names_no_machine() {
    let mut places = vec![root().to_str().unwrap().to_owned()];
    places.extend(root().parent().and_then(|p| p.to_str()).map(|p| format!("{p}/")));
    places.extend(std::env::home_dir().and_then(|p| p.to_str().map(|p| format!("{p}/"))));
    // The system's folder for temporary files is the same everywhere, and a checkout may well lie in it.
    let temporary = std::env::temp_dir();
    places.retain(|place| place.len() > 2 && std::path::Path::new(place) != temporary);
    let endings =
        [".rs", ".md", ".toml", ".json", ".sql", ".html", ".css", ".js", "justfile", "run"];
    let mut faults = Vec::new();
    for source in files(".", &endings) {
        for place in places.iter().filter(|place| source.text.contains(place.as_str())) {
            faults.push(format!("{} names {place}", source.path));
        }
    }
    none(&faults, "a path of one machine means nothing on another");
}
