//! Scope: an agent has the tools that fit it, this tenant, this session and this channel, and no others.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras, text};
use crate::common::{Era, Server};

fn names(server: &mut Server) -> Vec<String> {
    server.list().iter().map(|tool| text(&tool["name"])).collect()
}

/// A server for an agent with more of the command line.
fn served(desk: &Desk, args: &[&str]) -> Server {
    Server::start_on(desk.era(), desk.folder(), args)
}

#[test]
fn a_support_agent_has_its_tools_and_cannot_call_another_by_name() {
    in_both_eras(|desk| {
        // Given an agent for people with questions,
        desk.run(&["agent", "add", "support-bot", "--subtype", "customer_support"]);
        let mut bot = desk.colleague("support-bot");
        // when it lists its tools, then they are those of its profile and those that are always there.
        let expected = "searchTools acknowledgeRequest withdrawProposal finalAnswer queryData getSite getPage getPost getEntry \
            manage_packages manage_services getContact getOrder getAvailability getBooking getConversation \
            updateConversation";
        assert_eq!(names(&mut bot).join(" "), expected);
        let listed = bot.list();
        let packages = listed.iter().find(|tool| tool["name"] == "manage_packages").unwrap();
        assert_eq!(packages["inputSchema"]["properties"]["action"]["enum"], json!(["list"]));
        assert_eq!(packages["annotations"]["readOnlyHint"], true);
        // What it is told speaks of nothing else.
        let words = json!(listed).to_string();
        for hidden in ["createPage", "updatePost", "deletePage", "undoChange"] {
            assert!(!words.contains(hidden), "{hidden} is spoken of");
        }
        // When it calls another by name,
        let before = desk.contents();
        for (tool, arguments) in [
            ("createPage", json!({ "name": "About" })),
            ("deletePage", json!({ "ids": ["home"] })),
            ("undoChange", json!({ "requestId": "req_01h455vb4pex5vsknk084sn02q" })),
        ] {
            // then the answer is the one to a name that nobody knows.
            let hidden = bot.call(tool, arguments.clone());
            let unknown = bot.call("nothingOfTheKind", arguments);
            assert_eq!(hidden.reply()["error"], unknown.reply()["error"], "{tool}");
        }
        let delete = json!({ "action": "delete", "packageId": "x" });
        bot.call("manage_packages", delete).refused("ACTION_INVALID");
        assert_eq!(desk.contents(), before);
        let found = bot.call("searchTools", json!({ "query": "delete a page" })).ok();
        for name in each(found["items"].as_array().unwrap(), "name") {
            assert!(expected.split(' ').any(|known| known == text(&name)), "{name}");
        }
    });
}

