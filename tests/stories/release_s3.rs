//! A bucket of S3: what comes in which order, what stays, and what happens when it breaks off.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::desk::{Desk, text};
use super::integration::with;
use super::releases::release;
use crate::common::BOTH_ERAS;
use crate::common::bucket::{BUCKET, Bucket, Fault, Object};

/// A desk that releases into a folder of a bucket.
fn desk() -> (Desk, Bucket) {
    let bucket = Bucket::open();
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    add(&desk, &bucket, &format!("{BUCKET}/site"));
    desk.page("About");
    (desk, bucket)
}

fn add(desk: &Desk, bucket: &Bucket, place: &str) {
    let endpoint = bucket.provider.url();
    let address = ["--endpoint", &endpoint, "--address", "https://wren.example"];
    desk.run(&[&["target", "add", "web", "s3", place][..], &address].concat());
    let kept = with(desk, &["target", "token", "web"], "AKIA1:secret/never+shown");
    assert!(kept.status.success(), "{}", String::from_utf8_lossy(&kept.stderr));
}

#[track_caller]
fn tries(desk: &mut Desk, code: &str) -> Value {
    let shown = desk.ok("createRelease", json!({}));
    assert_eq!(shown["requiresConfirmation"], true, "{shown}");
    desk.refused("createRelease", json!({ "confirmed": true }), code)
}

/// The pages among files.
fn pages(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let pages = files.iter().filter(|(key, _)| key.contains(".html"));
    pages.map(|(key, bytes)| (key.clone(), bytes.clone())).collect()
}

#[test]
fn a_bucket_has_each_release_in_an_order_in_which_no_page_is_broken() {
    let (mut desk, bucket) = desk();
    let (_, made) = release(&mut desk, json!({}));
    assert!(text(&made["data"]["place"]).contains(BUCKET), "{made}");
    let first = bucket.files();
    assert!(String::from_utf8_lossy(&first["site/about/index.html"]).contains("About"));
    assert!(first.keys().all(|key| key.starts_with("site/") && !key.contains(".br")));
    // What pages need came first, then the pages, then what names them.
    let rank = |key: &str| match key {
        key if key.starts_with("site/assets/") || key.starts_with("site/uploads/") => 0,
        key if key.contains(".html") => 1,
        _ => 2,
    };
    let ranks: Vec<i32> = bucket.done().iter().map(|(_, key)| rank(key)).collect();
    assert!(ranks.is_sorted() && ranks.contains(&0) && ranks.contains(&2), "{ranks:?}");
    let state = bucket.state.lock().unwrap();
    let header = |key: &str, name: &str| state.objects[key].headers[name].clone();
    assert_eq!(header("site/about/index.html", "content-type"), "text/html; charset=utf-8");
    assert!(header("site/about/index.html", "cache-control").contains("must-revalidate"));
    let sheet = first.keys().find(|key| key.contains("/assets/site.")).unwrap();
    assert!(header(sheet, "cache-control").contains("immutable"));
    drop(state);

    // Another page and another look: only what changed is uploaded, and what only the release before needs stays for
    // now.
    desk.page("More");
    desk.agreed("updateSite", json!({ "theme": "salon" }));
    release(&mut desk, json!({}));
    let second = bucket.files();
    let changed: Vec<_> =
        second.iter().filter(|(key, bytes)| first.get(*key) != Some(*bytes)).collect();
    let done = bucket.done();
    assert_eq!(
        done.iter().filter(|(method, _)| method == "PUT").count(),
        changed.len(),
        "{done:?}"
    );
    assert!(first.keys().all(|key| second.contains_key(key)), "{done:?}");
    // Back: the pages are byte for byte those of before, and the one that was added is gone.
    release(&mut desk, json!({ "from": 1 }));
    let back = bucket.files();
    assert_eq!(pages(&back), pages(&first));
    let done = bucket.done();
    assert!(done.contains(&("DELETE".to_owned(), "site/more/index.html".to_owned())), "{done:?}");
    desk.page("Third");
    release(&mut desk, json!({}));
    desk.refused("createRelease", json!({}), "RELEASE_UNCHANGED");
    let listed = desk.json(&["target", "list"]).to_string();
    assert!(listed.contains(BUCKET) && !listed.contains("never"), "{listed}");
}

