//! One call in two forms: what is begun by `callTool` is ended by a direct call, and the other way round.

use serde_json::{Value, json};

use super::desk::{Desk, confirmed, each, id, text};
use super::question::{Open, Says, ask};
use crate::common::{BOTH_ERAS, Era, Server, modern_meta, picture};

fn with_a_short_list(story: impl Fn(&mut Desk)) {
    for era in BOTH_ERAS {
        println!("with a client of {era:?}");
        story(&mut Desk::open(era, &["--discover"]));
    }
}

/// The arguments of callTool for such a call.
fn named(tool: &str, arguments: &Value) -> Value {
    json!({ "name": tool, "arguments": arguments })
}

#[test]
fn a_confirmation_is_good_in_either_form() {
    with_a_short_list(|desk| {
        for shown_by_name in [true, false] {
            let delete = json!({ "ids": [desk.page("About")] });
            let shown = if shown_by_name {
                desk.by_name("deletePage", delete.clone()).ok()
            } else {
                desk.ok("deletePage", delete.clone())
            };
            assert_eq!(shown["requiresConfirmation"], true);
            let yes = confirmed(&delete, &shown["confirmationToken"]);
            // Beside the name it is no word of the tool's, and nothing is done.
            let mut beside = named("deletePage", &delete);
            beside["confirmed"] = true.into();
            let refused = desk.call("callTool", beside).refused("ARGUMENT_UNKNOWN");
            let shape = r#"send { "name": "deletePage", "arguments": { …, "confirmed": … } }"#;
            assert_eq!(refused["suggestion"], shape);
            assert_eq!(desk.items("getPage", json!({ "slug": "about" })).len(), 1);
            let done = if shown_by_name {
                desk.ok("deletePage", yes)
            } else {
                desk.by_name("deletePage", yes).ok()
            };
            assert_eq!(done["deleted"].as_array().unwrap().len(), 1);
            let back = json!({ "changeId": done["changeId"] });
            desk.by_name("undoChange", back).ok();
            desk.delete("deletePage", delete);
        }
        // The key of a write as well.
        let once = json!({ "name": "Once", "idempotencyKey": "k" });
        let first = desk.by_name("createPage", once.clone()).ok();
        let again = desk.ok("createPage", once);
        assert_eq!(
            [&again["repeated"], &again["data"]["id"]],
            [&json!(true), &first["data"]["id"]]
        );
    });
}

#[test]
fn the_person_is_asked_about_the_tool_that_is_meant_and_may_answer_in_either_form() {
    with_a_short_list(|desk| {
        let mut server = desk.asking(&["--discover"]);
        let era = desk.era();
        for asked_by_name in [true, false] {
            let delete = json!({ "ids": [desk.page("About")] });
            let by_name = named("deletePage", &delete);
            let direct = ask(&mut server, era, "deletePage", delete.clone());
            let question = direct.text();
            assert!(question.starts_with("Delete page “About”?"), "{question}");
            direct.answer(&mut server, &Says::No).refused("CONFIRMATION_DECLINED");
            let (tool, arguments) = if asked_by_name {
                ("callTool", by_name.clone())
            } else {
                ("deletePage", delete.clone())
            };
            let open = ask(&mut server, era, tool, arguments);
            assert_eq!(open.text(), question);
            assert!(!question.contains("callTool"), "{question}");
            let done = if era == Era::Modern {
                // The answer comes back with the call in the other form.
                let (tool, arguments) =
                    if asked_by_name { ("deletePage", delete) } else { ("callTool", by_name) };
                let state = open.state.clone();
                Open { tool, arguments, ..open }.bring_back(&mut server, &Says::Yes, state)
            } else {
                open.answer(&mut server, &Says::Yes)
            };
            assert_eq!(done.ok()["deleted"].as_array().unwrap().len(), 1);
        }
    });
}

