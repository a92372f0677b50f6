//! What may be sent, to whom, how much, and what stands in the way.

use std::thread;

use serde_json::{Value, json};

use super::{
    desk::{Desk, id, text},
    messaging::{VISITOR, connected, messages, visited},
};
use crate::common::{
    Era, Server,
    whatsapp::{import, written},
};

#[test]
fn after_a_day_only_an_approved_template_is_sent() {
    let (mut desk, whatsapp) = connected(Era::Modern);
    import(desk.folder(), "main", &[written(VISITOR, "Ada", "wamid.A", "Hi", 86_500)]);
    let send = |desk: &mut Desk, more: Value, code: &str| {
        let mut all = json!({ "contactId": "Ada" });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        desk.refused("sendMessage", all, code)
    };
    // Nobody has asked for the templates yet.
    let closed = send(&mut desk, json!({ "message": "Hello" }), "WINDOW_CLOSED");
    assert!(closed["suggestion"].as_str().unwrap().contains("getMessageTemplate"));
    assert_eq!(
        desk.item("getConversation", json!({ "id": "Ada" }))["window"],
        json!({ "open": false })
    );

    let all = desk.items("getMessageTemplate", json!({ "all": true, "status": "approved" }));
    let names: Vec<&Value> = all.iter().map(|template| &template["name"]).collect();
    assert_eq!(names, ["hello", "reminder"]);
    assert_eq!(
        all[1]["variables"],
        json!([{ "name": "1", "kind": "text" }, { "name": "2", "kind": "text" }])
    );
    let closed = send(&mut desk, json!({ "message": "Hello" }), "WINDOW_CLOSED");
    assert_eq!(
        closed["suggestion"],
        "send one of the approved templates: hello (en), reminder (en)"
    );

    let template = |name: &str, more: Value| {
        let mut template = json!({ "name": name });
        template.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "template": template })
    };
    send(&mut desk, template("nothing", json!({})), "MESSAGE_TEMPLATE_NOT_FOUND");
    send(
        &mut desk,
        template("reminder", json!({ "language": "fr" })),
        "MESSAGE_TEMPLATE_NOT_FOUND",
    );
    send(
        &mut desk,
        template("reminder", json!({ "language": "de" })),
        "MESSAGE_TEMPLATE_UNAPPROVED",
    );
    send(&mut desk, template("sale", json!({})), "MESSAGE_TEMPLATE_UNAPPROVED");
    let wrong = json!({ "variables": { "1": "x".repeat(1_025), "3": "extra" } });
    let wrong = send(&mut desk, template("reminder", wrong), "MESSAGE_TEMPLATE_VARIABLES");
    for part in ["`3` is not one of its variables", "`1` has 1025 characters", "`2` is missing"] {
        assert!(wrong["message"].as_str().unwrap().contains(part), "{wrong}");
    }
    assert!(whatsapp.sent().is_empty(), "all of this was refused before anything left");
}

#[test]
fn a_template_is_sent_with_its_variables_filled_in() {
    let (mut desk, whatsapp) = connected(Era::Modern);
    import(desk.folder(), "main", &[written(VISITOR, "Ada", "wamid.A", "Hi", 86_500)]);
    desk.items("getMessageTemplate", json!({ "all": true }));
    let good = json!({ "contactId": "Ada", "template": { "name": "reminder", "variables": { "1": "Ada", "2": "Friday" } } });
    let rehearsed = desk.ok("sendMessage", {
        let mut dry = good.clone();
        dry["dryRun"] = true.into();
        dry
    });
    assert_eq!([&rehearsed["dryRun"], &json!(whatsapp.sent().len())], [&json!(true), &json!(0)]);
    let sent = desk.data("sendMessage", good);
    assert_eq!([&sent["kind"], &sent["text"]], ["template", "Hi Ada, see you on Friday."]);
    assert_eq!(
        whatsapp.sent(),
        [json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": VISITOR,
            "type": "template",
            "template": {
                "name": "reminder",
                "language": { "code": "en", "policy": "deterministic" },
                "components": [{ "type": "body", "parameters": [
                    { "type": "text", "text": "Ada" }, { "type": "text", "text": "Friday" } ] }],
            },
            "biz_opaque_callback_data": sent["id"],
        })]
    );
}

#[test]
fn what_cannot_be_sent_says_why() {
    let (mut desk, whatsapp, contact) = visited(Era::Modern);
    let by_mail =
        id(&desk.data("createContact", json!({ "name": "Bo", "email": "bo@example.com" })));
    let unknown = "con_01h455vb4pex5vsknk084sn02q";
    let message = text(&messages(&mut desk, &contact)[0]["id"]);
    for (arguments, code) in [
        (json!({ "contactId": by_mail, "message": "Hi" }), "CONTACT_WITHOUT_PHONE"),
        (json!({ "contactId": unknown, "message": "Hi" }), "CONTACT_NOT_FOUND"),
        (json!({ "contactId": contact }), "ARGUMENT_INVALID"),
        (
            json!({ "contactId": contact, "message": "Hi", "template": { "name": "hello" } }),
            "ARGUMENT_INVALID",
        ),
        (json!({ "contactId": contact, "message": "x".repeat(5_000) }), "ARGUMENT_INVALID"),
        (json!({ "contactId": contact, "message": " " }), "ARGUMENT_INVALID"),
        (
            json!({ "contactId": contact, "message": "Hi", "replyToMessageId": "msg_01h455vb4pex5vsknk084sn02q" }),
            "MESSAGE_NOT_FOUND",
        ),
        (
            json!({ "contactId": by_mail, "message": "Hi", "replyToMessageId": message }),
            "CONTACT_WITHOUT_PHONE",
        ),
        (
            json!({ "contactId": contact, "message": "Hi", "replyToMessageId": contact }),
            "ID_WRONG_KIND",
        ),
    ] {
        desk.refused("sendMessage", arguments, code);
    }
    assert!(whatsapp.sent().is_empty());
    // 4,096 characters are a message.
    desk.ok("sendMessage", json!({ "contactId": contact, "message": "é".repeat(4_096) }));
}

