//! What people set up for agents: collections and navigations.

use std::{
    fs,
    io::Write,
    process::{Output, Stdio},
};

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::{
    common::{Era, Server},
    deskhand, fails, json_of, prints, run, three_tenants,
};

/// The `field` of each thing of a list.
fn each<'v>(list: &'v Value, field: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().map(|thing| thing[field].as_str().unwrap()).collect()
}

/// A collection with the fields that come in.
fn piped(folder: &std::path::Path, fields: &[u8]) -> Output {
    let add = ["collection", "add", "piped", "--kind", "entries", "--fields", "-"];
    let mut command = deskhand(folder, &add);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that refuses early reads no further.
    let _ = child.stdin.take().unwrap().write_all(fields);
    child.wait_with_output().unwrap()
}

#[test]
fn a_collection_is_made_as_described_and_only_once() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    let fields = json!([
        { "name": "price", "type": "text", "required": true, "maxLength": 20 },
        { "name": "level", "type": "choice", "options": ["easy", "hard"] },
        { "name": "steps", "type": "list", "fields": [{ "name": "text", "type": "markdown" }] },
    ]);
    let file = folder.path().join("fields.json");
    fs::write(&file, format!("\u{feff}{fields}")).unwrap();
    let add = ["collection", "add", "case-studies", "--kind", "entries", "--fields"];
    let add = [&add[..], &[file.to_str().unwrap()]].concat();
    let made = json_of(&data, &add);
    assert_eq!(
        [&made["slug"], &made["name"], &made["kind"]],
        ["case-studies", "Case studies", "entries"]
    );
    for (made, asked) in made["fields"].as_array().unwrap().iter().zip(fields.as_array().unwrap()) {
        assert_eq!((&made["name"], &made["type"]), (&asked["name"], &asked["type"]));
    }
    assert_eq!(made["fields"][0]["maxLength"], 20);
    let sentence = fails(run(&data, &add), 1);
    assert!(sentence.contains("`case-studies` already"), "{sentence}");

    prints(&data, &["collection", "add", "news", "--kind", "posts", "--name", "What is new"]);
    let list = json_of(&data, &["collection", "list"]);
    assert_eq!(each(&list, "slug"), ["blog", "case-studies", "news", "portfolio"]);
    assert_eq!(each(&list, "name")[2], "What is new");
    let table = prints(&data, &["collection", "list"]);
    assert!(table.contains("price, level, steps"), "{table}");
    let out = piped(&data, br#"[{"name":"a","type":"link"}]"#);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn a_collection_that_cannot_be_is_refused_with_what_is_wrong() {
    let folder = tempdir().unwrap();
    for (args, needs) in [
        (vec!["My Blog", "--kind", "posts"], "my-blog"),
        (vec!["uploads", "--kind", "posts"], "kept"),
        (vec!["x", "--kind", "posts", "--name", "a\nb"], "one line"),
        (vec!["x", "--kind", "posts", "--name", " "], "one line"),
        (vec!["x", "--kind", "posts", "--fields", "-"], "--kind entries"),
        (
            vec!["x", "--kind", "entries", "--fields", "/nowhere/fields.json"],
            "/nowhere/fields.json",
        ),
    ] {
        let sentence = fails(run(folder.path(), &[&["collection", "add"], &args[..]].concat()), 2);
        assert!(sentence.contains(needs), "{sentence}");
    }
    let long = format!("[{}]", " ".repeat(1024 * 1024));
    for (fields, needs) in [
        ("", vec!["stdin", "not JSON"]),
        ("\"price\"", vec!["must be a list", "[{"]),
        ("[]", vec!["at least 1 item"]),
        (r#"[{"nam":"a","type":1}]"#, vec!["fields[0].name", "fields[0].nam:", "fields[0].type"]),
        (r#"[{"name":"a","type":"txt"}]"#, vec!["fields[0].type: `txt`", "text", "list"]),
        (r#"[{"name":"A b","type":"text"}]"#, vec!["fields[0].name: `A b`"]),
        (
            r#"[{"name":"a","type":"text"},{"name":"a","type":"text"}]"#,
            vec!["[1].name: `a`", "twice"],
        ),
        (r#"[{"name":"a","type":"choice"}]"#, vec!["[0].options: is missing"]),
        (r#"[{"name":"a","type":"image","options":["b"]}]"#, vec!["options: does not belong"]),
        (r#"[{"name":"a","type":"image","maxLength":3}]"#, vec!["maxLength: does not belong"]),
        (r#"[{"name":"a","type":"list"}]"#, vec!["[0].fields: is missing"]),
        (
            r#"[{"name":"a","type":"list","minItems":3,"maxItems":2,"fields":[{"name":"b","type":"list"}]}]"#,
            vec!["minItems: is more", "fields[0].fields[0].type: a list cannot hold lists"],
        ),
        (&long, vec!["1 MiB"]),
    ] {
        let sentence = fails(piped(folder.path(), fields.as_bytes()), 2);
        assert!(needs.iter().all(|word| sentence.contains(word)), "{needs:?}: {sentence}");
    }
    assert!(fails(piped(folder.path(), b"\xff\xfe"), 2).contains("UTF-8"));
    assert_eq!(
        each(&json_of(folder.path(), &["collection", "list"]), "slug"),
        ["blog", "portfolio"]
    );
}

#[test]
fn a_navigation_is_for_its_tenant_and_agents_use_it_by_its_key() {
    let folder = three_tenants();
    let add = ["navigation", "add", "side-bar", "--tenant", "b"];
    let made = json_of(folder.path(), &add);
    assert_eq!([&made["key"], &made["name"]], ["side-bar", "Side bar"]);
    assert!(fails(run(folder.path(), &add), 1).contains("`side-bar` already"));
    let listed = |tenant: &str| json_of(folder.path(), &["navigation", "list", "--tenant", tenant]);
    assert_eq!(each(&listed("b"), "key"), ["footer", "header", "side-bar"]);
    assert_eq!(each(&listed("a"), "key"), ["footer", "header"]);
    assert!(fails(run(folder.path(), &["navigation", "list"]), 2).contains("--tenant"));

    let mut server = Server::start_on(Era::Modern, folder.path(), &["--tenant", "b"]);
    let item = json!({ "navigationId": "side-bar", "label": "A", "targetType": "placeholder" });
    let item = server.call("createNavItem", item).ok();
    assert_eq!(item["data"]["navigationId"], made["id"]);
}

#[test]
fn what_was_set_up_is_in_the_history_and_can_be_taken_back() {
    let folder = tempdir().unwrap();
    prints(folder.path(), &["navigation", "add", "legal"]);
    prints(folder.path(), &["collection", "add", "news", "--kind", "posts"]);
    let history = json_of(folder.path(), &["history", "--limit", "2"]);
    assert_eq!(each(&history["items"], "tool"), ["cli:collection add", "cli:navigation add"]);
    assert_eq!(each(&history["items"], "agent"), ["owner", "owner"]);
    for change in each(&history["items"], "id") {
        prints(folder.path(), &["undo", change]);
    }
    assert_eq!(each(&json_of(folder.path(), &["navigation", "list"]), "key"), ["footer", "header"]);
    assert_eq!(
        each(&json_of(folder.path(), &["collection", "list"]), "slug"),
        ["blog", "portfolio"]
    );
}