#[test]
fn a_proposal_is_the_tools_that_is_meant() {
    with_a_short_list(|desk| {
        desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
        let args = ["--discover", "--agent", "trainee"];
        let mut trainee = Server::start_on(desk.era(), desk.folder(), &args);
        let new =
            json!({ "action": "create", "name": "Elopement", "price": 2500, "description": "x" });
        let first = trainee.call("callTool", named("manage_packages", &new)).ok();
        assert_eq!(first["proposed"], true, "{first}");
        assert!(text(&first["message"]).contains("package “Elopement”"), "{first}");
        let waiting = desk.json(&["proposals"]);
        assert_eq!(waiting["items"][0]["tool"], "manage_packages:create", "{waiting}");
        let page = trainee.call("createPage", json!({ "name": "Weddings" })).ok();
        let page = text(&page["changes"][0]["id"]);
        let rename = json!({ "id": page, "name": "Our weddings" });
        trainee.call("callTool", named("updatePage", &rename)).ok();
        let request = text(&waiting["items"][0]["requestId"]);
        let done = desk.json(&["proposals", "approve", "--request", &request]);
        assert_eq!(done["done"].as_array().unwrap().len(), 3, "{done}");
        assert_eq!(desk.item("getPage", json!({ "id": page }))["name"], "Our weddings");
        let change = json!({ "changeId": done["done"][0]["changeId"] });
        let history = desk.item("getHistory", change);
        assert_eq!([&history["agent"], &history["tool"]], ["trainee", "manage_packages:create"]);
    });
}

#[test]
fn a_fault_is_named_where_it_is_in_the_tools_arguments() {
    with_a_short_list(|desk| {
        let page = desk.page("About");
        for (tool, arguments, path) in [
            ("updatePage", json!({ "id": page, "meta": { "titel": "A" } }), "meta.titel"),
            ("updatePage", json!({ "id": page, "name": 7 }), "name"),
            (
                "createOrder",
                json!({ "contactId": "x", "items": [{ "title": 1 }] }),
                "items[0].title",
            ),
            ("manage_packages", json!({ "action": "burn" }), "action must be"),
            ("getPage", json!({ "id": "img_01h455vb4pex5vsknk084sn02q" }), "page"),
            ("getPage", json!({ "all": true, "limit": 0 }), "limit"),
        ] {
            let direct = desk.call(tool, arguments.clone()).whole();
            let by_name = desk.by_name(tool, arguments.clone()).whole();
            assert_eq!(direct, by_name, "{tool} {arguments}");
            let message = text(&direct["error"]["message"]);
            assert!(message.contains(path) && !message.contains("arguments."), "{message}");
        }
        // What comes of a refused call is told as if it had been made directly.
        let refused = desk.by_name("updatePage", json!({ "id": "nowhere", "name": "A" }));
        refused.refused("PAGE_NOT_FOUND");
        let end = desk.by_name("finalAnswer", json!({ "answer": "Done." })).ok();
        let not_saved = end["data"]["notSaved"].to_string();
        assert!(not_saved.contains("updatePage") && !not_saved.contains("callTool"), "{end}");
    });
}

#[test]
fn a_call_is_read_in_every_form_that_models_give_it() {
    with_a_short_list(|desk| {
        desk.page("About");
        let direct = desk.ok("getPage", json!({ "slug": "about" }));
        for given in [
            json!({ "name": "getPage", "arguments": { "slug": "about" } }),
            json!({ "name": "getPage", "arguments": "{\"slug\": \"about\"}" }),
            json!({ "name": " getPage\n", "arguments": { "slug": "about", "query": null } }),
            // One by another means what it says, and what is listed is called like the rest.
            named("callTool", &named("getPage", &json!({ "slug": "about" }))),
            named("callTool", &named("callTool", &named("getPage", &json!({ "slug": "about" })))),
        ] {
            assert_eq!(desk.ok("callTool", given.clone()), direct, "{given}");
        }
        for given in [
            json!({ "name": "getSectionTemplate" }),
            json!({ "name": "getSectionTemplate", "arguments": null }),
            json!({ "name": "getSectionTemplate", "arguments": "" }),
        ] {
            let refused = desk.call("callTool", given).whole();
            assert_eq!(refused, desk.call("getSectionTemplate", json!({})).whole());
        }
        let host =
            json!({ "name": "getPage", "arguments": { "slug": "about" }, "toolCallId": "c" });
        let found = desk.ok("callTool", host);
        assert_eq!(found["note"], "Not an argument here, and ignored: toolCallId.");
        assert_eq!(found["items"], direct["items"]);
    });
}

