//! Repeated calls: the same key gets the first answer, and nothing happens twice.

use serde_json::{Value, json};

use super::desk::{confirmed, in_both_eras};

/// The first answer as a repetition gives it.
fn repeated(first: &Value) -> Value {
    let mut first = first.clone();
    first["repeated"] = true.into();
    first
}

#[test]
fn the_same_key_gets_the_first_answer_also_after_a_restart() {
    in_both_eras(|desk| {
        let create = json!({ "name": "About", "idempotencyKey": "make-about" });
        let first = desk.ok("createPage", create.clone());
        assert_eq!(first.get("repeated"), None);
        let before = desk.contents();
        assert_eq!(desk.ok("createPage", create.clone()), repeated(&first));
        desk.restart();
        assert_eq!(desk.ok("createPage", create), repeated(&first));
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn the_first_answer_stands_even_when_the_thing_has_changed_since() {
    in_both_eras(|desk| {
        let create = json!({ "name": "About", "idempotencyKey": "k" });
        let first = desk.ok("createPage", create.clone());
        desk.ok("updatePage", json!({ "id": first["data"]["id"], "name": "Team" }));
        assert_eq!(desk.ok("createPage", create), repeated(&first));
    });
}

#[test]
fn a_key_is_refused_with_other_arguments_or_another_action() {
    in_both_eras(|desk| {
        desk.ok("createPage", json!({ "name": "About", "idempotencyKey": "k" }));
        let create = json!({
            "action": "create", "name": "Elopement", "price": 1, "description": "x", "idempotencyKey": "k",
        });
        let made = desk.data("manage_packages", create);
        let before = desk.contents();
        let other = json!({ "name": "Team", "idempotencyKey": "k" });
        let refusal = desk.refused("createPage", other, "IDEMPOTENCY_KEY_REUSED");
        assert_eq!(refusal["type"], "validation_error");
        let update = json!({
            "action": "update", "packageId": made["id"], "price": 2, "idempotencyKey": "k",
        });
        desk.refused("manage_packages", update, "IDEMPOTENCY_KEY_REUSED");
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn a_key_belongs_to_its_agent_and_its_tool() {
    in_both_eras(|desk| {
        let create = |name: &str| json!({ "name": name, "idempotencyKey": "k" });
        let first = desk.ok("createPage", create("About"));
        // Another tool may use it,
        let update = json!({ "id": first["data"]["id"], "name": "Team", "idempotencyKey": "k" });
        assert_eq!(desk.ok("updatePage", update).get("repeated"), None);
        // and so may another agent.
        let other = desk.colleague("owner").call("createPage", create("Prices")).ok();
        assert_eq!(other.get("repeated"), None);
        assert_ne!(other["data"]["id"], first["data"]["id"]);
    });
}

#[test]
fn a_failed_call_leaves_its_key_free() {
    in_both_eras(|desk| {
        let create = |slug: &str| json!({ "name": "About", "slug": slug, "idempotencyKey": "k" });
        desk.refused("createPage", create("home"), "SLUG_TAKEN");
        assert_eq!(desk.ok("createPage", create("about")).get("repeated"), None);
    });
}

#[test]
fn the_key_of_a_deletion_stands_for_the_deletion_not_for_its_preview() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let delete = json!({ "ids": [page], "idempotencyKey": "k" });
        let shown = desk.ok("deletePage", delete.clone());
        let yes = confirmed(&delete, &shown["confirmationToken"]);
        let done = desk.ok("deletePage", yes.clone());
        assert_eq!(done["deleted"], shown["items"]);
        let before = desk.contents();
        assert_eq!(desk.ok("deletePage", yes), repeated(&done));
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn twenty_calls_at_once_with_one_key_make_one_page() {
    in_both_eras(|desk| {
        let mut owner = desk.colleague("assistant");
        let create = json!({ "name": "About", "idempotencyKey": "k" });
        let waiting: Vec<i64> =
            (0..20).map(|_| owner.begin("createPage", create.clone())).collect();
        let ids: Vec<Value> = waiting
            .into_iter()
            .map(|call| owner.finish("createPage", call).ok()["data"]["id"].clone())
            .collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        assert_eq!(desk.items("getPage", json!({ "query": "about" })).len(), 1);
    });
}
