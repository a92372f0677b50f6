//! Photos of others: found side by side, taken in, shown with their credit.

use std::fs;

use serde_json::{Value, json};

use super::browser;
use super::desk::{Desk, each, id, text};
use super::shop_window::ShopWindow;
use crate::common::library::Library;
use crate::common::{BOTH_ERAS, Era, Server, connect_all};

/// A desk whose services are these, with keys for the ones that want one.
pub fn desk_with(library: &Library, era: Era, keys: &[&str]) -> Desk {
    let config = library.config();
    let mut desk = Desk::open(era, &["--config", config.to_str().unwrap()]);
    let folder = desk.folder().join("keys/main");
    fs::create_dir_all(&folder).unwrap();
    for service in keys {
        fs::write(folder.join(service), "canary-key").unwrap();
    }
    connect_all(desk.folder());
    // A running server follows: from then on only the query is missing.
    browser::soon("the services", || {
        let answer = desk.call("browseImages", json!({ "provider": "pexels" }));
        (!answer.reply().to_string().contains("provider")).then_some(())
    });
    desk
}

/// Tells a story with a client of each generation and services of its own.
pub fn in_both_eras(keys: &[&str], story: impl Fn(&mut Desk, &Library)) {
    for era in BOTH_ERAS {
        println!("with a client of {era:?}");
        let library = Library::open();
        story(&mut desk_with(&library, era, keys), &library);
    }
}

fn import(provider: &str, photo: &str) -> Value {
    json!({ "provider": provider, "photoId": photo, "description": "Boats in a harbour" })
}

#[test]
fn a_photo_is_found_taken_in_and_shown_with_its_credit() {
    for era in BOTH_ERAS {
        let library = Library::open();
        let mut desk = desk_with(&library, era, &[]);
        // Given what two services without a key find, one after the other,
        let found = desk.items("browseImages", json!({ "query": "harbour" }));
        assert_eq!(each(&found, "provider"), ["openverse", "wikimedia", "openverse"]);
        let photo = &found[1];
        assert_eq!(photo["credit"], "“Pier” by Bo & Co, CC BY-SA 4.0");
        assert_eq!((&photo["trust"], &photo["source"]), (&json!("untrusted"), &json!("wikimedia")));
        // when one is taken in and put on the home page,
        let made =
            desk.data("importImage", import("wikimedia", photo["photoId"].as_str().unwrap()));
        assert_eq!(made["fileName"], "wikimedia-77");
        assert_eq!(made["credit"]["trust"], "untrusted");
        assert_eq!(made["credit"]["licence"], "CC BY-SA 4.0");
        let url = text(&made["url"]);
        assert!(url.starts_with("/uploads/"), "{url}");
        let mut window = ShopWindow::open(era, desk.folder());
        let site = window.address("home");
        let content = json!({ "heading": "Us", "body": "We.", "image": made["id"] });
        let section = window.ok(
            "createSection",
            json!({ "pageId": "home", "templateKey": "imageText", "content": content }),
        );
        // then it reads back with its credit,
        let image = &section["data"]["content"]["image"];
        assert_eq!(image["credit"]["text"], "“Pier” by Bo & Co, CC BY-SA 4.0");
        assert_eq!((&image["url"], &image["alt"]), (&json!(url), &json!("Boats in a harbour")));
        // and visitors see it, with links to the picture and to the licence.
        let home = browser::open(&site);
        let shown = browser::section(&home, section["data"]["pageSectionId"].as_str().unwrap());
        for words in [
            "<a href=\"https://commons.wikimedia.org/wiki/File:Pier.jpg\" rel=\"noopener noreferrer\">“Pier”</a> by Bo &amp; Co, ",
            "<a href=\"https://creativecommons.org/licenses/by-sa/4.0\" rel=\"noopener noreferrer\">CC BY-SA 4.0</a></small>",
            "alt=\"Boats in a harbour\"",
        ] {
            assert!(shown.replace("&#x2f;", "/").contains(words), "{words} is not in {shown}");
        }
        browser::status_is_ok(&format!("{site}{url}"));
        // Whoever looks for the photographer finds it.
        assert_eq!(desk.item("getImage", json!({ "query": "Bo" }))["id"], made["id"]);
    }
}

