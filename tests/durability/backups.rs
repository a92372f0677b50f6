//! Backups that are taken, put back and interrupted; data folders that are damaged in many ways.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use super::{
    common::{
        BOTH_ERAS, Server,
        picture::{base64, jpeg},
    },
    damages::{noise, sql, write_at},
    killing::scatter,
    times,
};

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
    command.args(args).env("DESKHAND_DATA_DIR", folder).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn run(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

/// What a command prints as JSON; it succeeds.
#[track_caller]
pub fn json_of(folder: &Path, args: &[&str]) -> Value {
    let output = run(folder, &[args, &["--json"]].concat());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What doctor finds: `(check, is a fault, what)`.
pub fn findings(folder: &Path) -> Vec<(String, bool, String)> {
    let output = run(folder, &["doctor", "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let is_healthy = found["healthy"] == true;
    assert_eq!(output.status.success(), is_healthy, "{found}");
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let all = found["findings"].as_array().unwrap().iter();
    all.map(|one| (text(one, "check"), one["isFault"] == true, text(one, "what"))).collect()
}

pub fn faults(folder: &Path) -> Vec<(String, bool, String)> {
    let mut all = findings(folder);
    all.retain(|(_, is_fault, _)| *is_fault);
    all
}

/// A desk with a page and a picture; the names of its pages.
pub fn desk() -> TempDir {
    let folder = tempdir().unwrap();
    let mut server = Server::start_on(BOTH_ERAS[0], folder.path(), &[]);
    server.call("createPage", json!({ "name": "Before" })).ok();
    let picture = json!({ "filename": "a.jpg", "base64": base64(&jpeg(900, 600)) });
    server.call("createImage", picture).ok();
    assert!(server.close().status.success());
    folder
}

fn pages(folder: &Path) -> Vec<String> {
    let mut server = Server::start_on(BOTH_ERAS[1], folder, &[]);
    let pages = server.call("getPage", json!({ "all": true, "limit": 100 })).ok();
    server.close();
    let names = pages["items"].as_array().unwrap().iter();
    names.map(|page| page["name"].as_str().unwrap().to_owned()).collect()
}

fn backup(folder: &Path, to: &Path) -> PathBuf {
    let made = json_of(folder, &["backup", "--to", to.to_str().unwrap()]);
    assert_eq!(made["verified"], true, "{made}");
    PathBuf::from(made["file"].as_str().unwrap())
}

fn restore(folder: &Path, file: &Path) -> Output {
    let name = folder.file_name().unwrap().to_str().unwrap();
    run(folder, &["restore", file.to_str().unwrap(), "--confirm", name])
}

/// Every file below a folder with its bytes.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    all.sort();
    all
}

#[test]
fn a_backup_holds_everything_and_brings_it_back() {
    let folder = desk();
    let away = tempdir().unwrap();
    // While a server writes.
    let mut server = Server::start_on(BOTH_ERAS[0], folder.path(), &[]);
    let before: Vec<i64> = (0..40)
        .map(|n| server.begin("createPage", json!({ "name": format!("During {n}") })))
        .collect();
    let file = backup(folder.path(), &away.path().join("one.tar"));
    for id in before {
        server.finish("createPage", id).ok();
    }
    server.call("createPage", json!({ "name": "After" })).ok();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    // Nothing is put back while somebody has the data open, or without the name.
    let told = String::from_utf8(restore(folder.path(), &file).stderr).unwrap();
    assert!(told.contains("end every client"), "{told}");
    assert!(server.close().status.success());
    for (args, needs) in [(vec![], "--confirm"), (vec!["--confirm", "other"], "is not")] {
        let args = [vec!["restore", file.to_str().unwrap()], args].concat();
        let told = String::from_utf8(run(folder.path(), &args).stderr).unwrap();
        assert!(told.contains(needs), "{told}");
    }
    assert!(pages(folder.path()).contains(&"After".to_owned()));

    let key = fs::read(folder.path().join("secret.key")).ok();
    assert!(restore(folder.path(), &file).status.success());
    let restored = pages(folder.path());
    assert!(restored.contains(&"Before".to_owned()), "{restored:?}");
    assert!(!restored.contains(&"After".to_owned()), "{restored:?}");
    assert_eq!(fs::read(folder.path().join("secret.key")).ok(), key);
    assert_eq!(faults(folder.path()), []);

    // What was there is kept as a data folder of its own.
    let kept = fs::read_dir(folder.path().join("replaced")).unwrap().next().unwrap().unwrap();
    assert!(pages(&kept.path()).contains(&"After".to_owned()));

    // Into a folder that has nothing, with its pictures.
    let new = away.path().join("new");
    assert!(run(&new, &["restore", file.to_str().unwrap()]).status.success());
    assert_eq!(pages(&new), restored);
    assert_eq!(faults(&new), []);
    let pictures = |folder: &Path| files(&folder.join("uploads")).len();
    assert_eq!((pictures(&new), pictures(folder.path())), (3, 3));
}

#[test]
fn as_many_backups_are_kept_as_are_wanted_and_nothing_else_is_touched() {
    let folder = desk();
    let away = tempdir().unwrap();
    for name in ["deskhand-20200101-000000.tar", "deskhand-20210101-000000.tar"] {
        fs::write(away.path().join(name), "an old one").unwrap();
    }
    for name in ["deskhand-notes.tar", "deskhand-20200101-000000.tar.txt", "other.tar"] {
        fs::write(away.path().join(name), "not ours").unwrap();
    }
    let made =
        json_of(folder.path(), &["backup", "--to", away.path().to_str().unwrap(), "--keep", "2"]);
    let removed = made["removed"].as_array().unwrap();
    assert_eq!(removed.len(), 1, "{made}");
    assert!(removed[0].as_str().unwrap().ends_with("deskhand-20200101-000000.tar"));
    assert_eq!(fs::read_dir(away.path()).unwrap().count(), 5);
    // A file that is there is not written over.
    let file = away.path().join("other.tar");
    let told = run(folder.path(), &["backup", "--to", file.to_str().unwrap()]);
    assert_eq!(told.status.code(), Some(2));
    assert_eq!(fs::read(file).unwrap(), b"not ours");
}

#[test]
fn what_is_no_whole_backup_changes_nothing() {
    let folder = desk();
    let away = tempdir().unwrap();
    let whole = fs::read(backup(folder.path(), &away.path().join("whole.tar"))).unwrap();
    let before = files(folder.path());
    let mut broken: Vec<(String, Vec<u8>)> = vec![
        ("empty".into(), Vec::new()),
        ("text".into(), b"hello".repeat(1000)),
        ("two ends".into(), [whole.clone(), whole.clone()].concat()),
    ];
    for part in 1..8 {
        broken.push((format!("cut at {part}/8"), whole[..whole.len() * part / 8].to_vec()));
        let mut flipped = whole.clone();
        let at = whole.len() * part / 8 - 700;
        flipped[at] ^= 0x20;
        broken.push((format!("flipped at {part}/8"), flipped));
    }
    for name in ["../deskhand.db", "keys/main/pexels", "/tmp/deskhand-test"] {
        let mut header = tar::Header::new_gnu();
        // As a hostile writer does; the library refuses such names.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(3);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_cksum();
        let mut file = tar::Builder::new(Vec::new());
        file.append(&header, &b"bad"[..]).unwrap();
        broken.push((name.to_owned(), file.into_inner().unwrap()));
    }
    for (name, bytes) in broken {
        let file = away.path().join("broken.tar");
        fs::write(&file, &bytes).unwrap();
        let output = restore(folder.path(), &file);
        let told = String::from_utf8(output.stderr).unwrap();
        // Bytes that no file of it has may be others: two of them make no other content.
        if output.status.success() {
            assert!(name == "two ends" || name.starts_with("flipped"), "{name}: {told}");
            assert_eq!(faults(folder.path()), [], "{name}");
            continue;
        }
        assert!(told.contains("not a whole backup"), "{name}: {told}");
    }
    let missing = restore(folder.path(), &away.path().join("none.tar"));
    assert!(String::from_utf8(missing.stderr).unwrap().contains("name the file of a backup"));
    let now: Vec<_> = files(folder.path());
    let ours = |all: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
        let names = all.iter().map(|(path, _)| path.clone());
        names.filter(|path| !path.to_str().unwrap().contains("replaced")).collect()
    };
    assert_eq!(ours(&now), ours(&before));
}

#[test]
fn an_interrupted_backup_or_restore_leaves_a_healthy_desk() {
    let folder = desk();
    let away = tempdir().unwrap();
    let old = backup(folder.path(), &away.path().join("old.tar"));
    let mut server = Server::start_on(BOTH_ERAS[0], folder.path(), &[]);
    server.call("createPage", json!({ "name": "New" })).ok();
    server.close();
    let new = backup(folder.path(), &away.path().join("new.tar"));
    let name = folder.path().file_name().unwrap().to_str().unwrap().to_owned();
    let (mut olds, mut news) = (0, 0);
    for round in 0..times("DESKHAND_KILLS", 16) {
        let file = if round % 2 == 0 { &old } else { &new };
        let args: Vec<&str> = match round % 3 {
            0 => vec!["backup"],
            _ => vec!["restore", file.to_str().unwrap(), "--confirm", &name],
        };
        let mut child = command(folder.path(), &args).spawn().unwrap();
        let wait = u64::try_from(scatter(round) % 400_000).unwrap();
        pause(Duration::from_micros(wait));
        let _ = child.kill();
        let _ = child.wait();
        assert_eq!(faults(folder.path()), [], "round {round} after {wait} µs");
        let is_new = pages(folder.path()).contains(&"New".to_owned());
        *(if is_new { &mut news } else { &mut olds }) += 1;
        for file in fs::read_dir(folder.path().join("backups")).into_iter().flatten().flatten() {
            // Under its name a backup is whole.
            if file.path().extension().is_some_and(|ending| ending == "tar") {
                let into = away.path().join(format!("check-{round}"));
                assert!(run(&into, &["restore", file.path().to_str().unwrap()]).status.success());
                fs::remove_file(file.path()).unwrap();
            }
        }
    }
    assert!(olds > 0 && news > 0, "{olds} times the old data, {news} times the new");
    // What was left behind goes when it is old.
    let work = folder.path().join("backup-work/left");
    fs::create_dir_all(&work).unwrap();
    older(&work, Duration::from_hours(24));
    assert!(findings(folder.path()).iter().any(|(check, ..)| check == "leftovers"));
    let fixed = json_of(folder.path(), &["doctor", "--fix"]);
    assert!(fixed["done"][0].as_str().unwrap().starts_with("removed"), "{fixed}");
    assert!(!work.exists());
}

#[expect(clippy::disallowed_methods, reason = "a process is killed at a moment that means nothing")]
fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// Makes a file or folder older than it is.
pub fn older(path: &Path, by: Duration) {
    let file = fs::File::open(path).unwrap();
    let written = file.metadata().unwrap().modified().unwrap();
    file.set_modified(written - by).unwrap();
}

#[test]
fn a_backup_a_day_is_made_by_whoever_lives_and_a_failure_is_seen() {
    let folder = desk();
    let backups = folder.path().join("backups");
    let there = || -> Vec<PathBuf> {
        let all = fs::read_dir(&backups).into_iter().flatten().flatten().map(|one| one.path());
        let mut all: Vec<_> =
            all.filter(|path| path.extension().is_some_and(|it| it == "tar")).collect();
        all.sort();
        all
    };
    // Two at once make one.
    let server = || Server::start_on(BOTH_ERAS[0], folder.path(), &["--backups", "2"]);
    let (one, two) = (server(), server());
    until("the first backup", || there().len() == 1);
    drop((one, two));
    let first = there().remove(0);
    let into = tempdir().unwrap();
    assert!(restore(&into.path().join("new"), &first).status.success());
    // The next day, and the one after that: two are kept.
    for _ in 0..2 {
        let before = there();
        for file in &before {
            older(file, Duration::from_hours(25));
        }
        let server = server();
        until("the next backup", || there().last() != before.last());
        until("two at most", || there().len() <= 2);
        drop(server);
    }
    assert!(!first.exists());
    assert_eq!(findings(folder.path()), []);
    // Where it cannot be made, doctor says so until it can.
    fs::rename(&backups, folder.path().join("away")).unwrap();
    fs::write(&backups, "").unwrap();
    let failing = server();
    until("the failure", || folder.path().join("backup-failed.txt").exists());
    drop(failing);
    let found = faults(folder.path());
    assert_eq!(found[0].0, "backup", "{found:?}");
    assert!(found[0].2.contains("is not made any more"), "{found:?}");
    fs::remove_file(&backups).unwrap();
    let server = server();
    until("a backup again", || !folder.path().join("backup-failed.txt").exists());
    drop(server);
    assert_eq!(faults(folder.path()), []);
    // Nobody is backed up unasked.
    let other = desk();
    drop(Server::start_on(BOTH_ERAS[0], other.path(), &[]));
    assert!(!other.path().join("backups").exists());
}

#[track_caller]
fn until(what: &str, is: impl Fn() -> bool) {
    let end = std::time::Instant::now() + super::common::PATIENCE;
    while !is() {
        assert!(std::time::Instant::now() < end, "{what}: not in time");
        pause(Duration::from_millis(20));
    }
}

#[test]
fn what_wants_attention_is_said_and_mended_where_that_is_safe() {
    let desk = desk();
    fs::set_permissions(desk.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let database = desk.path().join("deskhand.db");
    fs::set_permissions(&database, fs::Permissions::from_mode(0o644)).unwrap();
    let checks: Vec<String> = findings(desk.path()).into_iter().map(|(check, ..)| check).collect();
    assert!(checks.contains(&"permissions".to_owned()) && checks.contains(&"backup".to_owned()));
    json_of(desk.path(), &["doctor", "--fix"]);
    assert_eq!(fs::metadata(&database).unwrap().permissions().mode() & 0o777, 0o600);
    backup(desk.path(), &desk.path().join("backups"));
    assert_eq!(findings(desk.path()), []);
    // An old backup is not enough.
    let file = fs::read_dir(desk.path().join("backups")).unwrap().next().unwrap().unwrap().path();
    older(&file, Duration::from_hours(24 * 30));
    assert_eq!(findings(desk.path())[0].2, "the newest backup is 30 days old");
    // No folder at all is no fault.
    assert_eq!(faults(&desk.path().join("none")), []);
}

#[test]
fn what_can_still_be_read_is_saved() {
    let desk = desk();
    sql(desk.path(), "PRAGMA wal_checkpoint(TRUNCATE)");
    let away = tempdir().unwrap();
    let to = away.path().join("saved");
    let saved = json_of(desk.path(), &["doctor", "--rescue", to.to_str().unwrap()]);
    assert_eq!((&saved["damaged"], &saved["pictures"]), (&json!([]), &json!(3)));
    let pages = fs::read_to_string(to.join("page.jsonl")).unwrap();
    assert!(pages.contains("Before"), "{pages}");
    let told = run(desk.path(), &["doctor", "--rescue", to.to_str().unwrap()]);
    assert!(String::from_utf8(told.stderr).unwrap().contains("name a new folder"));
    // With bad pages in the middle, the rest.
    let whole = saved["rows"].as_u64().unwrap();
    write_at(&desk.path().join("deskhand.db"), 40 * 4096, &noise(4096));
    let part = away.path().join("part");
    let saved = json_of(desk.path(), &["doctor", "--rescue", part.to_str().unwrap()]);
    assert!(saved["rows"].as_u64().unwrap() * 10 > whole * 7, "{saved} of {whole}");
    // Pictures even where no row can be read.
    write_at(&desk.path().join("deskhand.db"), 0, &noise(200));
    let none = away.path().join("none");
    let saved = json_of(desk.path(), &["doctor", "--rescue", none.to_str().unwrap()]);
    assert_eq!((&saved["rows"], &saved["pictures"]), (&json!(0), &json!(3)), "{saved}");
}
