//! queryData: any entity, found by conditions over its fields.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::desk::{Desk, each, in_both_eras, text};

/// Makes packages of these names, prices and durations.
fn packages(desk: &mut Desk) {
    for (name, price, minutes) in [
        ("Elopement", 1500.5, Some(90)),
        ("Engagement", 400.0, None),
        ("Portrait", 250.0, Some(45)),
        ("Whole day", 3200.0, Some(480)),
        ("Mini", 99.99, None),
    ] {
        let mut add =
            json!({ "action": "create", "name": name, "price": price, "description": "About it" });
        if let Some(minutes) = minutes {
            add["durationMinutes"] = minutes.into();
        }
        desk.ok("manage_packages", add);
    }
}

/// The names of the packages that a filter finds, sorted.
#[track_caller]
fn named(desk: &mut Desk, filter: &Value) -> Vec<String> {
    let items = desk.items("queryData", json!({ "entity": "package", "filter": filter }));
    let mut names: Vec<String> = each(&items, "name").iter().map(text).collect();
    names.sort();
    // Counting agrees with reading.
    let count = json!({ "entity": "package", "filter": filter, "count": true });
    assert_eq!(desk.ok("queryData", count)["total"], names.len(), "{filter}");
    names
}

#[test]
fn every_operator_finds_what_it_says() {
    in_both_eras(|desk| {
        packages(desk);
        for (filter, wanted) in [
            (json!({ "name": "Mini" }), vec!["Mini"]),
            (json!({ "name": { "eq": "Mini" } }), vec!["Mini"]),
            (
                json!({ "name": { "ne": "Mini" } }),
                vec!["Elopement", "Engagement", "Portrait", "Whole day"],
            ),
            (json!({ "name": { "in": ["Mini", "Portrait", "None"] } }), vec!["Mini", "Portrait"]),
            (json!({ "name": { "contains": "GEM" } }), vec!["Engagement"]),
            (json!({ "name": { "contains": "%" } }), vec![]),
            (json!({ "price": { "lt": 250 } }), vec!["Mini"]),
            (json!({ "price": { "lte": 250 } }), vec!["Mini", "Portrait"]),
            (json!({ "price": { "gt": 400 } }), vec!["Elopement", "Whole day"]),
            (json!({ "price": { "gte": 400, "lt": 3200 } }), vec!["Elopement", "Engagement"]),
            (json!({ "price": 99.99 }), vec!["Mini"]),
            (json!({ "durationMinutes": null }), vec!["Engagement", "Mini"]),
            (
                json!({ "durationMinutes": { "ne": null } }),
                vec!["Elopement", "Portrait", "Whole day"],
            ),
            (json!({ "durationMinutes": { "gte": 90 } }), vec!["Elopement", "Whole day"]),
            (json!({ "active": false }), vec![]),
            (json!({ "active": true, "price": { "lt": 300 } }), vec!["Mini", "Portrait"]),
            (json!({ "createdAt": { "lt": "2020-01-01T00:00:00Z" } }), vec![]),
        ] {
            assert_eq!(named(desk, &filter), wanted, "{filter}");
        }
    });
}

#[test]
fn a_list_in_pieces_shows_each_row_once_whichever_way_it_is_sorted() {
    in_both_eras(|desk| {
        packages(desk);
        for sort in ["durationMinutes", "-durationMinutes", "price", "-name", "active"] {
            let whole = desk.items("queryData", json!({ "entity": "package", "sort": sort }));
            let whole = each(&whole, "id");
            let (mut pieces, mut cursor) = (Vec::new(), None);
            loop {
                let mut ask = json!({ "entity": "package", "sort": sort, "limit": 2 });
                if let Some(cursor) = cursor {
                    ask["cursor"] = cursor;
                }
                let piece = desk.ok("queryData", ask);
                pieces.extend(each(piece["items"].as_array().unwrap(), "id"));
                assert!(pieces.len() <= 5, "{sort}: {pieces:?}");
                cursor = piece.get("nextCursor").filter(|next| !next.is_null()).cloned();
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(pieces, whole, "{sort}");
            let ids: BTreeSet<String> = pieces.iter().map(text).collect();
            assert_eq!(ids.len(), 5, "{sort}");
        }
        // Nothing known comes before everything that is.
        let sorted = |desk: &mut Desk, sort: &str| {
            let items = desk.items("queryData", json!({ "entity": "package", "sort": sort }));
            each(&items, "durationMinutes")
        };
        let up = json!([null, null, 45, 90, 480]);
        assert_eq!(json!(sorted(desk, "durationMinutes")), up);
        let down = json!([480, 90, 45, null, null]);
        assert_eq!(json!(sorted(desk, "-durationMinutes")), down);
    });
}

#[test]
fn only_the_fields_that_are_asked_for_come_and_then_in_full() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let body = "word ".repeat(400).trim().to_owned();
        let section = desk.section(&page, &body);
        let ask = |fields: Value| json!({ "entity": "section", "filter": { "pageId": page }, "fields": fields });
        let light =
            desk.item("queryData", json!({ "entity": "section", "filter": { "pageId": page } }));
        assert_eq!((&light["id"], light.get("content")), (&json!(section), None));
        let heavy = desk.item("queryData", ask(json!(["content"])));
        assert_eq!(heavy, json!({ "id": section, "content": { "body": body } }));
        // Once each, the id before all others.
        let twice = desk.item("queryData", ask(json!(["hidden", "id", "hidden"])));
        assert_eq!(twice, json!({ "id": section, "hidden": false }));
        // A long text is cut unless it is asked for.
        let add = json!({ "action": "create", "name": "P", "price": 1, "description": body });
        desk.ok("manage_packages", add);
        let cut = desk.item("queryData", json!({ "entity": "package" }));
        let cut = text(&cut["description"]);
        assert!(cut.ends_with('…') && cut.chars().count() == 1_001, "{cut}");
        let whole = json!({ "entity": "package", "fields": ["description"] });
        assert_eq!(desk.item("queryData", whole)["description"], body.as_str());
    });
}

