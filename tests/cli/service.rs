//! What the system runs by itself: installed, asked after and removed, with a system that only writes down what it
//! is told.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::tempdir;

use super::{PROGRAM, deskhand, fails};

/// A system with a `systemctl` that writes down its arguments; it fails at what `fails_at` says.
fn system(fails_at: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let said = folder.path().join("said");
    let program = folder.path().join("systemctl");
    let script = format!(
        "#!/bin/sh\necho \"$*\" >> {}\ncase \"$*\" in *'{fails_at}'*) echo 'it does not want to' >&2; exit 3;; esac\n",
        said.display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    (folder, said)
}

fn run(data: &Path, system: &Path, args: &[&str]) -> Output {
    let mut command = deskhand(data, args);
    command.env("PATH", format!("{}:/usr/bin:/bin", system.display()));
    command.output().unwrap()
}

#[track_caller]
fn json_of(data: &Path, system: &Path, args: &[&str]) -> Value {
    let output = run(data, system, &[args, &["--json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_service_is_installed_runs_this_folder_and_goes_again() {
    let data = tempdir().unwrap();
    let folder = data.path().join("my 100% \"desk\"");
    let (system, said) = system("none of them");
    let at = |args: &[&str]| json_of(&folder, system.path(), args);
    assert_eq!(at(&["service", "status"])["state"], "not installed");
    // Looking does nothing.
    let shown = at(&["service", "install", "--dry-run"]);
    let file = PathBuf::from(shown["file"]["path"].as_str().unwrap());
    assert!(!file.exists() && !said.exists());

    let args = ["service", "install", "--http", "127.0.0.1:8123", "--metrics", "127.0.0.1:9180"];
    let made = at(&args);
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(made["file"]["text"], text.as_str());
    let line = text.lines().find(|line| line.starts_with("ExecStart=")).unwrap();
    let data_dir = "my 100%% \\\"desk\\\"\" ";
    assert!(line.contains(data_dir), "{line}");
    assert!(line.ends_with(" \"--http\" \"127.0.0.1:8123\" \"--metrics\" \"127.0.0.1:9180\""));
    assert!(line.contains(PROGRAM), "{line}");
    let name = made["name"].as_str().unwrap();
    let told = fs::read_to_string(&said).unwrap();
    let unit = format!("{name}.service");
    assert_eq!(
        told.lines().map(|line| line.replace(&unit, "it")).collect::<Vec<_>>(),
        ["--user daemon-reload", "--user enable it", "--user restart it"]
    );
    assert_eq!(at(&["service", "status"])["state"], "running");
    // Another folder has a service of its own.
    let other = at_folder(&data.path().join("other"), system.path());
    assert_ne!(other, name);
    verify(&file);

    assert_eq!(at(&["service", "remove"])["state"], "not installed");
    assert!(!file.exists());
    assert!(fs::read_to_string(&said).unwrap().contains(&format!("disable --now {unit}")));
    assert_eq!(at(&["service", "status"])["state"], "not installed");
    assert_eq!(at(&["service", "remove"])["state"], "not installed", "twice is no fault");
}

fn at_folder(folder: &Path, system: &Path) -> String {
    json_of(folder, system, &["service", "status"])["name"].as_str().unwrap().to_owned()
}

/// The system's own check of such a file, where it is there.
fn verify(file: &Path) {
    let checked = Command::new("systemd-analyze").args(["--user", "verify"]).arg(file).output();
    let Ok(checked) = checked else { return };
    let said = String::from_utf8_lossy(&checked.stderr);
    let name = file.file_name().unwrap().to_str().unwrap();
    let faults: Vec<_> = said.lines().filter(|line| line.contains(name)).collect();
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn what_the_system_refuses_is_said_and_what_cannot_be_served_is_not_installed() {
    let data = tempdir().unwrap();
    let (stubborn, _) = system("enable");
    let told = fails(run(data.path(), stubborn.path(), &["service", "install"]), 1);
    for word in ["systemctl --user enable", "it does not want to", "is written"] {
        assert!(told.contains(word), "{told}");
    }
    let none = tempdir().unwrap();
    let mut command = deskhand(data.path(), &["service", "install"]);
    let told = fails(command.env("PATH", none.path()).output().unwrap(), 1);
    assert!(told.contains("this system has no `systemctl`"), "{told}");
    for (args, why) in [
        (["--http", "nowhere"], "with a port"),
        (["--metrics", "0.0.0.0:1"], "private network"),
        (["--https", "0.0.0.0:443"], "certificates"),
        (["--proxies", "x"], "networks"),
    ] {
        let (system, said) = system("none of them");
        let args = [&["service", "install"][..], &args].concat();
        let told = fails(run(data.path(), system.path(), &args), 2);
        assert!(told.contains(why) && !said.exists(), "{told}");
    }
}
