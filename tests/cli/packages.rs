//! What packages say, which nothing here publishes. `packaging/check.sh` makes, installs and starts them.

use std::fs;

fn read(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Every file of packaging/ that is text.
fn scripts() -> Vec<(String, String)> {
    let folder = format!("{}/packaging", env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![folder.into()];
    while let Some(folder) = folders.pop() {
        let folder: std::path::PathBuf = folder;
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.push((path.display().to_string(), text));
            }
        }
    }
    assert!(found.len() > 8);
    found
}

#[test]
fn version_and_repository_stand_in_one_place() {
    let version = format!("\"{}\"", env!("CARGO_PKG_VERSION"));
    for (path, text) in scripts() {
        assert!(!text.contains(env!("CARGO_PKG_REPOSITORY")), "{path} names the repository");
        assert!(!text.contains(&version), "{path} names the version");
    }
    let manifest = read("Cargo.toml");
    assert_eq!(
        manifest.matches(env!("CARGO_PKG_REPOSITORY")).count(),
        2,
        "repository and homepage"
    );
    // The registry of MCP servers looks for this line on the crate's page.
    let name = env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/");
    let line = format!("mcp-name: io.github.{name}");
    assert!(read("README.md").lines().any(|it| it == line), "{line}");
}

#[test]
fn the_entry_of_npm_is_short_and_nothing_runs_when_it_is_installed() {
    assert!(read("packaging/npm/bin.js").lines().count() <= 25);
    let build = read("packaging/npm/build.mjs");
    assert!(!build.contains("postinstall") && !build.contains("scripts:"), "npm runs no scripts");
    assert!(build.contains("optionalDependencies"));
}

#[test]
fn cargo_binstall_looks_for_what_the_archives_are_called() {
    let manifest = read("Cargo.toml");
    assert!(manifest.contains("download/v{ version }/{ name }-{ target }{ archive-suffix }"));
    assert!(manifest.contains("bin-dir = \"{ name }-{ target }/{ bin }{ binary-ext }\""));
    let dist = read("packaging/dist.sh");
    assert!(dist.contains("name=deskhand-$target\n") && dist.contains("$name.tar.gz"));
    assert!(dist.contains("\"$name\"") && dist.contains("$name.zip"));
}
