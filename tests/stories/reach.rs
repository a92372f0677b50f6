//! Reach: what an agent is told follows from the tools that it has.

use serde_json::{Value, json};

use super::{
    desk::{Desk, confirmed, each, in_both_eras},
    question::{Says, ask},
};
use crate::common::Server;

#[test]
fn what_an_agent_loses_is_gone_across_as_well() {
    in_both_eras(|desk| {
        let ada = json!({ "name": "Ada Zq", "phone": "+1 415 555 2671", "notes": "Zqnotes" });
        let ada = desk.ok("createContact", ada);
        let contact = ada["data"]["id"].clone();
        let line = json!([{ "title": "Prints", "unitPrice": 40 }]);
        let order = desk.data("createOrder", json!({ "contactId": contact, "items": line }));
        desk.ok("updateContact", json!({ "id": contact, "notes": "Zqnotes again" }));
        // An agent that takes care of orders sees whose they are by an id,
        desk.run(&["agent", "add", "orders", "--enable", "getOrder"]);
        let mut orders = desk.colleague("orders");
        let shown = orders.call("getOrder", json!({ "id": order["id"] })).ok()["items"][0].clone();
        assert_eq!(shown["contactId"], contact);
        assert_eq!(
            (&shown["contactName"], &shown["items"][0]["title"]),
            (&Value::Null, &json!("Prints"))
        );
        // reads contacts nowhere, and names none but by that id.
        for (tool, arguments, code) in [
            ("queryData", json!({ "entity": "contact" }), "PERMISSION_DENIED"),
            ("queryData", json!({ "entity": "contact", "count": true }), "PERMISSION_DENIED"),
            ("queryData", json!({ "entity": "tag" }), "PERMISSION_DENIED"),
            ("getOrder", json!({ "contactId": "+1 415 555 2671" }), "PERMISSION_DENIED"),
            ("getOrder", json!({ "contactId": "Ada Zq" }), "PERMISSION_DENIED"),
        ] {
            orders.call(tool, arguments).refused(code);
        }
        orders.call("getOrder", json!({ "contactId": contact })).ok();
        orders.call("queryData", json!({ "entity": "stage" })).ok();

        // An editor of the website is not told who is in the way of an undo.
        desk.run(&["agent", "add", "editor", "--subtype", "website_editor"]);
        let mut editor = desk.colleague("editor");
        let undo = json!({ "changeId": ada["changeId"] });
        let refused = editor.call("undoChange", undo.clone());
        refused.refused("PERMISSION_DENIED");
        assert!(!refused.reply().to_string().contains("Zq"), "{}", refused.reply());
        desk.refused("undoChange", undo, "UNDO_CONFLICT");
        // One who reads no contacts is told that a number is taken, and not by whom.
        desk.run(&["agent", "add", "desk-clerk", "--disable", "getContact"]);
        let mut clerk = desk.colleague("desk-clerk");
        for (tool, arguments) in [
            ("createContact", json!({ "name": "Bo", "phone": "+1 415 555 2671" })),
            ("updateContact", json!({ "id": "Ada Zq", "archived": false })),
            ("getConversation", json!({ "id": "Ada Zq" })),
            ("createOrder", json!({ "contactId": "Ada Zq", "items": line })),
        ] {
            let refused = clerk.call(tool, arguments.clone());
            assert!(!refused.is_ok(), "{tool}");
            let said = refused.reply().to_string();
            assert!(
                !said.contains(contact.as_str().unwrap()) && !said.contains("Zqnotes"),
                "{said}"
            );
        }
        // What it changes all the same is answered without the rest.
        let kept =
            clerk.call("updateContact", json!({ "id": contact, "city": "Leeds" })).ok()["data"]
                .clone();
        assert_eq!(kept["id"], contact);
        assert!(kept.get("phone").is_none() && kept.get("notes").is_none(), "{kept}");
    });
}

