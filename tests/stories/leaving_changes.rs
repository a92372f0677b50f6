//! What changes between a question and its yes: nothing is sent, and a person is asked anew.

use serde_json::json;

use super::{
    desk::text,
    leaving_messages::{bo, read, reminder},
    messaging::visited,
    question::{Says as Person, ask},
};
use crate::common::{BOTH_ERAS, Era};

#[test]
fn what_changes_between_the_question_and_the_yes_is_not_sent() {
    for era in BOTH_ERAS {
        let (mut desk, whatsapp, ada) = visited(era);
        let mut server = desk.asking(&[]);
        server.call("getMessageTemplate", json!({ "all": true })).ok();
        read(&mut server, &ada);
        let contact = bo(&mut server);
        for change in [
            json!({ "phone": "+1 415 555 2673" }),
            json!({ "name": "Bodo" }),
            json!({ "phone": "+49 30 901820" }),
        ] {
            let open = ask(&mut server, era, "sendMessage", reminder(&contact));
            let mut update = json!({ "id": contact });
            update.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            desk.ok("updateContact", update);
            let anew = open.asks_anew(&mut server, &Person::Yes);
            let begins = "Something changed since the preview. Send a WhatsApp message to ";
            assert!(anew.text().starts_with(begins), "{}", anew.text());
            let changed = change.as_object().unwrap().values().next().unwrap();
            let changed = text(changed).replace(' ', "");
            assert!(anew.text().contains(&changed), "{}", anew.text());
            // A yes works once, for what it was said to.
            if era == Era::Modern {
                open.bring_back(&mut server, &Person::Yes, open.state.clone())
                    .refused("CONFIRMATION_INVALID");
            }
            anew.answer(&mut server, &Person::No).refused("CONFIRMATION_DECLINED");
            assert!(whatsapp.sent().is_empty(), "{change}");
        }
        // The words of the template are part of it,
        let open = ask(&mut server, era, "sendMessage", reminder(&contact));
        desk.meddle(
            "UPDATE message_template SET components = replace(components, 'see you', 'pay us')",
            [],
        );
        let anew = open.asks_anew(&mut server, &Person::Yes);
        assert!(anew.text().contains("pay us on Friday"), "{}", anew.text());
        anew.answer(&mut server, &Person::No).refused("CONFIRMATION_DECLINED");
        // and so is that there is somebody.
        let open = ask(&mut server, era, "sendMessage", reminder(&contact));
        desk.delete("deleteContact", json!({ "ids": [contact] }));
        open.answer(&mut server, &Person::Yes).refused("CONTACT_NOT_FOUND");
        assert!(whatsapp.sent().is_empty());
        // The yes to the new question is for the new number.
        let contact = bo(&mut server);
        let open = ask(&mut server, era, "sendMessage", reminder(&contact));
        desk.ok("updateContact", json!({ "id": contact, "phone": "+1 415 555 2674" }));
        open.asks_anew(&mut server, &Person::Yes).answer(&mut server, &Person::Yes).ok();
        assert_eq!(whatsapp.sent()[0]["to"], "14155552674");
    }
}
