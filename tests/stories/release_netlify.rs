//! A site at Netlify, held to its documented protocol: digests, the files that it asks for, and what is public then.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde_json::{Value, json};

use super::desk::{Desk, text};
use super::integration::with;
use super::releases::release;
use crate::common::provider::Asked;
use crate::common::{BOTH_ERAS, Provider, Says};

const SITE: &str = "3970e0fe-8564-4903-9a55-c5f8de49fb8b";
const KEY: &str = "nfp_never-shown";

/// What Netlify has.
#[derive(Default)]
struct State {
    /// By digest.
    bytes: BTreeMap<String, Vec<u8>>,
    /// By deploy: the digest of each path.
    deploys: BTreeMap<String, BTreeMap<String, String>>,
    cancelled: BTreeSet<String>,
    published: Option<String>,
    /// Whether a person has stopped publishing.
    is_locked: bool,
    uploads: usize,
    /// Requests that go wrong: part of the method and path, how often they go well before, and the answer.
    faults: Vec<(&'static str, usize, Fault)>,
}

#[derive(Clone, Copy)]
enum Fault {
    Status(u16),
    Limited(u64),
    Dropped,
    /// Its state says so.
    Failed,
}

impl State {
    fn fault(&mut self, asked: &Asked) -> Option<Fault> {
        let line = format!("{} {}", asked.method, asked.path());
        let at = self.faults.iter().position(|(part, ..)| line.contains(part))?;
        let (_, well, fault) = &mut self.faults[at];
        let fault = *fault;
        if *well > 0 {
            *well -= 1;
            return None;
        }
        self.faults.remove(at);
        Some(fault)
    }

    fn required(&self, deploy: &str) -> Vec<&String> {
        let digests: BTreeSet<&String> = self.deploys[deploy].values().collect();
        digests.into_iter().filter(|digest| !self.bytes.contains_key(*digest)).collect()
    }

    /// What the public gets, by path.
    fn public(&self) -> BTreeMap<String, Vec<u8>> {
        let Some(deploy) = &self.published else { return BTreeMap::new() };
        let file = |(path, digest): (&String, &String)| (path.clone(), self.bytes[digest].clone());
        self.deploys[deploy].iter().map(file).collect()
    }

    fn deploy(&mut self, id: &str) -> Value {
        let required: Vec<String> = self.required(id).into_iter().cloned().collect();
        let is_ready = required.is_empty() && !self.cancelled.contains(id);
        if is_ready && !self.is_locked {
            self.published = Some(id.to_owned());
        }
        let state = if is_ready { "ready" } else { "uploading" };
        json!({ "id": id, "site_id": SITE, "state": state, "required": required })
    }

