//! Two contacts that turn out to be one person: what becomes of all that each had, and that it can be taken back.

use serde_json::json;

use super::{
    desk::{Desk, id, in_both_eras, text},
    erase::left,
    messaging::{connected, messages},
};
use crate::common::{
    Era,
    whatsapp::{import, written},
};

/// What could only be about Ada, under either name.
const HERS: [&str; 6] =
    ["uillfeather", "orsakov", "5550177", "uill@wren.example", "archmont", "ighthouse"];

/// Ada twice: with a number and tags, and with an address, an order, a payment and a booking.
fn twice(desk: &mut Desk) -> (String, String, String) {
    let kept = json!({ "name": "Ada Quillfeather", "phone": "+1 415 555 0177", "notes": "Likes lighthouses", "tags": ["VIP"] });
    let kept = id(&desk.data("createContact", kept));
    let other = json!({ "name": "A. Korsakov", "email": "quill@wren.example", "address": "12 Larchmont Lane",
        "notes": "Has a dog", "tags": ["VIP", "Wedding"] });
    let other = id(&desk.data("createContact", other));
    let order = json!({ "contactId": other, "items": [{ "title": "Album", "unitPrice": 200 }] });
    let order = id(&desk.data("createOrder", order));
    let paid = json!({ "orderId": order, "amount": 50, "method": "cash" });
    desk.ok("createPayment", paid);
    let booking = json!({ "contactId": other, "service": "Portrait", "start": "2030-06-14T15:00", "minutes": 60 });
    desk.ok("createBooking", booking);
    (kept, other, order)
}

#[test]
fn two_contacts_become_one_after_a_person_has_seen_it_and_two_again_by_an_undo() {
    in_both_eras(|desk| {
        let (kept, other, order) = twice(desk);
        let before = [&kept, &other].map(|it| desk.item("getContact", json!({ "id": it })));
        let both = json!({ "keepId": kept, "mergeId": other });

        let shown = desk.ok("mergeContact", both.clone());
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        let words = shown.to_string();
        for said in [
            "Taken over: e-mail address, address.",
            "Different, so in the notes: name, notes.",
            "Invoices and payments stay with their orders.",
        ] {
            assert!(words.contains(said), "{said}: {words}");
        }
        assert_eq!(desk.items("getContact", json!({ "all": true })).len(), 2);

        let done = desk.delete("mergeContact", both.clone());
        let now = desk.item("getContact", json!({ "all": true }));
        assert_eq!(
            [&now["id"], &now["phone"], &now["email"], &now["address"], &now["tags"]],
            [
                &json!(kept),
                &json!("+14155550177"),
                &json!("quill@wren.example"),
                &json!("12 Larchmont Lane"),
                &json!(["VIP", "Wedding"])
            ]
        );
        assert_eq!(now["notes"]["text"], "Likes lighthouses\nAlso: A. Korsakov\nHas a dog");
        let hers = desk.item("getOrder", json!({ "contactId": kept }));
        assert_eq!([&hers["id"], &hers["paid"]], [&json!(order), &json!(50)]);
        assert_eq!(desk.item("getBooking", json!({ "contactId": kept }))["title"], "Portrait");
        desk.refused("mergeContact", both, "CONTACT_NOT_FOUND");

        desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
        let after = [&kept, &other].map(|it| desk.item("getContact", json!({ "id": it })));
        for (before, after) in before.iter().zip(&after) {
            for field in ["name", "phone", "email", "address", "notes", "tags", "archived"] {
                assert_eq!(before[field], after[field], "{field}");
            }
        }
        assert_eq!(desk.item("getOrder", json!({ "id": order }))["contactId"], json!(other));
    });
}

#[test]
fn who_is_erased_is_erased_with_all_that_was_merged_into_them() {
    in_both_eras(|desk| {
        let (kept, other, _) = twice(desk);
        // In two steps, so that one is reached through another.
        let third = json!({ "name": "Ada Q.", "email": "ada.q@wren.example" });
        let third = id(&desk.data("createContact", third));
        desk.delete("mergeContact", json!({ "keepId": third, "mergeId": other }));
        desk.delete("mergeContact", json!({ "keepId": kept, "mergeId": third }));
        desk.restart();
        assert_eq!(left(desk, &HERS).len(), HERS.len(), "the test looks for what is there");
        desk.fails(&["contact", "erase", &third, "--yes"], "they are one person");
        desk.fails(&["contact", "erase", &other, "--yes"], "they are one person");
        desk.run(&["contact", "erase", &kept, "--yes"]);
        assert_eq!(left(desk, &HERS), Vec::<&str>::new());
        assert_eq!(desk.json(&["log", "verify"])["ok"], true);
    });
}

