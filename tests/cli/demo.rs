//! The demo, without its preview.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::{database, deskhand, fails, prints, run};

#[test]
fn the_demo_tells_its_story_and_ends() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("demo");
    let told =
        prints(folder.path(), &["demo", "--no-preview", "--data-dir", data.to_str().unwrap()]);
    for part in ["Elopement Package", "ARGUMENT_INVALID", "Delete page", "restored", "$2,500"] {
        assert!(told.contains(part), "{part} is missing in\n{told}");
    }
    // Arguments and answers begin in the same column, as the README shows them.
    let column = " ".repeat(22);
    assert!(told.contains("\n  deletePage            ids: [\"about\"]"), "{told}");
    assert!(told.contains(&format!("\n{column}? Delete page “About”")), "{told}");
    let price: (i64, String) = database(&data)
        .query_row(
            "SELECT price_minor, currency FROM package WHERE name = 'Elopement Package'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(price, (250_000, "USD".to_owned()));
    assert!(!folder.path().join("deskhand.db").exists(), "the user's own folder is not used");
}

#[test]
fn the_demo_works_on_no_data_but_its_own() {
    let folder = tempdir().unwrap();
    prints(folder.path(), &["tenant", "add", "mine"]);
    let own = folder.path().to_str().unwrap();
    let sentence = fails(run(folder.path(), &["demo", "--no-preview", "--data-dir", own]), 2);
    assert!(sentence.contains("not empty"), "{sentence}");
}

#[test]
fn the_demo_as_json_is_one_call_a_line() {
    let (folder, temporary) = (tempdir().unwrap(), tempdir().unwrap());
    let mut command = deskhand(folder.path(), &["demo", "--no-preview", "--json"]);
    let output = command.env("TMPDIR", temporary.path()).env("DESKHAND_TENANT", "nobody").output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let end = lines.pop().unwrap();
    assert_eq!((&end["verified"], &end["calls"]), (&json!(true), &json!(lines.len())));
    assert!(lines.iter().all(|call| call["tool"].is_string() && call["answer"].is_object()));
    assert!(Path::new(end["folder"].as_str().unwrap()).starts_with(temporary.path()));
}