#[test]
fn thirty_messages_leave_in_a_minute_whoever_sends_them() {
    let (desk, whatsapp, contact) = visited(Era::Modern);
    // Two processes at once, twenty messages each.
    let rates = ["--rates", "messaging=30"];
    let clients = [(); 2].map(|()| Server::start_on(desk.era(), desk.folder(), &rates));
    let sending = clients.map(|mut client| {
        let contact = contact.clone();
        thread::spawn(move || {
            let calls: Vec<Value> = (0..20)
                .map(|at| {
                    let say = json!({ "contactId": contact, "message": format!("Number {at}") });
                    client.call("sendMessage", say).whole()
                })
                .collect();
            calls
        })
    });
    let answers: Vec<Value> =
        sending.into_iter().flat_map(|client| client.join().unwrap()).collect();
    let refused: Vec<&Value> = answers.iter().filter(|answer| answer["success"] == false).collect();
    assert_eq!([answers.len() - refused.len(), whatsapp.sent().len()], [30, 30]);
    for refused in refused {
        let error = &refused["error"];
        assert_eq!([&error["code"], &error["retryable"]], [&json!("RATE_LIMITED"), &json!(true)]);
        assert!(error["suggestion"].as_str().unwrap().contains("seconds"), "{error}");
    }
}

#[test]
fn who_has_read_outside_texts_and_customers_asks_before_writing_to_somebody_new() {
    let (mut desk, whatsapp, contact) = visited(Era::Modern);
    let other =
        id(&desk.data("createContact", json!({ "name": "Bo", "phone": "+1 415 555 2672" })));
    desk.items("getMessageTemplate", json!({ "all": true }));
    messages(&mut desk, &contact);
    // An answer to who wrote goes out,
    desk.ok("sendMessage", json!({ "contactId": contact, "message": "Yes." }));
    // and a person sees what goes to anybody else.
    let unasked = json!({ "contactId": other, "template": { "name": "hello" } });
    let shown = desk.ok("sendMessage", unasked.clone());
    assert_eq!(shown["requiresConfirmation"], true, "{shown}");
    assert_eq!(whatsapp.sent().len(), 1);
    let mut agreed = unasked;
    agreed["confirmed"] = true.into();
    agreed["confirmationToken"] = shown["confirmationToken"].clone();
    assert_eq!(desk.data("sendMessage", agreed)["status"], "accepted");
    assert_eq!(whatsapp.sent().len(), 2);
}

#[test]
fn what_a_supervised_agent_writes_leaves_when_a_person_agrees_and_once() {
    let (mut desk, whatsapp, contact) = visited(Era::Modern);
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    let mut trainee = desk.colleague("trainee");
    let words = "Friday at ten is yours.";
    let proposed =
        trainee.call("sendMessage", json!({ "contactId": contact, "message": words })).ok();
    assert_eq!(proposed["proposed"], true, "{proposed}");
    assert_eq!([whatsapp.sent().len(), messages(&mut desk, &contact).len()], [0, 1]);
    desk.run(&["proposals", "approve", "1"]);
    let approved = messages(&mut desk, &contact).pop().unwrap();
    assert_eq!([&approved["text"], &approved["status"]], [words, "accepted"]);
    assert!(!desk.tries(&["proposals", "approve", "1"]).status.success());
    let sent = whatsapp.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        [&sent[0]["text"]["body"], &sent[0]["biz_opaque_callback_data"]],
        [&json!(words), &approved["id"]]
    );
}

#[test]
fn a_proposal_that_is_not_shown_is_not_told_at_the_end_either() {
    let (desk, _whatsapp, contact) = visited(Era::Modern);
    desk.run(&["agent", "add", "blind", "--autonomy", "supervised", "--disable", "getContact"]);
    desk.run(&["agent", "add", "seeing", "--autonomy", "supervised"]);
    let said = json!({ "contactId": contact, "message": "Friday at ten." });
    let ends = |agent: &str| {
        let mut agent = desk.colleague(agent);
        let proposed = agent.call("sendMessage", said.clone()).ok();
        assert_eq!(proposed["proposed"], true, "{proposed}");
        let report = agent.call("finalAnswer", json!({ "answer": "It waits." })).ok();
        text(&report["data"]["waiting"][0]["what"])
    };
    assert_eq!(ends("blind"), "something that this agent may not read");
    let told = ends("seeing");
    assert!(told.contains("Ada") || told.contains('+'), "{told}");
}
