//! Where releases go, and what happens where one cannot: what was public stays, whole.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::desk::{Desk, text};
use super::releases::{files, release};
use crate::common::BOTH_ERAS;

/// A desk with a page, and a folder for what is public.
fn desk() -> (Desk, tempfile::TempDir) {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    desk.page("About");
    (desk, tempfile::tempdir().unwrap())
}

/// Asks for a release and says yes; what became of it.
#[track_caller]
fn tries(desk: &mut Desk, code: &str) -> Value {
    let shown = desk.call("createRelease", json!({}));
    let shown = shown.ok();
    assert_eq!(shown["requiresConfirmation"], true, "{shown}");
    desk.refused("createRelease", json!({ "confirmed": true }), code)
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let ran = Command::new("git").arg("-C").arg(folder).args(arguments).output().unwrap();
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn a_branch_of_a_git_repository_gets_each_release_as_a_commit() {
    let (mut desk, folder) = desk();
    let bare = folder.path().join("site.git");
    git(folder.path(), &["init", "--quiet", "--bare", "site.git"]);
    let place = bare.display().to_string();
    let address = ["--address", "https://wren.example", "--branch", "pages"];
    desk.run(&[&["target", "add", "pages", "git", &place][..], &address].concat());

    release(&mut desk, json!({}));
    let listed = |revision: &str| git(&bare, &["ls-tree", "-r", revision]);
    let first = listed("pages");
    for name in ["\tabout/index.html\n", "\t.nojekyll\n", "\tCNAME\n", "\t404.html\n"] {
        assert!(first.contains(name), "{name:?} is not in {first}");
    }
    assert!(!first.contains(".br\n"), "{first}");
    assert_eq!(git(&bare, &["show", "pages:CNAME"]), "wren.example\n");
    // What somebody else has added to the branch is in its history, and the next release is on top of it.
    desk.page("More");
    release(&mut desk, json!({}));
    assert!(listed("pages").contains("\tmore/index.html\n"));
    release(&mut desk, json!({ "from": 1 }));
    assert_eq!(listed("pages"), first);
    let log = git(&bare, &["log", "--format=%s", "pages"]);
    assert_eq!(log, "Release 1\nRelease 2\nRelease 1\n");

    // A repository that refuses the push, and one that is not there.
    let hook = bare.join("hooks/pre-receive");
    fs::write(&hook, "#!/bin/sh\nexit 1\n").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::PermissionsExt::set_mode(
        &mut fs::metadata(&hook).unwrap().permissions(),
        0o755,
    );
    Command::new("chmod").arg("755").arg(&hook).status().unwrap();
    desk.page("Third");
    tries(&mut desk, "RELEASE_RUNNING");
    assert_eq!(listed("pages"), first);
    fs::remove_file(&hook).unwrap();
    fs::rename(&bare, folder.path().join("elsewhere")).unwrap();
    let failure = tries(&mut desk, "OUTSIDE_UNREACHABLE");
    assert!(text(&failure["suggestion"]).contains("target list"), "{failure}");
    let current = desk.item("getRelease", json!({ "current": true }));
    assert_eq!(current["number"], 1, "{current}");
    // What failed is no release.
    let all = desk.items("getRelease", json!({ "all": true }));
    assert_eq!(all.len(), 2, "{all:?}");
}

#[test]
#[cfg(unix)]
fn a_key_that_others_can_read_is_not_used() {
    use std::os::unix::fs::PermissionsExt as _;
    let (mut desk, folder) = desk();
    git(folder.path(), &["init", "--quiet", "--bare", "site.git"]);
    let place = folder.path().join("site.git").display().to_string();
    desk.run(&["target", "add", "pages", "git", &place]);
    let keys = desk.folder().join("keys/main");
    fs::create_dir_all(&keys).unwrap();
    let key = keys.join("target-pages");
    fs::write(&key, "ghp_secret\n").unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let failure = desk.refused("createRelease", json!({}), "TARGET_REFUSED");
    assert!(!failure.to_string().contains("ghp_secret"), "{failure}");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    release(&mut desk, json!({}));
    // A local repository needs none; nothing of it is kept where others look.
    let config = desk.folder().join("releases");
    let said =
        files(&config).values().any(|bytes| String::from_utf8_lossy(bytes).contains("ghp_secret"));
    assert!(!said);
}

#[test]
fn a_folder_with_other_files_is_not_touched() {
    let (mut desk, folder) = desk();
    let site = folder.path().join("site");
    fs::create_dir(&site).unwrap();
    fs::write(site.join("thesis.odt"), "years of work").unwrap();
    desk.run(&["target", "add", "web", "folder", &site.display().to_string()]);
    tries(&mut desk, "TARGET_REFUSED");
    assert_eq!(fs::read_to_string(site.join("thesis.odt")).unwrap(), "years of work");
    assert_eq!(files(&site).len(), 1);
    fs::remove_file(site.join("thesis.odt")).unwrap();
    release(&mut desk, json!({}));
    let first = files(&site);
    // A folder that was emptied by hand is filled again, although nothing has changed.
    fs::remove_dir_all(&site).unwrap();
    release(&mut desk, json!({}));
    assert_eq!(files(&site), first);
    // Where nothing can be written, what was public stays.
    desk.page("More");
    let new = folder.path().join(".site.deskhand-new");
    fs::write(&new, "in the way").unwrap();
    tries(&mut desk, "STORAGE_FULL");
    assert_eq!(files(&site), first);
    fs::remove_file(&new).unwrap();
    release(&mut desk, json!({}));
    assert!(files(&site).contains_key("more/index.html"));
}

#[test]
fn of_two_who_publish_at_once_one_waits_and_nothing_is_public_by_half() {
    let (mut desk, _folder) = desk();
    release(&mut desk, json!({}));
    let site = desk.folder().join("sites/main");
    let first = files(&site);
    desk.page("More");
    let tenant = fs::read_dir(desk.folder().join("releases")).unwrap().next().unwrap().unwrap();
    let lock = fs::File::options().write(true).open(tenant.path().join("lock")).unwrap();
    lock.lock().unwrap();
    let failure = tries(&mut desk, "RELEASE_RUNNING");
    assert_eq!(failure["retryable"], true, "{failure}");
    assert_eq!(files(&site), first);
    drop(lock);
    release(&mut desk, json!({}));
    assert!(files(&site).contains_key("more/index.html"));
}

#[test]
fn what_cannot_be_a_target_is_refused_with_what_can() {
    let (mut desk, folder) = desk();
    let place = folder.path().join("site").display().to_string();
    for (arguments, saying) in [
        (&["web", "ftp", &place][..], "the kinds are folder, zip, git, netlify, s3 and host"),
        (&["web", "folder"], "needs a path"),
        (&["web", "folder", "/"], "too wide"),
        (&["web", "git", "https://ada:secret@github.com/a/b.git"], "has a key or a name in it"),
        (&["web", "git", "ext::sh -c touch"], "no address of a git repository"),
        (&["web", "git", "ssh://-oProxyCommand=x/a.git"], "no address of a git repository"),
        (&["web", "git", "git@-oProxyCommand=x:a.git"], "no address of a git repository"),
        (&["web", "git", &place, "--branch", "a..b"], "branch"),
        (
            &["web", "folder", &place, "--address", "https://a.example/shop"],
            "scheme and host alone",
        ),
        (&["web", "host"], "needs a domain"),
        (&["web", "host", "--domain", "localhost"], "no domain"),
        (&["Web Site", "folder", &place], "a-z"),
    ] {
        desk.fails(&[&["target", "add"], arguments].concat(), saying);
    }
    desk.run(&["target", "add", "public", "host", "--domain", "Wren.example"]);
    desk.fails(&["target", "add", "public", "host", "--domain", "b.example"], "already");
    let (_, made) = release(&mut desk, json!({}));
    assert_eq!(made["resourceUrl"], "https://wren.example", "{made}");
    desk.fails(&["target", "token", "public"], "needs no key");
    desk.refused("createRelease", json!({ "target": "nowhere" }), "TARGET_NOT_FOUND");
    desk.refused("createRelease", json!({ "from": 99 }), "RELEASE_NOT_FOUND");
    desk.run(&["tenant", "add", "other"]);
    let taken = ["--tenant", "other", "target", "add", "web", "host", "--domain", "wren.example"];
    desk.fails(&taken, "belongs to another business");
    let main = ["--tenant", "main", "target", "remove", "public"];
    desk.run(&main);
    desk.fails(&main, "no target");
    desk.run(&taken);
}

#[test]
fn a_release_replaces_nothing_of_the_desk_nor_of_somebody_else() {
    let (mut desk, folder) = desk();
    let place = |name: &str| folder.path().join(name).display().to_string();
    let own = desk.folder().display().to_string();
    let letter = folder.path().join("letter.txt");
    fs::write(&letter, "Dear Ada").unwrap();
    for (kind, place) in [
        ("zip", format!("{own}/secret.key")),
        ("folder", format!("{own}/uploads")),
        ("folder", own.clone()),
    ] {
        desk.run(&["target", "add", "web", kind, &place]);
        desk.refused("createRelease", json!({}), "TARGET_REFUSED");
        desk.run(&["target", "remove", "web"]);
    }
    desk.run(&["target", "add", "web", "zip", &letter.display().to_string()]);
    tries(&mut desk, "TARGET_REFUSED");
    desk.run(&["target", "remove", "web"]);
    assert_eq!(fs::read_to_string(&letter).unwrap(), "Dear Ada");
    // What one business has, another one cannot have, nor what is in it or around it.
    desk.run(&["target", "add", "web", "folder", &place("a/site")]);
    desk.run(&["target", "add", "public", "host", "--domain", "wren.example"]);
    desk.run(&["tenant", "add", "other"]);
    let theirs = ["--tenant", "other", "target", "add"];
    for name in ["a/site", "a/site/en", "a"] {
        desk.fails(&[&theirs[..], &["web", "folder", &place(name)]].concat(), "belongs to another");
    }
    let www = ["web", "host", "--domain", "www.wren.example"];
    desk.fails(&[&theirs[..], &www].concat(), "belongs to another");
    desk.run(&[&theirs[..], &["web", "folder", &place("b/site")]].concat());
}

#[test]
fn what_somebody_adds_to_a_released_folder_stays() {
    let (mut desk, folder) = desk();
    let site = folder.path().join("site");
    desk.run(&["target", "add", "web", "folder", &site.display().to_string()]);
    release(&mut desk, json!({}));
    let first = files(&site);
    // A proof for a search engine, a document, a folder, a file beside a page, and a link.
    fs::write(site.join("google7a.html"), "google-site-verification").unwrap();
    fs::create_dir_all(site.join("press/2026")).unwrap();
    fs::write(site.join("press/2026/kit.pdf"), "a kit").unwrap();
    fs::write(site.join("about/notes.txt"), "beside a page").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("press/2026/kit.pdf", site.join("kit")).unwrap();
    desk.page("More");
    release(&mut desk, json!({}));
    release(&mut desk, json!({ "from": 1 }));
    release(&mut desk, json!({ "from": 2 }));
    let now = files(&site);
    assert_eq!(now["google7a.html"], b"google-site-verification");
    assert_eq!(now["press/2026/kit.pdf"], b"a kit");
    assert_eq!(now["about/notes.txt"], b"beside a page");
    #[cfg(unix)]
    assert!(fs::symlink_metadata(site.join("kit")).unwrap().is_symlink());
    assert!(now.contains_key("more/index.html"));
    // What a release has put there goes with the next, and nothing else.
    release(&mut desk, json!({ "from": 1 }));
    let back = files(&site);
    assert!(!back.contains_key("more/index.html") && !site.join("more").exists());
    assert!(first.iter().all(|(name, bytes)| back[name] == *bytes));
    // What is in the way of a page is not replaced.
    fs::create_dir(site.join("third")).unwrap();
    fs::write(site.join("third/index.html"), "my own").unwrap();
    desk.page("Third");
    let failure = tries(&mut desk, "TARGET_REFUSED");
    assert!(text(&failure["message"]).contains("third/index.html"), "{failure}");
    assert_eq!(fs::read_to_string(site.join("third/index.html")).unwrap(), "my own");
}