#[test]
fn an_upload_that_breaks_off_goes_on_where_it_was() {
    let (mut desk, bucket) = desk();
    release(&mut desk, json!({}));
    let first = bucket.files();
    bucket.done();
    desk.agreed("updateSite", json!({ "theme": "salon" }));
    for (fault, code) in [
        (("PUT site/assets/", 0, 99, Fault::Status(500)), "OUTSIDE_UNREACHABLE"),
        (("PUT site/assets/", 0, 1, Fault::Status(403)), "KEY_REFUSED"),
        (("GET ", 0, 1, Fault::Status(401)), "KEY_REFUSED"),
    ] {
        bucket.state.lock().unwrap().faults = vec![fault];
        let failure = tries(&mut desk, code);
        assert!(text(&failure["message"]).contains("what was public still is"), "{failure}");
        assert_eq!(pages(&bucket.files()), pages(&first), "{code}");
    }
    bucket.state.lock().unwrap().faults.clear();
    let before = bucket.done();
    // What passes is waited for, and what has come by then is not sent again.
    let passing = [("PUT site/", 2, 1, Fault::Status(503)), ("PUT site/", 3, 1, Fault::Dropped)];
    bucket.state.lock().unwrap().faults.extend(passing);
    release(&mut desk, json!({}));
    let mut sent: Vec<_> = before.into_iter().chain(bucket.done()).collect();
    let whole = sent.len();
    sent.sort();
    sent.dedup();
    assert_eq!(sent.len(), whole, "nothing is uploaded twice");
    assert!(bucket.state.lock().unwrap().faults.is_empty());

    // In the middle of the pages a bucket has some of each: that is said, and the next try makes it whole.
    desk.page("More");
    bucket.state.lock().unwrap().faults = vec![("PUT site/more/", 0, 9, Fault::Status(500))];
    let failure = tries(&mut desk, "OUTSIDE_UNREACHABLE");
    assert!(text(&failure["message"]).contains("some pages are the new ones"), "{failure}");
    bucket.state.lock().unwrap().faults.clear();
    // Going back is possible although the last release was never finished.
    release(&mut desk, json!({ "from": 1 }));
    assert_eq!(pages(&bucket.files()), pages(&first));
    release(&mut desk, json!({}));
    assert!(bucket.files().contains_key("site/more/index.html"));
}

#[test]
fn what_somebody_else_keeps_in_a_bucket_stays() {
    let (mut desk, bucket) = desk();
    let theirs = |words: &str| Object { bytes: words.into(), headers: BTreeMap::new() };
    let put = |key: &str, words: &str| {
        bucket.state.lock().unwrap().objects.insert(key.to_owned(), theirs(words));
    };
    put("site/google7a.html", "google-site-verification");
    put("site/about/index.html", "my own page");
    put("invoices/2026.pdf", "private");
    let failure = tries(&mut desk, "TARGET_REFUSED");
    assert!(text(&failure["message"]).contains("about/index.html"), "{failure}");
    assert_eq!(bucket.files().len(), 3, "nothing was put there");
    bucket.state.lock().unwrap().objects.remove("site/about/index.html");
    release(&mut desk, json!({}));
    desk.page("More");
    release(&mut desk, json!({}));
    release(&mut desk, json!({ "from": 1 }));
    let files = bucket.files();
    assert_eq!(files["site/google7a.html"], b"google-site-verification");
    assert_eq!(files["invoices/2026.pdf"], b"private");
    // What somebody took away by hand comes again with the next release.
    bucket.state.lock().unwrap().objects.remove("site/about/index.html");
    release(&mut desk, json!({ "from": 2 }));
    assert!(bucket.files().contains_key("site/about/index.html"));
}

#[test]
fn a_bucket_without_a_key_or_a_place_says_what_to_do() {
    let bucket = Bucket::open();
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    let endpoint = bucket.provider.url();
    desk.run(&["target", "add", "web", "s3", "other-bucket", "--endpoint", &endpoint]);
    let failure = desk.refused("createRelease", json!({}), "INTEGRATION_KEY_MISSING");
    assert!(text(&failure["suggestion"]).contains("target token web"), "{failure}");
    with(&desk, &["target", "token", "web"], "AKIA2:wrong");
    tries(&mut desk, "KEY_REFUSED");
    with(&desk, &["target", "token", "web"], "AKIA1:right");
    let failure = tries(&mut desk, "TARGET_REFUSED");
    assert!(text(&failure["message"]).contains("no such bucket"), "{failure}");
    for (place, says) in [
        ("Studio", "no name of a bucket"),
        ("s3://studio", "no name of a bucket"),
        ("studio/../other", "no folder of a bucket"),
    ] {
        desk.fails(&["target", "add", "more", "s3", place], says);
    }
    desk.run(&["tenant", "add", "second"]);
    let theirs = ["--endpoint", &endpoint, "--tenant", "second"];
    let add = [&["target", "add", "web", "s3", "other-bucket/deep"][..], &theirs].concat();
    desk.fails(&add, "belongs to another business");
}
