//! A short list of tools: the core is listed, and the rest is found and called by name.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::desk::{Desk, each, id, text};
use crate::common::{BOTH_ERAS, Era, Server};

/// What a search answers is at most so long, with three schemas and two lines.
const FOUND_BYTES_MAX: usize = 3_600;

/// Tells a story with a client of each generation, whose list is short.
fn with_a_short_list(story: impl Fn(&mut Desk)) {
    for era in BOTH_ERAS {
        println!("with a client of {era:?}");
        story(&mut Desk::open(era, &["--discover"]));
    }
}

/// A server for another agent, its list short as well.
fn colleague(desk: &Desk, agent: &str) -> Server {
    Server::start_on(desk.era(), desk.folder(), &["--discover", "--agent", agent])
}

fn names(tools: &[Value]) -> Vec<String> {
    tools.iter().map(|tool| text(&tool["name"])).collect()
}

#[test]
fn what_is_not_listed_is_found_with_its_schema_and_called() {
    with_a_short_list(|desk| {
        let listed = desk.list();
        assert_eq!(listed.len(), 16, "{:?}", names(&listed));
        assert!(!names(&listed).contains(&"createContact".to_owned()));
        let whole: BTreeMap<String, Value> = desk
            .colleague("assistant")
            .list()
            .into_iter()
            .map(|tool| (text(&tool["name"]), tool))
            .collect();
        // What is listed is listed as ever, but for what finds the rest.
        let own = [json!("searchTools"), json!("callTool")];
        for tool in listed.iter().filter(|tool| !own.contains(&tool["name"])) {
            assert_eq!(Some(tool), whole.get(&text(&tool["name"])));
        }
        for (wish, tool) in [
            ("add a new customer", "createContact"),
            ("move the order to paid", "updateOrder"),
            ("make a new page", "createPage"),
            ("add a new package", "manage_packages"),
            // What is listed is found as well.
            ("rename a page", "updatePage"),
        ] {
            let found = desk.items("searchTools", json!({ "query": wish }));
            assert_eq!(found[0]["name"], tool, "{wish}");
            assert_eq!(found[0]["inputSchema"], whole[tool]["inputSchema"], "{wish}");
            assert_eq!(found[0]["description"], whole[tool]["description"], "{wish}");
        }
        let new = json!({ "name": "Ada", "email": "ada@example.com" });
        let ada = id(&desk.by_name("createContact", new).ok()["data"]);
        let items = json!([{ "title": "Print", "unitPrice": 5 }]);
        let new = json!({ "contactId": ada, "items": items });
        let order = id(&desk.by_name("createOrder", new).ok()["data"]);
        let changed = json!({ "id": order, "description": "Framed" });
        let changed = desk.by_name("updateOrder", changed).ok();
        assert_eq!(desk.item("getOrder", json!({ "id": order }))["description"]["text"], "Framed");
        // A list says what a client shows, not what may be called.
        desk.ok("updateOrder", json!({ "id": order, "description": "Plain" }));
        // What is recorded is what was done.
        let of_it = json!({ "changeId": changed["changeId"] });
        assert_eq!(desk.item("getHistory", of_it)["tool"], "updateOrder");
        let calls = json!({ "entity": "call", "filter": { "outcome": "written" } });
        let mut calls = each(&desk.items("queryData", calls), "tool");
        calls.sort_by_key(text);
        assert_eq!(calls, ["createContact", "createOrder", "updateOrder", "updateOrder"]);
    });
}

