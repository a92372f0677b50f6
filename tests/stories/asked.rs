//! The person is asked: by the server through the client, about exactly what would happen, and once.

use std::time::Duration;

use serde_json::{Value, json};

use super::desk::{Desk, each, in_both_eras, text};
use super::question::{Open, Says, ask};
use crate::common::Era;

fn furnished(desk: &mut Desk) -> Value {
    let page = desk.page("About");
    desk.section(&page, "First words");
    desk.section(&page, "Second words");
    json!({ "ids": [page] })
}

#[test]
fn a_yes_does_what_the_question_shows_in_the_same_call() {
    in_both_eras(|desk| {
        let delete = furnished(desk);
        let mut server = desk.asking(&[]);
        let open = ask(&mut server, desk.era(), "deletePage", delete.clone());
        let question = open.text();
        assert!(question.starts_with("Delete page “About” and 2 sections?"), "{question}");
        assert!(
            question.contains("– page “About” goes") && question.contains("main"),
            "{question}"
        );
        assert!(
            !question.contains("confirmed"),
            "what models are told is not for people: {question}"
        );
        let done = open.answer(&mut server, &Says::Yes).ok();
        assert_eq!(done["deleted"].as_array().unwrap().len(), 3);
        assert!(done["changeId"].is_string());
        assert_eq!(desk.items("getPage", json!({ "slug": "about" })).len(), 0);
        server.call("undoChange", json!({ "changeId": done["changeId"] })).ok();
    });
}

#[test]
fn a_no_a_cancel_and_nonsense_change_nothing_and_burn_the_preview() {
    in_both_eras(|desk| {
        let delete = furnished(desk);
        let before = desk.contents();
        for says in [Says::No, Says::Cancels, Says::Nonsense] {
            let mut server = desk.asking(&[]);
            let open = ask(&mut server, desk.era(), "deletePage", delete.clone());
            let error = open.answer(&mut server, &says).refused("CONFIRMATION_DECLINED");
            assert!(text(&error["suggestion"]).contains("unless the person asks"), "{error}");
            if desk.era() == Era::Modern {
                // The same state with a yes comes too late.
                let state = open.state.clone();
                open.bring_back(&mut server, &Says::Yes, state).refused("CONFIRMATION_INVALID");
            }
            // Nothing that the refused call has left can be confirmed by the model.
            let mut blind = desk.colleague("assistant");
            let confirmed = super::desk::confirmed(&delete, &Value::Null);
            assert_eq!(blind.call("deletePage", confirmed).ok()["requiresConfirmation"], true);
            desk.meddle("UPDATE confirmation SET used_at = 1", []);
        }
        assert_eq!(desk.contents()["page"], before["page"]);
        assert_eq!(desk.contents()["section"], before["section"]);
    });
}

#[test]
fn the_models_own_word_counts_for_nothing_where_the_person_can_be_asked() {
    in_both_eras(|desk| {
        let delete = furnished(desk);
        let shown = desk.ok("deletePage", delete.clone());
        let mut server = desk.asking(&[]);
        let confirmed = super::desk::confirmed(&delete, &shown["confirmationToken"]);
        let open = ask(&mut server, desk.era(), "deletePage", confirmed);
        open.answer(&mut server, &Says::No).refused("CONFIRMATION_DECLINED");
        assert_eq!(desk.items("getPage", json!({ "slug": "about" })).len(), 1);
    });
}

#[test]
fn what_changes_while_the_person_thinks_is_shown_and_asked_anew() {
    in_both_eras(|desk| {
        let delete = furnished(desk);
        let mut server = desk.asking(&[]);
        let open = ask(&mut server, desk.era(), "deletePage", delete.clone());
        let page = text(&delete["ids"][0]);
        desk.section(&page, "Third words");
        if desk.era() == Era::Modern {
            let params = json!({
                "name": "deletePage", "arguments": delete,
                "inputResponses": { "confirm": Says::Yes.result() }, "requestState": open.state,
            });
            let id = server.send("tools/call", params);
            let again = server.reply(id);
            let question = &again["result"]["inputRequests"]["confirm"]["params"]["message"];
            assert!(text(question).contains("3 sections"), "{again}");
        } else {
            let reply = json!({ "jsonrpc": "2.0", "id": open.question["id"], "result": Says::Yes.result() });
            server.send_raw(format!("{reply}\n"));
            let again = server.notification("elicitation/create");
            assert!(text(&again["params"]["message"]).contains("3 sections"), "{again}");
            let reply =
                json!({ "jsonrpc": "2.0", "id": again["id"], "result": Says::Yes.result() });
            server.send_raw(format!("{reply}\n"));
            let done = server.finish("deletePage", open.call).ok();
            assert_eq!(done["deleted"].as_array().unwrap().len(), 4);
        }
    });
}

