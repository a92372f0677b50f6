//! Who a customer is: one person, whatever WhatsApp calls them and however their number is written.

use serde_json::{Value, json};

use super::{
    desk::{Desk, id, text},
    hook::Hook,
    messaging::{connected, messages, visited},
};
use crate::common::{
    Era,
    whatsapp::{became, import, report, written},
};

const USER: &str = "US.13491208655302741918";

/// A message, so many seconds ago, with what is said of who sent it.
fn message(id: &str, who: &Value, more: &Value, ago_s: i64) -> Value {
    let at = deskhand::clock::now().0 / 1000 - ago_s;
    let mut message =
        json!({ "id": id, "timestamp": at.to_string(), "type": "text", "text": { "body": id } });
    let mut contact = json!({ "profile": { "name": "Ada Bell" } });
    for (name, inside) in [("from", "wa_id"), ("from_user_id", "user_id")] {
        if let Some(said) = who.get(name) {
            contact[inside] = said.clone();
            message[name] = said.clone();
        }
    }
    message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    report(&json!({ "contacts": [contact], "messages": [message] }))
}

fn told(desk: &Desk, reports: &[Value]) -> Value {
    import(desk.folder(), "main", reports)
}

fn contacts(desk: &mut Desk) -> usize {
    desk.items("getContact", json!({ "all": true })).len()
}

#[test]
fn who_hides_the_number_is_kept_found_and_answered_by_the_user_id() {
    let (mut desk, whatsapp) = connected(Era::Modern);
    let hook = Hook::of(&desk);
    let who = json!({ "from_user_id": USER });
    assert_eq!(hook.tell(&message("wamid.A", &who, &json!({}), 60)), 200);
    assert_eq!(hook.tell(&message("wamid.B", &who, &json!({}), 50)), 200);
    let contact = desk.item("getContact", json!({ "id": USER }));
    assert_eq!([&contact["name"], &contact["whatsappUserId"]], ["Ada Bell", USER]);
    assert_eq!([&contact["phone"], &contact["trust"]], [&Value::Null, &json!("untrusted")]);
    assert_eq!(messages(&mut desk, &id(&contact)).len(), 2);
    let filter = json!({ "entity": "contact", "filter": { "whatsappUserId": USER } });
    assert_eq!(desk.item("queryData", filter)["id"], contact["id"]);
    // What would be taken for a number is not sent where a number stands.
    let sent = desk.data("sendMessage", json!({ "contactId": contact["id"], "message": "Yes." }));
    assert_eq!(sent["status"], "accepted");
    let body = whatsapp.sent().pop().unwrap();
    assert_eq!((&body["recipient"], body.get("to")), (&json!(USER), None));
    // They can be changed without a phone and an address, and go with all that they are known by.
    desk.ok("updateContact", json!({ "id": contact["id"], "city": "Oakland" }));
    desk.run(&["contact", "erase", &id(&contact), "--yes"]);
    let rest = desk.contents();
    let rest = format!("{rest:?}");
    assert!(!rest.contains("13491208655302741918"), "{rest}");
}

#[test]
fn a_message_that_says_nothing_of_whose_it_is_is_refused_and_the_others_are_kept() {
    let (mut desk, _whatsapp) = connected(Era::Modern);
    let hook = Hook::of(&desk);
    let nobody = message("wamid.N", &json!({}), &json!({}), 1);
    assert_eq!(hook.tell(&nobody), 422);
    assert_eq!(hook.tell(&report(&json!({ "messages": [{ "from": "14155552671" }] }))), 422);
    assert_eq!(hook.tell(&report(&json!({ "messages": {} }))), 422);
    let mut both = message("wamid.A", &json!({ "from": "14155552671" }), &json!({}), 1);
    let list = both["entry"][0]["changes"][0]["value"]["messages"].as_array_mut().unwrap();
    list.push(json!({ "id": "wamid.O", "type": "text", "text": { "body": "Whose?" } }));
    // One person is in the report, so it is theirs.
    assert_eq!(hook.tell(&both), 200);
    let list = both["entry"][0]["changes"][0]["value"]["messages"].as_array_mut().unwrap();
    list.push(json!({ "type": "text", "from": "14155552671", "text": { "body": "Which?" } }));
    assert_eq!(hook.tell(&both), 422);
    let contact = id(&desk.item("getContact", json!({ "phone": "4155552671" })));
    assert_eq!(messages(&mut desk, &contact).len(), 2);
    let tally = told(&desk, &[nobody]);
    assert_eq!([&tally["unreadable"], &tally["messages"]], [1, 0]);
}

