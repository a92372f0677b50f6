//! Words are replaced around addresses, numbers and names of people, which stay unless they are what is sought.

use serde_json::{Value, json};

use super::desk::{Desk, confirmed, id, in_both_eras, text};

/// What was left: field, how often, why.
fn left(answer: &Value) -> Vec<(String, i64, String)> {
    let mut left: Vec<_> = answer["data"]["left"]
        .as_array()
        .cloned()
        .unwrap_or_default()
        .iter()
        .map(|it| (text(&it["field"]), it["times"].as_i64().unwrap(), text(&it["why"])))
        .collect();
    left.sort();
    left
}

fn content(desk: &mut Desk, section: &str) -> Value {
    let asked = json!({ "pageSectionId": section, "includeContent": true });
    desk.item("getSection", asked)["content"].clone()
}

fn made(desk: &mut Desk, template: &str, content: Value) -> String {
    let made = json!({ "pageId": "home", "templateKey": template, "content": content });
    text(&desk.data("createSection", made)["pageSectionId"])
}

const ADDRESS: &str = "it is part of an address";

#[test]
fn pictures_and_links_hold_while_the_words_around_them_change() {
    in_both_eras(|desk| {
        let image = desk.picture("r.jpg", 340, 240);
        let url = text(&image["url"]);
        // Words that stand beside a picture are words.
        let shown = json!({ "imageId": image["id"], "alt": "40 roses" });
        let hero = made(desk, "hero", json!({ "heading": "H", "image": shown }));
        let post = json!({ "collectionSlug": "blog", "title": "40", "content": { "body": "x", "cover": shown } });
        desk.ok("createPost", post);
        let body = format!(
            "For 40 guests. ![40 roses]({url})\n\n<a href=\"/menu-40\" title=\"40\">the 40</a> <source srcset=\"{url} 40w\">\n\nSee https://wren.example/40 and [40][menu].\n\n[menu]: /menu-40"
        );
        let section = desk.section("home", &body);
        let done = desk.ok("replaceText", json!({ "find": "40", "replace": "50" }));
        let after = content(desk, &section);
        let after = after["body"].as_str().unwrap();
        for kept in [
            format!("]({url})"),
            format!("srcset=\"{url} 40w\""),
            "href=\"/menu-40\"".to_owned(),
            "[menu]: /menu-40".to_owned(),
            "https://wren.example/40".to_owned(),
        ] {
            assert!(after.contains(&kept), "{kept}: {after}");
        }
        for new in ["For 50 guests. ![50 roses]", "title=\"50\">the 50<", "[50][menu]"] {
            assert!(after.contains(new), "{new}: {after}");
        }
        let post = desk.item("getPost", json!({ "slug": "40", "includeContent": true }));
        for (at, shown) in [content(desk, &hero)["image"].clone(), post["content"]["cover"].clone()]
            .iter()
            .enumerate()
        {
            assert_eq!(
                (&shown["imageId"], &shown["alt"]),
                (&image["id"], &json!("50 roses")),
                "{at}"
            );
        }
        let left = left(&done);
        assert!(left.iter().any(|(field, _, why)| field == "content.body" && why == ADDRESS));
        // The image's own address is none of ours to change.
        assert_eq!(desk.item("getImage", json!({ "id": "r.jpg" }))["url"], url.as_str());
    });
}