#[test]
fn one_value_is_lost_by_one_tool() {
    in_both_eras(|desk| {
        desk.page("About");
        let args = ["--disable-tool", "queryData.entity=page", "--disable-tool", "getPage.slug"];
        let mut some = Server::start_on(desk.era(), desk.folder(), &args);
        some.call("queryData", json!({ "entity": "page" })).refused("ARGUMENT_INVALID");
        some.call("getPage", json!({ "slug": "about" })).refused("ARGUMENT_UNKNOWN");
        some.call("queryData", json!({ "entity": "post" })).ok();
        some.call("getPage", json!({ "all": true })).ok();
    });
}

#[test]
fn a_value_that_is_lost_is_not_had_by_leaving_it_out() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        desk.run(&["agent", "add", "drafts", "--disable", "createSection.status=published"]);
        let mut drafts = desk.colleague("drafts");
        let mut section =
            json!({ "pageId": page, "templateKey": "text", "content": { "body": "x" } });
        let refused = drafts.call("createSection", section.clone()).refused("ARGUMENT_INVALID");
        let said = refused.to_string();
        assert!(said.contains("send `status`, one of unpublished, draft"), "{said}");
        section["status"] = "draft".into();
        assert_eq!(drafts.call("createSection", section.clone()).ok()["data"]["status"], "draft");
        // Whoever has lost another value still publishes without a word.
        let args = ["--disable-tool", "createSection.status=draft"];
        let mut other = Server::start_on(desk.era(), desk.folder(), &args);
        section.as_object_mut().unwrap().remove("status");
        assert_eq!(other.call("createSection", section).ok()["data"]["status"], "published");
    });
}

#[test]
fn an_undo_does_nothing_that_the_agent_has_lost() {
    in_both_eras(|desk| {
        let newest =
            |desk: &mut Desk| desk.items("getHistory", json!({ "limit": 1 }))[0]["id"].clone();
        let post =
            json!({ "collectionSlug": "blog", "title": "Rain", "content": { "body": "Good." } });
        desk.ok("createPost", post);
        for status in ["published", "archived"] {
            let call = json!({ "slug": "rain", "status": status });
            let shown = desk.ok("updatePost", call.clone());
            desk.ok("updatePost", confirmed(&call, &shown["confirmationToken"]));
        }
        let archived = newest(desk);
        desk.ok("updatePost", json!({ "slug": "rain", "title": "Snow" }));
        let renamed = newest(desk);
        let page = desk.page("About");
        let made = newest(desk);
        let package =
            json!({ "action": "create", "name": "All", "price": 1, "description": "All." });
        desk.ok("manage_packages", package);
        let packed = newest(desk);
        for (lost, change) in [
            ("updatePost.title", &renamed),
            ("updatePost", &renamed),
            ("updatePost.status=published", &archived),
            ("updatePost.status", &archived),
            ("deletePage", &made),
            ("manage_packages:delete", &packed),
        ] {
            let mut without =
                Server::start_on(desk.era(), desk.folder(), &["--disable-tool", lost]);
            let undo = json!({ "changeId": change });
            without.call("undoChange", undo.clone()).refused("PERMISSION_DENIED");
        }
        // What they have lost has no part in it.
        let args =
            ["--disable-tool", "updatePost.status=published", "--disable-tool", "deletePost"];
        let mut other = Server::start_on(desk.era(), desk.folder(), &args);
        other.call("undoChange", json!({ "changeId": renamed })).ok();
        let delete = json!({ "ids": [page] });
        let shown = desk.ok("deletePage", delete.clone());
        desk.ok("deletePage", confirmed(&delete, &shown["confirmationToken"]));
        let gone = newest(desk);
        let mut other =
            Server::start_on(desk.era(), desk.folder(), &["--disable-tool", "createPage"]);
        other.call("undoChange", json!({ "changeId": gone })).ok();
    });
}

