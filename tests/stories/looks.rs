//! How a site looks: a theme is chosen and seen, sections are arranged, and undone like everything.

use serde_json::json;

use super::browser;
use super::desk::{in_both_eras, text};
use super::shop_window::ShopWindow;
use crate::common::BOTH_ERAS;

/// A document with what it escapes as it was.
fn read(address: &str) -> String {
    browser::open(address).replace("&#x2f;", "/").replace("&amp;", "&")
}

#[test]
fn a_theme_is_chosen_in_one_call_and_seen_on_every_page_until_it_is_undone() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        window.ok("createPage", json!({ "name": "Menu" }));
        let home = window.address("home");
        let pages = ["", "/menu", "/blog"].map(|path| format!("{home}{path}"));
        assert_eq!(window.ok("getSite", json!({}))["items"][0]["theme"], "classic");
        for page in &pages {
            assert!(read(page).contains("/assets/theme-classic.css"), "{page}");
        }
        let made = window.ok("updateSite", json!({ "theme": "bistro" }));
        assert_eq!(window.ok("getSite", json!({}))["items"][0]["theme"], "bistro");
        for page in &pages {
            let shown = read(page);
            assert!(
                shown.contains("/assets/theme-bistro.css") && !shown.contains("theme-classic"),
                "{page}"
            );
        }
        for theme in ["classic", "portfolio", "salon", "trades", "consulting", "bistro", "maker"] {
            let sheet = browser::open(&format!("{home}/assets/theme-{theme}.css"));
            assert!(sheet.contains("--font-heading:"), "{theme}");
        }
        assert_eq!(
            browser::try_open(&format!("{home}/assets/theme-none.css")).unwrap().status,
            404
        );
        window.ok("undoChange", json!({ "changeId": made["changeId"] }));
        assert!(read(&home).contains("/assets/theme-classic.css"));
    }
}

#[test]
fn sections_say_how_they_stand_and_show_what_they_name() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        let home = window.address("home");
        let package = |window: &mut ShopWindow, name: &str| {
            let create = json!({ "action": "create", "name": name, "price": 50 });
            text(&window.ok("manage_packages", create)["data"]["id"])
        };
        let [bowl, plate, _] = ["Bowl", "Plate", "Jug"].map(|name| package(&mut window, name));
        let services = json!({
            "heading": "Classes", "packageIds": ["plate", bowl], "highlight": "Plate", "highlightLabel": "Most booked",
            "packageLabel": "Book", "ctaLink": "/contact", "background": "dark", "spacing": "small", "anchor": "#classes",
        });
        let made = window.ok(
            "createSection",
            json!({ "pageId": "home", "templateKey": "services", "content": services }),
        );
        let content = &made["data"]["content"];
        assert_eq!(content["packageIds"], json!([plate, bowl]), "ids in the order that was said");
        assert_eq!((&content["highlight"], &content["anchor"]), (&json!(plate), &json!("classes")));
        let shown = read(&home);
        for word in
            ["section-services ground-dark space-small", "id=\"classes\"", "Most booked", ">Book<"]
        {
            assert!(shown.contains(word), "{word}: {shown}");
        }
        assert!(
            shown.find("<h3>Plate</h3>") < shown.find("<h3>Bowl</h3>") && !shown.contains("Jug"),
            "{shown}"
        );

        // A package that is deleted leaves its place, and the section can still be changed.
        let delete = json!({ "action": "delete", "id": bowl });
        let token = window.ok("manage_packages", delete.clone())["confirmationToken"].clone();
        let mut yes = delete;
        (yes["confirmed"], yes["confirmationToken"]) = (json!(true), token);
        window.ok("manage_packages", yes);
        let id = text(&made["data"]["pageSectionId"]);
        window.ok(
            "updateSection",
            json!({ "id": id, "content": { "heading": "Courses", "background": null } }),
        );
        let shown = read(&home);
        assert!(
            shown.contains("Courses") && shown.contains("ground-tint") && !shown.contains("Bowl"),
            "{shown}"
        );
    }
}

#[test]
fn a_film_a_list_and_a_button_stand_where_they_were_put() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        let home = window.address("home");
        let add = |window: &mut ShopWindow, key: &str, content: serde_json::Value| {
            window.ok(
                "createSection",
                json!({ "pageId": "home", "templateKey": key, "content": content }),
            )
        };
        let film = add(&mut window, "video", json!({ "url": "youtu.be/aqz-KE-bpKQ?t=90" }));
        assert_eq!(
            film["data"]["content"]["url"],
            "https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=90s"
        );
        add(&mut window, "posts", json!({ "heading": "News", "collection": "Blog" }));
        add(&mut window, "map", json!({ "address": "12 Oak Street" }));
        let draft = json!({ "collectionSlug": "blog", "title": "A kiln has moods", "content": { "body": "Words" } });
        let post = text(&window.ok("createPost", draft)["data"]["id"]);
        assert!(!read(&home).contains("A kiln has moods"), "a draft is in no list of a section");
        let publish = json!({ "id": post, "status": "published" });
        let token = window.ok("updatePost", publish.clone())["confirmationToken"].clone();
        let mut yes = publish;
        (yes["confirmed"], yes["confirmationToken"]) = (json!(true), token);
        window.ok("updatePost", yes);
        window.ok("createPage", json!({ "name": "Booking" }));
        let book = json!({ "navigationId": "header", "label": "Book now", "targetType": "page", "targetId": "booking", "button": true });
        assert_eq!(window.ok("createNavItem", book)["data"]["button"], true);
        let shown = read(&home);
        for word in [
            "data-frame=\"https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
            "A kiln has moods",
            "openstreetmap.org/search?query=12%20Oak",
            "class=\"button header-action\"",
            "/assets/film.js",
        ] {
            assert!(shown.contains(word), "{word}: {shown}");
        }
        assert!(!shown.contains("<iframe"));
    }
}

#[test]
fn words_about_frames_are_text_and_stay() {
    in_both_eras(|desk| {
        let body = "Use `<iframe>` for that, or:\n\n```html\n<iframe src=\"x\"></iframe>\n```";
        let create =
            json!({ "pageId": "home", "templateKey": "text", "content": { "body": body } });
        assert_eq!(desk.data("createSection", create)["content"]["body"], body);
    });
}
