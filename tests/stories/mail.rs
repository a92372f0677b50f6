//! Mail leaves once, as it was shown: with a quote or a picture, in answer to an enquiry, and with the truth about what
//! became of it.

use std::time::Duration;

use mail_parser::{Message, MessageParser, MimeHeaders};
use serde_json::{Value, json};

use super::{
    desk::{Desk, confirmed, id, text},
    erase::left,
    forms_read::asked,
    messaging::connected as on_whatsapp,
};
use crate::common::{
    BOTH_ERAS, Era, MailServer, Says,
    mail::{Fault, PASSWORD, SENDER, Taken},
    picture,
    whatsapp::written,
};

/// A desk with a name and a mailbox at a server on this machine.
pub fn connected(era: Era) -> (Desk, MailServer) {
    let server = MailServer::start();
    let mut desk = Desk::open(era, &[]);
    server.connect(desk.folder(), "main");
    desk.restart();
    let address = json!({ "street": "Lindenweg 3", "postalCode": "10115", "city": "Berlin", "country": "DE" });
    desk.ok(
        "updateSite",
        json!({ "name": "Atelier Größe", "country": "DE", "currency": "EUR", "locale": "de",
            "address": address, "tax": { "taxId": "12/345/67890", "rates": [19] } }),
    );
    (desk, server)
}

/// Anna, who can be written.
pub fn anna(desk: &mut Desk) -> String {
    let anna = json!({ "name": "Anna Lang", "email": "anna@wren.example", "address": "Rosenstr. 1", "city": "Bonn" });
    text(&desk.data("createContact", anna)["id"])
}

fn read(taken: &Taken) -> Message<'_> {
    MessageParser::new().parse(&taken.bytes).unwrap()
}

/// A quote for Anna, issued.
fn quote(desk: &mut Desk, anna: &str) -> Value {
    let items = json!([{ "title": "Hochzeit", "unitPrice": 1000 }]);
    let order = desk.data("createOrder", json!({ "contactId": anna, "items": items }));
    let quote = desk.data("createInvoice", json!({ "kind": "quote", "orderId": order["id"] }));
    let issue = json!({ "id": quote["id"], "status": "issued", "returning": "full" });
    let asked = desk.ok("updateInvoice", issue.clone());
    desk.ok("updateInvoice", confirmed(&issue, &asked["confirmationToken"]))["data"].clone()
}

