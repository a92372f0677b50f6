//! Menus: targets that are none, places that are taken, circles, and navigations that nobody set up.

use serde_json::{Value, json};

use super::table::{each_is_refused, mistake};
use crate::desk::{Desk, id};

fn made(more: Value) -> Value {
    let mut made = json!({ "navigationId": "header", "label": "X", "targetType": "placeholder" });
    made.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    made
}

fn item(desk: &mut Desk, more: Value) -> String {
    id(&desk.data("createNavItem", made(more)))
}

#[test]
fn a_target_fits_its_type() {
    each_is_refused(|desk| {
        let page = desk.page("About");
        let section = desk.section(&page, "Words");
        let image = desk.image("menu.jpg");
        item(desk, json!({ "label": "Home", "targetType": "page", "targetId": "home" }));
        let code = "TARGET_INVALID";
        let mut table = Vec::new();
        for (target, message, suggestion) in [
            (json!({ "targetType": "page" }), "needs targetId", "getPage"),
            (json!({ "targetType": "post" }), "needs targetId", "getPost"),
            (json!({ "targetType": "entry" }), "needs targetId", "getEntry"),
            (json!({ "targetType": "media" }), "needs targetId", "getImage"),
            (json!({ "targetType": "url" }), "needs url", "https:"),
            (
                json!({ "targetType": "page", "targetId": image }),
                "kind image",
                "targetType: \"media\"",
            ),
            (
                json!({ "targetType": "post", "targetId": page }),
                "kind page",
                "targetType: \"page\"",
            ),
            (json!({ "targetType": "page", "targetId": section }), "kind section", "getPage"),
            (
                json!({ "targetType": "page", "targetId": page, "url": "/a" }),
                "not url",
                "targetType: \"url\"",
            ),
            (json!({ "targetType": "page", "url": "/a" }), "not url", "targetType: \"url\""),
            (
                json!({ "targetType": "url", "targetId": page }),
                "no targetId",
                "targetType: \"page\"",
            ),
            (
                json!({ "targetType": "url", "targetId": "about", "url": "/a" }),
                "no targetId",
                "https:",
            ),
            (json!({ "targetType": "placeholder", "targetId": page }), "no targetId", "\"page\""),
            (json!({ "targetType": "placeholder", "url": "/a" }), "no url", "targetType: \"url\""),
        ] {
            table.push(mistake("createNavItem", made(target.clone()), code, message, suggestion));
            let mut changed = target;
            changed["id"] = json!("Home");
            if changed["targetType"] != "page" || changed.as_object().unwrap().len() > 2 {
                table.push(mistake("updateNavItem", changed, code, message, suggestion));
            }
        }
        let url = json!({ "id": "Home", "url": "/about" });
        table.push(mistake(
            "updateNavItem",
            url,
            code,
            "`page` takes targetId",
            "targetType: \"url\"",
        ));
        for (kind, code) in [
            ("page", "PAGE_NOT_FOUND"),
            ("post", "POST_NOT_FOUND"),
            ("entry", "ENTRY_NOT_FOUND"),
            ("media", "IMAGE_NOT_FOUND"),
        ] {
            let nowhere = made(json!({ "targetType": kind, "targetId": "nowhere/at-all" }));
            table.push(mistake("createNavItem", nowhere, code, "`nowhere/at-all`", "find it with"));
        }
        table
    });
}

#[test]
fn an_address_is_one_that_a_visitor_may_follow() {
    each_is_refused(|_| {
        [
            ("http://Wren.example/A", "https://Wren.example/A"),
            ("HTTP://wren.example", "https://wren.example"),
            ("#faq", "/#faq"),
            ("wren.example", "https:"),
            ("//evil.example", "path"),
            ("/\\evil.example", "path"),
            ("/a b", "path"),
            ("/../other", "path"),
            ("javascript:alert(1)", "https:"),
            ("data:text/html,x", "https:"),
            ("ftp://wren.example", "https:"),
            ("mailto:", "mailto:"),
            ("https://", "https:"),
        ]
        .map(|(url, suggestion)| {
            let url = made(json!({ "targetType": "url", "url": url }));
            mistake("createNavItem", url, "TARGET_INVALID", "not an address for a menu", suggestion)
        })
        .into()
    });
}

