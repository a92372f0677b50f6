//! What an undo takes back can be brought back, and everything stands where it stood.

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras, text};
use crate::common::Era;

/// Does something as one request; gives the request.
fn request(desk: &mut Desk, work: impl FnOnce(&mut Desk)) -> String {
    let open = desk.data("acknowledgeRequest", json!({ "understanding": "x" }));
    work(desk);
    desk.ok("finalAnswer", json!({ "answer": "Done." }));
    text(&open["requestId"])
}

fn package(desk: &mut Desk, name: &str) -> String {
    id(&desk.data("manage_packages", json!({ "action": "create", "name": name, "price": 100 })))
}

/// What is done to packages.
type Moves = fn(&mut Desk, &[String]);

/// Somebody's doing.
type Work = fn(&mut Desk);

#[test]
fn what_a_request_made_and_changed_again_is_taken_back_and_brought_back() {
    let works: [(&str, Work); 6] = [
        ("a page with a section", |desk| {
            let page = desk.page("Services");
            desk.section(&page, "Words");
            desk.ok("updatePage", json!({ "id": page, "meta": { "title": "T" } }));
        }),
        ("an order", |desk| {
            let person = json!({ "name": "Ada", "email": "ada@x.example" });
            let person = id(&desk.data("createContact", person));
            let items = json!([{ "title": "Album", "unitPrice": 100 }]);
            let order =
                id(&desk.data("createOrder", json!({ "contactId": person, "items": items })));
            desk.ok("updateOrder", json!({ "id": order, "stage": "booked" }));
            let items = json!([{ "title": "Album", "unitPrice": 90, "quantity": 2 }]);
            desk.ok("updateOrder", json!({ "id": order, "items": items }));
        }),
        ("a contact with a tag", |desk| {
            let person = json!({ "name": "Ada", "email": "ada@x.example", "tags": ["vip"] });
            let person = id(&desk.data("createContact", person));
            desk.ok("updateContact", json!({ "id": person, "city": "Berlin", "addTags": ["new"] }));
        }),
        ("a package with a service", |desk| {
            let service = json!({ "action": "create", "name": "Hair", "price": 5 });
            let service = id(&desk.data("manage_services", service));
            let made =
                json!({ "action": "create", "name": "Day", "price": 9, "serviceIds": [service] });
            let made = id(&desk.data("manage_packages", made));
            desk.ok(
                "manage_packages",
                json!({ "action": "update", "packageId": made, "price": 10 }),
            );
        }),
        ("a page in the menu", |desk| {
            let page = desk.page("Services");
            let item = json!({ "navigationId": "header", "label": "S", "targetType": "page", "targetId": page });
            desk.ok("createNavItem", item);
            desk.ok("updatePage", json!({ "id": page, "name": "Offers" }));
        }),
        ("a page, made, changed and deleted", |desk| {
            let page = desk.page("Services");
            desk.section(&page, "Words");
            desk.ok("updatePage", json!({ "id": page, "name": "Offers" }));
            desk.delete("deletePage", json!({ "ids": [page] }));
        }),
    ];
    in_both_eras(|desk| {
        for (what, work) in works {
            let before = desk.contents();
            let done = request(desk, work);
            let after = desk.contents();
            let undone = desk.ok("undoChange", json!({ "requestId": done }));
            let same = |desk: &Desk, wanted: &super::desk::Contents| {
                for table in ["page", "section", "nav_item", "contact", "customer_order", "package"]
                {
                    assert_eq!(count(desk, table), wanted[table].len(), "{what}: {table}");
                }
            };
            same(desk, &before);
            if undone["changeId"].is_string() {
                desk.ok("undoChange", json!({ "changeId": undone["changeId"] }));
                same(desk, &after);
                let again = json!({ "requestId": done });
                // It stands once more, so it can be taken back once more.
                desk.ok("undoChange", again);
                same(desk, &before);
            }
        }
    });
}

