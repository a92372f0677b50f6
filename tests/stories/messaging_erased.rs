//! A person who wrote on WhatsApp and is to be forgotten: words and numbers go, in both directions.

use serde_json::json;

use super::{desk::id, erase::left, messaging::connected};
use crate::common::{
    Era, Says,
    whatsapp::{import, takes, written},
};

/// What could only be about the person, as bytes in small letters.
const THEIRS: [&str; 6] = [
    "4155550177",
    "quillfeather",
    "lighthouse at dawn",
    "larchmont lane is ready",
    "wamid.quill",
    "see you at the quay",
];

#[test]
fn of_an_erased_person_no_message_is_left() {
    let (mut desk, whatsapp) = connected(Era::Modern);
    let wrote =
        written("14155550177", "Ada Quillfeather", "wamid.Quill", "The lighthouse at dawn?", 60);
    let other = written("14155550178", "Bo", "wamid.Bo", "Hello", 60);
    import(desk.folder(), "main", &[wrote, other]);
    let contact = id(&desk.item("getContact", json!({ "phone": "+14155550177" })));
    let say = |words: &str, key: &str| json!({ "contactId": contact, "message": words, "idempotencyKey": key });
    desk.ok("sendMessage", say("The album from Larchmont Lane is ready", "a"));
    whatsapp.says(|_| Says::json(500, &json!({})));
    desk.refused("sendMessage", say("See you at the quay", "b"), "SENDING_UNKNOWN");
    whatsapp.says(takes);
    desk.restart();
    assert_eq!(left(&desk, &THEIRS).len(), THEIRS.len(), "the test looks for what is there");

    let erased = desk.json(&["contact", "erase", &contact, "--yes"]);
    assert_eq!(left(&desk, &THEIRS), Vec::<&str>::new(), "{erased}");
    let all = desk.items("getConversation", json!({ "all": true, "includeMessages": true }));
    let others: Vec<_> = all.iter().filter(|it| it["contactName"] == "Bo").collect();
    assert_eq!(others[0]["messages"][0]["received"]["text"], "Hello");
    assert_eq!(desk.json(&["log", "verify"])["ok"], true);
    // A key of then sends nothing again.
    desk.call("sendMessage", say("See you at the quay", "b"));
    assert_eq!(whatsapp.sent().len(), 2);
}