#[test]
fn the_same_photo_twice_is_one_image_and_an_undo_takes_it_back() {
    in_both_eras(&["pexels"], |desk, library| {
        let first = desk.ok("importImage", import("pexels", "12"));
        assert_eq!(first["data"]["credit"]["text"], "Photo by Joey Farina on Pexels");
        let again = desk.ok("importImage", import("pexels", "12"));
        assert_eq!((&again["data"], &again["changeId"]), (&first["data"], &Value::Null));
        assert_eq!(library.heard("/files/").len(), 1);
        // The same bytes from an address are that image, too.
        let url = library.url("/files/pexels-12.jpeg?auto=compress&cs=tinysrgb&w=2560");
        assert_eq!(desk.data("createImage", json!({ "url": url }))["id"], first["data"]["id"]);
        desk.ok("undoChange", json!({ "changeId": first["changeId"] }));
        assert_eq!(desk.items("getImage", json!({ "all": true })), [json!(null); 0]);
        let back = desk.data("importImage", import("pexels", "12"));
        assert_eq!(back["url"], first["data"]["url"]);
    });
}

#[test]
fn a_picture_that_was_taken_before_learns_whose_it_is() {
    in_both_eras(&["pexels"], |desk, library| {
        let url = library.url("/files/pexels-12.jpeg");
        let made = desk.data("createImage", json!({ "url": url }));
        assert_eq!((&made["fileName"], &made["credit"]), (&json!("pexels-12.jpeg"), &Value::Null));
        let named = desk.data("importImage", import("pexels", "12"));
        assert_eq!((&named["id"], &named["version"]), (&made["id"], &json!(2)));
        assert_eq!(named["credit"]["text"], "Photo by Joey Farina on Pexels");
    });
}

#[test]
fn a_photo_that_may_not_be_copied_is_a_link_and_its_service_is_told() {
    in_both_eras(&["unsplash"], |desk, library| {
        let found = desk.items("browseImages", json!({ "query": "pier", "provider": "unsplash" }));
        assert_eq!(each(&found, "photoId"), ["u-1"]);
        let mut arguments = import("unsplash", "u-1");
        // Nobody is told of what is only tried.
        arguments["dryRun"] = true.into();
        let shown = desk.ok("importImage", arguments.clone());
        assert_eq!(shown["changes"][0]["entity"], "image");
        assert_eq!(library.heard("/unsplash/photos").len(), 0);
        arguments["dryRun"] = false.into();
        let made = desk.data("importImage", arguments);
        let told = library.heard("/unsplash/photos/u-1/download?ixid=M3w ");
        assert!(
            told.len() == 1 && told[0].contains("authorization: Client-ID canary-key\r\n"),
            "{told:?}"
        );
        assert_eq!(
            (&made["width"], &made["height"], &made["url"]),
            (
                &json!(2560),
                &json!(1920),
                &json!("https://images.unsplash.com/photo-1?ixid=M3w&w=2560&q=80&fit=max&fm=webp")
            )
        );
        assert!(!desk.folder().join("uploads").exists());
        // It is named by its address like any other, and browsers choose among sizes.
        assert_eq!(desk.item("getImage", json!({ "id": made["url"] }))["id"], made["id"]);
        let mut window = ShopWindow::open(desk.era(), desk.folder());
        let site = window.address("home");
        let content = json!({ "heading": "H", "image": made["url"] });
        window.ok(
            "createSection",
            json!({ "pageId": "home", "templateKey": "hero", "content": content }),
        );
        let home = browser::open(&site).replace("&#x2f;", "/");
        for words in [
            "photo-1?ixid=M3w&amp;w=400&amp;q=80&amp;fit=max&amp;fm=webp 400w, ",
            "Photo by <a href=\"https://unsplash.com/@ugmonk?utm_source=deskhand&amp;utm_medium=referral\"",
            "on <a href=\"https://unsplash.com/?utm_source=deskhand&amp;utm_medium=referral\"",
        ] {
            assert!(home.contains(words), "{words} is not in {home}");
        }
        desk.delete("deleteImage", json!({ "ids": [made["id"]] }));
    });
}