#[test]
fn an_item_stands_where_it_can() {
    each_is_refused(|desk| {
        let a = item(desk, json!({ "label": "A" }));
        let b = item(desk, json!({ "label": "B", "parentId": a }));
        let c = item(desk, json!({ "label": "C", "parentId": b }));
        let footer = item(desk, json!({ "label": "F", "navigationId": "footer" }));
        let d = item(desk, json!({ "label": "D" }));
        item(desk, json!({ "label": "E", "parentId": d }));
        let cycle = "NAV_ITEM_CYCLE";
        let mut table = Vec::new();
        for parent in [&a, &b, &c] {
            let circle = json!({ "id": a, "parentId": parent });
            table.push(mistake(
                "updateNavItem",
                circle,
                cycle,
                "“A” cannot move below itself",
                "null",
            ));
        }
        let elsewhere = json!({ "id": a, "parentId": footer });
        table.push(mistake("updateNavItem", elsewhere, cycle, "item of footer", "own navigation"));
        let elsewhere = made(json!({ "parentId": footer }));
        table.push(mistake("createNavItem", elsewhere, cycle, "item of footer", "own navigation"));
        // A label is looked for where the item is.
        let named = made(json!({ "parentId": "F" }));
        table.push(mistake("createNavItem", named, "NAV_ITEM_NOT_FOUND", "`F`", "getNavItem"));
        let deep = "ARGUMENT_INVALID";
        table.push(mistake(
            "createNavItem",
            made(json!({ "parentId": c })),
            deep,
            "3 levels",
            "further up",
        ));
        let deeper = json!({ "id": d, "parentId": b });
        table.push(mistake("updateNavItem", deeper, deep, "3 levels | “B”", "further up"));
        table
    });
}

#[test]
fn navigations_and_items_that_are_not_there_are_named() {
    each_is_refused(|desk| {
        let item = item(desk, json!({ "label": "A" }));
        let nobody = deskhand::id::NavItemId::new().to_string();
        let (none, navigation) = ("NAV_ITEM_NOT_FOUND", "NAVIGATION_NOT_FOUND");
        vec![
            mistake("updateNavItem", json!({ "id": nobody }), none, &nobody, "getNavItem"),
            mistake("deleteNavItem", json!({ "ids": [item, "B"] }), none, "`B`", "getNavItem"),
            mistake("createNavItem", made(json!({ "parentId": "B" })), none, "`B`", "getNavItem"),
            mistake(
                "createNavItem",
                made(json!({ "navigationId": "top" })),
                navigation,
                "`top`",
                "footer, header",
            ),
            mistake(
                "getNavItem",
                json!({ "navigationId": "top" }),
                navigation,
                "`top`",
                "footer, header",
            ),
            mistake(
                "getNavItem",
                json!({ "navigationId": "header", "all": true }),
                "SCOPE_INVALID",
                "id, navigationId, all",
                "",
            ),
            mistake(
                "createNavItem",
                made(json!({ "targetType": "link" })),
                "ARGUMENT_INVALID",
                "targetType | placeholder",
                "",
            ),
            mistake("deleteNavItem", json!({ "ids": [] }), "ARGUMENT_INVALID", "at least 1", ""),
            mistake(
                "updateNavItem",
                json!({ "id": item, "label": " " }),
                "ARGUMENT_INVALID",
                "label",
                "",
            ),
        ]
    });
}

#[test]
fn a_navigation_does_not_grow_without_end() {
    let mut desk = Desk::open(crate::common::BOTH_ERAS[1], &[]);
    for _ in 0..100 {
        item(&mut desk, json!({ "visible": false }));
    }
    let failure =
        desk.refused("createNavItem", made(json!({ "visible": false })), "NAVIGATION_FULL");
    assert!(failure["suggestion"].as_str().unwrap().contains("deleteNavItem"), "{failure}");
}