#[test]
fn a_quote_goes_as_pdf_and_is_known_to_be_sent() {
    for era in BOTH_ERAS {
        let (mut desk, server) = connected(era);
        let anna = anna(&mut desk);
        let items = json!([{ "title": "Album", "unitPrice": 10 }]);
        let order = desk.data("createOrder", json!({ "contactId": anna, "items": items }));
        let draft = desk.data("createInvoice", json!({ "kind": "quote", "orderId": order["id"] }));
        let with_draft = json!({ "contactId": anna, "subject": "x", "message": "x", "attachments": [draft["id"]] });
        let refused = desk.refused("sendMessage", with_draft, "INVOICE_STATUS").to_string();
        assert!(refused.contains("issue it first"), "{refused}");

        let quote = quote(&mut desk, &anna);
        assert!(quote.get("sentAt").is_none(), "{quote}");
        let mail = json!({ "contactId": anna, "subject": "Ihr Angebot über 1.190 €",
            "message": "Liebe Anna,\n\nanbei das Angebot: https://atelier.example/preise", "attachments": [quote["number"]] });
        let dry = desk.ok("sendMessage", with(&mail, "dryRun", json!(true)));
        assert!(dry.to_string().contains("Angebot Q-"), "{dry}");
        assert_eq!(server.taken().len(), 0);
        // What stands on a document was read: the person sees what leaves.
        let asked = desk.ok("sendMessage", mail.clone());
        assert_eq!(asked["requiresConfirmation"], true, "{asked}");
        let sent =
            desk.ok("sendMessage", confirmed(&mail, &asked["confirmationToken"]))["data"].clone();
        assert_eq!(sent["status"], "accepted", "{sent}");
        let name = format!("Angebot {}.pdf", text(&quote["number"]));
        assert_eq!(sent["attachments"], json!([name]));

        let taken = server.taken();
        assert_eq!(
            (taken[0].from.as_str(), &taken[0].to),
            (SENDER, &vec!["anna@wren.example".to_owned()])
        );
        let mail = read(&taken[0]);
        assert_eq!(mail.subject(), Some("Ihr Angebot über 1.190 €"));
        assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Atelier Größe"));
        assert_eq!(
            mail.message_id(),
            Some(format!("{}@studio.example", text(&sent["id"])).as_str())
        );
        assert!(mail.body_text(0).unwrap().contains("Lindenweg 3, 10115 Berlin"));
        assert!(mail.body_html(0).unwrap().contains("<a href="), "{:?}", mail.body_html(0));
        let pdf = mail.attachment(0).unwrap();
        assert_eq!((pdf.attachment_name(), mail.attachment_count()), (Some(name.as_str()), 1));
        assert!(pdf.contents().starts_with(b"%PDF-"));

        let shown = desk.item("getInvoice", json!({ "id": quote["id"] }));
        assert_eq!(shown["sentAt"], sent["sentAt"], "{shown}");
        let listed = desk.items(
            "queryData",
            json!({ "entity": "message", "filter": { "invoiceId": quote["id"] } }),
        );
        assert_eq!((listed.len(), &listed[0]["subject"]), (1, &json!("Ihr Angebot über 1.190 €")));
        let talk =
            desk.item("getConversation", json!({ "contactId": anna, "includeMessages": true }));
        assert_eq!(
            (&talk["channel"], &talk["messages"][0]["attachments"]),
            (&json!("email"), &json!([name]))
        );
        assert!(talk.get("window").is_none(), "{talk}");
    }
}

fn with(arguments: &Value, name: &str, value: Value) -> Value {
    let mut arguments = arguments.clone();
    arguments[name] = value;
    arguments
}

#[test]
fn an_enquiry_is_answered_by_mail_and_stays_one_conversation() {
    let (mut desk, server) = connected(Era::Modern);
    let fields = [("name", "Ada"), ("email", "ada@wren.example"), ("longText", "June?")];
    let (_window, _page, enquiry) = asked(&mut desk, &fields);
    let message = &enquiry["messages"][0];
    let answer = json!({ "contactId": enquiry["contactId"], "message": "Yes, the 5th.", "subject": "June",
        "replyToMessageId": message["id"] });
    // What a visitor wrote and who they are were read: a person sees what leaves.
    let asked = desk.ok("sendMessage", answer.clone());
    assert_eq!(asked["requiresConfirmation"], true, "{asked}");
    for part in ["ada@wren.example", SENDER, "Yes, the 5th.", "June"] {
        assert!(asked.to_string().contains(part), "{part}: {asked}");
    }
    assert_eq!(server.taken().len(), 0);
    let sent =
        desk.ok("sendMessage", confirmed(&answer, &asked["confirmationToken"]))["data"].clone();
    assert_eq!(sent["conversationId"], enquiry["id"]);
    let first = server.taken();
    assert_eq!(first.len(), 1);

    // The next one threads with what the recipient has.
    let next = json!({ "contactId": enquiry["contactId"], "message": "At ten?", "replyToMessageId": sent["id"] });
    let asked = desk.ok("sendMessage", next.clone());
    let next =
        desk.ok("sendMessage", confirmed(&next, &asked["confirmationToken"]))["data"].clone();
    assert_eq!(next["subject"], "Re: June");
    let taken = server.taken();
    let (first, second) = (read(&taken[0]), read(&taken[1]));
    assert_eq!(second.in_reply_to().as_text(), first.message_id());
}