#[test]
fn a_state_works_once_for_its_own_call_and_not_when_it_was_touched() {
    in_both_eras(|desk| {
        if desk.era() != Era::Modern {
            return;
        }
        let delete = furnished(desk);
        let other = json!({ "ids": [desk.page("Other")] });
        let mut server = desk.asking(&[]);
        let open = ask(&mut server, desk.era(), "deletePage", delete);
        let state = text(&open.state);
        let mut touched = state.clone().into_bytes();
        let middle = touched.len() / 2;
        touched[middle] = if touched[middle] == b'A' { b'B' } else { b'A' };
        let touched = json!(String::from_utf8(touched).unwrap());
        for wrong in [touched, json!("rs1.nothing.of.the.kind"), json!("")] {
            open.bring_back(&mut server, &Says::Yes, wrong).refused("CONFIRMATION_INVALID");
        }
        // It is for these arguments, this tool and this agent.
        let elsewhere =
            Open { arguments: other.clone(), ..ask(&mut server, desk.era(), "deletePage", other) };
        elsewhere.bring_back(&mut server, &Says::Yes, json!(state)).refused("CONFIRMATION_INVALID");
        let mut owner = desk.asking(&["--agent", "owner"]);
        open.bring_back(&mut owner, &Says::Yes, json!(state)).refused("CONFIRMATION_INVALID");
        // It survives the process, and works once.
        let mut next = desk.asking(&[]);
        open.bring_back(&mut next, &Says::Yes, json!(state)).ok();
        open.bring_back(&mut next, &Says::Yes, json!(state)).refused("CONFIRMATION_INVALID");
        let shown = desk.contents();
        assert!(shown["page"].iter().any(|row| row.contains("Other")));
    });
}

#[test]
fn a_cancelled_call_takes_the_question_down_and_other_calls_go_on_meanwhile() {
    in_both_eras(|desk| {
        if desk.era() == Era::Modern {
            return;
        }
        let delete = furnished(desk);
        let mut server = desk.asking(&[]);
        // More questions are open than calls may run: no place is held while people think.
        let mut questions = Vec::new();
        for _ in 0..20 {
            questions.push(ask(&mut server, desk.era(), "deletePage", delete.clone()));
        }
        server.call("getPage", json!({ "all": true })).ok();
        let first = questions.remove(0);
        server.notify("notifications/cancelled", json!({ "requestId": first.call }));
        let taken_down = server.notification("notifications/cancelled");
        assert_eq!(taken_down["params"]["requestId"], first.question["id"]);
        assert!(!server.is_answered(first.call, Duration::from_millis(50)));
        let last = questions.pop().unwrap();
        last.answer(&mut server, &Says::Yes).ok();
    });
}

#[test]
fn no_answer_for_too_long_is_no_yes_and_takes_the_question_down() {
    in_both_eras(|desk| {
        if desk.era() == Era::Modern {
            return;
        }
        let why = json!({ "ids": [desk.page("Why us? Because.")] });
        let mut server = desk.asking(&["--person-wait", "1"]);
        let open = ask(&mut server, desk.era(), "deletePage", why);
        assert!(open.text().starts_with("Delete page “Why us? Because.”?"), "{}", open.text());
        let error = server.finish("deletePage", open.call).refused("CONFIRMATION_DECLINED");
        assert!(text(&error["message"]).contains("did not answer"), "{error}");
        let taken_down = server.notification("notifications/cancelled");
        assert_eq!(taken_down["params"]["requestId"], open.question["id"]);
        // A yes that comes after all changes nothing.
        let late =
            json!({ "jsonrpc": "2.0", "id": open.question["id"], "result": Says::Yes.result() });
        server.send_raw(format!("{late}\n"));
        assert_eq!(desk.items("getPage", json!({ "query": "why us" })).len(), 1);
    });
}

#[test]
fn publishing_is_asked_and_ordinary_writes_are_not() {
    in_both_eras(|desk| {
        let mut server = desk.asking(&[]);
        let post =
            json!({ "collectionSlug": "blog", "title": "Snow", "content": { "body": "It fell." } });
        server.call("createPost", post).ok();
        let publish = json!({ "slug": "snow", "status": "published" });
        let open = ask(&mut server, desk.era(), "updatePost", publish);
        assert!(open.text().contains("status: “draft” → “published”"), "{}", open.text());
        let done = open.answer(&mut server, &Says::Yes).ok();
        assert_eq!(done["data"]["status"], "published");
        // A dry run asks nobody.
        let dry = json!({ "slug": "snow", "status": "archived", "dryRun": true });
        assert_eq!(server.call("updatePost", dry).ok()["dryRun"], true);
    });
}

#[test]
fn the_log_says_what_became_of_each_question() {
    in_both_eras(|desk| {
        let delete = furnished(desk);
        let mut server = desk.asking(&[]);
        let open = ask(&mut server, desk.era(), "deletePage", delete.clone());
        open.answer(&mut server, &Says::No).refused("CONFIRMATION_DECLINED");
        let open = ask(&mut server, desk.era(), "deletePage", delete);
        open.answer(&mut server, &Says::Yes).ok();
        server.close();
        let calls = json!({ "entity": "call", "filter": { "tool": "deletePage" } });
        let mut outcomes = each(&desk.items("queryData", calls), "outcome");
        outcomes.sort_by_key(text);
        let expected: &[&str] = match desk.era() {
            // One call for each question,
            Era::Legacy(_) => &["refused", "written"],
            // or two: the one that asks and the one that brings the answer.
            Era::Modern => &["previewed", "previewed", "refused", "written"],
        };
        assert_eq!(outcomes, expected);
    });
}