#[test]
fn what_leads_to_a_page_holds_with_its_slug() {
    in_both_eras(|desk| {
        let page =
            id(&desk.data("createPage", json!({ "name": "Our bridal day", "slug": "bridal" })));
        let cta = json!({ "heading": "bridal", "ctaLabel": "bridal", "ctaLink": "/bridal" });
        let cta = made(desk, "cta", cta);
        let body = desk.section("home", "The bridal day: [bridal](/bridal#top)");
        let item = json!({ "navigationId": "header", "label": "bridal", "targetType": "url", "url": "https://wren.example/bridal" });
        desk.ok("createNavItem", item);
        let swap = json!({ "find": "bridal", "replace": "wedding" });
        let done = desk.ok("replaceText", swap.clone());
        assert_eq!(
            content(desk, &cta),
            json!({ "heading": "wedding", "ctaLabel": "wedding", "ctaLink": "/bridal" })
        );
        assert_eq!(content(desk, &body)["body"], "The wedding day: [wedding](/bridal#top)");
        let item = desk.item("getNavItem", json!({ "navigationId": "header" }));
        assert_eq!(
            (&item["label"], &item["href"]),
            (&json!("wedding"), &json!("https://wren.example/bridal"))
        );
        let address = |field: &str| (field.to_owned(), 1, ADDRESS.to_owned());
        assert_eq!(
            left(&done),
            [address("content.body"), address("content.ctaLink"), address("slug"), address("url")],
            "{done}"
        );

        // What is an address changes where addresses are, whole.
        let swap = json!({ "find": "/bridal", "replace": "/weddings" });
        assert_eq!(left(&desk.ok("replaceText", swap)), [address("url")], "it is another site's");
        assert_eq!(content(desk, &cta)["ctaLink"], "/weddings");
        assert_eq!(content(desk, &body)["body"], "The wedding day: [wedding](/weddings#top)");
        // A field that is named changes whatever it holds.
        let named =
            json!({ "find": "weddings", "replace": "brides", "where": { "field": "ctaLink" } });
        desk.ok("replaceText", named);
        assert_eq!(content(desk, &cta)["ctaLink"], "/brides");
        assert_eq!(desk.item("getPage", json!({ "id": page }))["slug"], "bridal");
    });
}

#[test]
fn an_address_moves_everywhere_and_its_neighbours_stay() {
    in_both_eras(|desk| {
        let text = "[a](https://old.example/x) https://old.example <a href='https://old.example'>b</a> https://old.example.org";
        let section = desk.section("home", text);
        let contact =
            json!({ "heading": "Hi", "email": "ada@old.example", "phone": "+1 415 555 0132" });
        let contact = made(desk, "contact", contact);
        for (find, replace) in [
            ("https://old.example", "https://new.example"),
            ("ada@old.example", "ada@new.example"),
            ("+1 415 555 0132", "+1 415 555 0199"),
        ] {
            desk.ok("replaceText", json!({ "find": find, "replace": replace }));
        }
        assert_eq!(
            content(desk, &section)["body"],
            "[a](https://new.example/x) https://new.example <a href='https://new.example'>b</a> https://old.example.org"
        );
        let contact = content(desk, &contact);
        assert_eq!(
            (&contact["email"], &contact["phone"]),
            (&json!("ada@new.example"), &json!("+1 415 555 0199"))
        );
        // A part of one is told, not changed.
        let part = json!({ "find": "new.example", "replace": "x.example" });
        let refused = desk.refused("replaceText", part, "ARGUMENT_INVALID");
        assert!(refused["suggestion"].as_str().unwrap().contains("https://"), "{refused}");
    });
}

#[test]
fn who_a_person_is_changes_only_whole() {
    in_both_eras(|desk| {
        let ada = json!({
            "name": "Robin Smith", "phone": "+1 415 555 0132", "email": "robin415@wren.example",
            "address": "415 Main St", "city": "Robin", "notes": "Robin has 415 guests; call +1 415 555 0132",
        });
        let contact = id(&desk.data("createContact", ada));
        let replace = |desk: &mut Desk, find: &str, by: &str| {
            left(&desk.ok("replaceText", json!({ "find": find, "replace": by })))
        };
        let fields = |left: Vec<(String, i64, String)>| -> Vec<String> {
            left.into_iter().map(|(field, ..)| field).collect()
        };
        let kept = fields(replace(desk, "415", "212"));
        assert_eq!(kept, ["address", "email", "notes", "phone"]);
        assert_eq!(fields(replace(desk, "Robin", "Wren")), ["name"]);
        let all = json!({ "id": contact });
        let now = desk.item("getContact", all.clone());
        assert_eq!((&now["name"], &now["phone"]), (&json!("Robin Smith"), &json!("+14155550132")));
        assert_eq!((&now["address"], &now["city"]), (&json!("415 Main St"), &json!("Wren")));
        assert_eq!(now["notes"]["text"], "Wren has 212 guests; call +1 415 555 0132");
        // In the notes it is written otherwise.
        assert_eq!(fields(replace(desk, "+14155550132", "+12125550132")), ["notes"]);
        assert_eq!(replace(desk, "Robin Smith", "Robin Ray"), []);
        let now = desk.item("getContact", all);
        assert_eq!((&now["name"], &now["phone"]), (&json!("Robin Ray"), &json!("+12125550132")));
    });
}