#[test]
fn the_way_is_the_one_that_they_wrote_by() {
    let (mut desk, whatsapp) = on_whatsapp(Era::Modern);
    let server = MailServer::start();
    server.connect(desk.folder(), "main");
    desk.restart();
    let both = json!({ "name": "Ada", "email": "ada@wren.example", "phone": "+1 415 555 2671" });
    let ada = text(&desk.data("createContact", both)["id"]);
    let mail = json!({ "contactId": ada, "subject": "Hello", "message": "Hi" });
    assert_eq!(desk.data("sendMessage", mail)["status"], "accepted");
    // They never wrote: WhatsApp would take no words.
    let refused = desk.refused(
        "sendMessage",
        json!({ "contactId": ada, "message": "Hi" }),
        "ARGUMENT_INVALID",
    );
    assert!(refused.to_string().contains("subject"), "{refused}");
    let event = written("14155552671", "Ada", "wamid.A", "Are you there?", 60);
    crate::common::whatsapp::import(desk.folder(), "main", &[event]);
    let sent = desk.data("sendMessage", json!({ "contactId": ada, "message": "I am" }));
    assert_eq!((whatsapp.sent().len(), sent.get("subject")), (1, None));
    let odd = json!({ "contactId": ada, "message": "I am", "subject": "x", "channel": "whatsapp" });
    desk.refused("sendMessage", odd, "ARGUMENT_INVALID");
    assert_eq!((whatsapp.sent().len(), server.taken().len()), (1, 1));
    whatsapp.says(|_| Says::Nothing);
    let bare =
        text(&desk.data("createContact", json!({ "name": "Bo", "phone": "+14155550178" }))["id"]);
    let mail = json!({ "contactId": bare, "subject": "Hello", "message": "Hi" });
    desk.refused("sendMessage", mail, "CONTACT_WITHOUT_EMAIL");
}

#[test]
fn what_the_server_refuses_was_not_sent_and_what_it_did_not_answer_is_unknown() {
    let (mut desk, server) = connected(Era::Modern);
    let anna = anna(&mut desk);
    for (fault, code) in [
        (Fault::Refuse("RCPT", "550 5.1.1 no such user"), "MAIL_ADDRESS_REFUSED"),
        (Fault::Refuse("RCPT", "451 4.7.1 greylisted"), "MAIL_LATER"),
        (Fault::Refuse("MAIL", "550 5.7.60 not your address"), "MAIL_REFUSED"),
        (Fault::Refuse("AUTH", "535 5.7.8 no"), "MAIL_LOGIN_REFUSED"),
        (Fault::RefuseMessage("552 5.3.4 too large"), "MAIL_REFUSED"),
        (Fault::HangUp("DATA"), "OUTSIDE_BROKEN"),
        (Fault::HangUp("EHLO"), "OUTSIDE_BROKEN"),
    ] {
        server.does(fault);
        let mail = json!({ "contactId": anna, "subject": "Hello", "message": "Hi", "idempotencyKey": format!("{fault:?}") });
        desk.refused("sendMessage", mail, code);
        assert_eq!(last(&mut desk, &anna)["status"], "failed", "{fault:?}");
    }
    assert_eq!(server.taken().len(), 0);

    server.does(Fault::TakeAndHangUp);
    let mail = json!({ "contactId": anna, "subject": "Hello", "message": "Hi", "idempotencyKey": "dropped" });
    let unknown = desk.refused("sendMessage", mail.clone(), "SENDING_UNKNOWN").to_string();
    assert!(unknown.contains("do not send it again"), "{unknown}");
    assert_eq!(last(&mut desk, &anna)["status"], "unknown");
    server.does(Fault::None);
    let repeated = desk.ok("sendMessage", mail);
    assert_eq!(
        (&repeated["repeated"], &repeated["data"]["status"]),
        (&json!(true), &json!("unknown"))
    );
    assert_eq!(server.taken().len(), 1, "it is not sent again by itself");
    server.does(Fault::TakeLate(Duration::from_secs(2)));
    let slow = json!({ "contactId": anna, "subject": "Hello", "message": "Hi again" });
    assert_eq!(desk.data("sendMessage", slow)["status"], "accepted");
}

fn last(desk: &mut Desk, contact: &str) -> Value {
    let talk =
        desk.item("getConversation", json!({ "contactId": contact, "includeMessages": true }));
    talk["messages"].as_array().unwrap().last().unwrap().clone()
}