#[test]
fn who_was_merged_and_is_somebody_again_is_not_erased_with_the_other() {
    in_both_eras(|desk| {
        let (kept, other, order) = twice(desk);
        let done = desk.delete("mergeContact", json!({ "keepId": kept, "mergeId": other }));
        desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
        desk.restart();
        desk.run(&["contact", "erase", &kept, "--yes"]);
        let stays = desk.item("getContact", json!({ "id": other }));
        assert_eq!([&stays["name"], &stays["email"]], ["A. Korsakov", "quill@wren.example"]);
        assert_eq!(desk.item("getOrder", json!({ "id": order }))["contactId"], json!(other));
    });
}

#[test]
fn conversations_on_whatsapp_are_joined_where_one_number_has_both_and_else_nothing_is_merged() {
    let (mut desk, _whatsapp) = connected(Era::Modern);
    let wrote = |from: &str, name: &str, id: &str| written(from, name, id, "Hi", 60);
    let reports = [wrote("14155552671", "Ada", "wamid.A"), wrote("14155550100", "Bell", "wamid.B")];
    import(desk.folder(), "main", &reports);
    let ada = id(&desk.item("getContact", json!({ "phone": "4155552671" })));
    let bell = id(&desk.item("getContact", json!({ "phone": "4155550100" })));
    let refused =
        desk.refused("mergeContact", json!({ "keepId": ada, "mergeId": bell }), "CONTACT_IN_USE");
    assert!(text(&refused["suggestion"]).contains("keep both"), "{refused}");
    // A card without a conversation goes into the one that has it, and not the other way round.
    let card =
        json!({ "name": "Ada Bell", "phone": "+1 415 555 0111", "email": "ada@wren.example" });
    let card = id(&desk.data("createContact", card));
    let refused =
        desk.refused("mergeContact", json!({ "keepId": card, "mergeId": ada }), "CONTACT_IN_USE");
    assert!(text(&refused["suggestion"]).contains("the other way round"), "{refused}");
    desk.delete("mergeContact", json!({ "keepId": ada, "mergeId": card }));
    let now = desk.item("getContact", json!({ "id": ada }));
    assert_eq!([&now["phone"], &now["email"]], ["+14155552671", "ada@wren.example"]);
    assert!(text(&now["notes"]["text"]).contains("+14155550111"), "{now}");
    assert_eq!(messages(&mut desk, &ada).len(), 1);
    // Without a number of its own it takes the conversation over, and an undo gives it back.
    let plain =
        id(&desk.data("createContact", json!({ "name": "Bell", "email": "bell@wren.example" })));
    let done = desk.delete("mergeContact", json!({ "keepId": plain, "mergeId": bell }));
    assert_eq!(messages(&mut desk, &plain).len(), 1);
    desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
    assert_eq!(messages(&mut desk, &bell).len(), 1);
}

#[test]
fn what_cannot_be_merged_is_refused_with_what_to_do() {
    in_both_eras(|desk| {
        let (kept, other, _) = twice(desk);
        desk.refused(
            "mergeContact",
            json!({ "keepId": kept, "mergeId": kept }),
            "ARGUMENT_INVALID",
        );
        desk.refused(
            "mergeContact",
            json!({ "keepId": kept, "mergeId": "Nobody" }),
            "CONTACT_NOT_FOUND",
        );
        desk.ok("updateContact", json!({ "id": kept, "notes": "a".repeat(4_995) }));
        desk.refused(
            "mergeContact",
            json!({ "keepId": kept, "mergeId": other }),
            "ARGUMENT_INVALID",
        );
        assert_eq!(desk.items("getContact", json!({ "all": true })).len(), 2);
    });
}

#[test]
fn who_may_be_there_twice_is_found_with_what_speaks_for_it() {
    in_both_eras(|desk| {
        let mut make = |contact| id(&desk.data("createContact", contact));
        let anna = make(json!({ "name": "Anna Berg", "email": "anna.berg@wren.example" }));
        make(json!({ "name": "Bo", "phone": "+1 415 555 0100" }));
        let again = make(json!({ "name": "ANNA BERG", "phone": "+1 415 555 0111" }));
        let mail = make(json!({ "name": "A. B.", "email": "annaberg+order@wren.example" }));
        let found = desk.items("getContact", json!({ "duplicates": true }));
        let alike = |who: &str| {
            let one = found.iter().find(|one| one["id"] == who).unwrap();
            one["alike"].clone()
        };
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(
            alike(&anna),
            json!([{ "id": mail, "because": "almost the same e-mail address" },
                   { "id": again, "because": "the same name" }])
        );
        assert_eq!(alike(&again), json!([{ "id": anna, "because": "the same name" }]));
        let page = desk.ok("getContact", json!({ "duplicates": true, "limit": 2 }));
        let rest = desk.items(
            "getContact",
            json!({ "duplicates": true, "limit": 2, "cursor": page["nextCursor"] }),
        );
        assert_eq!((page["count"].clone(), rest.len()), (json!(2), 1));
    });
}