#[test]
fn an_agent_for_drafts_cannot_write_through_any_tool_or_action() {
    in_both_eras(|desk| {
        desk.run(&["agent", "add", "drafts", "--profile", "admin", "--autonomy", "draft_only"]);
        let mut drafts = desk.colleague("drafts");
        let all = desk.colleague("owner").list();
        let mine = names(&mut drafts);
        let before = desk.contents();
        for tool in &all {
            let name = text(&tool["name"]);
            if tool["annotations"]["readOnlyHint"] == true {
                assert!(mine.contains(&name), "{name} only reads");
                continue;
            }
            let actions = tool["inputSchema"]["properties"]["action"]["enum"].as_array();
            let Some(actions) = actions else {
                assert!(!mine.contains(&name), "{name} writes");
                assert_eq!(drafts.call(&name, json!({})).protocol_error(), -32602);
                continue;
            };
            for action in actions.iter().filter(|action| **action != "list") {
                drafts.call(&name, json!({ "action": action })).refused("ACTION_INVALID");
            }
        }
        for tool in drafts.list() {
            assert_eq!(tool["annotations"]["readOnlyHint"], true, "{}", tool["name"]);
        }
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn a_session_by_text_message_makes_and_publishes_nothing() {
    in_both_eras(|desk| {
        desk.ok(
            "createPost",
            json!({ "collectionSlug": "blog", "title": "Snow", "content": { "body": "It fell." } }),
        );
        let mut phone = served(desk, &["--channel", "sms"]);
        let mine = names(&mut phone);
        assert!(
            !mine.contains(&"createImage".to_owned()) && !mine.contains(&"createPage".to_owned())
        );
        assert!(mine.contains(&"updatePost".to_owned()));
        assert_eq!(phone.call("createImage", json!({ "path": "x.png" })).protocol_error(), -32602);
        // The text of a post can be mended from a phone; it cannot be published from there.
        let mend = json!({ "slug": "snow", "title": "Snow at last" });
        phone.call("updatePost", mend).ok();
        let publish = json!({ "slug": "snow", "status": "published" });
        phone.call("updatePost", publish.clone()).refused("ARGUMENT_UNKNOWN");
        // The same call from elsewhere asks first, as ever.
        assert_eq!(desk.ok("updatePost", publish)["requiresConfirmation"], true);
    });
}

#[test]
fn a_session_and_an_installation_leave_tools_out() {
    in_both_eras(|desk| {
        let mut less =
            served(desk, &["--disable-tool", "deletePage", "--disable-tool", "business:*"]);
        let mine = names(&mut less);
        for gone in ["deletePage", "manage_packages", "manage_services"] {
            assert!(!mine.contains(&gone.to_owned()), "{gone}");
        }
        assert!(mine.contains(&"getPage".to_owned()));
        // What needs no line to be there goes when it is named, by whichever layer.
        let data = json!({ "entity": "page" });
        let mut dry =
            served(desk, &["--disable-tool", "queryData", "--disable-tool", "finalAnswer"]);
        let mine = names(&mut dry);
        assert!(
            mine.contains(&"searchTools".to_owned()) && !mine.contains(&"finalAnswer".to_owned())
        );
        assert_eq!(dry.call("queryData", data.clone()).protocol_error(), -32602);
        for all in ["--disable-tool", "--block-tool"] {
            let mut bare = served(desk, &[all, "*"]);
            assert!(names(&mut bare).is_empty(), "{all}");
            assert_eq!(bare.call("queryData", data.clone()).protocol_error(), -32602);
        }
    });
}

#[test]
fn what_may_be_read_and_undone_ends_with_the_scope() {
    in_both_eras(|desk| {
        let package = json!({ "action": "create", "name": "Quiet Tuesday", "price": 2500, "description": "a quiet day" });
        let made = desk.ok("manage_packages", package);
        let page = desk.ok("createPage", json!({ "name": "Weddings" }));
        desk.run(&["agent", "add", "editor", "--subtype", "website_editor"]);
        let mut editor = desk.colleague("editor");
        // An editor of the website reads pages and not packages,
        editor.call("queryData", json!({ "entity": "page" })).ok();
        editor.call("queryData", json!({ "entity": "package" })).refused("PERMISSION_DENIED");
        // and of what was changed only its own,
        let changes = editor.call("queryData", json!({ "entity": "change" })).ok();
        assert_eq!(changes["count"], 0);
        // not in the history either,
        let history = editor.call("getHistory", json!({})).ok();
        let all = json!(history).to_string();
        assert!(all.contains("Weddings"), "{all}");
        assert!(!all.contains("Quiet Tuesday") && !all.contains("a quiet day"), "{all}");
        let of = json!({ "entity": "package", "id": made["data"]["id"] });
        editor.call("getHistory", of).refused("PERMISSION_DENIED");
        // and takes back a page, and no package.
        let before = desk.contents();
        let undo = json!({ "changeId": made["changeId"] });
        editor.call("undoChange", undo.clone()).refused("PERMISSION_DENIED");
        assert_eq!(desk.contents(), before);
        editor.call("undoChange", json!({ "changeId": page["changeId"] })).ok();
        desk.ok("undoChange", undo);
    });
}

#[test]
fn what_the_operator_changes_holds_within_two_seconds_and_is_announced() {
    in_both_eras(|desk| {
        desk.run(&["agent", "add", "bot", "--profile", "website"]);
        let mut bot = desk.colleague("bot");
        let page = id(&bot.call("createPage", json!({ "name": "About" })).ok()["data"]);
        if desk.era() == Era::Modern {
            let listen = json!({ "notifications": { "toolsListChanged": true } });
            bot.send("subscriptions/listen", listen);
            bot.notification("notifications/subscriptions/acknowledged");
        }
        // When the operator takes a tool away while the server runs,
        desk.run(&["agent", "set", "bot", "--disable", "createPage"]);
        // then within two seconds it is not there any more,
        let since = Instant::now();
        while bot.call("createPage", json!({ "name": "Never", "dryRun": true })).is_ok() {
            assert!(since.elapsed() < Duration::from_secs(2), "it still is");
        }
        bot.notification("notifications/tools/list_changed");
        assert!(!names(&mut bot).contains(&"createPage".to_owned()));
        bot.call("getPage", json!({ "id": page })).ok();
        // and what is given back is there again.
        desk.run(&["agent", "set", "bot", "--profile", "admin", "--forget", "all"]);
        bot.notification("notifications/tools/list_changed");
        assert!(names(&mut bot).contains(&"createPage".to_owned()));
        bot.call("createPage", json!({ "name": "More" })).ok();
        // The tenant as a whole can be held shorter, too.
        desk.run(&["tenant", "tools", "--disable", "createPage"]);
        bot.notification("notifications/tools/list_changed");
        assert_eq!(bot.call("createPage", json!({ "name": "No" })).protocol_error(), -32602);
    });
}

#[test]
fn a_tenants_own_words_are_told_as_its_own_and_to_its_agents_only() {
    in_both_eras(|desk| {
        desk.run(&["tenant", "add", "studio"]);
        let words = "Prices\u{202e} end in 95.\nSay \"hello\".\u{200b}";
        desk.run(&["guidance", "set", "manage_packages", words, "--tenant", "main"]);
        let described = |server: &mut Server| {
            let listed = server.list();
            let tool = listed.into_iter().find(|tool| tool["name"] == "manage_packages").unwrap();
            text(&tool["description"])
        };
        let mine = described(&mut desk.neighbour("main"));
        assert!(mine.ends_with("The business adds: \"Prices end in 95. Say 'hello'.\""), "{mine}");
        let theirs = described(&mut desk.neighbour("studio"));
        assert!(!theirs.contains("The business adds"), "{theirs}");
        assert!(mine.starts_with(&theirs));
        desk.run(&["guidance", "remove", "manage_packages", "--tenant", "main"]);
        assert_eq!(described(&mut desk.neighbour("main")), theirs);
    });
}

#[test]
fn every_answer_that_writes_says_whose_data_it_was() {
    in_both_eras(|desk| {
        desk.run(&["tenant", "add", "studio"]);
        let mut studio = desk.neighbour("studio");
        for (server, tenant) in [(&mut studio, "studio"), (&mut desk.neighbour("main"), "main")] {
            let mut tell = |tool: &str, arguments: Value| -> Value {
                let answer = server.call(tool, arguments).ok();
                assert_eq!(answer["tenant"], tenant, "{tool}: {answer}");
                answer.clone()
            };
            let about = json!({ "name": "About", "idempotencyKey": "k" });
            let made = tell("createPage", about.clone());
            tell("createPage", about);
            tell("createPage", json!({ "name": "More", "dryRun": true }));
            let gone = json!({ "ids": [made["data"]["id"]] });
            tell("deletePage", gone.clone());
            tell("deletePage", super::desk::confirmed(&gone, &Value::Null));
        }
    });
}