#[test]
fn what_is_no_mail_is_refused_before_anything_is_kept() {
    let (mut desk, server) = connected(Era::Modern);
    let anna = anna(&mut desk);
    let bo = json!({ "name": "Bo", "email": "bo@wren.example" });
    let bo = text(&desk.data("createContact", bo)["id"]);
    let mail = json!({ "contactId": anna, "subject": "Hello", "message": "Hi" });
    for (name, value, code) in [
        ("subject", json!("Hello\r\nBcc: eve@x.example"), "ARGUMENT_INVALID"),
        ("subject", Value::Null, "ARGUMENT_INVALID"),
        ("message", Value::Null, "ARGUMENT_INVALID"),
        ("attachments", json!(["inv_01kbtm6q3se0x8v4bqnb6m1q2w"]), "INVOICE_NOT_FOUND"),
        ("attachments", json!(["img_01kbtm6q3se0x8v4bqnb6m1q2w"]), "IMAGE_NOT_FOUND"),
        ("attachments", json!(["/etc/passwd"]), "INVOICE_NOT_FOUND"),
        ("template", json!({ "name": "hello" }), "ARGUMENT_INVALID"),
        ("replyToMessageId", json!("msg_01kbtm6q3se0x8v4bqnb6m1q2w"), "MESSAGE_NOT_FOUND"),
    ] {
        let mut odd = with(&mail, name, value.clone());
        if value.is_null() {
            odd.as_object_mut().unwrap().remove(name);
            odd["channel"] = json!("email");
        }
        if name == "template" {
            odd["channel"] = json!("email");
        }
        desk.refused("sendMessage", odd, code);
    }
    // Nobody is told to ask for a number where nothing leaves by WhatsApp.
    let no_address = json!({ "name": "Cy", "phone": "+14155550178" });
    let no_address = desk.data("createContact", no_address);
    let words = json!({ "contactId": no_address["id"], "message": "Hi" });
    desk.refused("sendMessage", words, "CONTACT_WITHOUT_EMAIL");
    let wrong = with(&mail, "channel", json!("whatsapp"));
    let mut wrong = with(&wrong, "contactId", json!(bo));
    wrong.as_object_mut().unwrap().remove("subject");
    let refused = desk.refused("sendMessage", wrong, "CONTACT_WITHOUT_PHONE").to_string();
    assert!(refused.contains("email"), "{refused}");
    // A document of somebody else is seen before it leaves, however little was read.
    let quote = quote(&mut desk, &anna);
    let leak = json!({ "contactId": bo, "subject": "Look", "message": "Hers", "attachments": [quote["id"]] });
    let asked = desk.ok("sendMessage", leak);
    assert_eq!(asked["requiresConfirmation"], true, "{asked}");
    assert_eq!(server.taken().len(), 0);
    assert_eq!(desk.items("getConversation", json!({ "all": true })).len(), 0);
    desk.refused("sendMessage", json!({ "contactId": anna, "message": "Hi" }), "ARGUMENT_INVALID");
    let id = id(&desk.item("getContact", json!({ "id": anna })));
    assert_eq!(id, anna);
}

