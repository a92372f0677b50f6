//! Who opens files: closing any descriptor of the database would take the locks of all its connections away.

use crate::{none, sources};

/// What opens a file.
const OPENS: [&str; 9] = [
    "File::open(",
    "File::create(",
    "File::create_new(",
    "OpenOptions",
    "fs::read(",
    "fs::read_to_string(",
    "fs::write(",
    "fs::copy(",
    "tokio::fs",
];

/// Who may, and what: always a file of a name of its own, which is not the database's.
const OPENERS: [(&str, &str); 31] = [
    ("src/browser/child.rs", "what the browser has written, in its own folder"),
    ("src/cli/console.rs", "preview.json"),
    ("src/cli/preview.rs", "preview.json"),
    ("src/cli/relay/pipe.rs", "/dev/null"),
    ("src/cli/service.rs", "what the system is told of a service"),
    ("src/cli/whatsapp.rs", "preview.json"),
    ("src/clients/file.rs", "a client's settings, under the name that the client gave it"),
    ("src/clock.rs", "how wrong the clock is, in builds for tests"),
    ("src/clock/steady.rs", "the name that Linux gives to its start"),
    ("src/config/file.rs", "deskhand.toml, before there is a store"),
    ("src/host/body.rs", "a file of a release, through store::open_named"),
    ("src/integration/keys.rs", "a key of a service"),
    ("src/mcp/transport/stdio.rs", "a pipe, by the descriptor that it has"),
    (
        "src/release/blobs.rs",
        "a file of a release under a new name; what is read, through store::open_named",
    ),
    ("src/release/build.rs", "a picture"),
    ("src/release/publish.rs", "the lock of the releases, and what has last gone to a target"),
    ("src/release/targets/folder.rs", "a file in a new folder"),
    (
        "src/release/targets/folder/foreign.rs",
        "the list of a folder's files; a file beside them, through store::open_named",
    ),
    ("src/release/targets/git.rs", "a file in a repository of our own"),
    ("src/release/targets/zip.rs", "a file under a new name"),
    ("src/site/preview/server_lock.rs", "preview.lock and preview.json"),
    ("src/store/backup/archive.rs", "what it replaces; what it packs, through store::open_named"),
    ("src/store/files.rs", "a file under a new name"),
    ("src/store/health/folder.rs", "the note of a backup that failed"),
    ("src/store/health/kept.rs", "the beginning of a picture"),
    ("src/store/health/rescue.rs", "a picture"),
    ("src/store/secret.rs", "secret.key"),
    ("src/store/sqlite/private.rs", "what somebody has named, unless it is a database"),
    ("src/store/sqlite/stop.rs", "/dev/null"),
    ("src/store/uploads.rs", "a picture under a new name"),
    ("src/tools/cms/image/open.rs", "below a folder, through store::open_named_by"),
];

#[test]
fn a_file_that_somebody_names_is_opened_at_one_place() {
    let mut faults = Vec::new();
    for source in sources() {
        let code = source.code();
        let opens = OPENS.iter().any(|opens| code.contains(opens));
        if opens && !OPENERS.iter().any(|(path, _)| *path == source.path) {
            faults.push(source.path);
        }
    }
    none(&faults, "files are opened by store::open_named, which knows the database by any name");
}

#[test]
fn the_database_is_opened_by_the_engine_alone() {
    let engine = ["Raw::open", "Connection::open("];
    let mut faults = Vec::new();
    for source in sources() {
        let code = source.code();
        let may = ["src/store/sqlite/open.rs", "src/store/sqlite/migrate.rs"];
        if engine.iter().any(|opens| code.contains(opens)) && !may.contains(&source.path.as_str()) {
            faults.push(source.path.clone());
        }
        if code.contains("deskhand.db") && source.path != "src/store/sqlite/database.rs" {
            faults.push(format!("{} names the database", source.path));
        }
    }
    none(&faults, "only the store knows where the database is, and only the engine opens it");
}
