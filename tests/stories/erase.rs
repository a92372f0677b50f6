//! A person who is to be forgotten: nothing of them is left in the file, and everything else is.

use std::fs;

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras, text};
use crate::common::Era;

/// What could only be about the person, as bytes in small letters. Terms of the search are stored without the
/// beginnings that they share.
const THEIRS: [&str; 13] = [
    "by the harbour wall",
    "ships on monday",
    "uillfeather",
    "5550177",
    "5550178",
    "orsakov",
    "uill@wren.example",
    "ighthouse keeper",
    "ighthouse",
    "larchmont lane",
    "archmont",
    "urprise for her husband",
    "lbum for the quillfeathers",
];

#[expect(clippy::disallowed_types, reason = "a test looks past the store")]
fn count(desk: &Desk, sql: &str) -> i64 {
    let db = rusqlite::Connection::open(desk.folder().join("deskhand.db")).unwrap();
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A person with a past: other names and numbers before, an order, an offer that waits, a kept answer. Gives the
/// contact and the order.
fn person(desk: &mut Desk) -> (String, String) {
    let made = json!({ "name": "Ada Korsakov", "phone": "+1 415 555 0177", "email": "quill@wren.example",
        "address": "12 Larchmont Lane", "city": "Oakland", "notes": "The lighthouse keeper's daughter",
        "tags": ["VIP"], "idempotencyKey": "first" });
    let contact = id(&desk.data("createContact", made));
    let renamed =
        json!({ "id": "Ada Korsakov", "name": "Ada Quillfeather", "phone": "+1 415 555 0178" });
    desk.ok("updateContact", renamed);
    let order = json!({ "contactId": contact, "description": "A surprise for her husband",
        "shippingAddress": "12 Larchmont Lane", "items": [
            { "title": "Album for the Quillfeathers", "unitPrice": 200, "quantity": 2 },
            { "packageId": "Elopement", "quantity": 1 } ] });
    let order = id(&desk.data("createOrder", order));
    let understanding = "The woman by the harbour wall wants to book";
    desk.ok("acknowledgeRequest", json!({ "understanding": understanding }));
    desk.ok("updateOrder", json!({ "id": order, "stage": "booked" }));
    desk.ok("finalAnswer", json!({ "answer": "Hers ships on Monday." }));
    desk.refused(
        "createContact",
        json!({ "name": "Quillfeather", "phone": "4155550178" }),
        "PHONE_DUPLICATE",
    );
    desk.ok("getContact", json!({ "query": "quillfeather" }));
    desk.ok("searchTools", json!({ "query": "write to Ada Quillfeather" }));
    desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
    let mut trainee = desk.colleague("trainee");
    trainee
        .call("updateContact", json!({ "id": contact, "notes": "Quillfeather, not Korsakov" }))
        .ok();
    trainee.close();
    (contact, order)
}

/// Those of `theirs`, in small letters, that the files of the desk hold.
pub fn left(desk: &Desk, theirs: &[&'static str]) -> Vec<&'static str> {
    let files = ["deskhand.db", "deskhand.db-wal"].map(|name| desk.folder().join(name));
    let bytes: Vec<u8> = files.iter().filter_map(|file| fs::read(file).ok()).flatten().collect();
    let bytes = bytes.to_ascii_lowercase();
    let holds = |needle: &&str| bytes.windows(needle.len()).any(|part| part == needle.as_bytes());
    theirs.iter().copied().filter(holds).collect()
}

#[test]
fn of_an_erased_person_nothing_is_left_and_of_everybody_else_everything() {
    in_both_eras(|desk| {
        let package = json!({ "action": "create", "name": "Elopement", "price": 1500, "description": "A day" });
        desk.ok("manage_packages", package);
        let (contact, order) = person(desk);
        let other = json!({ "name": "Anna Berg", "email": "anna@wren.example", "city": "Oakland",
                            "tags": ["VIP"], "notes": "Likes lakes" });
        let other = desk.data("createContact", other);
        desk.restart();
        let change = json!({ "entity": "contact", "id": contact });
        let changes = desk.items("getHistory", change.clone());
        let before: Vec<Value> = desk.items("getOrder", json!({ "id": order }));
        desk.restart();
        assert_eq!(left(desk, &THEIRS).len(), THEIRS.len(), "the test looks for what is there");

        let erased = desk.json(&["contact", "erase", "Ada Quillfeather", "--yes"]);
        assert_eq!(
            [&erased["contact"], &erased["compacted"], &erased["proposals"]],
            [&json!(contact), &json!(true), &json!(1)],
            "{erased}"
        );
        for count in ["rows", "kept", "changes", "calls", "answers"] {
            assert!(erased[count].as_u64().unwrap() > 0, "{count}: {erased}");
        }
        assert_eq!(left(desk, &THEIRS), Vec::<&str>::new());
        let log = desk.json(&["log", "verify"]);
        assert_eq!([&log["ok"], &log["erased"]], [&json!(true), &erased["calls"]], "{log}");
        // The order is still what was sold, to nobody.
        let after = desk.item("getOrder", json!({ "id": order }));
        assert_eq!(after["total"], before[0]["total"]);
        assert_eq!(after["items"][1]["title"], "Elopement");
        assert_eq!(after["stage"], before[0]["stage"]);
        let nobody = desk.item("getContact", json!({ "id": after["contactId"] }));
        assert_eq!(nobody["name"], "Erased person");
        // Everybody else is as before, and found by the words that both had.
        for query in ["berg", "oakland", "lakes", "vip"] {
            let found = desk.items("getContact", json!({ "query": query }));
            assert_eq!(
                found.iter().map(|it| &it["id"]).collect::<Vec<_>>(),
                [&other["id"]],
                "{query}"
            );
        }
        // That something happened stays; it cannot be taken back.
        let kept = desk.items("getHistory", change);
        assert_eq!(kept.len(), changes.len() + 1);
        for change in kept {
            let undo = json!({ "changeId": change["id"] });
            desk.refused("undoChange", undo, "CHANGE_ERASED");
        }
        desk.items("getHistory", json!({}));
        desk.ok("finalAnswer", json!({ "answer": "Done." }));
        // Once more is nothing more, and says so.
        let again = desk.json(&["contact", "erase", &contact, "--yes"]);
        assert_eq!([&again["rows"], &again["calls"]], [&json!(0), &json!(0)]);
        desk.fails(&["contact", "erase", &id(&nobody), "--yes"], "nobody in particular");
    });
}

#[test]
fn a_contact_that_was_deleted_is_erased_by_its_id() {
    in_both_eras(|desk| {
        let made = json!({ "name": "Ada Quillfeather", "phone": "+1 415 555 0177", "notes": "lighthouse" });
        let contact = id(&desk.data("createContact", made));
        desk.delete("deleteContact", json!({ "ids": [contact] }));
        desk.restart();
        assert_eq!(left(desk, &THEIRS), ["uillfeather", "5550177", "ighthouse"]);
        desk.fails(&["contact", "erase", "Ada Quillfeather", "--yes"], "needs its id");
        let erased = desk.json(&["contact", "erase", &contact, "--yes"]);
        assert_eq!(erased["changes"], 2, "{erased}");
        assert_eq!(left(desk, &THEIRS), Vec::<&str>::new());
        assert_eq!(desk.json(&["log", "verify"])["ok"], true);
    });
}

#[test]
fn nobody_is_erased_by_accident() {
    in_both_eras(|desk| {
        let made = json!({ "name": "Ada", "email": "ada@wren.example" });
        let contact = id(&desk.data("createContact", made));
        desk.fails(&["contact", "erase", &contact], "say --yes");
        desk.fails(
            &["contact", "erase", "con_01h455vb4pex5vsknk084sn02q", "--yes"],
            "there is no contact",
        );
        assert_eq!(text(&desk.item("getContact", json!({ "id": contact }))["name"]), "Ada");
    });
}

#[test]
fn whatever_refers_to_a_person_is_a_reference_that_erasing_finds() {
    in_both_eras(|desk| {
        let loose = count(
            desk,
            "SELECT count(*) FROM sqlite_schema m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND (c.name = 'contact_id' OR c.name LIKE '%\\_contact_id' ESCAPE '\\')
               AND NOT EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) f
                               WHERE f.\"table\" = 'contact' AND f.\"from\" = c.name)",
        );
        assert_eq!(loose, 0, "a column with a contact's id has a foreign key to contact");
        // What stays behind and is no entity could not be found again.
        let untold = count(
            desk,
            "SELECT count(*) FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
             WHERE m.type = 'table' AND f.\"table\" = 'contact' AND f.\"from\" <> 'tenant_id'
               AND f.on_delete <> 'CASCADE'
               AND NOT EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'version')",
        );
        assert_eq!(untold, 0, "a table that outlives its contact is an entity");
    });
}

/// A server writes the log of reads a moment later; what it still holds when somebody is erased is waited for.
#[test]
fn what_a_running_server_has_not_logged_yet_names_nobody_afterwards() {
    let mut desk = Desk::open(Era::Modern, &[]);
    let ada = json!({ "name": "Ada Quillfeather", "email": "ada@example.com" });
    let contact = id(&desk.data("createContact", ada));
    for (tool, call) in [
        ("getPage", json!({ "query": "Ada Quillfeather" })),
        ("getPost", json!({ "query": "ada quillfeather" })),
        ("getImage", json!({ "query": "Portrait of Ada Quillfeather" })),
        ("searchTools", json!({ "query": "Ada Quillfeather" })),
    ] {
        desk.ok(tool, call);
    }
    desk.json(&["contact", "erase", &contact, "--yes"]);
    desk.restart();
    let log = desk.json(&["log"]);
    assert!(log.to_string().contains("getImage"), "{log}");
    assert!(!log.to_string().to_lowercase().contains("quillfeather"), "{log}");
}
