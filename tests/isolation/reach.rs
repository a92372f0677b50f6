//! Reach: whatever an agent calls, it is told nothing of what none of its tools shows.
//!
//! Words of people are put where such words are, and into history, proposals and kept answers. Then agents that
//! have lost some of their tools call everything that they still have, in every manner, with every name: answers,
//! refusals, previews, counts. None of the words may come back but those that were sent or may be read.

use deskhand::principal::Autonomy;
use serde_json::json;

use super::{
    calls::calls,
    restricted::{CANARIES, Left, confirmed},
    world::World,
};

pub const ALL: Left =
    Left { profile: None, enabled: &[], disabled: &[], session: &[], autonomy: None };

/// Who has lost what.
pub fn cases() -> Vec<(&'static str, Left)> {
    let enabled = |enabled| Left { enabled, ..ALL };
    let disabled = |disabled| Left { disabled, ..ALL };
    let profile = |profile| Left { profile: Some(profile), ..ALL };
    vec![
        ("only-orders", enabled(&["getOrder"])),
        ("website", profile("website")),
        ("support", profile("support")),
        ("sales", profile("sales")),
        ("automation", profile("automation")),
        ("readonly", profile("readonly")),
        ("no-get", disabled(&["getContact"])),
        ("no-get-session", Left { session: &["getContact"], ..ALL }),
        (
            "no-get-drafts",
            Left { autonomy: Some(Autonomy::DraftOnly), ..disabled(&["getContact"]) },
        ),
        (
            "no-get-supervised",
            Left { autonomy: Some(Autonomy::Supervised), ..disabled(&["getContact"]) },
        ),
        (
            "no-contacts",
            disabled(&["getContact", "createContact", "updateContact", "deleteContact"]),
        ),
        ("no-crm-reading", disabled(&["crm:read"])),
        ("no-crm", disabled(&["crm:*"])),
        ("no-order-reading", disabled(&["getOrder"])),
        ("no-conversations", disabled(&["getConversation"])),
        ("no-messages", disabled(&["getConversation.includeMessages"])),
        ("no-messaging", disabled(&["messaging:*"])),
        ("only-across", enabled(&["across:*"])),
        ("nothing", disabled(&["*"])),
        (
            "contacts-unread",
            enabled(&["createContact", "updateContact", "deleteContact", "across:*"]),
        ),
        ("orders-unread", enabled(&["createOrder", "updateOrder", "across:*"])),
        ("only-sending", enabled(&["sendMessage", "updateConversation", "across:*"])),
    ]
}

/// The tool whose answers show such words.
fn shown_by(kind: &str) -> &'static str {
    match kind {
        "contact" => "getContact",
        "order" => "getOrder",
        _ => "getConversation",
    }
}

#[test]
fn nobody_is_told_of_people_whom_no_tool_of_theirs_shows() {
    let world = World::new();
    let mut told = world.tell();
    let mut asked = 0;
    for (name, left) in cases() {
        let (who, request) = world.restricted(&mut told, name, &left);
        let listed: Vec<&str> = who.gate.listed().iter().map(|tool| tool.name).collect();
        let hidden: Vec<&str> = CANARIES
            .iter()
            .filter(|(kind, _)| {
                let cut = *kind == "message" && name == "no-messages";
                cut || !listed.contains(&shown_by(kind))
            })
            .map(|(_, word)| *word)
            .collect();
        assert!(
            !hidden.is_empty() || ["support", "sales", "automation", "readonly"].contains(&name)
        );
        for (tool, arguments) in calls(&world, &told, &request, &listed) {
            let answer = world.call(&who, tool, &arguments).to_string().to_lowercase();
            let sent = arguments.to_string().to_lowercase();
            for word in &hidden {
                let is_told = answer.contains(word) && !sent.contains(word);
                assert!(!is_told, "{name} is told {word} by {tool} {arguments}: {answer}");
            }
            asked += 1;
        }
        let resources = world.resources(&who).to_lowercase();
        for word in &hidden {
            assert!(!resources.contains(word), "{name} reads {word} by address: {resources}");
        }
    }
    assert!(asked > 3_000, "{asked} calls are too few to be all");
}

#[test]
fn whoever_has_the_tools_is_told() {
    // The control: with every tool the same calls bring every one of the words.
    let world = World::new();
    let mut told = world.tell();
    let (who, request) = world.restricted(&mut told, "everything", &ALL);
    let listed: Vec<&str> = who.gate.listed().iter().map(|tool| tool.name).collect();
    let mut found: Vec<&str> = Vec::new();
    for (tool, arguments) in calls(&world, &told, &request, &listed) {
        let answer = world.call(&who, tool, &arguments).to_string().to_lowercase();
        let sent = arguments.to_string().to_lowercase();
        let is_told = |word: &&str| answer.contains(word) && !sent.contains(word);
        found.extend(CANARIES.iter().map(|(_, word)| *word).filter(is_told));
    }
    for (_, word) in CANARIES {
        assert!(found.contains(&word), "{word} is nowhere, so the test above shows nothing of it");
    }
}

