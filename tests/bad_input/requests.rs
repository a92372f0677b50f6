//! Requests that cannot be opened or ended.

use serde_json::{Value, json};

use super::ids::{PAGE, REQUEST};
use super::table::{each_is_refused, is_refused, mistake};
use crate::desk::{in_both_eras, text};

#[test]
fn a_request_is_announced_in_words_and_steps_of_some_length() {
    each_is_refused(|_| {
        let plan = |plan: Value| json!({ "understanding": "A", "plan": plan });
        vec![
            mistake("acknowledgeRequest", json!({}), "ARGUMENT_INVALID", "understanding", ""),
            mistake(
                "acknowledgeRequest",
                json!({ "understanding": "  " }),
                "ARGUMENT_INVALID",
                "understanding",
                "",
            ),
            mistake(
                "acknowledgeRequest",
                json!({ "understanding": "x".repeat(2_001) }),
                "ARGUMENT_INVALID",
                "understanding | 2000",
                "",
            ),
            mistake("acknowledgeRequest", plan(json!("a step")), "ARGUMENT_INVALID", "plan", ""),
            mistake("acknowledgeRequest", plan(json!([""])), "ARGUMENT_INVALID", "plan", ""),
            mistake(
                "acknowledgeRequest",
                plan(json!(vec!["a"; 51])),
                "ARGUMENT_INVALID",
                "plan | 50",
                "",
            ),
            mistake(
                "acknowledgeRequest",
                plan(json!(["x".repeat(501)])),
                "ARGUMENT_INVALID",
                "plan | 500",
                "",
            ),
            mistake(
                "acknowledgeRequest",
                json!({ "understanding": "A", "plans": [] }),
                "ARGUMENT_UNKNOWN",
                "plans",
                "plan",
            ),
        ]
    });
}

#[test]
fn only_a_request_that_is_there_is_ended() {
    each_is_refused(|_| {
        let of = |request: &str| json!({ "answer": "Done.", "requestId": request });
        vec![
            mistake("finalAnswer", json!({}), "ARGUMENT_INVALID", "answer", ""),
            mistake(
                "finalAnswer",
                json!({ "answer": "x".repeat(20_001) }),
                "ARGUMENT_INVALID",
                "answer | 20000",
                "",
            ),
            mistake("finalAnswer", of(REQUEST), "REQUEST_NOT_FOUND", REQUEST, "requestId"),
            mistake("finalAnswer", of("the last"), "REQUEST_NOT_FOUND", "the last", "requestId"),
            mistake("finalAnswer", of(PAGE), "ID_WRONG_KIND", "a page | a request", ""),
        ]
    });
}

#[test]
fn a_request_of_another_agent_is_not_there() {
    in_both_eras(|desk| {
        let mut owner = desk.colleague("owner");
        let understood = json!({ "understanding": "Mine." });
        let announced = owner.call("acknowledgeRequest", understood).ok();
        let theirs = text(&announced["data"]["requestId"]);
        owner.call("createPage", json!({ "name": "About" })).ok();
        let end = json!({ "answer": "Done.", "requestId": theirs });
        is_refused(desk, &mistake("finalAnswer", end.clone(), "REQUEST_NOT_FOUND", &theirs, ""));
        // The refusal has closed nothing.
        assert_eq!(owner.call("finalAnswer", end).ok()["data"].get("closedAt"), None);
    });
}
