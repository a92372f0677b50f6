//! What commands say of themselves and of their failures.

use std::{fs, net::TcpListener};

use serde_json::Value;
use tempfile::tempdir;

use crate::{deskhand, fails, json_of, prints, run};

#[test]
fn completions_are_made_for_each_shell() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    for (shell, sign) in [
        ("bash", "complete -F _deskhand"),
        ("zsh", "#compdef deskhand"),
        ("fish", "complete -c deskhand"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let script = prints(&data, &["completions", shell]);
        assert!(script.contains(sign) && script.contains("init"), "{shell}");
    }
    assert_eq!(run(&data, &["completions", "tcsh"]).status.code(), Some(2));
    assert!(!data.exists(), "nothing is made for that");
}

#[test]
fn man_pages_are_written_for_every_command() {
    let folder = tempdir().unwrap();
    let man = folder.path().join("man");
    prints(folder.path(), &["man", man.to_str().unwrap()]);
    for page in ["deskhand.1", "deskhand-init.1", "deskhand-tenant-add.1", "deskhand-log-verify.1"]
    {
        let text = fs::read_to_string(man.join(page)).unwrap();
        assert!(text.contains(".SH NAME"), "{page}");
    }
    assert!(fs::read_to_string(man.join("deskhand-init.1")).unwrap().contains("Wren & Vale"));
}

#[test]
fn the_version_names_what_a_report_of_a_fault_needs() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    let version = json_of(&data, &["version"]);
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(version["repository"], env!("CARGO_PKG_REPOSITORY"));
    let protocols = version["protocolVersions"].as_array().unwrap();
    assert!(
        protocols.iter().any(|it| it == "2025-11-25")
            && protocols.iter().any(|it| it == "2026-07-28")
    );
    assert!(protocols.iter().all(|it| it != "2025-03-26"), "that one is not served");
    assert!(version["engine"]["version"].as_str().unwrap().starts_with("3."));
    assert!(version["dataVersion"].as_i64().unwrap() > 10);
    assert!(version["build"]["target"].as_str().unwrap().contains('-'));
    assert!(prints(&data, &["version"]).contains("SQLite 3."));
    assert!(!data.exists());
}

#[test]
fn errors_are_objects_where_json_is_wanted() {
    let folder = tempdir().unwrap();
    prints(folder.path(), &["tenant", "add", "main"]);
    let foreign = tempdir().unwrap();
    fs::write(foreign.path().join("deskhand.db"), "a diary\n".repeat(500)).unwrap();
    for (data, args, exit, code) in [
        (folder.path(), &["agent", "set", "nobody"][..], 2, "USAGE"),
        (folder.path(), &["tenant", "add", "two", "--currency", "ABC"], 2, "CURRENCY_UNKNOWN"),
        (folder.path(), &["undo", "chg_01h455vb4pex5vsknk084sn02q"], 1, "CHANGE_NOT_FOUND"),
        (folder.path(), &["tenant", "add", "main"], 1, "FAILED"),
        (folder.path(), &["tools", "--frobnicate"], 2, "USAGE"),
        (folder.path(), &["frobnicate"], 2, "USAGE"),
        (foreign.path(), &["history"], 5, "DATA_FOREIGN"),
    ] {
        let plain = run(data, args);
        assert_eq!(plain.status.code(), Some(exit), "{args:?}");
        let output = run(data, &[args, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(exit), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        let text = String::from_utf8(output.stderr).unwrap();
        let error: Value = serde_json::from_str(text.lines().last().unwrap())
            .unwrap_or_else(|error| panic!("{args:?} ({error}): {text}"));
        assert_eq!(error["error"]["code"], code, "{args:?}: {error}");
        assert!(error["error"]["message"].as_str().is_some_and(|it| !it.is_empty()), "{error}");
        assert!(error["error"].get("next").is_some(), "{error}");
    }
}

#[test]
fn looking_at_tools_makes_no_desk_and_brings_none_up_to_date() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    for args in
        [&["tools"][..], &["tools", "getPage"], &["tools", "--explain"], &["tools", "--discover"]]
    {
        let output = run(&data, args);
        assert!(output.status.success(), "{args:?}");
        let notes = String::from_utf8(output.stderr).unwrap();
        assert!(notes.contains("no desk") && !notes.contains("INFO"), "{notes}");
        assert!(!data.exists(), "{args:?}");
    }
    fails(run(&data, &["tools", "noSuchTool"]), 2);
    // An empty folder of somebody's stays empty.
    fs::create_dir(&data).unwrap();
    prints(&data, &["tools"]);
    assert_eq!(fs::read_dir(&data).unwrap().count(), 0);
    // A desk that is there is looked at.
    prints(&data, &["agent", "add", "bot", "--subtype", "customer_support"]);
    let notes = String::from_utf8(run(&data, &["tools", "--agent", "bot"]).stderr).unwrap();
    assert!(!notes.contains("no desk"), "{notes}");
}

#[test]
fn the_command_that_serves_is_told_whole() {
    let folder = tempdir().unwrap();
    for (name, quoted) in [("data", "data"), ("my data", "my data'")] {
        let data = folder.path().join(name);
        let output = run(&data, &["tenant", "add", "studio"]);
        let notes = String::from_utf8(output.stderr).unwrap();
        let line = notes.lines().find(|line| line.starts_with("Serve it with: ")).unwrap();
        assert!(
            line.contains("serve --tenant studio --data-dir ") && line.ends_with(quoted),
            "{line}"
        );
        let notes = String::from_utf8(run(&data, &["agent", "add", "bot"]).stderr).unwrap();
        assert!(notes.contains("--agent bot --data-dir "), "{notes}");
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = tempdir().unwrap();
    let output = deskhand(folder.path(), &["preview", "--port", &port]).output().unwrap();
    let sentence = fails(output, 1);
    assert!(sentence.contains(&format!("port {port}")) && sentence.contains("taken"), "{sentence}");
}
