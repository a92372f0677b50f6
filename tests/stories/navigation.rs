//! Menus: items that lead somewhere, their order and nesting, and how they go with what they lead to.

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras, text};
use super::shop_window::ShopWindow;

/// Makes an item of the header; gives its id.
pub fn item(desk: &mut Desk, label: &str, more: Value) -> String {
    let mut made = json!({ "navigationId": "header", "label": label, "targetType": "placeholder" });
    made.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    id(&desk.data("createNavItem", made))
}

/// The labels of the header's items, those below in brackets.
pub fn header(desk: &mut Desk) -> String {
    fn labels(items: &[Value]) -> String {
        let label = |item: &Value| match item.get("children") {
            Some(below) => {
                format!("{}({})", text(&item["label"]), labels(below.as_array().unwrap()))
            }
            None => text(&item["label"]),
        };
        items.iter().map(label).collect::<Vec<_>>().join(" ")
    }
    labels(&desk.items("getNavItem", json!({ "navigationId": "header" })))
}

/// Adds a post and an entry, neither of them published.
pub fn add_articles(desk: &Desk) {
    for (table, columns, values, collection) in
        [("post", "", "", "blog"), ("entry", ", sort_order", ", 1", "portfolio")]
    {
        let sql = format!(
            "INSERT INTO {table} (tenant_id, id, collection_id, slug, title, status, version, created_at,
                                  updated_at{columns})
             SELECT tenant_id, ?1, id, ?2, ?3, 'draft', 1, 1, 1{values} FROM collection WHERE slug = ?4"
        );
        let id = match table {
            "post" => deskhand::id::PostId::new().to_string(),
            _ => deskhand::id::EntryId::new().to_string(),
        };
        let (slug, title) = (format!("first-{table}"), format!("First {table}"));
        assert_eq!(desk.meddle(&sql, (id, slug, title, collection)), 1);
    }
}

#[test]
fn an_item_leads_to_a_page_an_article_a_picture_an_address_or_nowhere() {
    in_both_eras(|desk| {
        add_articles(desk);
        let services = desk.page("Services");
        desk.data("createPage", json!({ "name": "Weddings", "parentId": services }));
        let image = desk.picture("price-list.jpg", 200, 100);
        for (kind, named, href, name) in [
            ("page", "home", json!("/"), json!("Home")),
            ("page", "/", json!("/"), json!("Home")),
            ("page", services.as_str(), json!("/services"), json!("Services")),
            ("page", "/services/weddings", json!("/services/weddings"), json!("Weddings")),
            ("post", "first-post", json!("/blog/first-post"), json!("First post")),
            ("post", "First post", json!("/blog/first-post"), json!("First post")),
            (
                "entry",
                "/portfolio/first-entry",
                json!("/portfolio/first-entry"),
                json!("First entry"),
            ),
            ("media", "price-list.jpg", image["url"].clone(), json!("price-list.jpg")),
        ] {
            let made = json!({ "navigationId": "footer", "label": "Nested", "parentId": null,
                               "targetType": kind, "targetId": named, "visible": false });
            let made = desk.data("createNavItem", made);
            assert_eq!((&made["href"], &made["targetName"]), (&href, &name), "{made}");
            assert_eq!(
                (&made["targetType"], &made["navigationKey"]),
                (&json!(kind), &json!("footer"))
            );
            let article = ["post", "entry"].contains(&kind);
            assert_eq!(made.get("targetStatus"), article.then(|| json!("draft")).as_ref());
        }
        for url in ["https://wren.example/a?b", "mailto:hi@wren.example", "tel:+15550100", "/#faq"]
        {
            let made = json!({ "navigationId": "footer", "label": "L", "targetType": "url", "url": url,
                               "visible": false });
            assert_eq!(desk.data("createNavItem", made)["href"], url);
        }
        for url in ["tel:+5215512345678", "tel:112", "tel:911", "tel:00 44 20 7946 0958"] {
            let made = json!({ "navigationId": "footer", "label": "L", "targetType": "url", "url": url,
                               "visible": false });
            desk.ok("createNavItem", made);
        }
        for url in ["tel:0800 123 456", "tel:+49 30 901820 / 21", "tel:ask"] {
            let made =
                json!({ "navigationId": "footer", "label": "L", "targetType": "url", "url": url });
            desk.refused("createNavItem", made, "TARGET_INVALID");
        }
        let made = desk.ok(
            "createNavItem",
            json!({ "navigationId": "header", "label": "More", "targetType": "placeholder" }),
        );
        let data = &made["data"];
        assert_eq!(
            *data,
            json!({
                "id": data["id"], "navigationId": data["navigationId"], "navigationKey": "header",
                "label": "More", "targetType": "placeholder", "visible": true, "sortOrder": 1,
                "version": 1, "updatedAt": data["updatedAt"],
            })
        );
    });
}

