//! Text of every script: stored composed, compared and put in order as people do, and found wherever it stands.

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras};

/// A word as some computers write it, and as it is stored.
const APART: &str = "Cafe\u{301}";
const COMPOSED: &str = "Caf\u{e9}";

fn contact(desk: &mut Desk, name: &str, at: usize) -> String {
    let email = format!("p{at}@example.com");
    id(&desk.data("createContact", json!({ "name": name, "email": email })))
}

#[test]
fn text_is_composed_wherever_it_comes_in() {
    in_both_eras(|desk| {
        let page = desk.data("createPage", json!({ "name": APART, "meta": { "title": APART } }));
        assert_eq!((&page["name"], &page["meta"]["title"]), (&json!(COMPOSED), &json!(COMPOSED)));
        let body = json!({ "body": format!("The {APART}") });
        let section = desk.data(
            "createSection",
            json!({ "pageId": page["id"], "templateKey": "text", "content": body }),
        );
        assert_eq!(section["content"]["body"], format!("The {COMPOSED}"));
        let tagged = json!({ "name": APART, "email": "a@example.com", "tags": [APART] });
        let contact = desk.data("createContact", tagged);
        assert_eq!((&contact["name"], &contact["tags"]), (&json!(COMPOSED), &json!([COMPOSED])));
        let edit = json!([{ "field": "body", "find": APART, "replace": "Bar" }]);
        let edited = json!({ "pageSectionId": section["pageSectionId"], "edits": edit });
        assert_eq!(desk.data("updateSection", edited)["content"]["body"], "The Bar");
        // Letters and marks that make no letter stay as they are.
        for kept in ["ร้าน", "مَرْحَبًا", "שָׁלוֹם", "क्ष", "👩‍👧"]
        {
            assert_eq!(
                desk.data(
                    "createPage",
                    json!({ "name": kept, "slug": format!("p{}", kept.len()) })
                )["name"],
                kept
            );
        }
    });
}

#[test]
fn names_are_compared_and_put_in_order_as_people_do() {
    in_both_eras(|desk| {
        let ordered = [
            "ada",
            "Émile",
            "İpek",
            "Łukasz",
            "Ñandú",
            "Oskar",
            "Öztürk",
            "Straße",
            "zoe",
            "Ольга",
            "Ярослав",
            "أحمد",
            "田中",
        ];
        let mut ids: Vec<String> = Vec::new();
        // Made in another order than they are listed.
        for (at, name) in ordered.iter().enumerate().rev() {
            ids.push(contact(desk, name, at));
        }
        let listed = desk.items("getContact", json!({ "all": true }));
        assert_eq!(each(&listed, "name"), ordered);
        let sorted = json!({ "entity": "contact", "sort": "name", "fields": ["name"] });
        assert_eq!(each(&desk.items("queryData", sorted), "name"), ordered);
        // Page by page it is the same list, forwards and backwards.
        for (sort, backwards) in [("name", false), ("-name", true)] {
            let mut names: Vec<Value> = Vec::new();
            let mut asked =
                json!({ "entity": "contact", "sort": sort, "fields": ["name"], "limit": 4 });
            loop {
                let page = desk.ok("queryData", asked.clone());
                names.extend(each(page["items"].as_array().unwrap(), "name"));
                match page.get("nextCursor") {
                    Some(cursor) => asked["cursor"] = cursor.clone(),
                    None => break,
                }
            }
            if backwards {
                names.reverse();
            }
            assert_eq!(names, ordered, "{sort}");
        }
        let mut names: Vec<Value> = Vec::new();
        let mut asked = json!({ "all": true, "limit": 5 });
        loop {
            let page = desk.ok("getContact", asked.clone());
            names.extend(each(page["items"].as_array().unwrap(), "name"));
            match page.get("nextCursor") {
                Some(cursor) => asked["cursor"] = cursor.clone(),
                None => break,
            }
        }
        assert_eq!(names, ordered);

        for (filter, found) in [
            (json!({ "contains": "EMIL" }), vec!["Émile"]),
            (json!({ "contains": "strasse" }), vec!["Straße"]),
            (json!({ "contains": "ОЛЬ" }), vec!["Ольга"]),
            (json!({ "contains": "احمد" }), vec!["أحمد"]),
            (json!("LUKASZ"), vec!["Łukasz"]),
            (json!("ipek"), vec!["İpek"]),
            (json!({ "in": ["ÖZTÜRK", "nandu"] }), vec!["Ñandú", "Öztürk"]),
            (json!({ "gte": "OSKAR", "lt": "strasse" }), vec!["Oskar", "Öztürk"]),
            (json!({ "contains": "Олег" }), vec![]),
        ] {
            let asked =
                json!({ "entity": "contact", "sort": "name", "filter": { "name": filter } });
            assert_eq!(each(&desk.items("queryData", asked), "name"), found, "{filter}");
        }
    });
}

#[test]
fn a_tag_is_one_however_it_is_written() {
    in_both_eras(|desk| {
        let first = contact(desk, "Ada", 1);
        for (tag, tags) in [
            ("Straße", json!(["Straße"])),
            ("STRASSE", json!(["Straße"])),
            ("strasse", json!(["Straße"])),
        ] {
            let added = json!({ "id": first, "addTags": [tag] });
            assert_eq!(desk.data("updateContact", added)["tags"], tags, "{tag}");
        }
        let tagged = desk.items("getContact", json!({ "tag": "ＳＴＲＡＳＳＥ" }));
        assert_eq!(each(&tagged, "name"), ["Ada"]);
        let removed = json!({ "id": first, "removeTags": ["strasse"] });
        assert!(desk.data("updateContact", removed).get("tags").is_none());
    });
}

