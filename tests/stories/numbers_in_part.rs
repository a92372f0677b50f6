//! Phone numbers by a part of them, with whatever people write between the digits.

use serde_json::{Value, json};

use super::desk::{Desk, each, in_both_eras, text};

/// Somebody with a number of Portugal, and somebody whose number has none of its parts.
fn people(desk: &mut Desk) -> Value {
    let ines =
        json!({ "name": "Inês", "phone": "+351 913 222 111", "notes": "Table 7, since 2024" });
    let ines = desk.data("createContact", ines);
    desk.ok("createContact", json!({ "name": "Bo", "phone": "+49 171 5550123" }));
    ines["id"].clone()
}

const PARTS: [&str; 16] = [
    "222111",
    "222-111",
    "222 111",
    "22 111",
    "21 11",
    "2 111",
    "22 21 11",
    "913 222",
    "91 32 22",
    "3 222 111",
    "3222 1",
    "1322",
    "(913) 222",
    "351 913",
    "٢٢٢ ١١١",
    "222\u{a0}111",
];

#[test]
fn a_contact_is_found_by_any_part_of_its_number() {
    in_both_eras(|desk| {
        let ines = [people(desk)];
        for part in PARTS {
            for ask in [json!({ "phone": part }), json!({ "query": part })] {
                let found = desk.items("getContact", ask.clone());
                assert_eq!(each(&found, "id"), ines, "{ask}");
            }
            let filter = json!({ "phone": { "contains": part } });
            let found = desk.items("queryData", json!({ "entity": "contact", "filter": filter }));
            assert_eq!(each(&found, "id"), ines, "{part}");
        }
        for ask in [
            json!({ "query": "Inês 222 111" }),
            json!({ "query": "2024" }),
            json!({ "query": "table 7" }),
        ] {
            assert_eq!(desk.items("getContact", ask.clone()).len(), 1, "{ask}");
        }
        for none in ["222 112", "9132 1", "11 22 33"] {
            assert_eq!(desk.items("getContact", json!({ "phone": none })).len(), 0, "{none}");
        }
        let short = desk.refused("getContact", json!({ "phone": "21" }), "PHONE_INVALID");
        assert!(text(&short["suggestion"]).contains("at least 4 digits"), "{short}");
    });
}

#[test]
fn a_number_is_found_in_every_text_whatever_stands_between_its_digits() {
    in_both_eras(|desk| {
        people(desk);
        let page = desk.page("Contact");
        desk.section(&page, "Call +351 912 345 678 or 30.90.18.20. Since 2019-2024, from $1,200.");
        for (sought, field, shown) in [
            ("913 222 111", "phone", "+351913222111"),
            ("+351 913-222-111", "phone", "+351913222111"),
            ("222 111", "phone", "+351913222111"),
            ("912345678", "content.body", "912 345 678"),
            ("+351912345678", "content.body", "912 345 678"),
            ("(912) 345-678", "content.body", "912 345 678"),
            ("345678", "content.body", "912 345 678"),
            ("30901820", "content.body", "30.90.18.20"),
        ] {
            let found = desk.ok("findText", json!({ "text": sought }));
            assert_eq!(found["total"], 1, "{sought}: {found}");
            assert_eq!(found["items"][0]["field"], field, "{sought}");
            assert!(text(&found["items"][0]["snippet"]).contains(shown), "{sought}: {found}");
            assert!(
                text(&found["note"]).contains("only the digits in common"),
                "{sought}: {found}"
            );
            let exact = desk.ok("findText", json!({ "text": sought, "exact": true }));
            assert_eq!(exact["total"], 0, "{sought}");
        }
        // As it stands there it is no looser match; an amount, a day and a word are no number of a phone.
        for (sought, total) in
            [("912 345 678", 1), ("1200", 1), ("20.19", 0), ("20/24", 0), ("913", 1)]
        {
            let found = desk.ok("findText", json!({ "text": sought }));
            assert_eq!((&found["total"], found.get("note")), (&json!(total), None), "{sought}");
        }
    });
}