#[test]
fn a_phone_is_one_person_however_its_country_has_written_it() {
    for (theirs, others, national) in [
        ("5215512345678", "+52 55 1234 5678", "5512345678"),
        ("553188887777", "+55 31 98888-7777", "3198888-7777"),
        ("5491123456789", "+54 11 2345-6789", "11 2345 6789"),
        ("4930901820", "0049 30 901820", "30901820"),
    ] {
        let (mut desk, _whatsapp) = connected(Era::Modern);
        desk.ok("createContact", json!({ "name": "Ada", "phone": others }));
        told(&desk, &[written(theirs, "Ada Bell", "wamid.A", "Hi", 60)]);
        assert_eq!(contacts(&mut desk), 1, "{theirs}");
        let kept = text(&desk.item("getContact", json!({ "all": true }))["phone"]);
        for spelling in [theirs, others, &kept, &format!("+{theirs}")] {
            for ask in [
                json!({ "phone": spelling }),
                json!({ "id": spelling }),
                json!({ "query": spelling }),
            ] {
                assert_eq!(desk.item("getContact", ask.clone())["name"], "Ada", "{ask}");
            }
        }
        assert_eq!(desk.item("getContact", json!({ "query": national }))["name"], "Ada");
        desk.refused("createContact", json!({ "name": "B", "phone": kept }), "PHONE_DUPLICATE");

        // The other way round as well: whom WhatsApp brought is whom a person writes down.
        let (mut desk, _whatsapp) = connected(Era::Modern);
        told(&desk, &[written(theirs, "Ada Bell", "wamid.A", "Hi", 60)]);
        desk.refused("createContact", json!({ "name": "B", "phone": others }), "PHONE_DUPLICATE");
        told(&desk, &[written(theirs, "Ada Bell", "wamid.B", "Hi", 50)]);
        assert_eq!(contacts(&mut desk), 1, "{others}");
    }
}

#[test]
fn a_number_that_changes_is_followed() {
    let (mut desk, _whatsapp) = connected(Era::Modern);
    let old = json!({ "from": "14155552671", "from_user_id": USER });
    told(&desk, &[message("wamid.A", &old, &json!({}), 300)]);
    let contact = id(&desk.item("getContact", json!({ "phone": "4155552671" })));
    // Under the same user id with another number, they write from there now.
    let new = json!({ "from": "14155550100", "from_user_id": USER });
    told(&desk, &[message("wamid.B", &new, &json!({}), 200)]);
    assert_eq!(desk.item("getContact", json!({ "phone": "4155550100" }))["id"], contact.as_str());
    // A system message says both.
    let system = json!({ "type": "system", "system": { "body": "User Ada changed from 14155550100 to 14155550199",
        "type": "user_changed_number", "wa_id": "14155550199", "user_id": "US.2", "previous_user_id": USER } });
    told(&desk, &[message("wamid.C", &json!({ "from": "14155550100" }), &system, 100)]);
    let now = desk.item("getContact", json!({ "id": contact }));
    assert_eq!([&now["phone"], &now["whatsappUserId"]], ["+14155550199", "US.2"]);
    let last = messages(&mut desk, &contact).pop().unwrap();
    assert_eq!(
        last["received"]["text"],
        "[system] User Ada changed from 14155550100 to 14155550199"
    );
    // A user id alone changes too.
    let system = json!({ "type": "system", "system": { "type": "user_changed_user_id", "user_id": "US.3", "previous_user_id": "US.2" } });
    told(&desk, &[message("wamid.D", &json!({}), &system, 90)]);
    assert_eq!(desk.item("getContact", json!({ "id": contact }))["whatsappUserId"], "US.3");
    assert_eq!((contacts(&mut desk), messages(&mut desk, &contact).len()), (1, 4));
    // Whoever has the first number now is somebody else.
    told(&desk, &[written("14155552671", "Bo", "wamid.E", "Hi", 10)]);
    assert_eq!(contacts(&mut desk), 2);
}

