//! The list of message templates: asked for seldom, kept, and honest about its age.

use serde_json::json;

use super::messaging::connected;
use crate::common::{Era, Says, whatsapp::takes};

#[test]
fn the_list_of_templates_is_asked_for_once_in_ten_minutes() {
    let (mut desk, whatsapp) = connected(Era::Modern);
    let first = desk.items("getMessageTemplate", json!({ "name": "reminder" }));
    let at_start = whatsapp.listed();
    assert_eq!(first.len(), 2);
    let again = desk.items("getMessageTemplate", json!({ "name": first[0]["id"] }));
    assert_eq!(again[0], first[0]);
    desk.items("getMessageTemplate", json!({ "all": true }));
    assert_eq!(desk.items("getMessageTemplate", json!({ "name": "nothing" })).len(), 0);
    assert_eq!(whatsapp.listed(), at_start);

    // When it is old and cannot be had, then the old one says so.
    let age = "UPDATE message_template_list SET fetched_at = fetched_at - 660000";
    desk.meddle(age, []);
    whatsapp.says(|_| Says::json(500, &json!({})));
    let old = desk.ok("getMessageTemplate", json!({ "all": true }));
    assert_eq!([&old["count"], &old["failures"][0]["source"]], [&json!(4), &json!("whatsapp")]);
    assert!(old["note"].as_str().unwrap().starts_with("The list is of "));
    // When it is there again, what is gone is gone and what stays keeps its id.
    whatsapp.says(|asked| match asked.path() {
        "/v1/configs/templates" => {
            let template = json!({ "name": "reminder", "language": "de", "status": "approved", "category": "UTILITY",
                "components": [{ "type": "BODY", "text": "Bis bald" }] });
            Says::json(200, &json!({ "waba_templates": [template], "total": 1 }))
        }
        _ => takes(asked),
    });
    let new = desk.items("getMessageTemplate", json!({ "all": true }));
    assert_eq!([&new[0]["id"], &new[0]["status"]], [&first[0]["id"], &json!("approved")]);
    assert_eq!(new.len(), 1);
}

#[test]
fn a_list_that_cannot_be_read_is_a_failure_that_says_so() {
    let (mut desk, whatsapp) = connected(Era::Modern);
    for (says, code) in [
        (Says::json(200, &json!({ "surprise": true })), "OUTSIDE_UNREADABLE"),
        (Says::body("text/html", "<html>"), "OUTSIDE_UNREADABLE"),
        (Says::json(401, &json!({})), "WHATSAPP_KEY_REFUSED"),
        (Says::json(429, &json!({})), "WHATSAPP_RATE_LIMITED"),
        (Says::Raw(Vec::new()), "OUTSIDE_BROKEN"),
    ] {
        let once = std::sync::Mutex::new(Some(says));
        whatsapp.says(move |_| once.lock().unwrap().take().unwrap_or(Says::Nothing));
        desk.refused("getMessageTemplate", json!({ "all": true }), code);
    }
}