#[test]
fn the_password_is_asked_checked_and_never_shown() {
    let server = MailServer::start();
    let desk = Desk::open(Era::Modern, &[]);
    let url = server.url();
    let connect = ["integration", "connect", "smtp", "--from", SENDER, "--server", &url];
    let wrong = super::integration::with(&desk, &connect, "guess\n");
    let said = format!("{wrong:?}");
    assert!(!wrong.status.success() && said.contains("refuses the login"), "{said}");
    let missing = super::integration::with(&desk, &["integration", "connect", "smtp"], "x\n");
    let said = format!("{missing:?}");
    assert!(!missing.status.success() && said.contains("--from hello@example.com"), "{said}");
    server.connect(desk.folder(), "main");
    let tested = super::integration::with(&desk, &["integration", "test", "smtp"], "");
    assert!(tested.status.success() && format!("{tested:?}").contains(SENDER), "{tested:?}");
    let backup = desk.folder().join("copy.tar");
    let ran = super::integration::with(&desk, &["backup", "--to", backup.to_str().unwrap()], "");
    assert!(ran.status.success(), "{ran:?}");
    assert!(!contains(&std::fs::read(&backup).unwrap(), PASSWORD.as_bytes()));
    for file in ["deskhand.db", "deskhand.db-wal"] {
        if let Ok(bytes) = std::fs::read(desk.folder().join(file)) {
            assert!(!contains(&bytes, PASSWORD.as_bytes()), "{file}");
        }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn of_an_erased_person_no_mail_is_left() {
    const THEIRS: [&str; 3] = ["lighthouse at dawn", "quillfeather", "ada.q@wren.example"];
    let (mut desk, server) = connected(Era::Modern);
    let ada = json!({ "name": "Ada Quillfeather", "email": "ada.q@wren.example" });
    let ada = text(&desk.data("createContact", ada)["id"]);
    let mail = json!({ "contactId": ada, "subject": "Lighthouse at dawn", "message": "Lighthouse at dawn, Ms Quillfeather?" });
    assert_eq!(desk.data("sendMessage", mail)["status"], "accepted");
    assert_eq!(server.taken().len(), 1);
    desk.restart();
    assert_eq!(left(&desk, &THEIRS).len(), THEIRS.len(), "the test looks for what is there");
    let erased = desk.json(&["contact", "erase", &ada, "--yes"]);
    assert_eq!(left(&desk, &THEIRS), Vec::<&str>::new(), "{erased}");
}

#[test]
fn two_conversations_by_mail_become_one_with_their_contacts() {
    let (mut desk, _server) = connected(Era::Modern);
    let of = |desk: &mut Desk, name: &str, email: &str| {
        let contact = json!({ "name": name, "email": email });
        let contact = text(&desk.data("createContact", contact)["id"]);
        let mail = json!({ "contactId": contact, "subject": name, "message": "Hello" });
        let sent = desk.data("sendMessage", mail);
        assert_eq!(sent["status"], "accepted", "{sent}");
        contact
    };
    let kept = of(&mut desk, "Anna Lang", "anna@wren.example");
    let other = of(&mut desk, "Anna Kurz", "kurz@wren.example");
    let done = desk.delete("mergeContact", json!({ "keepId": kept, "mergeId": other }));
    let talks = |desk: &mut Desk, contact: &str| {
        let ask = json!({ "contactId": contact, "includeMessages": true });
        let found = desk.items("getConversation", ask);
        let all: Vec<usize> =
            found.iter().map(|talk| talk["messages"].as_array().unwrap().len()).collect();
        all
    };
    assert_eq!(talks(&mut desk, &kept), [2]);
    desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
    assert_eq!((talks(&mut desk, &kept), talks(&mut desk, &other)), (vec![1], vec![1]));
}

#[test]
fn nothing_of_another_tenant_goes_along() {
    let (mut desk, server) = connected(Era::Modern);
    desk.run(&["tenant", "add", "other", "--title", "Other"]);
    let mut neighbour = desk.neighbour("other");
    let call = |server: &mut crate::common::Server, tool: &str, arguments: Value| {
        server.call(tool, arguments).ok()["data"].clone()
    };
    let picture = picture::base64(&picture::jpeg(400, 300));
    let image = call(&mut neighbour, "createImage", json!({ "base64": picture }));
    let anna = anna(&mut desk);
    let mail = json!({ "contactId": anna, "subject": "Look", "message": "Hi", "attachments": [image["id"]] });
    desk.refused("sendMessage", mail, "IMAGE_NOT_FOUND");
    // Who has no mailbox has no tool.
    let bo = json!({ "name": "Bo", "email": "bo@wren.example" });
    let bo = call(&mut neighbour, "createContact", bo);
    let mail = json!({ "contactId": bo["id"], "subject": "Hello", "message": "Hi" });
    neighbour.call("sendMessage", mail).refused("TOOL_NOT_CONNECTED");
    assert_eq!(server.taken().len(), 0);
}