#[test]
fn two_contacts_that_turn_out_to_be_one_person_become_one() {
    let (mut desk, whatsapp) = connected(Era::Modern);
    // Whom the business wrote to answers without a number: the state of what it sent said who that is.
    let bo = id(&desk.data("createContact", json!({ "name": "Bo", "phone": "4155550100" })));
    desk.ok("getMessageTemplate", json!({ "all": true }));
    let template = json!({ "contactId": bo, "template": { "name": "hello" } });
    let sent = text(&desk.data("sendMessage", template)["id"]);
    let mut state = became(&format!("wamid.{sent}"), &sent, "delivered");
    state["entry"][0]["changes"][0]["value"]["statuses"][0]["recipient_user_id"] = json!("US.9");
    let answer = message("wamid.C", &json!({ "from_user_id": "US.9" }), &json!({}), 10);
    told(&desk, &[state, answer]);
    assert_eq!((contacts(&mut desk), messages(&mut desk, &bo).len()), (1, 2));
    assert_eq!(whatsapp.sent().len(), 1);

    // Whom it knows by a number has written without one.
    let known =
        json!({ "name": "Ada Lovelace", "phone": "4155552671", "notes": "Likes lighthouses" });
    let known = id(&desk.data("createContact", known));
    told(&desk, &[message("wamid.A", &json!({ "from_user_id": USER }), &json!({}), 300)]);
    assert_eq!(contacts(&mut desk), 3);
    let both = json!({ "from": "14155552671", "from_user_id": USER });
    told(&desk, &[message("wamid.B", &both, &json!({}), 200)]);
    assert_eq!(contacts(&mut desk), 2);
    let now = desk.item("getContact", json!({ "id": USER }));
    assert_eq!([&now["id"], &now["whatsappUserId"]], [&json!(known), &json!(USER)]);
    assert_eq!(messages(&mut desk, &known).len(), 2);

    // What a person has written down stays what it is.
    let cy = json!({ "name": "Cy", "phone": "4155550111" });
    let cy = id(&desk.data("createContact", cy));
    let other = json!({ "from_user_id": "US.7" });
    told(&desk, &[message("wamid.D", &other, &json!({}), 9)]);
    let met = id(&desk.item("getContact", json!({ "id": "US.7" })));
    desk.ok("updateContact", json!({ "id": met, "notes": "Wants a quote" }));
    let both = json!({ "from": "14155550111", "from_user_id": "US.7" });
    told(&desk, &[message("wamid.E", &both, &json!({}), 8)]);
    assert_eq!(contacts(&mut desk), 4);
    assert_eq!(messages(&mut desk, &met).len(), 2);
    assert_eq!(desk.item("getContact", json!({ "id": cy }))["phone"], "+14155550111");
}

#[test]
fn a_conversation_is_as_new_as_what_was_written_and_not_as_what_came() {
    let (mut desk, _whatsapp) = connected(Era::Modern);
    told(&desk, &[written("14155552671", "Ada", "wamid.A", "Long ago", 400 * 86_400)]);
    told(&desk, &[written("14155550100", "Bo", "wamid.B", "Yesterday", 86_400)]);
    // What comes late was written before.
    told(&desk, &[written("14155552671", "Ada", "wamid.C", "Longer ago", 500 * 86_400)]);
    let all = desk.items("getConversation", json!({ "all": true }));
    let names: Vec<&Value> = all.iter().map(|one| &one["contactName"]).collect();
    assert_eq!(names, ["Bo", "Ada"]);
    let at =
        |ago_s: i64| deskhand::clock::Time(deskhand::clock::now().0 - ago_s * 1000).to_string();
    let day = |time: &str| time.get(..10).unwrap().to_owned();
    assert_eq!(day(&text(&all[1]["lastMessageAt"])), day(&at(400 * 86_400)));
    assert_eq!([&all[0]["window"]["open"], &all[1]["window"]["open"]], [false, false]);
    // What is put away stays so, unless something newer is written.
    desk.ok(
        "updateConversation",
        json!({ "id": "Ada", "status": "archived", "resolution": "Done" }),
    );
    told(&desk, &[written("14155552671", "Ada", "wamid.D", "Before all that", 450 * 86_400)]);
    let ada = desk.item("getConversation", json!({ "id": "Ada" }));
    assert_eq!([&ada["status"], &ada["resolution"]], ["archived", "Done"]);
    told(&desk, &[written("14155552671", "Ada", "wamid.E", "Now", 5)]);
    let ada = desk.item("getConversation", json!({ "id": "Ada" }));
    assert_eq!(ada["status"], "active");
    assert!(ada.get("resolution").is_none(), "{ada}");
    // A moment that nobody said is when it came.
    let mut late = written("14155550199", "Cy", "wamid.F", "When?", 1);
    late["entry"][0]["changes"][0]["value"]["messages"][0]["timestamp"] = json!("soon");
    told(&desk, &[late]);
    assert_eq!(desk.items("getConversation", json!({ "all": true }))[0]["contactName"], "Cy");
}

