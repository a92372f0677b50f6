//! Lists: cursors lead through all of them, and an answer never grows beyond its budget.

use serde_json::{Value, json};

use super::desk::{Desk, in_both_eras, text};
use crate::common::BOTH_ERAS;

/// The names on every page of a list, by following its cursors.
fn names(desk: &mut Desk, tool: &str, arguments: &Value) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut arguments = arguments.clone();
    loop {
        let answer = desk.ok(tool, arguments.clone());
        let items = answer["items"].as_array().unwrap();
        assert_eq!(answer["count"], items.len());
        pages.push(items.iter().map(|item| text(&item["name"])).collect());
        match answer.get("nextCursor") {
            Some(cursor) => arguments["cursor"] = cursor.clone(),
            None => return pages,
        }
    }
}

#[test]
fn cursors_lead_through_forty_five_pages() {
    in_both_eras(|desk| {
        // Home is there already.
        for number in 1..45 {
            desk.page(&format!("Page {number:02}"));
        }
        let all = names(desk, "getPage", &json!({ "all": true }));
        assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [20, 20, 5], "20 unless said");
        let mut expected = vec!["Home".to_owned()];
        expected.extend((1..45).map(|number| format!("Page {number:02}")));
        assert_eq!(all.concat(), expected, "none twice, none left out");
        let all = names(desk, "getPage", &json!({ "all": true, "limit": 15 }));
        assert_eq!(
            all.iter().map(Vec::len).collect::<Vec<_>>(),
            [15, 15, 15],
            "no empty last page"
        );
        let all = names(desk, "getPage", &json!({ "all": true, "limit": 100 }));
        assert_eq!(all.concat(), expected);
    });
}

#[test]
fn a_page_that_is_made_meanwhile_moves_no_other_out_of_the_list() {
    in_both_eras(|desk| {
        for name in ["A", "B", "C"] {
            desk.page(name);
        }
        let first = desk.ok("getPage", json!({ "all": true, "limit": 2 }));
        desk.page("D");
        let after = json!({ "all": true, "limit": 100, "cursor": first["nextCursor"] });
        let names: Vec<String> =
            desk.items("getPage", after).iter().map(|page| text(&page["name"])).collect();
        assert_eq!(names, ["B", "C", "D"]);
    });
}

#[test]
fn every_list_goes_on_by_its_cursor() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        for number in 0..5 {
            let name = format!("Thing {number}");
            let add = json!({ "action": "create", "name": name, "price": 1, "description": "x" });
            desk.ok("manage_packages", add.clone());
            desk.ok("manage_services", add);
            desk.section(&page, &name);
        }
        for (tool, arguments, key, total) in [
            ("manage_packages", json!({ "action": "list" }), "name", 5),
            ("manage_services", json!({ "action": "list" }), "name", 5),
            ("getSection", json!({ "pageId": page }), "pageSectionId", 5),
            ("getSection", json!({ "query": "thing" }), "pageSectionId", 5),
            ("getPage", json!({ "query": "home about" }), "name", 2),
            ("getSectionTemplate", json!({ "all": true }), "key", 20),
            ("getHistory", json!({}), "id", 17),
        ] {
            let mut seen = Vec::new();
            let mut next = arguments.clone();
            next["limit"] = 2.into();
            loop {
                let answer = desk.ok(tool, next.clone());
                let items = answer["items"].as_array().unwrap();
                assert!(items.len() <= 2, "{tool}");
                seen.extend(items.iter().map(|item| text(&item[key])));
                let Some(cursor) = answer.get("nextCursor") else { break };
                next["cursor"] = cursor.clone();
            }
            let mut whole = arguments;
            whole["limit"] = 100.into();
            let whole: Vec<String> =
                desk.items(tool, whole).iter().map(|item| text(&item[key])).collect();
            // A long list stops at the size limit.
            assert!(seen.starts_with(&whole) && whole.len() >= 2, "{tool}");
            assert_eq!(seen.len(), total, "{tool}");
        }
    });
}

#[test]
fn the_budget_cuts_an_answer_says_so_and_the_cursor_goes_on() {
    for era in BOTH_ERAS {
        let mut desk = Desk::open(era, &["--answer-chars-max", "4000"]);
        let page = desk.page("About");
        let bodies: Vec<String> =
            (0..6).map(|number| format!("{number} {}", "x".repeat(1500))).collect();
        for body in &bodies {
            desk.section(&page, body);
        }
        let mut next = json!({ "pageId": page, "includeContent": true });
        let mut seen = Vec::new();
        loop {
            let answer = desk.ok("getSection", next.clone());
            assert!(answer.to_string().len() < 4_500, "{}", answer.to_string().len());
            let items = answer["items"].as_array().unwrap();
            seen.extend(items.iter().map(|item| text(&item["content"]["body"])));
            let Some(cursor) = answer.get("nextCursor") else { break };
            let note = text(&answer["note"]);
            for word in ["size limit", "getSection", "cursor"] {
                assert!(note.contains(word), "{word} is not in: {note}");
            }
            next["cursor"] = cursor.clone();
        }
        assert_eq!(seen, bodies);
    }
}

#[test]
fn a_page_with_more_content_than_the_budget_says_how_much_is_left_out() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        for _ in 0..4 {
            desk.section(&page, &"x".repeat(9_000));
        }
        let whole = desk.item("getPage", json!({ "id": page, "includeContent": true }));
        assert_eq!(whole["sectionCount"], 4);
        assert_eq!(whole["sections"].as_array().unwrap().len(), 2);
        assert_eq!(whole["sectionsOmitted"], 2);
    });
}
