//! The card on which a person decides, in clients that show MCP Apps; and that all others see nothing of it.

use serde_json::{Value, json};

use super::desk::{Desk, in_both_eras, text};
use crate::common::Server;

const CARD: &str = "ui://deskhand/approval";

/// A client that shows cards, for an agent.
fn showing(desk: &Desk, agent: &str) -> Server {
    let mut server = Server::spawn(desk.era(), desk.folder(), &["--agent", agent]);
    let types = json!({ "mimeTypes": ["text/html;profile=mcp-app"] });
    server.can = json!({ "extensions": { "io.modelcontextprotocol/ui": types } });
    server.greet();
    server
}

/// What the card of an answer is about, as the host hands it to the card.
fn about(server: &mut Server, tool: &str, arguments: Value) -> (Value, Value) {
    let answer = server.call(tool, arguments);
    let meta = answer.reply()["result"]["_meta"].clone();
    assert_eq!(meta["ui"]["resourceUri"], CARD, "{}", answer.reply());
    // The model is not given the key.
    assert!(!answer.ok().to_string().contains(&text(&meta["deskhand/approval"]["key"])));
    (answer.ok(), meta["deskhand/approval"].clone())
}

/// What the card's buttons do.
fn press(server: &mut Server, about: &Value, decision: &str, reason: &str) -> Value {
    let arguments =
        json!({ "id": about["id"], "key": about["key"], "decision": decision, "reason": reason });
    let call = json!({ "name": "decideProposal", "arguments": arguments });
    let result = server.request("tools/call", call).unwrap();
    let said: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
    if result["isError"] != true {
        assert_eq!(result["structuredContent"], said);
    }
    said
}

#[test]
fn only_a_client_that_shows_cards_sees_anything_of_them() {
    in_both_eras(|desk| {
        let mut plain = desk.colleague("assistant");
        let mut showing = showing(desk, "assistant");
        let (without, with) = (plain.list(), showing.list());
        let carded = |tool: &&Value| tool["_meta"]["ui"]["resourceUri"] == CARD;
        let named: Vec<String> =
            with.iter().filter(carded).map(|tool| text(&tool["name"])).collect();
        assert!(named.contains(&"deletePage".to_owned()) && !named.contains(&"getPage".to_owned()));
        assert!(!named.contains(&"createPage".to_owned()), "it waits for nobody: {named:?}");
        let decides = with.iter().find(|tool| tool["name"] == "decideProposal").unwrap();
        assert_eq!(decides["_meta"]["ui"]["visibility"], json!(["app"]));
        // Otherwise the lists are the same.
        let stripped = with.into_iter().filter(|tool| tool["name"] != "decideProposal");
        let stripped: Vec<Value> = stripped
            .map(|mut tool| {
                tool.as_object_mut().unwrap().remove("_meta");
                tool
            })
            .collect();
        assert_eq!(stripped, without);
        let resources = |server: &mut Server| {
            let listed = server.request("resources/list", json!({})).unwrap();
            listed["resources"].as_array().unwrap().iter().any(|it| it["uri"] == CARD)
        };
        assert_eq!([resources(&mut plain), resources(&mut showing)], [false, true]);
        assert!(plain.request("resources/read", json!({ "uri": CARD })).is_err());
        let page = showing.request("resources/read", json!({ "uri": CARD })).unwrap();
        let page = &page["contents"][0];
        assert_eq!(page["mimeType"], "text/html;profile=mcp-app");
        assert_eq!(page["_meta"]["ui"]["csp"], json!({}), "it loads nothing from anywhere");
        let html = text(&page["text"]);
        assert!(html.len() <= 30_000, "{} bytes", html.len());
        for outside in ["http://", "https://", "src=", "@import", "fetch("] {
            assert!(!html.contains(outside), "{outside}");
        }
        // A call of its tool is one of an unknown tool.
        let call = json!({ "name": "decideProposal", "arguments": {} });
        assert_eq!(plain.request("tools/call", call).unwrap_err()["code"], -32602);
        let home = desk.page("About");
        let shown = plain.call("deletePage", json!({ "ids": [home] }));
        let meta = &shown.reply()["result"]["_meta"];
        assert_eq!([&meta["ui"], &meta["deskhand/approval"]], [&Value::Null; 2], "{meta}");
    });
}