#[test]
fn amounts_are_compared_in_the_tenants_own_currency() {
    in_both_eras(|desk| {
        packages(desk);
        // Given prices in another currency from before the tenant changed its own,
        assert_eq!(
            desk.meddle(
                "UPDATE package SET currency = 'JPY', price_minor = 300 WHERE name = 'Mini'",
                ()
            ),
            1
        );
        // then they are no answer to a question about dollars,
        assert_eq!(named(desk, &json!({ "price": { "lt": 1000 } })), ["Engagement", "Portrait"]);
        // and are found by their own, which has no cents.
        let yen = json!({ "currency": "JPY", "price": { "lt": 1000 } });
        assert_eq!(named(desk, &yen), ["Mini"]);
        let found = desk.item(
            "queryData",
            json!({ "entity": "package", "filter": yen, "fields": ["price", "currency"] }),
        );
        assert_eq!((&found["price"], &found["currency"]), (&json!(300), &json!("JPY")));
        let all = desk
            .items("queryData", json!({ "entity": "package", "filter": { "name": "Elopement" } }));
        assert_eq!((&all[0]["price"], &all[0]["currency"]), (&json!(1500.5), &json!("USD")));
    });
}

#[test]
fn collections_say_which_fields_their_entries_have() {
    in_both_eras(|desk| {
        let found = desk.items("queryData", json!({ "entity": "collection" }));
        assert_eq!(each(&found, "slug"), ["blog", "portfolio"]);
        assert_eq!((&found[0]["kind"], found[0].get("fields")), (&json!("posts"), None));
        let fields = found[1]["fields"].as_array().unwrap();
        assert_eq!(each(fields, "name"), ["summary", "image", "body", "link"]);
        let navigations = desk.items("queryData", json!({ "entity": "navigation" }));
        assert_eq!(each(&navigations, "key"), ["footer", "header"]);
    });
}

#[test]
fn what_was_called_and_what_was_changed_can_be_asked_for() {
    in_both_eras(|desk| {
        let made = desk.ok("createPage", json!({ "name": "About" }));
        desk.refused("createPage", json!({ "name": "About" }), "SLUG_TAKEN");
        let change = json!({ "entity": "change", "filter": { "tool": "createPage" } });
        let change = desk.item("queryData", change);
        assert_eq!(change["id"], made["changeId"]);
        assert_eq!(change["undoes"], Value::Null);
        // Refusals are gathered for a moment; those of a session that has ended are written.
        desk.restart();
        let calls = |filter: Value| json!({ "entity": "call", "filter": filter });
        let refused = desk.item("queryData", calls(json!({ "errorCode": { "ne": null } })));
        assert_eq!(
            (&refused["tool"], &refused["outcome"], &refused["errorCode"]),
            (&json!("createPage"), &json!("refused"), &json!("SLUG_TAKEN"))
        );
        assert_eq!((&refused["changeId"], refused.get("arguments")), (&Value::Null, None));
        let done = desk.item("queryData", calls(json!({ "changeId": made["changeId"] })));
        assert_eq!((&done["tool"], &done["errorCode"]), (&json!("createPage"), &Value::Null));
        assert_eq!(done["requestId"], change["requestId"]);
        // What others called is for the owner alone.
        let mut owner = desk.colleague("owner");
        let of_others = owner.call("queryData", calls(json!({ "errorCode": "SLUG_TAKEN" }))).ok();
        assert_eq!(of_others["count"], 1, "{of_others}");
        owner.close();
        let all = desk.items("queryData", calls(json!({ "tool": "queryData" })));
        let agents: BTreeSet<&str> =
            all.iter().filter_map(|call| call["agentId"].as_str()).collect();
        assert_eq!(agents.len(), 1, "{all:?}");
        let newest = desk.items("queryData", json!({ "entity": "change", "limit": 1 }));
        assert_eq!(newest[0]["id"], made["changeId"]);
    });
}
