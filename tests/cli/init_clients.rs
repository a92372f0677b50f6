//! What `init` and `tenant add` write into clients' configuration, in a home of its own.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::{
    PROGRAM,
    common::{PATIENCE, modern_meta, process::Process},
    deskhand,
};

/// A home with the clients whose files are named, and the data in its usual place.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new(files: &[(&str, &str)]) -> Home {
        let home = Home(tempdir().unwrap());
        for (name, text) in files {
            let path = home.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        home
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = deskhand(self.0.path(), args);
        command.env_remove("DESKHAND_DATA_DIR").env("HOME", self.0.path());
        command.env_remove("XDG_DATA_HOME");
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// The notes of a command that succeeds.
    #[track_caller]
    pub(crate) fn notes(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let notes = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{args:?}: {notes}");
        notes
    }

    /// Every file outside the data folder.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        fn add(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.ends_with(".local") {
                } else if path.is_dir() {
                    add(&path, files);
                } else {
                    files.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        let mut files = BTreeMap::new();
        add(self.0.path(), &mut files);
        files
    }
}

pub(crate) const CURSOR: &str = ".cursor/mcp.json";
const CODEX: &str = ".codex/config.toml";
const ZED: &str = ".config/zed/settings.json";
const GOOSE: &str = ".config/goose/config.yaml";
const BROKEN: &str = ".gemini/settings.json";

fn full() -> Home {
    Home::new(&[
        (CURSOR, "{\n  \"mcpServers\": {\n    \"other\": { \"command\": \"x\" }\n  }\n}\n"),
        (CODEX, "model = \"o5\" # mine\n"),
        (ZED, "// mine\n{ \"theme\": \"One\", }\n"),
        (GOOSE, "GOOSE_MODEL: some\n"),
        (BROKEN, "{ \"mcpServers\": {"),
    ])
}

#[test]
fn each_client_that_is_here_is_set_up_shown_first_and_starts() {
    let home = full();
    let notes = home.notes(&["init", "--yes", "--name", "Wren & Vale"]);
    for said in ["Cursor", "Codex", "Zed", "Goose", "Gemini CLI", "+ "] {
        assert!(notes.contains(said), "{said}: {notes}");
    }
    // What is not changed here is said, with what to add.
    assert!(notes.contains("it is YAML") && notes.contains("extensions:"), "{notes}");
    assert_eq!(home.text(GOOSE), "GOOSE_MODEL: some\n");
    assert_eq!(home.text(BROKEN), "{ \"mcpServers\": {");
    let zed = home.text(ZED);
    assert!(zed.starts_with("// mine\n{") && zed.contains("\"theme\": \"One\","), "{zed}");
    assert!(home.text(CODEX).starts_with("model = \"o5\" # mine\n"));

    let entry: Value = serde_json::from_str(&home.text(CURSOR)).unwrap();
    assert_eq!(entry["mcpServers"]["other"], json!({ "command": "x" }));
    let entry = &entry["mcpServers"]["deskhand"];
    assert!(Path::new(entry["command"].as_str().unwrap()).is_absolute());
    assert_eq!(entry["args"], json!(["serve", "--tenant", "main"]));
    assert!(home.text(&format!("{CURSOR}.before-deskhand")).contains("other"));

    // As the client starts it: with what the entry says and nothing else.
    let mut command = home.command(&[]);
    let args: Vec<&str> =
        entry["args"].as_array().unwrap().iter().map(|arg| arg.as_str().unwrap()).collect();
    command.args(args).env("DESKHAND_PREVIEW", "off");
    assert_eq!(
        fs::canonicalize(entry["command"].as_str().unwrap()).unwrap(),
        fs::canonicalize(PROGRAM).unwrap()
    );
    let process = Process::start(command);
    let ask = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": { "_meta": modern_meta() } });
    process.write(format!("{ask}\n"));
    let answer = process.read(PATIENCE).expect("an answer");
    assert!(answer["result"]["tools"].as_array().unwrap().len() > 10);
    assert!(process.close().status.success());

    let before = home.files();
    home.notes(&["init", "--yes", "--name", "Wren & Vale"]);
    assert_eq!(home.files(), before, "a second time changes nothing");
}