#[test]
fn what_refers_to_a_message_stays_tied_to_it_in_whatever_order_they_come() {
    let (mut desk, _whatsapp, contact) = visited(Era::Modern);
    let who = json!({ "from": "14155552671" });
    let more = [
        (
            "wamid.E",
            json!({ "type": "edit", "edit": { "original_message_id": "wamid.B",
            "message": { "type": "text", "text": { "body": "The 6th?" } } } }),
        ),
        (
            "wamid.R",
            json!({ "type": "reaction", "reaction": { "message_id": "wamid.B", "emoji": "👍" } }),
        ),
        ("wamid.V", json!({ "type": "revoke", "revoke": { "original_message_id": "wamid.B" } })),
        ("wamid.Q", json!({ "context": { "id": "wamid.B" } })),
        ("wamid.B", json!({})),
    ];
    let reports: Vec<Value> =
        (0..).zip(&more).map(|(at, (id, more))| message(id, &who, more, 60 - at)).collect();
    told(&desk, &reports);
    let all = messages(&mut desk, &contact);
    let original = all.iter().find(|it| it["received"]["text"] == "wamid.B").unwrap();
    for words in ["[edit] The 6th?", "[reaction] 👍", "[revoke]", "wamid.Q"] {
        let other = all.iter().find(|it| it["received"]["text"] == words);
        assert_eq!(other.unwrap()["replyToMessageId"], original["id"], "{words}");
    }
}

#[test]
fn a_file_of_events_is_read_as_other_programs_write_it() {
    let (mut desk, _whatsapp) = connected(Era::Modern);
    let whole = |id: &str| format!("{}\r\n", written("14155552671", "Zoë", id, "Olá", 60));
    let wide = |text: String, big: bool| -> Vec<u8> {
        let units = text.encode_utf16();
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    for (name, bytes) in [
        ("plain", whole("wamid.A").into_bytes()),
        ("mark", format!("\u{feff}{}", whole("wamid.B")).into_bytes()),
        ("list", format!("\u{feff}[{}]", whole("wamid.C")).into_bytes()),
        ("little", wide(format!("\u{feff}{}", whole("wamid.D")), false)),
        ("big", wide(format!("\u{feff}{}", whole("wamid.E")), true)),
        ("no mark", wide(whole("wamid.F"), false)),
    ] {
        let file = desk.folder().join("events.jsonl");
        std::fs::write(&file, bytes).unwrap();
        let tally = desk.json(&["whatsapp", "import", file.to_str().unwrap()]);
        assert_eq!(tally["messages"], 1, "{name}: {tally}");
    }
    let file = desk.folder().join("events.jsonl");
    std::fs::write(&file, "").unwrap();
    assert_eq!(desk.json(&["whatsapp", "import", file.to_str().unwrap()])["messages"], 0);
    let contact = id(&desk.item("getContact", json!({ "query": "zoe" })));
    let all = messages(&mut desk, &contact);
    assert!(all.iter().all(|it| it["received"]["text"] == "Olá") && all.len() == 6, "{all:?}");
}