#[test]
fn items_are_listed_in_their_order_nested_and_page_by_page() {
    in_both_eras(|desk| {
        let about = item(desk, "About", json!({}));
        let work = item(desk, "Work", json!({}));
        item(desk, "Weddings", json!({ "parentId": "Work" }));
        item(desk, "Portraits", json!({ "parentId": work, "sortOrder": 0 }));
        item(desk, "Studio", json!({ "parentId": "Portraits" }));
        item(desk, "Contact", json!({ "sortOrder": -1 }));
        desk.data(
            "createNavItem",
            json!({ "navigationId": "footer", "label": "About", "targetType": "placeholder" }),
        );
        assert_eq!(header(desk), "Contact About Work(Portraits(Studio) Weddings)");

        // By id or label, with what is below it; page by page over the top of all navigations.
        let found = desk.item("getNavItem", json!({ "id": "Work" }));
        assert_eq!(each(found["children"].as_array().unwrap(), "label"), ["Portraits", "Weddings"]);
        assert_eq!(found["children"][0]["parentId"], found["id"]);
        let (mut labels, mut cursor) = (Vec::new(), Value::Null);
        loop {
            let page = desk.ok("getNavItem", json!({ "all": true, "limit": 1, "cursor": cursor }));
            labels.push(text(&page["items"][0]["label"]));
            cursor = page["nextCursor"].clone();
            if cursor.is_null() {
                break;
            }
        }
        assert_eq!(labels, ["Contact", "About", "Work", "About"]);
        let found = desk.items("getNavItem", json!({ "navigationId": "header", "label": "PORTR" }));
        assert_eq!(each(&found, "label"), ["Portraits"]);
        assert_eq!(desk.items("getNavItem", json!({ "all": true, "label": "about" })).len(), 2);
        assert!(desk.items("getNavItem", json!({ "id": "Nothing" })).is_empty());
        desk.refused("getNavItem", json!({ "id": "About" }), "NAME_AMBIGUOUS");

        // Moving up puts an item last, and it takes along what is below it.
        desk.data("updateNavItem", json!({ "id": "Portraits", "parentId": null }));
        assert_eq!(header(desk), "Contact About Work(Weddings) Portraits(Studio)");
        desk.data(
            "updateNavItem",
            json!({ "id": "Portraits", "parentId": about, "label": "People" }),
        );
        assert_eq!(header(desk), "Contact About(People(Studio)) Work(Weddings)");
        desk.data("updateNavItem", json!({ "id": "Work", "sortOrder": -9 }));
        assert_eq!(header(desk), "Work(Weddings) Contact About(People(Studio))");
    });
}

#[test]
fn an_update_changes_only_what_is_sent() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let made = json!({ "navigationId": "header", "label": "About", "targetType": "page", "targetId": page });
        let before = desk.data("createNavItem", made);
        let moved = json!({ "id": "About", "label": "Us", "visible": false, "expectedVersion": 1 });
        let after = desk.data("updateNavItem", moved);
        let mut expected = before.clone();
        for (field, value) in
            [("label", json!("Us")), ("visible", json!(false)), ("version", json!(2))]
        {
            expected[field] = value;
        }
        expected["updatedAt"] = after["updatedAt"].clone();
        assert_eq!(after, expected);
        // A page that moves takes the item's address along.
        desk.ok("updatePage", json!({ "id": page, "slug": "us" }));
        assert_eq!(desk.item("getNavItem", json!({ "id": "Us" }))["href"], "/us");
        // Another target of the same type needs no type, another type needs its target.
        let home = desk.data("updateNavItem", json!({ "id": "Us", "targetId": "home" }));
        assert_eq!(home["href"], "/");
        let url = json!({ "id": "Us", "targetType": "url", "url": "https://wren.example" });
        let url = desk.data("updateNavItem", url);
        assert_eq!((&url["href"], url.get("targetId")), (&json!("https://wren.example"), None));
        let none = desk.data("updateNavItem", json!({ "id": "Us", "targetType": "placeholder" }));
        assert_eq!(none.get("href"), None);
        // Nothing new is no new version.
        let same = desk.ok("updateNavItem", json!({ "id": "Us", "targetType": "placeholder" }));
        assert_eq!((&same["data"], same.get("changeId")), (&none, None));
        let stale = json!({ "id": "Us", "label": "We", "expectedVersion": 1 });
        let failure = desk.refused("updateNavItem", stale, "VERSION_CONFLICT");
        assert!(text(&failure["message"]).contains("label"), "{failure}");
    });
}