#[test]
fn a_dry_run_shows_and_changes_nothing() {
    let home = full();
    let before = home.files();
    let notes = home.notes(&["init", "--dry-run", "--name", "Wren & Vale", "--kind", "cafe"]);
    assert!(notes.contains("+ ") && notes.contains("mcpServers"), "{notes}");
    assert_eq!(home.files(), before);
    assert!(!home.path(".local").exists(), "no desk was made");
}

#[test]
fn removing_takes_our_entries_out_and_nothing_else() {
    let home = full();
    let before = [CURSOR, CODEX, ZED, GOOSE, BROKEN].map(|name| home.text(name));
    home.notes(&["init", "--yes"]);
    home.notes(&["init", "--remove", "--dry-run"]);
    assert!(home.text(CURSOR).contains("deskhand"));
    home.notes(&["init", "--remove", "--yes"]);
    assert_eq!(home.text(CURSOR), before[0]);
    for name in [CODEX, ZED, GOOSE, BROKEN] {
        assert!(!home.text(name).contains("deskhand"), "{}", home.text(name));
    }
    assert!(home.path(".local/share/deskhand/deskhand.db").exists(), "the data stays");
    let notes = home.notes(&["init", "--remove", "--yes"]);
    assert!(!notes.contains("Written"), "{notes}");
}

#[test]
fn a_client_that_is_named_is_set_up_even_where_it_was_never_started() {
    let home = Home::new(&[]);
    let notes = home.notes(&["init", "--yes", "--name", "A"]);
    assert!(notes.contains("No client was found") && notes.contains("mcpServers"), "{notes}");
    home.notes(&["init", "--yes", "--client", "vscode", "--client", "lmstudio"]);
    let vscode: Value = serde_json::from_str(&home.text(".config/Code/User/mcp.json")).unwrap();
    assert_eq!(vscode["servers"]["deskhand"]["type"], "stdio");
    assert!(home.text(".lmstudio/mcp.json").contains("--tenant"));
}

#[test]
fn a_second_tenant_says_whose_entries_name_nobody_and_mends_them_when_asked() {
    let entries = "{ \"mcpServers\": {\n  \"deskhand\": { \"command\": \"deskhand\", \"args\": [\"serve\"] }\n} }\n";
    for (mend, how) in [
        (true, &["tenant", "add", "studio", "--mend"][..]),
        (false, &["tenant", "add", "studio"]),
        (true, &["init", "--yes", "--tenant", "studio", "--name", "Two"]),
    ] {
        let home = Home::new(&[(CURSOR, entries)]);
        home.notes(&["agent", "list"]);
        let notes = home.notes(how);
        let text = home.text(CURSOR);
        assert_eq!(
            text.contains("\"args\": [\"serve\", \"--tenant\", \"main\"]"),
            mend,
            "{how:?}: {text}"
        );
        if mend {
            continue;
        }
        assert!(notes.contains("Cursor") && notes.contains("init --tenant main"), "{notes}");
        assert_eq!(text, entries);
        // The command that was named does it.
        home.notes(&["init", "--tenant", "main", "--yes"]);
        assert!(home.text(CURSOR).contains("[\"serve\", \"--tenant\", \"main\"]"));
    }
    // Whoever names a tenant, or has no client, hears nothing of it.
    let named = entries.replace("\"serve\"", "\"serve\", \"--tenant\", \"main\"");
    for files in [&[(CURSOR, named.as_str())][..], &[(BROKEN, "{ broken")], &[]] {
        let home = Home::new(files);
        home.notes(&["agent", "list"]);
        let notes = home.notes(&["tenant", "add", "studio"]);
        assert!(!notes.contains("init"), "{notes}");
        let third = home.notes(&["tenant", "add", "third", "--mend"]);
        assert!(!third.contains("Written"), "{third}");
    }
}