#[test]
fn a_text_that_is_lost_is_not_had_by_an_edit() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let section =
            json!({ "pageId": page, "templateKey": "text", "content": { "body": "Good." } });
        let section = desk.data("createSection", section)["pageSectionId"].clone();
        let post =
            json!({ "collectionSlug": "blog", "title": "Rain", "content": { "body": "Good." } });
        desk.ok("createPost", post);
        for (lost, tool, mut call, field, find) in [
            ("updatePost.title", "updatePost", json!({ "slug": "rain" }), "title", "Rain"),
            ("updatePost.content", "updatePost", json!({ "slug": "rain" }), "body", "Good"),
            ("updatePage.meta", "updatePage", json!({ "id": page }), "meta.title", "x"),
            (
                "updateSection.content",
                "updateSection",
                json!({ "pageSectionId": section }),
                "body",
                "Good",
            ),
        ] {
            let args = ["--disable-tool", lost];
            let mut without = Server::start_on(desk.era(), desk.folder(), &args);
            call["edits"] = json!([{ "field": field, "find": find, "replace": "Evil" }]);
            let refused = without.call(tool, call).refused("ARGUMENT_UNKNOWN");
            assert!(refused.to_string().contains("edits"), "{lost}: {refused}");
        }
        // What holds no text takes nothing else along.
        let args = ["--disable-tool", "updatePost.expectedVersion"];
        let mut other = Server::start_on(desk.era(), desk.folder(), &args);
        let edits = json!([{ "field": "title", "find": "Rain", "replace": "Snow" }]);
        let edited = other.call("updatePost", json!({ "slug": "rain", "edits": edits })).ok();
        assert_eq!(edited["data"]["title"], "Snow");
    });
}

#[test]
fn an_undo_shows_no_more_than_the_agent_may_read() {
    in_both_eras(|desk| {
        let ada = json!({ "name": "Ada Zq", "email": "ada@example.com", "tags": ["Zq positive"] });
        let ada = desk.ok("createContact", ada);
        let mut add = vec!["agent", "add", "writer"];
        for tool in ["createContact", "updateContact", "deleteContact", "undoChange"] {
            add.extend(["--enable", tool]);
        }
        desk.run(&add);
        let mut writer = desk.colleague("writer");
        let undo = json!({ "changeId": ada["changeId"], "dryRun": true });
        let shown = writer.call("undoChange", undo.clone());
        assert!(!shown.reply().to_string().contains("Zq"), "{}", shown.reply());
        assert!(desk.ok("undoChange", undo).to_string().contains("Zq positive"));
    });
}

#[test]
fn a_history_tells_nothing_of_changes_of_which_the_agent_may_see_nothing() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let ada = json!({ "name": "Ada Zq", "email": "ada@example.com", "tags": ["vip"] });
        let ada = desk.ok("createContact", ada);
        desk.ok("updateContact", json!({ "id": "Ada Zq", "city": "Zqtown" }));
        desk.ok("updatePage", json!({ "id": page, "name": "Us" }));
        let all = desk.items("getHistory", json!({}));
        let request = all[0]["requestId"].clone();
        desk.run(&["agent", "add", "editor", "--subtype", "website_editor"]);
        let mut editor = desk.colleague("editor");
        // What the desk began with is there as well.
        for (arguments, total) in
            [(json!({}), 3), (json!({ "requestId": request }), 2), (json!({ "since": "P1D" }), 3)]
        {
            let mut arguments: Value = arguments;
            arguments["includeFields"] = json!(true);
            let mut first = arguments.clone();
            first["limit"] = json!(1);
            let first = editor.call("getHistory", first).ok();
            assert_eq!(first["total"], total, "{first}");
            let all = editor.call("getHistory", arguments).ok();
            let tools = each(all["items"].as_array().unwrap(), "tool");
            assert_eq!(tools.len(), total, "{all}");
            assert_eq!(tools[..2], ["updatePage", "createPage"], "{all}");
            assert!(!tools.iter().any(|tool| tool.to_string().contains("Contact")), "{all}");
        }
        let one = json!({ "changeId": ada["changeId"] });
        assert_eq!(editor.call("getHistory", one.clone()).ok()["count"], 0);
        assert_eq!(desk.ok("getHistory", one)["count"], 1);
        // Whether there was such a change an undo does not tell either.
        let undo = |entity: &str| json!({ "requestId": request, "entity": entity });
        let sound = |failure: Value, kind: &str| failure.to_string().replace(kind, "…");
        let contact = editor.call("undoChange", undo("contact")).refused("PERMISSION_DENIED");
        for (entity, spoken) in
            [("order", "orders"), ("tag", "tags"), ("conversation", "conversations")]
        {
            let failure = editor.call("undoChange", undo(entity)).refused("PERMISSION_DENIED");
            assert_eq!(sound(failure, spoken), sound(contact.clone(), "contacts"), "{entity}");
        }
        editor.call("undoChange", undo("page")).ok();
        editor.call("undoChange", undo("section")).refused("REQUEST_NOT_FOUND");
    });
}

