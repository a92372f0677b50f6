//! Menus are kept whoever changes them: not more at the top than fit, not too deep, not in a circle.

use serde_json::{Value, json};

use super::{
    desk::{Desk, in_both_eras, text},
    navigation::{header, item},
};
use crate::common::{BOTH_ERAS, Server};

/// Changes an item; gives the change.
fn update(desk: &mut Desk, item: &str, change: Value) -> Value {
    let mut change = change;
    change["id"] = item.into();
    desk.ok("updateNavItem", change)["changeId"].clone()
}

/// Where the operator lets five items stand at the top.
const FIVE: [&str; 2] = ["--navigation-items-max", "5"];

fn where_five_fit(story: impl Fn(&mut Desk)) {
    for era in BOTH_ERAS {
        story(&mut Desk::open(era, &FIVE));
    }
}

/// Five items at the top, as many as there may be.
fn full(desk: &mut Desk) -> Vec<String> {
    ["A", "B", "C", "D", "E"].map(|label| item(desk, label, json!({}))).to_vec()
}

#[test]
fn an_undo_does_not_show_more_at_the_top_than_fit() {
    where_five_fit(|desk| {
        let items = full(desk);
        // Made room for by deletion, hiding and nesting.
        let gone = desk.ok("deleteNavItem", json!({ "ids": [items[0]] }))["changeId"].clone();
        let hidden = update(desk, &items[1], json!({ "visible": false }));
        let nested = update(desk, &items[2], json!({ "parentId": items[3] }));
        for label in ["F", "G", "H"] {
            item(desk, label, json!({}));
        }
        for change in [&gone, &hidden, &nested] {
            desk.cannot_undo(change, &["header shows 5 items at the top", "“F”", "“H”"]);
        }
        assert_eq!(header(desk), "B D(C) E F G H");
        // One of the five that goes makes room for one.
        desk.ok("deleteNavItem", json!({ "ids": ["F"] }));
        let back = desk.undo(&gone)["changeId"].clone();
        desk.cannot_undo(&hidden, &["header shows 5 items"]);
        // An undo of an undo, and the undo of that one.
        desk.undo(&back);
        item(desk, "I", json!({}));
        desk.cannot_undo(&gone, &["header shows 5 items"]);
    });
}

#[test]
fn what_comes_back_with_its_target_needs_room_as_well() {
    where_five_fit(|desk| {
        let page = desk.page("Work");
        item(desk, "Work", json!({ "targetType": "page", "targetId": page }));
        let gone = desk.delete("deletePage", json!({ "ids": [page] }))["changeId"].clone();
        full(desk);
        desk.cannot_undo(&gone, &["header shows 5 items at the top"]);
        // A whole request that takes as many away as it brings is fine.
        desk.restart();
        desk.ok("deleteNavItem", json!({ "ids": ["A"] }));
        item(desk, "F", json!({}));
        let request = desk.items("getHistory", json!({ "limit": 1 }))[0]["requestId"].clone();
        desk.restart();
        desk.ok("undoChange", json!({ "requestId": request }));
        assert_eq!(header(desk), "A B C D E");
        update(desk, "E", json!({ "visible": false }));
        desk.undo(&gone);
        assert_eq!(header(desk), "Work A B C D E");
    });
}

#[test]
fn an_undo_does_not_nest_items_in_a_circle_or_too_deep() {
    in_both_eras(|desk| {
        let b = item(desk, "B", json!({}));
        let a = item(desk, "A", json!({ "parentId": b }));
        let up = update(desk, &a, json!({ "parentId": null }));
        update(desk, &b, json!({ "parentId": a }));
        desk.cannot_undo(&up, &["“A” cannot move below itself", "“B” is in it"]);
        assert_eq!(header(desk), "A(B)");
        update(desk, &b, json!({ "parentId": null }));

        let c = item(desk, "C", json!({ "parentId": a }));
        let d = item(desk, "D", json!({ "parentId": c }));
        desk.ok("deleteNavItem", json!({ "ids": [d] }));
        // A(C) in B would be three levels, and with something in C it is four.
        item(desk, "E", json!({ "parentId": c }));
        desk.cannot_undo(&up, &["below “B”", "3 levels"]);
        let gone = desk.ok("deleteNavItem", json!({ "ids": ["E"] }))["changeId"].clone();
        desk.undo(&up);
        assert_eq!(header(desk), "B(A(C))");
        desk.cannot_undo(&gone, &["below “C”", "3 levels"]);
    });
}

#[test]
fn a_menu_that_has_too_many_by_now_can_be_worked_on_but_gets_no_more() {
    let mut desk = Desk::open(BOTH_ERAS[1], &FIVE);
    let items = full(&mut desk);
    let gone = desk.ok("deleteNavItem", json!({ "ids": [items[4]] }))["changeId"].clone();
    // Another launch shows fewer.
    let mut server =
        Server::start_on(BOTH_ERAS[1], desk.folder(), &["--navigation-items-max", "2"]);
    let mut change = |item: usize, change: Value| {
        let mut change = change;
        change["id"] = json!(items[item]);
        text(&server.call("updateNavItem", change).ok()["changeId"])
    };
    change(0, json!({ "label": "First", "visible": true }));
    change(1, json!({ "sortOrder": 50 }));
    // Fewer are always fine,
    let nested = change(1, json!({ "parentId": items[0] }));
    change(2, json!({ "parentId": items[0] }));
    assert_eq!(header(&mut desk), "First(B C) D");
    // and more are not, though it is still fewer than there were.
    for undone in [&gone, &json!(nested)] {
        let failure =
            server.call("undoChange", json!({ "changeId": undone })).refused("UNDO_CONFLICT");
        let message = text(&failure["message"]);
        assert!(message.contains("header shows 2 items at the top, and may show 2"), "{message}");
    }
    let more = json!({ "navigationId": "header", "label": "X", "targetType": "placeholder" });
    server.call("createNavItem", more).refused("NAVIGATION_FULL");
    desk.undo(&json!(nested));
    desk.undo(&gone);
}

#[test]
fn a_proposal_is_not_approved_into_a_menu_that_is_full_by_now() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    // Who approves is held to it as well.
    std::fs::write(desk.folder().join("deskhand.toml"), "navigation_items_max = 5\n").unwrap();
    desk.restart();
    full(&mut desk);
    update(&mut desk, "E", json!({ "visible": false }));
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    let mut trainee = desk.colleague("trainee");
    let made = json!({ "navigationId": "header", "label": "X", "targetType": "placeholder" });
    // What would not fit is not proposed,
    let mut two = made.clone();
    two["label"] = "Y".into();
    trainee.call("createNavItem", made).ok();
    trainee.call("createNavItem", two).refused("NAVIGATION_FULL");
    // and what has no room any more is not done.
    let shown = update(&mut desk, "E", json!({ "visible": true }));
    let before = desk.contents();
    desk.fails(&["proposals", "approve", "1"], "header shows 5 items at the top");
    assert_eq!(desk.contents(), before);
    desk.undo(&shown);
    desk.run(&["proposals", "approve", "1"]);
    assert_eq!(header(&mut desk), "A B C D E X");
}