fn count(desk: &Desk, table: &str) -> usize {
    desk.contents()[table].len()
}

/// The names of packages, in order.
fn order(desk: &mut Desk) -> Vec<Value> {
    each(&desk.items("manage_packages", json!({ "action": "list" })), "name")
}

#[test]
fn what_a_request_deleted_and_moved_stands_where_it_stood() {
    let works: [(&str, Moves); 5] = [
        ("two from the beginning", |desk, all| {
            for package in &all[..2] {
                remove(desk, package);
            }
        }),
        ("one moved, the next deleted", |desk, all| {
            place(desk, &all[0], 3);
            remove(desk, &all[1]);
        }),
        ("one deleted, another moved", |desk, all| {
            remove(desk, &all[0]);
            place(desk, &all[1], 2);
        }),
        ("moved to and fro", |desk, all| {
            place(desk, &all[0], 4);
            place(desk, &all[2], 1);
            place(desk, &all[3], 2);
        }),
        ("one made in the middle, one deleted", |desk, all| {
            let made = package(desk, "new");
            place(desk, &made, 2);
            remove(desk, &all[2]);
        }),
    ];
    in_both_eras(|desk| {
        let all: Vec<String> = ["a", "b", "c", "d"].map(|name| package(desk, name)).to_vec();
        let before = order(desk);
        for (what, work) in works {
            let done = request(desk, |desk| work(desk, &all));
            let after = order(desk);
            let undone = desk.ok("undoChange", json!({ "requestId": done }));
            assert_eq!(order(desk), before, "{what}");
            let redone = desk.ok("undoChange", json!({ "changeId": undone["changeId"] }));
            // What has its old number in the end is not on record as moved, though others moved past it.
            if what != "one deleted, another moved" {
                assert_eq!(order(desk), after, "{what}, done again");
            }
            desk.ok("undoChange", json!({ "changeId": redone["changeId"] }));
            assert_eq!(order(desk), before, "{what}, taken back again");
        }
    });
}

fn remove(desk: &mut Desk, package: &str) {
    desk.delete("manage_packages", json!({ "action": "delete", "packageId": package }));
}

fn place(desk: &mut Desk, package: &str, at: i64) {
    desk.ok(
        "manage_packages",
        json!({ "action": "update", "packageId": package, "sortOrder": at }),
    );
}

#[test]
fn an_undo_names_nobody_to_an_agent_that_may_not_read_people() {
    in_both_eras(|desk| {
        desk.run(&["agent", "add", "blind", "--profile", "admin", "--disable", "getContact"]);
        let person = json!({ "name": "Secret Sue", "email": "sue@x.example" });
        let made = desk.ok("createContact", person);
        let named = json!({ "id": made["data"]["id"], "name": "Hidden Hans" });
        let changed = desk.ok("updateContact", named);
        let mut blind = desk.colleague("blind");
        let undone = blind.call("undoChange", json!({ "changeId": changed["changeId"] })).ok();
        assert_eq!(undone["data"]["restored"][0]["id"], made["data"]["id"], "{undone}");
        assert!(
            !undone.to_string().contains("Hans") && !undone.to_string().contains("Sue"),
            "{undone}"
        );
        // What it would delete unseen, it leaves.
        let take = json!({ "changeId": made["changeId"] });
        let refused = blind.call("undoChange", take).refused("PERMISSION_DENIED");
        assert!(refused["suggestion"].as_str().unwrap().contains("deskhand undo"), "{refused}");
        // Its own it may take back, and is told of nobody.
        let own = json!({ "name": "Own", "email": "own@x.example" });
        let own = blind.call("createContact", own).ok();
        let undone = blind.call("undoChange", json!({ "changeId": own["changeId"] })).ok();
        assert!(!undone.to_string().contains("Own"), "{undone}");
    });
}