#[test]
fn the_person_sees_what_the_agent_may_not() {
    in_both_eras(|desk| {
        let ada = desk.data("createContact", json!({ "name": "Ada", "email": "ada@example.com" }));
        desk.run(&[
            "agent",
            "add",
            "tidy",
            "--enable",
            "deleteContact",
            "--enable",
            "updateContact",
        ]);
        let mut tidy = desk.asking(&["--agent", "tidy"]);
        let update = desk.json(&["tools", "updateContact", "--agent", "tidy"]);
        let told = &update["outputSchema"]["properties"]["data"]["properties"];
        assert!(told.get("id").is_some() && told.get("email").is_none(), "{told}");
        let gone = json!({ "ids": [ada["id"]] });
        let open = ask(&mut tidy, desk.era(), "deleteContact", gone);
        assert!(open.text().contains("“Ada”"), "{}", open.text());
        let done = open.answer(&mut tidy, &Says::Yes).ok();
        assert_eq!(done["deleted"][0], json!({ "entity": "contact", "id": ada["id"] }));
    });
}

/// The last change of an agent.
fn last_change(desk: &mut Desk, agent: &str) -> Value {
    let changes = desk.items("getHistory", json!({}));
    changes.iter().find(|change| change["agent"] == agent).unwrap()["id"].clone()
}

#[test]
fn what_the_operator_set_up_the_operator_takes_back() {
    in_both_eras(|desk| {
        for set_up in [
            &["pipeline", "add", "weddings", "--stage", "asked"][..],
            &["navigation", "add", "side"],
            &["collection", "add", "tours", "--kind", "entries"],
            &["collection", "add", "tales", "--kind", "posts"],
        ] {
            desk.run(set_up);
            let change = last_change(desk, "owner");
            let before = desk.contents();
            let mut owner = desk.colleague("owner");
            for refused in [
                desk.call("undoChange", json!({ "changeId": change })),
                owner.call("undoChange", json!({ "changeId": change, "dryRun": true })),
            ] {
                let said = refused.refused("PERMISSION_DENIED").to_string();
                assert!(said.contains("deskhand undo") && said.contains("operator"), "{said}");
            }
            assert_eq!(desk.contents(), before, "{set_up:?}");
            let change = change.as_str().unwrap();
            desk.run(&["undo", change]);
            // Nor does the agent bring back what they took away, by the change or by the request.
            let undo = last_change(desk, "owner");
            desk.refused("undoChange", json!({ "changeId": undo }), "PERMISSION_DENIED");
            let history = desk.items("getHistory", json!({}));
            let request = history[0]["requestId"].clone();
            desk.refused("undoChange", json!({ "requestId": request }), "PERMISSION_DENIED");
            desk.run(&["undo", undo.as_str().unwrap()]);
        }
        // What it makes with tools of its own it takes back, tags and items of an order included.
        let contact = json!({ "name": "Ada", "email": "ada@example.com", "tags": ["new"] });
        let contact = desk.ok("createContact", contact);
        let line = json!([{ "title": "Prints", "unitPrice": 40 }]);
        let order = json!({ "contactId": contact["data"]["id"], "items": line });
        let order = desk.ok("createOrder", order);
        desk.ok("undoChange", json!({ "changeId": order["changeId"] }));
        desk.ok("undoChange", json!({ "changeId": contact["changeId"] }));
    });
}