    fn answer(&mut self, asked: &Asked) -> Says {
        if asked.header("authorization") != Some(&format!("Bearer {KEY}")) {
            return Says::json(401, &json!({ "code": 401, "message": "Access Denied" }));
        }
        match self.fault(asked) {
            Some(Fault::Status(status)) => return Says::json(status, &json!({ "message": "no" })),
            Some(Fault::Limited(wait)) => {
                return Says::Answer(429, vec![("retry-after", wait.to_string())], Vec::new());
            }
            Some(Fault::Dropped) => return Says::Raw(Vec::new()),
            Some(Fault::Failed) => {
                let failed = json!({ "id": "1", "state": "error", "error_message": "too large" });
                return Says::json(200, &failed);
            }
            None => {}
        }
        let steps: Vec<&str> = asked.path().trim_start_matches("/api/v1/").split('/').collect();
        match (&*asked.method, steps.as_slice()) {
            ("GET", ["user"]) => Says::json(200, &json!({ "id": "u" })),
            ("POST", ["sites", SITE, "deploys"]) => {
                let files = serde_json::from_value(asked.json()["files"].clone()).unwrap();
                let id = (self.deploys.len() + 1).to_string();
                self.deploys.insert(id.clone(), files);
                Says::json(200, &self.deploy(&id))
            }
            ("GET", ["sites", SITE, "deploys", id]) => Says::json(200, &self.deploy(id)),
            ("GET", ["sites", SITE]) => {
                let published = self.published.as_ref().map(|id| json!({ "id": id }));
                Says::json(200, &json!({ "id": SITE, "published_deploy": published }))
            }
            ("PUT", ["deploys", id, "files", path @ ..]) => {
                let sha1 = sha1(&asked.body);
                let path = format!("/{}", path.join("/"));
                if self.deploys[*id].get(&path) != Some(&sha1) {
                    return Says::json(422, &json!({ "message": "another file was announced" }));
                }
                assert_eq!(asked.header("content-type"), Some("application/octet-stream"));
                let is_new = self.bytes.insert(sha1, asked.body.clone()).is_none();
                assert!(is_new, "{path} was there");
                self.uploads += 1;
                Says::json(200, &json!({ "path": path }))
            }
            ("POST", ["deploys", id, "cancel"]) => {
                self.cancelled.insert((*id).to_owned());
                Says::json(201, &json!({}))
            }
            _ => Says::json(404, &json!({ "code": 404, "message": "Not Found" })),
        }
    }
}

fn sha1(bytes: &[u8]) -> String {
    let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes);
    digest.as_ref().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// A desk that releases to a site at Netlify, and what Netlify has.
fn desk() -> (Desk, Arc<Mutex<State>>) {
    let state = Arc::new(Mutex::new(State::default()));
    let theirs = Arc::clone(&state);
    let netlify = Provider::answering(move |asked| theirs.lock().unwrap().answer(asked));
    let config = format!("[providers]\nnetlify = \"{}\"\n", netlify.url());
    let mut desk = Desk::configured(BOTH_ERAS[1], |_| config.clone());
    let connected = with(&desk, &["integration", "connect", "netlify"], KEY);
    assert!(connected.status.success(), "{}", String::from_utf8_lossy(&connected.stderr));
    let address = ["--address", "https://wren.example"];
    desk.run(&[&["target", "add", "web", "netlify", SITE][..], &address].concat());
    desk.page("About");
    (desk, state)
}

#[track_caller]
fn tries(desk: &mut Desk, code: &str) -> Value {
    let shown = desk.ok("createRelease", json!({}));
    assert_eq!(shown["requiresConfirmation"], true, "{shown}");
    desk.refused("createRelease", json!({ "confirmed": true }), code)
}

#[test]
fn a_site_at_netlify_has_each_release_and_no_file_is_uploaded_twice() {
    let (mut desk, netlify) = desk();
    let (preview, made) = release(&mut desk, json!({}));
    assert!(text(&preview["message"]).contains("https://wren.example"), "{preview}");
    assert!(text(&made["data"]["place"]).contains("Netlify"), "{made}");
    let first = netlify.lock().unwrap().public();
    assert!(String::from_utf8_lossy(&first["/about/index.html"]).contains("About"));
    assert!(first.contains_key("/404.html") && first.contains_key("/_redirects"));
    assert!(!first.keys().any(|path| path.contains(".br") || path.contains("/../")));
    let uploads = netlify.lock().unwrap().uploads;
    // One more page: what has changed is uploaded, and nothing else.
    desk.page("More");
    release(&mut desk, json!({}));
    let second = netlify.lock().unwrap().public();
    let changed = second.iter().filter(|(path, bytes)| first.get(*path) != Some(*bytes));
    assert_eq!(netlify.lock().unwrap().uploads - uploads, changed.count());
    // Back and forth: nothing at all.
    let uploads = netlify.lock().unwrap().uploads;
    release(&mut desk, json!({ "from": 1 }));
    assert_eq!(netlify.lock().unwrap().public(), first);
    release(&mut desk, json!({ "from": 2 }));
    assert_eq!(netlify.lock().unwrap().public(), second);
    assert_eq!(netlify.lock().unwrap().uploads, uploads);
    desk.refused("createRelease", json!({}), "RELEASE_UNCHANGED");
    // The key is in its file, and in no place of Netlify's.
    let listed = desk.json(&["target", "list"]);
    assert!(listed.to_string().contains(SITE) && !listed.to_string().contains(KEY), "{listed}");
}

#[test]
fn whatever_goes_wrong_at_netlify_the_old_site_stays_and_the_next_try_goes_on() {
    let (mut desk, netlify) = desk();
    release(&mut desk, json!({}));
    let first = netlify.lock().unwrap().public();
    let faults = [
        (
            ("POST /api/v1/sites", 0, Fault::Status(401)),
            "KEY_REFUSED",
            "integration connect netlify",
        ),
        (("POST /api/v1/sites", 0, Fault::Status(404)), "TARGET_REFUSED", "target list"),
        (("POST /api/v1/sites", 0, Fault::Status(422)), "TARGET_REFUSED", "at Netlify"),
        (("PUT /api/v1/deploys", 1, Fault::Status(422)), "TARGET_REFUSED", "at Netlify"),
        (("PUT /api/v1/deploys", 0, Fault::Status(403)), "KEY_REFUSED", "integration connect"),
        (("PUT /api/v1/deploys", 1, Fault::Limited(3_600)), "OUTSIDE_LIMITED", "then"),
        (("GET /api/v1/sites", 0, Fault::Failed), "TARGET_REFUSED", "the deploy at Netlify"),
    ];
    for (number, (fault, code, says)) in faults.into_iter().enumerate() {
        desk.page(&format!("More {number}"));
        netlify.lock().unwrap().faults.push(fault);
        let failure = tries(&mut desk, code);
        assert!(failure.to_string().contains(says), "{failure}");
        assert!(text(&failure["message"]).contains("what was public still is"), "{failure}");
        let state = netlify.lock().unwrap();
        assert_eq!(state.public(), first, "{code}");
        assert!(state.faults.is_empty(), "it came to that");
    }
    // What passes is waited for: a server in trouble, a connection that drops, a limit.
    let faults = [
        ("POST /api/v1/sites", 0, Fault::Dropped),
        ("PUT /api/v1/deploys", 0, Fault::Status(500)),
        ("PUT /api/v1/deploys", 0, Fault::Dropped),
        ("PUT /api/v1/deploys", 0, Fault::Limited(1)),
        ("GET /api/v1/sites", 0, Fault::Status(502)),
    ];
    netlify.lock().unwrap().faults.extend(faults);
    desk.page("Third");
    release(&mut desk, json!({}));
    let state = netlify.lock().unwrap();
    assert!(state.faults.is_empty() && state.public().contains_key("/more-0/index.html"));
    assert!(state.public().contains_key("/third/index.html"));
}

#[test]
fn netlify_that_is_not_connected_stopped_or_gone_says_what_to_do() {
    let (mut desk, netlify) = desk();
    release(&mut desk, json!({}));
    let first = netlify.lock().unwrap().public();
    // A person has told Netlify to stay at a deploy.
    netlify.lock().unwrap().is_locked = true;
    desk.page("More");
    let failure = tries(&mut desk, "TARGET_REFUSED");
    assert!(text(&failure["suggestion"]).contains("auto publishing"), "{failure}");
    assert_eq!(netlify.lock().unwrap().public(), first);
    netlify.lock().unwrap().is_locked = false;
    release(&mut desk, json!({}));
    // Going back is possible, whatever the last try has left there.
    release(&mut desk, json!({ "from": 1 }));
    assert_eq!(netlify.lock().unwrap().public(), first);

    desk.run(&["integration", "disconnect", "netlify"]);
    let failure = desk.refused("createRelease", json!({}), "INTEGRATION_KEY_MISSING");
    assert!(failure.to_string().contains("integration connect netlify"), "{failure}");
    desk.fails(&["target", "token", "web"], "integration connect netlify");
    desk.fails(&["target", "add", "other", "netlify", "a/b"], "Site ID");
    desk.fails(&["target", "add", "other", "netlify"], "the id of a site");
    desk.run(&["tenant", "add", "second"]);
    desk.fails(
        &["target", "add", "web", "netlify", SITE, "--tenant", "second"],
        "belongs to another business",
    );
}