#[test]
fn a_slug_of_any_thing_changes_where_it_is_named_and_leads_on() {
    in_both_eras(|desk| {
        let post = json!({ "collectionSlug": "blog", "title": "Rain", "content": { "body": "x" } });
        let post = id(&desk.data("createPost", post));
        let entry =
            json!({ "collectionId": "portfolio", "title": "Rain", "content": { "summary": "x" } });
        desk.ok("createEntry", entry);
        desk.ok("createPage", json!({ "name": "Rain" }));
        for entity in ["post", "entry", "page"] {
            let asked = json!({ "find": "rain", "replace": "snow", "where": { "entity": entity, "field": "slug" } });
            let done = desk.ok("replaceText", asked);
            assert_eq!((&done["data"]["replaced"], left(&done)), (&json!(1), vec![]), "{done}");
        }
        assert_eq!(id(&desk.item("getPost", json!({ "slug": "snow" }))), post);
    });
}

#[test]
fn what_has_no_tool_of_its_own_is_told_whose_it_is() {
    in_both_eras(|desk| {
        let ben = json!({ "name": "Ben", "email": "b@wren.example", "tags": ["Album"] });
        desk.ok("createContact", ben);
        let items = json!([{ "title": "Album", "unitPrice": 100 }]);
        desk.ok("createOrder", json!({ "contactId": "b@wren.example", "items": items }));
        for (entity, find, says) in [
            ("orderItem", "Album", "updateOrder"),
            ("tag", "Album", "updateContact"),
            ("sectionTemplate", "Hero", "only the operator"),
            ("stage", "Quoted", "only the operator"),
            ("collection", "Portfolio", "only the operator"),
        ] {
            let asked = json!({ "find": find, "replace": "x", "where": { "entity": entity } });
            let refused = desk.call("replaceText", asked).refused("ARGUMENT_INVALID");
            assert!(text(&refused["message"]).contains(says), "{refused}");
        }
        // Who has lost the tool hears nothing of it.
        desk.run(&["agent", "add", "clerk", "--disable", "updateOrder"]);
        let mut clerk = desk.colleague("clerk");
        let asked = json!({ "find": "Album", "replace": "x", "where": { "entity": "orderItem" } });
        let refused = clerk.call("replaceText", asked).refused("ARGUMENT_INVALID");
        assert!(!refused.to_string().contains("updateOrder"), "{refused}");
    });
}

#[test]
fn what_is_shown_first_says_what_would_be_left() {
    in_both_eras(|desk| {
        desk.section("home", &format!("{} [rose](/rose)", "rose ".repeat(30)));
        desk.ok("createPage", json!({ "name": "rose" }));
        let swap = json!({ "find": "rose", "replace": "tulip" });
        let mut dry = swap.clone();
        dry["dryRun"] = true.into();
        let dry = desk.ok("replaceText", dry);
        let shown = desk.ok("replaceText", swap.clone());
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        desk.run(&["agent", "add", "junior", "--autonomy", "supervised"]);
        let proposed = desk.colleague("junior").call("replaceText", swap.clone()).ok();
        assert_eq!(proposed["proposed"], true, "{proposed}");
        let done = desk.ok("replaceText", confirmed(&swap, &shown["confirmationToken"]));
        assert_eq!(left(&done).len(), 2, "{done}");
        for first in [&dry, &shown, &proposed] {
            assert_eq!(first["data"], done["data"], "{first}");
        }
    });
}
