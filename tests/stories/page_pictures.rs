//! `getPage { show }`: the assistant sees a page as a browser shows it.
//!
//! What the browser may reach is tested where it is started (`src/browser/tests.rs`); here it is what an answer says,
//! and that a browser ends with its call.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};

use super::{
    browser::soon,
    desk::{in_both_eras, text},
    shop_window::ShopWindow,
};
use crate::common::{BOTH_ERAS, Era, modern_meta, picture};

/// Whether there is a browser to test with. Where `.ci/run` runs, there has to be one.
#[expect(clippy::disallowed_methods, reason = "asks the machine on which the test runs")]
fn has_browser() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "google-chrome", "chromium-browser", "microsoft-edge"];
    let found = std::env::split_paths(&path)
        .any(|place| names.iter().any(|name| place.join(name).is_file()));
    assert!(
        found || std::env::var_os("DESKHAND_TEST_BROWSER").is_none(),
        "no browser is installed"
    );
    if !found {
        println!("not tested: no browser is installed");
    }
    found
}

/// A server on `folder` that may run its browser without a sandbox, as tests in containers have to.
fn window(era: Era, folder: &Path, config: &str) -> ShopWindow {
    let config = if config.is_empty() { "sandbox = \"off\"".to_owned() } else { config.to_owned() };
    fs::write(folder.join("deskhand.toml"), format!("[browser]\n{config}\n")).unwrap();
    ShopWindow::open(era, folder)
}

#[test]
fn a_page_is_seen_as_a_phone_and_a_desktop_show_it() {
    if !has_browser() {
        return;
    }
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = window(era, folder.path(), "");
        window.address("home");
        let page = window.ok("createPage", json!({ "name": "Offers" }))["data"]["id"].clone();
        let body = "Every word of it.\n\n".repeat(300);
        let section = json!({ "pageId": page, "templateKey": "text", "content": { "body": body }, "status": "draft" });
        window.ok("createSection", section);
        for (screen, size) in [("phone", (390, 1_560)), ("desktop", (1_280, 1_440))] {
            let seen = window.call("getPage", json!({ "slug": "offers", "show": screen }));
            let answer = seen.ok();
            assert_eq!(answer["items"][0]["id"], page);
            let note = text(&answer["note"]);
            assert!(note.contains(&format!("first {} of ", size.1)), "{note}");
            assert!(!note.contains("wider"), "{note}");
            let pictures = seen.pictures();
            assert_eq!(pictures.iter().map(|it| picture::size(it)).collect::<Vec<_>>(), [size]);
        }
        // One page at a time, and none where there is none.
        let all = window.call("getPage", json!({ "all": true, "show": "phone" }));
        all.refused("ARGUMENT_INVALID");
        let nothing = window.call("getPage", json!({ "slug": "nowhere", "show": "phone" }));
        assert_eq!((nothing.pictures().len(), &nothing.ok()["count"]), (0, &json!(0)));
        window
            .call("getPage", json!({ "slug": "offers", "show": "tv" }))
            .refused("ARGUMENT_INVALID");
    }
}

#[test]
fn the_page_of_a_language_is_seen_as_it_looks() {
    if !has_browser() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut window = window(Era::Modern, folder.path(), "");
    window.address("home");
    window.ok("updateSite", json!({ "locales": ["pt", "zh-Hant"] }));
    let page = window.ok("createPage", json!({ "name": "Offers" }))["data"]["id"].clone();
    let content =
        json!({ "heading": "Offers", "body": "Words.\n\n".repeat(200), "background": "dark" });
    window
        .ok("createSection", json!({ "pageId": page, "templateKey": "text", "content": content }));
    let mut edge = |arguments| {
        let seen = window.call("getPage", arguments);
        picture::color(&seen.pictures()[0], (0.01, 0.6))
    };
    let colors = ["", "pt", "zh-Hant"].map(|locale| match locale {
        "" => edge(json!({ "slug": "offers", "show": "phone" })),
        locale => edge(json!({ "slug": "offers", "show": "phone", "locale": locale })),
    });
    assert!(colors[0].iter().all(|part| *part < 128), "{colors:?}");
    assert_eq!((colors[1], colors[2]), (colors[0], colors[0]));
}