#[test]
fn what_means_no_call_is_refused_counted_and_logged_without_its_values() {
    with_a_short_list(|desk| {
        let before = desk.contents();
        for (given, code, words) in [
            (json!({}), "ARGUMENT_INVALID", "name: is missing"),
            (json!({ "name": 5 }), "ARGUMENT_INVALID", "name: must be text"),
            (json!({ "name": "createPage", "arguments": ["a"] }), "ARGUMENT_INVALID", "arguments"),
            (
                json!({ "name": "createPage", "arguments": "About" }),
                "ARGUMENT_INVALID",
                "arguments",
            ),
            (
                json!({ "name": "createContact", "email": "zq@example.com" }),
                "ARGUMENT_UNKNOWN",
                "email",
            ),
            (json!({ "tool": "createPage", "name": "About" }), "ARGUMENT_UNKNOWN", "tool"),
            (
                named("callTool", &json!({ "slug": "about" })),
                "ARGUMENT_INVALID",
                "name: is missing",
            ),
        ] {
            let refused = desk.call("callTool", given.clone()).refused(code);
            assert!(text(&refused["message"]).contains(words), "{given}: {refused}");
            assert!(!text(&refused["suggestion"]).is_empty(), "{given}: {refused}");
        }
        assert_eq!(desk.contents(), before);
        // The log of reads and refusals is whole when a process has ended.
        desk.restart();
        let calls = json!({ "entity": "call", "filter": { "tool": "callTool" }, "fields": ["outcome", "arguments"] });
        let calls = desk.items("queryData", calls);
        assert_eq!(each(&calls, "outcome"), ["refused"; 7]);
        assert!(!json!(calls).to_string().contains("zq@"), "{calls:?}");
    });
}

#[test]
fn a_call_counts_as_one_of_the_tool_that_is_meant() {
    for era in BOTH_ERAS {
        let mut desk = Desk::open(era, &["--discover", "--rates", "crm=4 rest=100"]);
        let all = json!({ "all": true });
        for _ in 0..2 {
            desk.ok("getOrder", all.clone());
            desk.by_name("getOrder", all.clone()).ok();
        }
        desk.by_name("getOrder", all.clone()).refused("RATE_LIMITED");
        desk.refused("getOrder", all.clone(), "RATE_LIMITED");
        desk.by_name("getPage", all).ok();
    }
}

#[test]
fn a_slow_tool_tells_its_steps_also_when_it_is_called_by_name() {
    with_a_short_list(|desk| {
        let mut server = Server::start_on(desk.era(), desk.folder(), &["--discover"]);
        let arguments = json!({ "base64": picture::base64(&picture::jpeg(1700, 900)) });
        let meta = if desk.era() == Era::Modern { modern_meta() } else { json!({}) };
        let mut params = json!({ "name": "callTool", "arguments": named("createImage", &arguments), "_meta": meta });
        params["_meta"]["progressToken"] = "picture".into();
        let call = server.send("tools/call", params);
        let made = server.finish("createImage", call).ok();
        assert!(id(&made["data"]).starts_with("img_"));
        let told = server.notifications();
        let steps = told.iter().filter(|it| it["params"]["progressToken"] == "picture");
        assert!(steps.count() >= 2, "{told:?}");
    });
}
