//! The command line, as far as it needs no server and no model.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

/// Whether it went well, and everything it said.
fn said(args: &[&str], env: &[(&str, &str)]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand-evals"));
    let ran = command.args(args).envs(env.iter().copied()).output().unwrap();
    let text = [ran.stdout, ran.stderr].concat();
    (ran.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn what_cannot_be_run_is_said_before_anything_is_run() {
    let here = env!("CARGO_BIN_EXE_deskhand-evals");
    let run = ["run", "--model", "m", "--program", here, "--endpoint"];
    let local = "http://127.0.0.1:9/v1";
    for (args, why) in [
        (&[local, "--key-env", "EVALS_NO_SUCH_KEY"][..], "EVALS_NO_SUCH_KEY is not set"),
        (&[local, "--key-env", "EVALS_EMPTY_KEY"], "EVALS_EMPTY_KEY is empty"),
        (&[local, "--key-env", "EVALS_WRONG_KEY"], "is no key"),
        (&["http://models.example.com", "--key-env", "EVALS_KEY"], "go there unencrypted"),
        (&["models.example.com"], "begins with https://"),
        (&["ftp://models.example.com"], "begins with https://"),
        (&["https://me:secret@models.example.com"], "--key-env has the key"),
        (&["https://models.example.com/v1?key=secret"], "--key-env has the key"),
        (&[local, "--extra", "[1]"], "--extra is no JSON object"),
        (&[local, "--runs", "0"], "at least 1"),
        (&[local, "--api", "other"], "invalid value 'other'"),
        (&[local, "--server", "x"], "--adapter"),
        (&[local, "--server", "x", "--adapter", "/nowhere.toml"], "the adapter /nowhere.toml"),
        (&[local, "no-such-task"], "no task has “no-such-task”"),
    ] {
        let env = [
            ("EVALS_KEY", "sk-secret"),
            ("EVALS_EMPTY_KEY", " "),
            ("EVALS_WRONG_KEY", "sk\u{7}secret"),
        ];
        let (ok, text) = said(&[&run[..], args].concat(), &env);
        assert!(!ok && text.contains(why) && !text.contains("secret"), "{args:?}: {text}");
    }
    let (ok, text) =
        said(&["run", "--model", "m", "--endpoint", local, "--program", "/nowhere"], &[]);
    assert!(!ok && text.contains("/nowhere is not there"), "{text}");
}

#[test]
fn a_task_by_hand_has_to_be_open() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("open");
    let at = at.to_str().unwrap();
    for command in [&["tools"][..], &["say", "Hello"], &["call", "getPage", "{}"], &["end"]] {
        let (ok, text) = said(&[&["by-hand", "--at", at], command].concat(), &[]);
        assert!(!ok && text.contains("no task is open"), "{command:?}: {text}");
    }
    let (ok, text) = said(&["by-hand", "--at", at, "call", "getPage", "{"], &[]);
    assert!(!ok && text.contains("no JSON object"), "{text}");
    let here = env!("CARGO_BIN_EXE_deskhand-evals");
    let (ok, text) = said(&["by-hand", "--at", at, "start", "no-such", "--program", here], &[]);
    assert!(!ok && text.contains("there is no task `no-such`"), "{text}");
}
