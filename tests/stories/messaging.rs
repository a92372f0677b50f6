//! Customers on WhatsApp: they write, become contacts, get answers, and everything that was written stays.

use serde_json::{Value, json};

use super::desk::{Desk, id, text};
use crate::common::{
    BOTH_ERAS, Era, Whatsapp,
    whatsapp::{KEY, became, import, taken, written},
};

/// What WhatsApp calls the visitor.
pub const VISITOR: &str = "14155552671";

/// A desk whose tenant has a number with a 360dialog on this machine.
pub fn connected(era: Era) -> (Desk, Whatsapp) {
    let whatsapp = Whatsapp::start();
    let mut desk = Desk::open(era, &[]);
    whatsapp.connect(desk.folder(), "main");
    desk.restart();
    (desk, whatsapp)
}

/// The same, with somebody who wrote an hour ago; and the contact that this made.
pub fn visited(era: Era) -> (Desk, Whatsapp, String) {
    let (mut desk, whatsapp) = connected(era);
    let report = written(VISITOR, "Ada Bell", "wamid.A", "Is the 5th of June free?", 3_600);
    let tally = import(desk.folder(), "main", &[report]);
    assert_eq!([&tally["messages"], &tally["contacts"]], [1, 1]);
    let contact = id(&desk.item("getContact", json!({ "phone": "+1 415 555 2671" })));
    (desk, whatsapp, contact)
}

/// The messages of the visitor's conversation.
pub fn messages(desk: &mut Desk, contact: &str) -> Vec<Value> {
    let ask = json!({ "contactId": contact, "includeMessages": true });
    desk.item("getConversation", ask)["messages"].as_array().unwrap().clone()
}

#[test]
fn a_visitor_writes_gets_an_offer_and_orders() {
    for era in BOTH_ERAS {
        let (mut desk, whatsapp, contact) = visited(era);
        let package = json!({ "action": "create", "name": "Elopement Package", "price": 2500,
            "description": "Two people, four hours." });
        desk.ok("manage_packages", package);

        let found =
            desk.item("getConversation", json!({ "id": "Ada Bell", "includeMessages": true }));
        assert_eq!([&found["contactName"], &found["status"]], ["Ada Bell", "active"]);
        assert_eq!(found["window"]["open"], true);
        let first = &found["messages"][0];
        assert_eq!(
            first["received"],
            json!({ "trust": "untrusted", "source": "whatsapp", "text": "Is the 5th of June free?" })
        );
        assert_eq!(
            [&first["direction"], &first["status"], &first["text"]],
            [&json!("in"), &json!("received"), &Value::Null]
        );

        let words = "It is! The Elopement Package is $2,500.";
        let answer =
            json!({ "contactId": contact, "message": words, "replyToMessageId": first["id"] });
        let sent = desk.data("sendMessage", answer);
        assert_eq!([&sent["status"], &sent["text"], &sent["kind"]], ["accepted", words, "text"]);
        assert_eq!(
            whatsapp.sent(),
            [json!({
                "messaging_product": "whatsapp",
                "recipient_type": "individual",
                "to": VISITOR,
                "type": "text",
                "text": { "body": words, "preview_url": false },
                "context": { "message_id": "wamid.A" },
                "biz_opaque_callback_data": sent["id"],
            })]
        );

        // What became of it is told in any order, and more than once.
        let ours = text(&sent["id"]);
        let news = ["read", "sent", "delivered", "read"]
            .map(|news| became(&format!("wamid.{ours}"), &ours, news));
        let order = written(VISITOR, "Ada Bell", "wamid.B", "We take it.", -5);
        let tally =
            import(desk.folder(), "main", &[news.as_slice(), &[order.clone(), order]].concat());
        assert_eq!(
            tally,
            json!({ "messages": 1, "statuses": 1, "contacts": 0, "known": 4, "passedOver": 0, "unreadable": 0 })
        );
        let all = messages(&mut desk, &contact);
        let states: Vec<&Value> = all.iter().map(|message| &message["status"]).collect();
        assert_eq!(states, ["received", "read", "received"]);

        let items = json!([{ "packageId": "Elopement Package", "quantity": 1 }]);
        let order = desk.data("createOrder", json!({ "contactId": contact, "items": items }));
        assert_eq!([&order["total"], &order["contactName"]], [&json!(2500), &json!("Ada Bell")]);
    }
}

#[test]
fn what_was_written_is_marked_wherever_it_is_shown() {
    let (mut desk, _whatsapp, _) = visited(Era::Modern);
    let marked =
        json!({ "trust": "untrusted", "source": "whatsapp", "text": "Is the 5th of June free?" });
    let found = desk.item(
        "queryData",
        json!({ "entity": "message", "filter": { "received": { "contains": "June" } } }),
    );
    assert_eq!(found["received"], marked);
    let changes = desk.items("getHistory", json!({ "entity": "message", "id": found["id"] }));
    assert_eq!(changes[0]["tool"], "cli:whatsapp import");
    let rows = changes[0]["changes"].as_array().unwrap();
    let row = rows.iter().find(|row| row["entity"] == "message").unwrap();
    assert_eq!(
        [&row["fields"]["body"][1]["trust"], &row["fields"]["body"][1]["text"]],
        [&json!("untrusted"), &marked["text"]]
    );
    assert!(!changes[0]["summary"].as_str().unwrap().contains("June"));
}