#[test]
fn an_answer_of_the_search_has_three_schemas_and_a_name_finds_its_tool_alone() {
    with_a_short_list(|desk| {
        let query = json!({ "query": "page", "limit": 6 });
        let found = desk.ok("searchTools", query.clone());
        let items = found["items"].as_array().unwrap();
        for (at, item) in items.iter().enumerate() {
            assert_eq!(item["inputSchema"].is_object(), at < 3, "{item}");
            let sentences = text(&item["description"]).matches(". ").count();
            assert!(at < 3 || sentences == 0, "{item}");
        }
        assert_eq!(items.len(), 6);
        // So has every further part of what was found.
        let mut next = query;
        next["cursor"] = found["nextCursor"].clone();
        let next = desk.items("searchTools", next);
        assert!(next[0]["inputSchema"].is_object() && next[3].get("inputSchema").is_none());

        for (query, expected) in [
            ("updateOrder", &["updateOrder"][..]),
            ("update_order", &["updateOrder"]),
            ("`updateOrder`", &["updateOrder"]),
            ("createOrder, updateOrder", &["createOrder", "updateOrder"]),
            ("updateOrder updateOrder", &["updateOrder"]),
            ("manage_packages", &["manage_packages"]),
        ] {
            let found = desk.ok("searchTools", json!({ "query": query }));
            let items = found["items"].as_array().unwrap();
            assert_eq!(each(items, "name"), expected, "{query}");
            assert_eq!(found.get("none"), None, "{query}");
            assert!(items.iter().all(|item| item["inputSchema"].is_object()), "{query}");
        }
        // About four bytes are a token, and every search of a conversation is paid for.
        for query in ["page", "post", "publish the post", "package", "prices", "a customer", "send"]
        {
            let bytes = desk.ok("searchTools", json!({ "query": query })).to_string().len();
            println!("{query}: {} tokens", bytes / 4);
            assert!(bytes < FOUND_BYTES_MAX, "{query}: {bytes} bytes");
        }
        // The search finds tools: what calls them is none.
        let found = desk.items("searchTools", json!({ "query": "call a tool", "limit": 50 }));
        assert!(!each(&found, "name").contains(&json!("callTool")));
        // With a whole list it gives no schemas, which the client has.
        let whole =
            desk.colleague("assistant").call("searchTools", json!({ "query": "page" })).ok();
        assert!(!whole.to_string().contains("inputSchema"), "{whole}");
    });
}

#[test]
fn the_model_is_told_that_there_is_more_and_how_it_is_reached() {
    with_a_short_list(|desk| {
        let said = |server: &Server| text(&server.hello["instructions"]);
        let told = said(&colleague(desk, "assistant"));
        let line = told.lines().find(|line| line.contains("callTool")).unwrap();
        assert!(line.contains("searchTools") && line.contains("more than are listed"), "{line}");
        // Nobody else hears of it, nor has it.
        let mut plain = desk.colleague("assistant");
        assert!(!said(&plain).contains("callTool"));
        assert!(!json!(plain.list()).to_string().contains("callTool"));
        let inside = json!({ "name": "getPage", "arguments": { "all": true } });
        let refused = plain.call("callTool", inside.clone());
        let unknown = plain.call("nothingOfTheKind", inside);
        assert_eq!(refused.protocol_error(), -32602);
        assert_eq!(refused.reply()["error"], unknown.reply()["error"]);
        // A line of the file or a variable says it as well, and a flag counts before them.
        let file = desk.folder().join("deskhand.toml");
        std::fs::write(&file, "discover = true").unwrap();
        assert_eq!(desk.colleague("assistant").list().len(), 16);
        let on = |args: &[&str]| Server::start_on(desk.era(), desk.folder(), args).list().len();
        assert!(on(&["--discover=off"]) > 40);
        std::fs::remove_file(file).unwrap();
    });
}

