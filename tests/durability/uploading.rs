//! `kill -9` in the middle of uploads: a branch is at one whole release, and no page of a bucket needs what is not
//! there.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use serde_json::json;

use super::{
    common::{
        BOTH_ERAS, Server,
        bucket::{BUCKET, Bucket},
    },
    killing::scatter,
    ledger::Data,
    times,
};

/// The longest that an upload is left alone, in milliseconds.
const UNTIL_MAX: usize = 600;

const PAGES: [&str; 3] = ["one", "two", "three"];

fn deskhand(folder: &Path, arguments: &[&str], input: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
    command.args(arguments).arg("--data-dir").arg(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let ran = child.wait_with_output().unwrap();
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let ran = Command::new("git").arg("-C").arg(folder).args(arguments).output().unwrap();
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

/// A site whose pages say in which round they were edited.
struct Site<'f> {
    folder: &'f Path,
    sections: Vec<serde_json::Value>,
}

impl Site<'_> {
    fn new(folder: &Path) -> Site<'_> {
        let mut server = Server::start_on(BOTH_ERAS[1], folder, &[]);
        let section = |name: &&str| {
            let page =
                server.call("createPage", json!({ "name": name })).ok()["data"]["id"].clone();
            let content = json!({ "heading": name, "body": "Not edited yet." });
            let section = json!({ "pageId": page, "templateKey": "text", "content": content });
            server.call("createSection", section).ok()["data"]["pageSectionId"].clone()
        };
        let sections = PAGES.iter().map(section).collect();
        assert!(server.close().status.success());
        let site = Site { folder, sections };
        site.release(0, None);
        site
    }

    /// Edits every page and releases them, in a process that is killed after some time.
    fn release(&self, round: usize, killed_after: Option<Duration>) {
        let mut server = Server::start_on(BOTH_ERAS[1], self.folder, &[]);
        for section in &self.sections {
            let content = json!({ "body": format!("round-{round}.") });
            let edit = json!({ "pageSectionId": section, "content": content });
            server.call("updateSection", edit).ok();
        }
        server.call("createRelease", json!({})).ok();
        let call = server.begin("createRelease", json!({ "confirmed": true }));
        let Some(after) = killed_after else {
            server.finish("createRelease", call).ok();
            assert!(server.close().status.success());
            return;
        };
        #[expect(clippy::disallowed_methods, reason = "a kill comes at any moment")]
        thread::sleep(after);
        server.process.kill();
    }

    /// Kills so many uploads, and looks after each at what is public.
    fn kills(&self, mut look: impl FnMut(usize)) {
        for round in 1..=times("DESKHAND_KILLS", 8) {
            let after = Duration::from_millis((scatter(round) % UNTIL_MAX) as u64);
            self.release(round, Some(after));
            look(round);
            Data::open(self.folder).is_sound();
        }
        // Nothing is in the way of the next one.
        self.release(9_999, None);
    }
}

/// The round that a page is of.
fn round_of(html: &str) -> &str {
    let word = html.split("round-").nth(1).unwrap();
    word.split('.').next().unwrap()
}

#[test]
fn a_branch_is_at_one_whole_release_whichever_push_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let beside = tempfile::tempdir().unwrap();
    git(beside.path(), &["init", "--quiet", "--bare", "site.git"]);
    let bare = beside.path().join("site.git");
    let place = bare.to_str().unwrap();
    deskhand(folder.path(), &["target", "add", "web", "git", place, "--branch", "main"], "");
    let site = Site::new(folder.path());
    let seen = || {
        // One look: a push that outlives its parent may end between two.
        let tip = git(&bare, &["rev-parse", "main"]);
        let page = |page: &str| git(&bare, &["show", &format!("{}:{page}/index.html", tip.trim())]);
        PAGES.map(|name| round_of(&page(name)).to_owned())
    };
    let (mut new, mut old) = (0, 0);
    site.kills(|round| {
        let seen = seen();
        assert!(seen.iter().all(|of| *of == seen[0]), "round {round}: {seen:?}");
        *if seen[0] == round.to_string() { &mut new } else { &mut old } += 1;
    });
    eprintln!("{new} kills after the branch was moved, {old} before");
    assert_eq!(seen(), ["9999", "9999", "9999"]);
    git(&bare, &["fsck", "--strict"]);
}

#[test]
fn no_page_of_a_bucket_needs_what_is_not_there_whichever_upload_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let bucket = Bucket::open();
    let endpoint = bucket.provider.url();
    deskhand(folder.path(), &["target", "add", "web", "s3", BUCKET, "--endpoint", &endpoint], "");
    deskhand(folder.path(), &["target", "token", "web"], "AKIA1:secret/never+shown");
    let site = Site::new(folder.path());
    let look = |round: usize| {
        let files = bucket.files();
        for (key, bytes) in files.iter().filter(|(key, _)| key.contains(".html")) {
            let html = String::from_utf8_lossy(bytes);
            let needed = html.split('"').filter(|it| it.starts_with("/assets/"));
            for path in needed {
                let is_there = files.contains_key(path.trim_start_matches('/'));
                assert!(is_there, "round {round}: {key} needs {path}");
            }
        }
        let page = |page: &str| {
            let html = &files[&format!("{page}/index.html")];
            round_of(&String::from_utf8_lossy(html)).to_owned()
        };
        PAGES.map(page)
    };
    let mut between = 0;
    site.kills(|round| {
        let seen = look(round);
        between += usize::from(seen.iter().any(|of| *of != seen[0]));
    });
    eprintln!("{between} kills between two pages of an upload");
    assert_eq!(look(9_999), ["9999", "9999", "9999"]);
}