#[test]
fn a_conversation_is_assigned_archived_and_taken_up_again() {
    let (mut desk, _whatsapp, contact) = visited(Era::Modern);
    let done = json!({ "id": "Ada Bell", "assignedTo": "Mia", "status": "archived", "resolution": "Booked." });
    let done = desk.data("updateConversation", done);
    assert_eq!(
        [&done["assignedTo"], &done["status"], &done["resolution"]],
        ["Mia", "archived", "Booked."]
    );
    let count = |desk: &mut Desk, ask: Value| desk.items("getConversation", ask).len();
    assert_eq!(count(&mut desk, json!({ "all": true, "status": "active" })), 0);
    assert_eq!(count(&mut desk, json!({ "all": true, "assignedTo": "Mia" })), 1);
    assert_eq!(count(&mut desk, json!({ "contactId": contact, "assignedTo": "Bo" })), 0);
    let late = json!({ "id": done["id"], "resolution": "x", "expectedVersion": 1 });
    desk.refused("updateConversation", late, "VERSION_CONFLICT");
    desk.refused(
        "updateConversation",
        json!({ "id": "Nobody", "status": "active" }),
        "CONVERSATION_NOT_FOUND",
    );

    import(desk.folder(), "main", &[written(VISITOR, "Ada", "wamid.C", "One more thing", 5)]);
    let again = desk.item("getConversation", json!({ "contactId": contact }));
    assert_eq!(
        (&again["status"], again.get("resolution"), &again["assignedTo"]),
        (&json!("active"), None, &json!("Mia"))
    );
    let nobody = desk.data("updateConversation", json!({ "id": again["id"], "assignedTo": null }));
    assert_eq!(nobody["assignedTo"], Value::Null);
}

#[test]
fn a_contact_goes_with_what_was_written_and_comes_back_with_it() {
    let (mut desk, _whatsapp, contact) = visited(Era::Modern);
    desk.ok("sendMessage", json!({ "contactId": contact, "message": "Yes." }));
    let before = desk.contents();
    let shown = desk.ok("deleteContact", json!({ "ids": [contact] }));
    let question = "Delete contact “Ada Bell”, 1 conversation and 2 messages?";
    assert!(shown["message"].as_str().unwrap().starts_with(question), "{shown}");
    let deleted = desk.delete("deleteContact", json!({ "ids": [contact] }));
    assert!(desk.contents()["message"].is_empty());
    desk.ok("undoChange", json!({ "changeId": deleted["changeId"] }));
    assert_eq!(desk.contents()["message"].len(), before["message"].len());
    assert_eq!(messages(&mut desk, &contact).len(), 2);
}

#[test]
fn what_has_left_the_house_is_not_undone() {
    let (mut desk, _whatsapp, contact) = visited(Era::Modern);
    let sent = desk.ok("sendMessage", json!({ "contactId": contact, "message": "Yes." }));
    desk.refused("undoChange", json!({ "changeId": sent["changeId"] }), "UNDO_CONFLICT");
    assert_eq!(messages(&mut desk, &contact).len(), 2);
}

#[test]
fn a_number_that_whatsapp_writes_otherwise_is_one_customer() {
    let (mut desk, whatsapp) = connected(Era::Modern);
    // In Brazil WhatsApp leaves out a digit that people dial.
    let contact =
        id(&desk.data("createContact", json!({ "name": "Bia", "phone": "+55 11 96123-4567" })));
    desk.items("getMessageTemplate", json!({ "all": true }));
    whatsapp.says(|asked| {
        let body = json!({ "contacts": [{ "input": "x", "wa_id": "551161234567" }], "messages": [{ "id": taken(asked) }] });
        crate::common::Says::json(200, &body)
    });
    desk.ok("sendMessage", json!({ "contactId": contact, "template": { "name": "hello" } }));
    let tally =
        import(desk.folder(), "main", &[written("551161234567", "Bia", "wamid.D", "Oi!", 5)]);
    assert_eq!([&tally["contacts"], &tally["messages"]], [0, 1]);
    assert_eq!(messages(&mut desk, &contact).len(), 2);
}

#[test]
fn neither_the_key_nor_what_was_written_is_in_a_log() {
    let (mut desk, whatsapp, contact) = visited(Era::Modern);
    whatsapp.says(|_| {
        crate::common::Says::json(401, &json!({ "error": { "code": 190, "message": KEY } }))
    });
    let words = "The code of the gate is 4711";
    let failure = desk.refused(
        "sendMessage",
        json!({ "contactId": "Ada Bell", "message": words }),
        "WHATSAPP_KEY_REFUSED",
    );
    assert!(!failure.to_string().contains(KEY) && !failure.to_string().contains("words of theirs"));
    let template = json!({ "name": "hello", "variables": { "1": words } });
    desk.call("sendMessage", json!({ "contactId": contact, "template": template }));
    let log = desk.json(&["log"]).to_string();
    assert!(
        log.contains("sendMessage") && !log.contains("4711") && !log.contains("Ada Bell"),
        "{log}"
    );
    for name in ["deskhand.db", "deskhand.db-wal"] {
        let bytes = std::fs::read(desk.folder().join(name)).unwrap_or_default();
        assert!(!bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes()), "{name}");
    }
}