#[test]
fn four_services_are_one_list_that_goes_on_where_it_ended() {
    in_both_eras(&["pexels", "unsplash"], |desk, library| {
        let list = |desk: &mut Desk, more: Value| {
            let mut arguments = json!({ "query": "Harbour  at dawn", "limit": 4 });
            arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            each(&desk.items("browseImages", arguments), "photoId")
        };
        let first = list(desk, json!({}));
        assert_eq!(first, ["11", "u-1", "4bc43a04-ef46-4544-a0c1-000000000001", "77"]);
        let second = list(desk, json!({ "page": 2, "query": "harbour at dawn" }));
        assert_eq!(second, ["12", "4bc43a04-ef46-4544-a0c1-000000000002"]);
        // Nobody was asked twice: what was found is kept for a day.
        for service in ["/openverse", "/pexels", "/unsplash", "/wikimedia"] {
            assert_eq!(library.heard(service).len(), 1, "{service}");
        }
        let asked = library.heard("/pexels").remove(0);
        assert!(
            asked.starts_with("GET /pexels/v1/search?query=Harbour++at+dawn&page=1&per_page=30 "),
            "{asked}"
        );
        assert!(asked.contains("authorization: canary-key\r\n"), "{asked}");
        let asked = library.heard("/wikimedia").remove(0);
        assert!(asked.contains("user-agent: deskhand/") && !asked.contains("canary"), "{asked}");
        // Who can be reached, and how, is said where the terms ask for it, and nowhere else.
        assert!(asked.contains("(wren@studio.example)\r\n"), "{asked}");
        for service in ["/openverse", "/pexels", "/unsplash"] {
            assert!(!library.heard(service).remove(0).contains("wren@"), "{service}");
        }
        list(desk, json!({ "orientation": "portrait", "color": "purple" }));
        let asked = library.heard("/pexels").remove(1);
        assert!(asked.contains("&orientation=portrait&color=violet "), "{asked}");
        // What was found is taken in without asking for it again.
        desk.ok("importImage", import("openverse", "4bc43a04-ef46-4544-a0c1-000000000002"));
        assert_eq!(library.heard("/openverse").len(), 2);
    });
}

#[test]
fn nothing_that_comes_hides_characters() {
    in_both_eras(&[], |desk, _| {
        let found =
            desk.items("browseImages", json!({ "query": "harbour", "provider": "openverse" }));
        assert_eq!(found[0]["title"], "Harbour 1");
        let made = desk.data("importImage", import("openverse", &text(&found[0]["photoId"])));
        assert_eq!(made["credit"]["text"], "“Harbour 1” by Ada Lens, CC BY 4.0");
        assert_eq!(made["credit"]["caption"], "Harbour 1");
        let stored = desk
            .item("queryData", json!({ "entity": "image", "filter": { "provider": "openverse" } }));
        assert_eq!(
            (&stored["licence"], &stored["credit"]["trust"]),
            (&json!("CC BY 4.0"), &json!("untrusted"))
        );
        assert_eq!(stored["id"], json!(id(&made)));
    });
}

#[test]
fn a_photo_that_a_person_has_to_agree_to_is_taken_then() {
    in_both_eras(&["unsplash"], |desk, library| {
        let config = library.config();
        desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
        let args = ["--agent", "trainee", "--config", config.to_str().unwrap()];
        let mut trainee = Server::start_on(desk.era(), desk.folder(), &args);
        let shown = trainee.call("importImage", import("unsplash", "u-2")).ok();
        assert_eq!(shown["proposed"], true, "{shown}");
        assert!(library.heard("/unsplash/photos/u-2/download").is_empty());
        desk.run(&["proposals", "approve", "1", "--config", config.to_str().unwrap()]);
        assert_eq!(library.heard("/unsplash/photos/u-2/download").len(), 1);
        let image = desk.item("getImage", json!({ "all": true }));
        assert_eq!(
            (&image["id"], &image["fileName"]),
            (&shown["changes"][0]["id"], &json!("unsplash-u-2"))
        );
    });
}
