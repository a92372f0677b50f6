//! What a terminal shows of stored text, also of text from before names were checked: each thing on its line, nothing
//! hidden, nothing that moves or colours what stands there.

use deskhand::value::hidden;
use serde_json::{Value, json};

use super::desk::{Desk, in_both_eras};

/// A second line that looks like one of ours, an escape that clears the screen, and letters that run backwards.
const FORGED: &str = "About\n2026-11-30 10:00:00  owner  \u{1b}[2J\u{1b}]0;x\u{7}\u{202e}ecin\u{200b}\u{e0041}\u{9b}31m";

/// The same as it may be shown.
const SHOWN: &str = "About⏎2026-11-30 10:00:00 owner \\u{1b}[2J\\u{1b}]0;x\\u{7}\\u{202e}ecin\\u{200b}\\u{e0041}\\u{9b}31m";

/// Puts the forged text where the program of today would not.
fn forge(desk: &mut Desk) -> String {
    let page = desk.ok("createPage", json!({ "name": "About" }));
    let change = page["changeId"].as_str().unwrap().to_owned();
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    let mut trainee = desk.colleague("trainee");
    trainee.call("updatePage", json!({ "id": "about", "name": "Over" })).ok();
    trainee.call("noSuchTool", json!({}));
    trainee.close();
    desk.restart();
    for sql in [
        "DROP TRIGGER change_is_final",
        "DROP TRIGGER change_row_is_final",
        "DROP TRIGGER call_is_final",
    ] {
        desk.meddle(sql, []);
    }
    for sql in [
        "UPDATE change SET summary = ?1 WHERE tool = 'createPage'",
        "UPDATE change_row SET label = ?1, after = json_set(after, '$.name', ?1) WHERE entity = 'page' AND op = 'insert'",
        "UPDATE proposal SET summary = ?1, changes = json_set(changes, '$[0].label', ?1)",
        "UPDATE call SET tool = ?1 WHERE tool = 'noSuchTool'",
        "UPDATE site SET name = ?1",
        "UPDATE navigation SET name = ?1",
        "UPDATE collection SET name = ?1",
        "UPDATE stage SET name = ?1",
        "UPDATE agent SET subtype = ?1 WHERE name = 'trainee'",
        "INSERT INTO guidance SELECT id, 'getPage', ?1, 0 FROM tenant",
    ] {
        assert!(desk.meddle(sql, [FORGED]) > 0, "{sql}");
    }
    change
}

#[test]
fn every_command_shows_stored_text_on_its_line() {
    in_both_eras(|desk| {
        let change = forge(desk);
        let mut whole = 0;
        for args in [
            &["history"][..],
            &["history", "show", &change],
            &["proposals"],
            &["proposals", "show", "1"],
            &["log"],
            &["tenant", "list"],
            &["navigation", "list"],
            &["collection", "list"],
            &["pipeline", "list"],
            &["agent", "list"],
            &["guidance", "list"],
            &["tools", "getPage"],
            &["prompt"],
        ] {
            let ran = desk.tries(args);
            assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
            for bytes in [ran.stdout, ran.stderr] {
                let text = String::from_utf8(bytes).unwrap();
                for line in text.lines() {
                    assert_eq!(hidden::in_line(line.trim()), None, "{args:?}: {line:?}");
                    assert!(
                        !line.trim_start().starts_with("2026-11-30 10:00:00  owner"),
                        "{args:?}: {line}"
                    );
                }
                // A narrow table breaks it, a line of its own does not.
                whole += usize::from(text.contains(SHOWN));
            }
        }
        assert!(whole >= 3, "{whole} commands show it whole");
    });
}

#[test]
fn json_for_programs_is_the_same_data_and_hides_nothing_from_a_terminal() {
    in_both_eras(|desk| {
        let change = forge(desk);
        for args in [
            &["history", "show", &change, "--json"][..],
            &["proposals", "--json"],
            &["log", "--json"],
            &["tenant", "list", "--json"],
        ] {
            let text = String::from_utf8(desk.tries(args).stdout).unwrap();
            assert!(
                text.lines().all(|line| hidden::in_line(line.trim()).is_none()),
                "{args:?}: {text}"
            );
            let value: Value = serde_json::from_str(&text).unwrap();
            assert!(holds(&value, FORGED), "{args:?}: {text}");
        }
    });
}

fn holds(value: &Value, wanted: &str) -> bool {
    match value {
        Value::String(text) => text == wanted,
        Value::Array(items) => items.iter().any(|item| holds(item, wanted)),
        Value::Object(object) => object.values().any(|value| holds(value, wanted)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[test]
fn what_is_typed_is_not_echoed_as_it_is() {
    in_both_eras(|desk| {
        for args in [
            &["contact", "erase", FORGED, "--yes"][..],
            &["history", "show", FORGED],
            &["undo", FORGED],
            &["navigation", "add", "side", "--name", FORGED],
            &["collection", "add", "side", "--kind", "posts", "--name", FORGED],
            &["tenant", "add", "other", "--title", FORGED],
            &["pipeline", "add", "side", "--stage", FORGED],
            &["tools", FORGED],
        ] {
            let ran = desk.tries(args);
            assert!(!ran.status.success(), "{args:?}");
            let said = String::from_utf8(ran.stderr).unwrap();
            assert!(
                said.trim_end()
                    .chars()
                    .all(|c| c == '\n' || hidden::in_line(&c.to_string()).is_none()),
                "{args:?}: {said:?}"
            );
        }
    });
}