#[test]
fn a_neighbours_page_is_never_seen() {
    if !has_browser() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut first = window(Era::Modern, folder.path(), "");
    first.address("home");
    let secret = first.ok("createPage", json!({ "name": "Secret" }))["data"]["id"].clone();
    let add = ["tenant", "add", "next", "--title", "Next", "--data-dir"];
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_deskhand"));
    assert!(command.args(add).arg(folder.path()).status().unwrap().success());
    let mut neighbour = ShopWindow::open_for(Era::Modern, folder.path(), "next");
    neighbour.address("home");
    for arguments in
        [json!({ "slug": "secret" }), json!({ "id": secret }), json!({ "slug": "../main/secret" })]
    {
        let mut arguments = arguments;
        arguments["show"] = "phone".into();
        let seen = neighbour.call("getPage", arguments);
        assert!(seen.pictures().is_empty());
    }
    let own = neighbour.call("getPage", json!({ "slug": "home", "show": "phone" }));
    assert_eq!(own.pictures().len(), 1);
}

#[test]
fn without_a_browser_or_a_preview_the_answer_says_so() {
    in_both_eras(|desk| {
        let seen = desk.call("getPage", json!({ "slug": "home", "show": "phone" }));
        assert!(seen.pictures().is_empty());
        assert!(text(&seen.ok()["note"]).contains("no preview is running"), "{}", seen.ok());
    });
    for (config, said) in [
        ("program = \"off\"", "turned looking at pages off"),
        ("program = \"/no/such/browser\"", "is not there: /no/such/browser"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut window = window(Era::Modern, folder.path(), config);
        window.address("home");
        let seen = window.call("getPage", json!({ "slug": "home", "show": "phone" }));
        assert!(seen.pictures().is_empty());
        let answer = seen.ok();
        assert!(text(&answer["note"]).contains(said), "{answer}");
        assert_eq!(answer["count"], 1);
    }
}

/// A program that never answers, and has a child. It tells their numbers.
fn silent_browser(folder: &Path) -> (PathBuf, PathBuf) {
    let (program, told) = (folder.join("browser.sh"), folder.join("told"));
    let script = format!(
        "#!/bin/sh\nsleep 300 &\necho $$ $! > {0}.part && mv {0}.part {0}\nwait\n",
        told.display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    (program, told)
}

/// Whether a process runs; one that has ended and is not waited for does not.
fn runs(process: &str) -> bool {
    let about = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    about
        .rsplit(')')
        .next()
        .is_some_and(|rest| !rest.trim().is_empty() && !rest.trim().starts_with('Z'))
}

#[cfg(target_os = "linux")]
#[test]
fn a_browser_ends_with_its_children_when_nobody_waits_for_it() {
    for is_cancelled in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let (program, told) = silent_browser(folder.path());
        let mut window = window(Era::Modern, folder.path(), &format!("program = {program:?}"));
        window.address("home");
        let call = json!({ "jsonrpc": "2.0", "id": 900, "method": "tools/call", "params": {
            "name": "getPage", "arguments": { "slug": "home", "show": "phone" }, "_meta": modern_meta() } });
        window.process.write(format!("{call}\n"));
        let processes = soon("a browser", || fs::read_to_string(&told).ok());
        let processes: Vec<&str> = processes.split_whitespace().collect();
        assert!(processes.len() == 2 && processes.iter().all(|process| runs(process)));
        // It has a folder of its own, and no settings or keys of ours.
        let profile = fs::read_link(format!("/proc/{}/cwd", processes[0])).unwrap();
        assert!(profile.file_name().unwrap().to_str().unwrap().starts_with("deskhand-browser-"));
        let environment = fs::read(format!("/proc/{}/environ", processes[0])).unwrap();
        assert!(!String::from_utf8_lossy(&environment).contains("DESKHAND_"));
        if is_cancelled {
            let cancel = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled",
                "params": { "requestId": 900, "_meta": modern_meta() } });
            window.process.write(format!("{cancel}\n"));
        } else {
            window.process.close();
        }
        soon("the end of the browser", || {
            (!processes.iter().any(|process| runs(process)) && !profile.exists()).then_some(())
        });
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_browser_that_does_not_answer_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let (program, told) = silent_browser(folder.path());
    let mut window = window(Era::Modern, folder.path(), &format!("program = {program:?}"));
    window.address("home");
    let began = std::time::Instant::now();
    let seen = window.call("getPage", json!({ "slug": "home", "show": "desktop" }));
    seen.refused("OUTSIDE_TIMEOUT");
    assert!((Duration::from_secs(9)..Duration::from_secs(15)).contains(&began.elapsed()));
    let processes = fs::read_to_string(&told).unwrap();
    soon("the end of the browser", || (!processes.split_whitespace().any(runs)).then_some(()));
    // One that ends at once is no mystery either.
    fs::write(&program, "#!/bin/sh\nexit 1\n").unwrap();
    let seen: Value = window.call("getPage", json!({ "slug": "home", "show": "phone" })).ok();
    assert!(text(&seen["note"]).contains("the browser failed"), "{seen}");
}