#[test]
fn a_value_that_is_taken_away_is_taken_from_that_tool_alone() {
    let world = World::new();
    let mut told = world.tell();
    let left = Left { disabled: &["queryData.entity=contact"], ..ALL };
    let (who, _) = world.restricted(&mut told, "no-query", &left);
    let refused = |entity: &str| {
        let answer = world.call(&who, "queryData", &json!({ "entity": entity }));
        (answer["error"]["code"].as_str().unwrap_or_default().to_owned(), answer.to_string())
    };
    let (code, said) = refused("contact");
    assert_eq!(code, "ARGUMENT_INVALID", "{said}");
    // The refusal is that of a value which there never was.
    assert_eq!(said, refused("contatc").1.replace("contatc", "contact"));
    assert_eq!(refused("order").0, "");
    let listed = who.gate.listed();
    let query = listed.iter().find(|tool| tool.name == "queryData").unwrap();
    let entities = query.input_schema["properties"]["entity"]["enum"].as_array().unwrap();
    assert!(!entities.contains(&json!("contact")) && entities.contains(&json!("order")));
    assert_eq!(world.ok(&who, "getContact", &json!({ "id": told.contact }))["count"], 1);
}

#[test]
fn a_deletion_of_what_one_may_not_read_is_for_a_person_who_may() {
    let world = World::new();
    let mut told = world.tell();
    let left = Left { enabled: &["deleteContact", "across:*"], ..ALL };
    let (who, _) = world.restricted(&mut told, "blind", &left);
    let one =
        world.ok(&world.a, "createContact", &json!({ "name": "Zqlast", "email": "l@example.com" }));
    let gone = json!({ "ids": [one["data"]["id"]] });
    for arguments in [gone.clone(), confirmed(&gone)] {
        let answer = world.ok(&who, "deleteContact", &arguments);
        assert_eq!(answer["proposed"], true, "{answer}");
        assert_eq!(answer["changes"][0]["id"], one["data"]["id"], "{answer}");
        assert!(!answer.to_string().contains("Zqlast"), "{answer}");
    }
    // The owner, who may read, is shown and decides.
    let shown = world.ok(
        &world.a,
        "queryData",
        &json!({ "entity": "proposal", "fields": ["summary", "changes"] }),
    );
    assert!(shown.to_string().contains("Zqlast"), "{shown}");
}

#[test]
fn a_change_is_undone_by_whoever_may_change_that_or_do_the_same() {
    let world = World::new();
    let mut told = world.tell();
    let page = world.ok(&world.a, "createPage", &json!({ "name": "Undone" }));
    let item = json!({ "navigationId": world.a.things.ids["navigation"], "label": "Zqmenu",
        "targetType": "page", "targetId": page["data"]["id"] });
    world.ok(&world.a, "createNavItem", &item);
    let left = Left { enabled: &["deletePage", "undoChange"], ..ALL };
    let (who, _) = world.restricted(&mut told, "deleter", &left);
    // It takes the menu item along, and brings it back, though it has no tool for menus.
    let gone = json!({ "ids": [page["data"]["id"]] });
    let shown = world.ok(&who, "deletePage", &gone);
    let gone = world.ok(&who, "deletePage", &confirmed(&gone));
    let undo = json!({ "changeId": gone["changeId"], "dryRun": true });
    // What it is shown of that is which things there are: it may neither read nor change menus.
    for shown in [shown, gone.clone(), world.ok(&who, "undoChange", &undo)] {
        let said = shown.to_string();
        assert!(!said.contains("Zqmenu"), "{said}");
    }
    let undone = world.ok(&who, "undoChange", &json!({ "changeId": gone["changeId"] }));
    let again = world.ok(&who, "undoChange", &json!({ "changeId": undone["changeId"] }));
    world.ok(&who, "undoChange", &json!({ "changeId": again["changeId"] }));
    // That it may undo does not mean that it may undo the undoing of something else.
    let made = json!({ "action": "create", "name": "Zqmade" });
    let made = world.ok(&world.a, "manage_services", &made)["changeId"].clone();
    let undone = world.ok(&world.a, "undoChange", &json!({ "changeId": made }))["changeId"].clone();
    let refused = world.call(&who, "undoChange", &json!({ "changeId": undone }));
    assert_eq!(refused["error"]["code"], "PERMISSION_DENIED", "{refused}");
    // Others' changes of what it has no tool for it cannot take back.
    for (tool, arguments) in [
        (
            "createNavItem",
            json!({ "navigationId": world.a.things.ids["navigation"], "label": "X",
            "targetType": "placeholder" }),
        ),
        ("updateContact", json!({ "id": told.contact, "notes": "Zqnotes three" })),
        ("manage_services", json!({ "action": "create", "name": "Zqservice" })),
    ] {
        let change = world.ok(&world.a, tool, &arguments)["changeId"].clone();
        let undo = json!({ "changeId": change });
        let refused = world.call(&who, "undoChange", &undo);
        assert_eq!(refused["error"]["code"], "PERMISSION_DENIED", "{refused}");
        assert!(!refused.to_string().contains("Zq"), "{refused}");
        world.ok(&world.a, "undoChange", &undo);
    }
}

#[test]
fn what_a_deletion_takes_along_unseen_is_counted_and_not_named() {
    let world = World::new();
    let mut told = world.tell();
    let left = Left { disabled: &["getConversation", "getMessageTemplate"], ..ALL };
    let (who, _) = world.restricted(&mut told, "careful", &left);
    let preview = world.ok(&who, "deleteContact", &json!({ "ids": [told.contact] }));
    let question = preview["message"].as_str().unwrap();
    assert!(
        question.contains("Zqname Person") && question.contains("1 conversation"),
        "{question}"
    );
    let said = preview.to_string().to_lowercase();
    assert!(!said.contains("zqwords") && !said.contains("zqresolution"), "{said}");
}