#[test]
fn what_is_shown_in_the_card_is_done_once_the_person_agrees() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        desk.section(&page, "Our story");
        let mut client = showing(desk, "assistant");
        let delete = json!({ "ids": [page] });
        let (shown, card) = about(&mut client, "deletePage", delete.clone());
        assert_eq!(shown["done"], false);
        let said = press(&mut client, &card, "show", "");
        let decision = &said["decision"];
        assert_eq!(decision["asked"], "Delete page “About” and 1 section");
        assert_eq!(decision["things"][0]["what"], "Page goes: “About”");
        assert_eq!([&decision["status"], &decision["isDecidable"]], [&json!("open"), &json!(true)]);
        assert_eq!(desk.items("getPage", json!({ "id": page })).len(), 1, "to look does nothing");
        let done = press(&mut client, &card, "approve", "");
        assert_eq!(done["decision"]["status"], "approved", "{done}");
        assert_eq!(done["decision"]["decidedBy"], "the owner (card in wire)");
        assert!(desk.items("getPage", json!({ "id": page })).is_empty());
        // The change is the agent's, and says who agreed; it can be taken back.
        let change = text(&done["decision"]["changeId"]);
        let history = desk.item("getHistory", json!({ "changeId": change }));
        assert_eq!(
            [&history["agent"], &history["approvedBy"]],
            ["assistant", "the owner (card in wire)"]
        );
        // The model hears that it is done, whatever it does now.
        let mut repeated = delete;
        repeated["confirmed"] = true.into();
        let refused = client.call("deletePage", repeated).refused("CONFIRMATION_INVALID");
        assert!(text(&refused["message"]).contains("it is done"), "{refused}");
        let again = press(&mut client, &card, "approve", "");
        assert_eq!(again["error"]["code"], "PROPOSAL_DECIDED", "{again}");
        desk.ok("undoChange", json!({ "changeId": change }));
        assert_eq!(press(&mut client, &card, "show", "")["decision"]["status"], "approved");
        let end = client.call("finalAnswer", json!({ "answer": "Done." })).ok();
        assert_eq!(end["data"]["waiting"], json!([]), "{end}");
    });
}

#[test]
fn a_no_in_the_card_is_heard_and_a_changed_thing_is_shown_anew() {
    in_both_eras(|desk| {
        desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
        let page = desk.page("About");
        let mut client = showing(desk, "trainee");
        let update = json!({ "id": page, "name": "Who we are" });
        let (_, card) = about(&mut client, "updatePage", update.clone());
        let said = press(&mut client, &card, "show", "");
        assert_eq!(
            said["decision"]["things"][0]["rows"][0],
            json!({ "label": "Name", "before": "About", "after": "Who we are" })
        );
        let said = press(&mut client, &card, "reject", "About is shorter.");
        assert_eq!(
            [&said["decision"]["status"], &said["decision"]["reason"]],
            ["rejected", "About is shorter."]
        );
        let (again, card) = about(&mut client, "updatePage", update);
        assert!(text(&again["note"]).contains("About is shorter."), "{again}");
        // Where something has changed meanwhile, the yes is not for that.
        desk.ok("updatePage", json!({ "id": page, "name": "The team" }));
        let said = press(&mut client, &card, "approve", "");
        assert!(text(&said["message"]).starts_with("Nothing was done"), "{said}");
        assert_eq!(said["decision"]["status"], "open");
        assert_eq!(said["decision"]["things"][0]["rows"][0]["before"], "The team");
        let newer = json!({ "id": said["decision"]["id"], "key": said["key"] });
        assert_eq!(press(&mut client, &newer, "approve", "")["decision"]["status"], "approved");
        assert_eq!(desk.item("getPage", json!({ "id": page }))["name"], "Who we are");
    });
}

#[test]
fn nothing_but_the_cards_own_key_decides() {
    in_both_eras(|desk| {
        desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
        let mut client = showing(desk, "trainee");
        let (first, card) = about(&mut client, "createPage", json!({ "name": "Weddings" }));
        let (_, other) = about(&mut client, "createPage", json!({ "name": "Press" }));
        let id = |id: &Value, key: &Value| json!({ "id": id, "key": key });
        for (what, wrong) in [
            ("no key", id(&card["id"], &json!(""))),
            ("another's key", id(&card["id"], &other["key"])),
            ("its id as key", id(&card["id"], &first["proposalId"])),
            ("a longer key", id(&card["id"], &json!(format!("{}x", text(&card["key"]))))),
            ("another id", id(&other["id"], &card["key"])),
            ("a number", id(&json!("1"), &card["key"])),
        ] {
            for decision in ["show", "approve", "reject"] {
                let said = press(&mut client, &wrong, decision, "");
                assert_eq!(said["error"]["code"], "PERMISSION_DENIED", "{what}: {said}");
            }
        }
        // The key is of this agent: another one's card is no use.
        desk.run(&["agent", "add", "second", "--autonomy", "supervised"]);
        let mut second = showing(desk, "second");
        assert_eq!(press(&mut second, &card, "approve", "")["error"]["code"], "PERMISSION_DENIED");
        let odd = json!({ "name": "decideProposal", "arguments": { "id": card["id"], "key": card["key"], "decision": "yes" } });
        assert_eq!(client.request("tools/call", odd).unwrap_err()["code"], -32602);
        assert_eq!(desk.json(&["proposals"])["count"], 2, "nothing was decided");
    });
}
