//! A stage takes so many orders and no more, whoever moves one there.

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras};
use crate::common::BOTH_ERAS;

/// A pipeline with a stage for one, and a customer.
fn given(desk: &mut Desk) {
    desk.run(&[
        "pipeline", "add", "work", "--stage", "waiting", "--stage", "studio:1", "--stage", "done",
    ]);
    desk.ok("createContact", json!({ "name": "Anna", "email": "a@wren.example" }));
}

/// A new order in a stage; the whole answer.
fn order(desk: &mut Desk, stage: &str) -> Value {
    let items = json!([{ "title": "Album", "unitPrice": 100 }]);
    let made = json!({ "contactId": "a@wren.example", "pipeline": "work", "stage": stage, "items": items });
    desk.ok("createOrder", made)
}

fn to(desk: &mut Desk, order: &str, stage: &str) -> Value {
    desk.ok("updateOrder", json!({ "id": order, "stage": stage }))["changeId"].clone()
}

const FULL: &[&str] = &["the stage `studio` is full", "room for 1, and 1 there"];

#[test]
fn an_undo_does_not_put_more_orders_into_a_stage_than_it_takes() {
    in_both_eras(|desk| {
        given(desk);
        let (first, second) = (order(desk, "studio"), order(desk, "waiting"));
        let (one, two) = (id(&first["data"]), id(&second["data"]));
        let out = to(desk, &one, "done");
        to(desk, &two, "studio");
        desk.cannot_undo(&out, FULL);
        // An order whose making is undone makes room, and has none when that is undone.
        let taken = to(desk, &two, "done");
        desk.cannot_undo(&first["changeId"], &["order", "stage"]);
        let third = order(desk, "studio");
        let unmade = desk.undo(&third["changeId"])["changeId"].clone();
        let into = to(desk, &one, "studio");
        desk.cannot_undo(&unmade, FULL);
        desk.cannot_undo(&taken, FULL);
        // Undone in the other order there is room for each.
        desk.undo(&into);
        let back = desk.undo(&taken)["changeId"].clone();
        desk.cannot_undo(&out, FULL);
        desk.undo(&back);
        desk.undo(&out);
    });
}

#[test]
fn a_whole_request_is_undone_where_it_leaves_room_in_the_end() {
    in_both_eras(|desk| {
        given(desk);
        let one = id(&order(desk, "studio")["data"]);
        let two = id(&order(desk, "waiting")["data"]);
        desk.restart();
        let out = to(desk, &one, "done");
        to(desk, &two, "studio");
        let request = desk.item("getHistory", json!({ "changeId": out }))["requestId"].clone();
        desk.restart();
        let undone = desk.ok("undoChange", json!({ "requestId": request }));
        let stage = |desk: &mut Desk, order: &str| {
            desk.item("getOrder", json!({ "id": order }))["stage"].clone()
        };
        assert_eq!((stage(desk, &one), stage(desk, &two)), (json!("studio"), json!("waiting")));
        to(desk, &one, "done");
        let third = order(desk, "studio");
        desk.cannot_undo(&undone["changeId"], &["order"]);
        desk.undo(&third["changeId"]);
    });
}

#[test]
fn a_stage_with_more_than_its_limit_gets_no_more_and_keeps_what_it_has() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    given(&mut desk);
    let orders: Vec<String> = (0..4).map(|_| id(&order(&mut desk, "done")["data"])).collect();
    let out = to(&mut desk, &orders[0], "waiting");
    assert_eq!(
        desk.meddle(
            "UPDATE stage SET wip_limit = 2 WHERE key = 'done' AND pipeline_id IN
        (SELECT id FROM pipeline WHERE key = 'work')",
            []
        ),
        1
    );
    let described = json!({ "id": orders[1], "description": "Black and white", "stage": "done" });
    let described = desk.ok("updateOrder", described)["changeId"].clone();
    desk.undo(&described);
    let full = ["the stage `done` is full", "room for 2, and 3 there"];
    desk.cannot_undo(&out, &full);
    let again = json!({ "id": orders[0], "stage": "done" });
    desk.refused("updateOrder", again.clone(), "STAGE_FULL");
    for order in &orders[1..3] {
        to(&mut desk, order, "waiting");
    }
    desk.undo(&out);
}

#[test]
fn a_proposal_is_not_approved_into_a_stage_that_is_full_by_now() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    given(&mut desk);
    let one = id(&order(&mut desk, "waiting")["data"]);
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    let mut trainee = desk.colleague("trainee");
    let move_there = json!({ "id": one, "stage": "studio" });
    trainee.call("updateOrder", move_there.clone()).ok();
    let items = json!([{ "title": "Album", "unitPrice": 100 }]);
    let made = json!({ "contactId": "a@wren.example", "pipeline": "work", "stage": "studio", "items": items });
    // After the proposal that waits there would be no room.
    trainee.call("createOrder", made).refused("STAGE_FULL");
    let two = order(&mut desk, "studio");
    let before = desk.contents();
    desk.fails(&["proposals", "approve", "1"], "the stage `studio` is full");
    assert_eq!(desk.contents(), before);
    let mut dry = move_there;
    dry["dryRun"] = true.into();
    desk.refused("updateOrder", dry, "STAGE_FULL");
    desk.undo(&two["changeId"]);
    desk.run(&["proposals", "approve", "1"]);
    assert_eq!(desk.item("getOrder", json!({ "id": one }))["stage"], "studio");
}