#[test]
fn more_visible_items_than_the_operator_allows_are_refused_and_any_number_fits_below() {
    for era in crate::common::BOTH_ERAS {
        let desk = &mut Desk::open(era, &["--navigation-items-max", "5"]);
        for label in ["A", "B", "C", "D", "E"] {
            item(desk, label, json!({}));
        }
        let sixth = json!({ "navigationId": "header", "label": "F", "targetType": "placeholder" });
        let failure = desk.refused("createNavItem", sixth, "NAVIGATION_FULL");
        assert!(
            ["“A”", "“E”", "header", "5"].iter().all(|it| text(&failure["message"]).contains(it))
        );
        assert!(text(&failure["suggestion"]).contains("parentId"), "{failure}");
        // Below one of them, hidden, or in another navigation there is room,
        let below = item(desk, "F", json!({ "parentId": "A" }));
        let hidden = item(desk, "G", json!({ "visible": false }));
        item(desk, "H", json!({ "navigationId": "footer" }));
        // but neither comes to the top in view,
        for up in
            [json!({ "id": below, "parentId": null }), json!({ "id": hidden, "visible": true })]
        {
            desk.refused("updateNavItem", up, "NAVIGATION_FULL");
        }
        // and those that are there can change.
        desk.ok("updateNavItem", json!({ "id": "E", "label": "E2", "visible": true }));
        desk.ok("updateNavItem", json!({ "id": "A", "visible": false }));
        desk.ok("updateNavItem", json!({ "id": hidden, "visible": true }));
        assert_eq!(header(desk), "A(F) B C D E2 G");
    }
    let mut desk = Desk::open(crate::common::BOTH_ERAS[1], &["--navigation-items-max", "1"]);
    item(&mut desk, "A", json!({}));
    let second = json!({ "navigationId": "header", "label": "B", "targetType": "placeholder" });
    desk.refused("createNavItem", second, "NAVIGATION_FULL");
}

#[test]
fn the_seventh_item_is_shown_below_more_and_whoever_makes_it_is_told() {
    for era in crate::common::BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        let mut add = |label: &str, more: Value| {
            let mut made = json!({ "navigationId": "header", "label": label, "targetType": "url", "url": format!("/{label}") });
            made.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            window.ok("createNavItem", made)
        };
        for label in ["a", "b", "c", "d", "e", "f"] {
            assert_eq!(add(label, json!({})).get("note"), None);
        }
        // Neither what is hidden, below another one or elsewhere, nor the button makes it crowded.
        for quiet in [
            json!({ "visible": false }),
            json!({ "parentId": "a" }),
            json!({ "navigationId": "footer" }),
            json!({ "button": true }),
        ] {
            assert_eq!(add("x", quiet).get("note"), None);
        }
        let seventh = add("g", json!({}));
        let note = text(&seventh["note"]);
        for word in ["7 items", "“More”", "parentId"] {
            assert!(note.contains(word), "{note}");
        }
        let document = super::browser::open(&window.address("home"));
        let menu = document.split("<summary>More</summary>").nth(1).unwrap();
        let menu = menu.split("</details>").next().unwrap();
        assert!(menu.contains(">f<") && menu.contains(">g<") && !menu.contains(">e<"), "{menu}");
        let hide =
            window.ok("updateNavItem", json!({ "id": seventh["data"]["id"], "visible": false }));
        assert_eq!(hide.get("note"), None);
        assert!(!super::browser::open(&window.address("home")).contains("<summary>More</summary>"));
        let show =
            window.ok("updateNavItem", json!({ "id": seventh["data"]["id"], "visible": true }));
        assert!(text(&show["note"]).contains("More"));
    }
}