#[test]
fn what_an_agent_does_not_have_is_neither_found_nor_called_and_the_list_follows_its_scope() {
    with_a_short_list(|desk| {
        desk.run(&["agent", "add", "bot", "--profile", "readonly"]);
        let mut bot = colleague(desk, "bot");
        if desk.era() == Era::Modern {
            let listen = json!({ "notifications": { "toolsListChanged": true } });
            bot.send("subscriptions/listen", listen);
            bot.notification("notifications/subscriptions/acknowledged");
        }
        let hints = bot.list().remove(1);
        assert_eq!(
            [&hints["name"], &hints["annotations"]["readOnlyHint"]],
            [&json!("callTool"), &json!(true)]
        );
        let by_name = |bot: &mut Server, tool: &str| {
            let call = json!({ "name": tool, "arguments": { "name": "About" } });
            bot.call("callTool", call)
        };
        // A hidden tool is answered as one that there never was.
        let before = desk.contents();
        for tool in ["createPage", "deletePage", "httpPost"] {
            let hidden = by_name(&mut bot, tool).refused("TOOL_UNKNOWN");
            assert_eq!(hidden["message"], format!("there is no tool `{tool}`"));
            let found = bot.call("searchTools", json!({ "query": tool })).ok();
            assert!(!each(found["items"].as_array().unwrap(), "name").contains(&json!(tool)));
            // Nor does what it is told instead name another that is hidden.
            for word in text(&hidden["suggestion"]).split('`') {
                assert!(!word.starts_with("create") && !word.starts_with("delete"), "{hidden}");
            }
        }
        assert_eq!(desk.contents(), before);
        by_name(&mut bot, "getImage").refused("ARGUMENT_UNKNOWN");
        // What it may call by name can do no more and no less than its tools.
        desk.run(&["agent", "set", "bot", "--profile", "admin"]);
        bot.notification("notifications/tools/list_changed");
        let hints = bot.list().remove(1)["annotations"].clone();
        assert_eq!([&hints["readOnlyHint"], &hints["destructiveHint"]], [false, true]);
        by_name(&mut bot, "createPage").ok();
        // An agent of few tools has them listed, and no way to call what there is not.
        desk.run(&["agent", "set", "bot", "--enable", "getPage", "--enable", "getContact"]);
        bot.notification("notifications/tools/list_changed");
        let few = [
            "searchTools",
            "acknowledgeRequest",
            "withdrawProposal",
            "finalAnswer",
            "queryData",
            "getPage",
            "getContact",
        ];
        assert_eq!(names(&bot.list()), few);
        assert_eq!(by_name(&mut bot, "getPage").protocol_error(), -32602);
        // One tool more than the core, and there is a way again.
        desk.run(&["agent", "set", "bot", "--enable", "getImage"]);
        bot.notification("notifications/tools/list_changed");
        assert_eq!(names(&bot.list())[1], "callTool");
        bot.call("callTool", json!({ "name": "getImage", "arguments": { "all": true } })).ok();
    });
}

#[test]
fn a_tool_that_lacks_a_connection_and_names_from_elsewhere_are_answered_as_ever() {
    with_a_short_list(|desk| {
        let page = desk.page("About");
        for (name, code, words) in [
            ("cms_updatePage", "TOOL_RENAMED", "call updatePage instead"),
            ("cms_createPageWithContent", "TOOL_RENAMED", "createSection"),
            ("create_page", "TOOL_RENAMED", "call createPage instead"),
            ("create_invoice", "TOOL_RENAMED", "call createInvoice instead"),
            ("process_payment", "TOOL_NOWHERE", "createPayment notes what is paid"),
            ("searchWeb", "TOOL_NOT_CONNECTED", "connect"),
            ("getOrdr", "TOOL_UNKNOWN", "did you mean `getOrder`?"),
            ("mcp__deskhand__getOrder", "TOOL_RENAMED", "call getOrder instead"),
            ("zzz", "TOOL_UNKNOWN", "find it with searchTools"),
        ] {
            let refused = desk.by_name(name, json!({ "id": page })).refused(code);
            assert!(text(&refused["suggestion"]).contains(words), "{name}: {refused}");
            let direct = desk.call(name, json!({ "id": page }));
            if code == "TOOL_UNKNOWN" {
                assert_eq!(direct.protocol_error(), -32602);
            } else {
                assert_eq!(direct.refused(code), refused, "{name}");
            }
        }
        // A name is as long as somebody makes it.
        let long = desk.by_name(&"x\n".repeat(5_000), json!({})).refused("TOOL_UNKNOWN");
        assert!(text(&long["message"]).len() < 400, "{long}");
    });
}