#[test]
fn words_inside_a_sentence_are_found_by_the_search_and_by_contains() {
    in_both_eras(|desk| {
        let page = desk.page("Texts");
        for (body, asked) in [
            ("ร้านของเรามีบริการถ่ายภาพงานแต่งงาน", "ถ่ายภาพ"),
            ("東京でのウェディングプランを予約する", "プラン"),
            ("我们在北京提供婚礼摄影服务", "婚礼"),
            ("យើងផ្តល់សេវាថតរូបអាពាហ៍ពិពាហ៍", "ថតរូប"),
            ("نقول مَرْحَبًا للجميع", "مرحبا"),
            ("جولة في المدينة", "مدينة"),
            ("Der Tag kostet €350", "350"),
            ("Deluxe $1,200", "1200"),
            ("Only 420€ now", "420"),
            ("Hall No.7", "7"),
            ("A 55% share", "55"),
        ] {
            let section = desk.section(&page, body);
            let found = each(&desk.items("getSection", json!({ "query": asked })), "pageSectionId");
            assert_eq!(found, [section.as_str()], "{asked}");
            let found = desk.ok("findText", json!({ "text": asked }));
            assert_eq!(found["items"][0]["id"], section, "{asked}: {found}");
            assert_eq!(found["items"][0]["field"], "content.body");
        }
    });
}

#[test]
fn a_text_is_found_in_every_field_of_everything_or_is_not_there() {
    in_both_eras(|desk| {
        let page = desk.data(
            "createPage",
            json!({ "name": "Zephyr", "meta": { "description": "From €350 a day" } }),
        );
        desk.section(page["id"].as_str().unwrap(), "The day is 350€.\nAnd 350 more.");
        let package = json!({ "action": "create", "name": "Day", "price": 350, "description": "A day at 350" });
        desk.ok("manage_packages", package);
        let post = json!({ "collectionSlug": "blog", "title": "Why 350?", "content": { "body": "No number." } });
        desk.ok("createPost", post);
        let ada = json!({ "name": "Ada", "email": "a@example.com", "notes": "Paid 350" });
        desk.ok("createContact", ada);

        let found = desk.ok("findText", json!({ "text": "350" }));
        assert_eq!(found["total"], 7, "{found}");
        let places: Vec<(Value, Value, Value)> = found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["entity"].clone(), it["field"].clone(), it["times"].clone()))
            .collect();
        let place =
            |entity: &str, field: &str, times: usize| (json!(entity), json!(field), json!(times));
        assert_eq!(
            places,
            [
                place("page", "meta.description", 1),
                place("section", "content.body", 2),
                place("package", "description", 1),
                place("post", "slug", 1),
                place("post", "title", 1),
                place("contact", "notes", 1),
                // Numbers come behind the texts.
                place("package", "price", 1),
            ]
        );
        let items = found["items"].as_array().unwrap();
        assert_eq!(
            (&items[0]["name"], &items[0]["snippet"]),
            (&json!("Zephyr"), &json!("From €350 a day"))
        );
        assert_eq!(
            (&items[5]["trust"], &items[5]["source"]),
            (&json!("untrusted"), &json!("notes"))
        );

        // Page by page.
        let first = desk.ok("findText", json!({ "text": "350", "limit": 4 }));
        assert_eq!((&first["count"], &first["total"]), (&json!(4), &json!(7)));
        let rest = json!({ "text": "350", "limit": 4, "cursor": first["nextCursor"] });
        let rest = desk.ok("findText", rest);
        assert_eq!((&rest["count"], &rest["total"]), (&json!(3), &json!(7)));
        assert_eq!(rest["items"][1], items[5]);

        let mut total = |asked: Value| desk.ok("findText", asked)["total"].clone();
        assert_eq!(total(json!({ "text": "ZEPHYR" })), 3, "name, slug, path");
        assert_eq!(total(json!({ "text": "ZEPHYR", "exact": true })), 0);
        assert_eq!(total(json!({ "text": "Zephyr", "exact": true })), 1);
        assert_eq!(total(json!({ "text": "number.", "exact": true })), 1);
        assert_eq!(total(json!({ "text": "day", "where": { "entity": "package" } })), 2);
        assert_eq!(
            total(json!({ "text": "day", "where": { "entity": "package", "field": "name" } })),
            1
        );
        assert_eq!(total(json!({ "text": "350", "where": { "id": page["id"] } })), 1);
        assert_eq!(total(json!({ "text": "350", "where": { "field": "content" } })), 1);
        assert_eq!(total(json!({ "text": "351" })), 0);
        for asked in [
            json!({ "text": "x", "where": { "entity": "nothing" } }),
            json!({ "text": "x", "where": { "id": "Zephyr" } }),
            json!({ "text": "ـ" }),
        ] {
            desk.refused("findText", asked, "ARGUMENT_INVALID");
        }
    });
}

#[test]
fn what_is_nowhere_is_an_empty_list_and_what_the_operator_set_up_is_no_text() {
    in_both_eras(|desk| {
        let none = desk.ok("findText", json!({ "text": "nowhere to be found" }));
        assert_eq!(
            (&none["count"], &none["total"], &none["items"]),
            (&json!(0), &json!(0), &json!([]))
        );
        for entity in ["sectionTemplate", "collection"] {
            let asked = json!({ "text": "text", "where": { "entity": entity, "field": "fields" } });
            desk.refused("findText", asked, "ARGUMENT_INVALID");
        }
        let templates = json!({ "text": "Hero", "where": { "entity": "sectionTemplate" } });
        assert_eq!(desk.ok("findText", templates)["items"][0]["field"], "key");
    });
}