#[test]
fn a_text_in_many_things_is_replaced_in_time_that_grows_with_them() {
    let mut desk = Desk::open(crate::common::BOTH_ERAS[0], &[]);
    let page = desk.page("Zoo");
    for _ in 0..400 {
        desk.section(&page, "A zebra here.");
    }
    let swap = json!({ "find": "zebra", "replace": "horse" });
    let shown = desk.ok("replaceText", swap.clone());
    assert_eq!(shown["requiresConfirmation"], true, "{shown}");
    let done = super::desk::confirmed(&swap, &shown["confirmationToken"]);
    let done = desk.ok("replaceText", done);
    assert_eq!(done["data"]["replaced"], 400);
    assert_eq!(desk.ok("findText", json!({ "text": "zebra" }))["total"], 0);
}

#[test]
fn a_number_in_other_spellings_is_left_and_told() {
    in_both_eras(|desk| {
        desk.ok("updateSite", json!({ "country": "AT" }));
        desk.ok("updateSite", json!({ "phone": "+43 660 1234567" }));
        let page = desk.page("Contact");
        desk.section(&page, "Ring 0660 1234567 or +43 660 1234567 or 0660/123 45 67.");
        let swap = json!({ "find": "0660 1234567", "replace": "0660 7654321" });
        let done = desk.ok("replaceText", swap.clone());
        assert_eq!(done["data"]["replaced"], 1, "{done}");
        let left = done["data"]["left"].to_string();
        for spelling in ["+43 660 1234567", "0660/123 45 67", "+436601234567"] {
            assert!(left.contains(spelling), "{spelling}: {left}");
        }
        // Where only others stand, they are named in place of "nowhere".
        let refused = desk.refused("replaceText", swap, "EDIT_NOT_FOUND");
        assert!(refused.to_string().contains("0660/123 45 67"), "{refused}");
        // A year is no number of anybody.
        desk.section(&page, "Since 2024.");
        let swap = json!({ "find": "Since 2024", "replace": "Since 2023" });
        assert_eq!(desk.data("replaceText", swap).get("left"), None);
    });
}

#[test]
fn letters_in_a_number_are_words_but_where_they_are_dialled() {
    in_both_eras(|desk| {
        let person = |phone: &str| json!({ "name": "L", "phone": phone });
        desk.ok("updateSite", json!({ "country": "AT" }));
        for phone in ["0660 nummer?", "0660 unknown", "0660 123456 or later", "1-800-FLOWERS"] {
            desk.refused("createContact", person(phone), "PHONE_INVALID");
        }
        desk.ok("createContact", person("Tel. 0660 1234567"));
        desk.ok("updateSite", json!({ "country": "US" }));
        desk.refused("createContact", person("1-800-flowers"), "PHONE_INVALID");
        let made = desk.data("createContact", person("1-800-FLOWERS"));
        assert_eq!(made["phone"], "+18003569377");
    });
}

#[test]
fn a_proposal_of_a_removed_agent_says_so_and_can_be_rejected() {
    in_both_eras(|desk| {
        desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
        let mut trainee = desk.colleague("trainee");
        let kept = trainee.call("createPage", json!({ "name": "Later" })).ok();
        assert_eq!(kept["proposed"], true);
        desk.run(&["agent", "remove", "trainee"]);
        desk.fails(&["proposals", "approve", "1"], "has been removed");
        desk.run(&["proposals", "reject", "1"]);
    });
}

#[test]
fn a_client_that_cannot_ask_after_all_lets_the_model_ask() {
    in_both_eras(|desk| {
        // A client that asks between two calls brings an answer or none.
        if desk.era() == Era::Modern {
            return;
        }
        let page = desk.page("About");
        let delete = json!({ "ids": [page] });
        let mut server = desk.asking(&[]);
        let open = super::question::ask(&mut server, desk.era(), "deletePage", delete.clone());
        let shown = open.fails(&mut server).ok();
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        let confirmed = super::desk::confirmed(&delete, &shown["confirmationToken"]);
        let done = server.call("deletePage", confirmed).ok();
        assert_eq!(done["deleted"][0]["id"], page.as_str(), "{done}");
    });
}
