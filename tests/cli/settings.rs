//! Flags, the environment and the configuration file.

use std::{fs, process::Command};

use serde_json::Value;
use tempfile::tempdir;

use crate::{deskhand, fails, files, prints, run, tenant_of, three_tenants};

#[test]
fn a_setting_that_nobody_knows_is_named_with_its_file() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("deskhand.toml");
    for (text, needs) in [
        ("tennant = \"a\"", "`tennant`; did you mean `tenant`?"),
        ("[store]\nsynchrnous = \"full\"", "`store.synchrnous`; did you mean `store.synchronous`?"),
        ("[stroe]\nsynchronous = \"full\"", "no setting `stroe`"),
        ("preview = \"never\"", "`preview` in"),
        ("tenant = \"a\"\nagent = ", "line 2"),
        ("tenant = [1]", "wants text"),
        ("data_dir = \"/elsewhere\"", "--config"),
    ] {
        fs::write(&file, text).unwrap();
        let sentence = fails(run(folder.path(), &["serve"]), 2);
        assert!(sentence.contains(needs), "{sentence}");
        assert!(sentence.contains(file.to_str().unwrap()), "{sentence}");
    }
    let sentence = fails(run(folder.path(), &["serve", "--config", "/no/such.toml"]), 2);
    assert!(sentence.contains("/no/such.toml"), "{sentence}");
    fs::remove_file(file).unwrap();
    let mut command = deskhand(folder.path(), &["serve"]);
    let sentence = fails(command.env("DESKHAND_SYNCHRONOUS", "maybe").output().unwrap(), 2);
    assert!(sentence.contains("DESKHAND_SYNCHRONOUS is `maybe`"), "{sentence}");
}

#[test]
fn a_flag_counts_before_the_environment_and_that_before_the_file() {
    let folder = three_tenants();
    fs::write(folder.path().join("deskhand.toml"), "tenant = \"a\"").unwrap();
    let list = ["agent", "list", "--json"];
    let by_file = |command: &mut Command| tenant_of(command.output().unwrap());
    assert_eq!(by_file(&mut deskhand(folder.path(), &list)), "a");
    assert_eq!(by_file(deskhand(folder.path(), &list).env("DESKHAND_TENANT", "")), "a");
    assert_eq!(by_file(deskhand(folder.path(), &list).env("DESKHAND_TENANT", "b")), "b");
    let flagged = [&list[..], &["--tenant", "c"]].concat();
    assert_eq!(by_file(deskhand(folder.path(), &flagged).env("DESKHAND_TENANT", "b")), "c");
}

#[test]
fn a_switch_is_said_in_the_words_of_each_place() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("deskhand.toml");
    let count = |command: &mut Command| {
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let listed: Value = serde_json::from_slice(&output.stdout).unwrap();
        listed["tools"].as_array().unwrap().len()
    };
    let list = |more: &[&str]| deskhand(folder.path(), &[&["tools", "--json"], more].concat());
    let whole = count(&mut list(&[]));
    assert!(whole > 40, "{whole}");
    for on in ["on", "true", "yes", "1"] {
        assert_eq!(count(list(&[]).env("DESKHAND_DISCOVER", on)), 16, "{on}");
    }
    assert_eq!(count(&mut list(&["--discover"])), 16);
    assert_eq!(count(list(&["--discover=off"]).env("DESKHAND_DISCOVER", "on")), whole);
    for text in ["discover = true", "discover = \"on\"", "discover = 1"] {
        fs::write(&file, text).unwrap();
        assert_eq!(count(&mut list(&[])), 16, "{text}");
        assert_eq!(count(list(&[]).env("DESKHAND_DISCOVER", "0")), whole);
    }
    for text in ["discover = false", "discover = \"off\""] {
        fs::write(&file, text).unwrap();
        assert_eq!(count(&mut list(&[])), whole, "{text}");
    }
    fs::write(&file, "discover = \"maybe\"").unwrap();
    let sentence = fails(run(folder.path(), &["serve"]), 2);
    assert!(sentence.contains("it wants `on` or `off`"), "{sentence}");
    fs::write(&file, "preview = false").unwrap();
    let sentence = fails(run(folder.path(), &["serve"]), 2);
    assert!(sentence.contains("is `false`; it wants a port number, `auto` or `off`"), "{sentence}");
}

#[test]
fn tools_says_what_a_short_list_leaves_out_and_shows_it() {
    let folder = tempdir().unwrap();
    let output = run(folder.path(), &["tools", "--discover"]);
    let (listed, notes) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(listed.contains("callTool") && !listed.contains("updateOrder"), "{listed}");
    assert!(notes.contains("more are found with searchTools and called with callTool"), "{notes}");
    for name in ["updateOrder", "callTool", "getPage"] {
        let shown = prints(folder.path(), &["tools", name, "--discover"]);
        assert!(shown.starts_with(name) && shown.contains("Output schema"), "{shown}");
    }
    // Whoever is listed everything is told of no other way.
    let notes = run(folder.path(), &["tools"]).stderr;
    assert!(!String::from_utf8(notes).unwrap().contains("callTool"));
    let sentence = fails(run(folder.path(), &["tools", "callTool"]), 2);
    assert!(sentence.contains("no tool `callTool`"), "{sentence}");
}

#[test]
fn a_named_file_says_where_the_data_is() {
    let (folder, elsewhere) = (three_tenants(), tempdir().unwrap());
    let file = elsewhere.path().join("my.toml");
    let data = folder.path().to_str().unwrap();
    fs::write(&file, format!("data_dir = {data:?}\ntenant = \"b\"")).unwrap();
    let list = ["agent", "list", "--json", "--config", file.to_str().unwrap()];
    let mut command = deskhand(folder.path(), &list);
    assert_eq!(tenant_of(command.env_remove("DESKHAND_DATA_DIR").output().unwrap()), "b");
}

#[test]
fn the_log_on_stderr_is_json_where_that_is_wanted() {
    let folder = tempdir().unwrap();
    let output = run(folder.path(), &["tenant", "list", "--log", "debug", "--log-format", "json"]);
    assert!(output.status.success());
    let output = run(folder.path(), &["agent", "list", "--log-format", "json"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<Value> = errors.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(lines[0]["message"].as_str().unwrap().contains("made the tenant"), "{errors}");
    let quiet = run(tempdir().unwrap().path(), &["agent", "list", "--log", "off"]);
    assert_eq!(String::from_utf8_lossy(&quiet.stderr), "");
}

#[test]
fn what_cannot_be_understood_ends_with_code_two() {
    let folder = tempdir().unwrap();
    for args in [vec!["sing"], vec!["serve", "--loud"], vec!["log", "--limit", "0"]] {
        let output = run(folder.path(), &args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty());
    }
    let help = prints(folder.path(), &["--help"]);
    assert!(help.contains("Exit codes"), "{help}");
    assert!(prints(folder.path(), &["--version"]).contains(env!("CARGO_PKG_VERSION")));
    assert!(files(folder.path()).is_empty(), "asking for help makes no data");
}
