//! Pictures: taken in from this computer, made anew, used, and taken away again.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras, text};
use crate::common::picture;

/// The files of a desk's pictures, by name.
fn files(desk: &Desk) -> Vec<String> {
    let of = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = of(desk.folder().join("uploads"))
        .flat_map(|tenant| of(tenant.path()))
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What waits for its row.
fn waiting(desk: &Desk) -> usize {
    let of = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten();
    of(desk.folder().join("uploads")).flat_map(|tenant| of(tenant.path().join("staging"))).count()
}

#[test]
fn a_picture_is_taken_from_the_inbox_and_made_anew() {
    in_both_eras(|desk| {
        // Given a picture in the inbox,
        std::fs::write(desk.inbox().join("dance.jpg"), picture::jpeg(1000, 500)).unwrap();
        // when the assistant takes it by its name,
        let made = desk.ok(
            "createImage",
            json!({ "path": "dance.jpg", "description": "Two people dancing", "tags": ["wedding", "wedding"] }),
        );
        // then it is there in every size that a browser may want, under its hash.
        let image = &made["data"];
        let url = text(&image["url"]);
        assert!(url.starts_with("/uploads/") && url.ends_with("-1000.webp"), "{url}");
        assert_eq!(
            (&image["fileName"], &image["width"], &image["height"]),
            (&json!("dance.jpg"), &json!(1000), &json!(500))
        );
        assert_eq!(image["tags"], json!(["wedding"]));
        let hash = url.strip_prefix("/uploads/").unwrap().strip_suffix("-1000.webp").unwrap();
        let sizes = ["1000", "400", "800"].map(|width| format!("{hash}-{width}.webp"));
        assert_eq!((files(desk), waiting(desk)), (sizes.to_vec(), 0));
        // And the same picture again is the same image.
        let again =
            desk.ok("createImage", json!({ "base64": picture::base64(&picture::jpeg(1000, 500)) }));
        assert_eq!(again["data"]["id"], image["id"]);
        assert_eq!(again["changeId"], Value::Null);
        assert_eq!(files(desk).len(), 3);
    });
}

#[test]
fn an_image_is_found_by_id_address_and_name_and_its_words_change() {
    in_both_eras(|desk| {
        let made = desk.picture("harbour.png", 300, 200);
        let url = text(&made["url"]);
        for name in [id(&made), url.clone(), "harbour.png".to_owned()] {
            assert_eq!(desk.item("getImage", json!({ "id": name })), made);
        }
        assert_eq!(desk.items("getImage", json!({ "id": "else.png" })), [json!(null); 0]);
        let second = desk.picture("bridge.png", 301, 200);
        let all = desk.items("getImage", json!({ "all": true }));
        assert_eq!(each(&all, "id"), [second["id"].clone(), made["id"].clone()]);

        let words = json!({ "id": "harbour.png", "description": "Boats at dawn", "categories": ["travel"], "expectedVersion": 1 });
        let updated = desk.data("updateImage", words.clone());
        assert_eq!(updated["description"], "Boats at dawn");
        assert_eq!(updated["categories"], json!(["travel"]));
        let failure = desk.refused("updateImage", words, "VERSION_CONFLICT");
        let message = text(&failure["message"]);
        assert!(message.contains("description") && message.contains("assistant"), "{message}");
        let found = desk.item("getImage", json!({ "query": "boat dawn" }));
        assert_eq!(found["id"], made["id"]);
    });
}

#[test]
fn a_dry_run_makes_no_file_and_no_row() {
    in_both_eras(|desk| {
        let before = desk.contents();
        let picture = picture::base64(&picture::jpeg(900, 300));
        let shown = desk
            .ok("createImage", json!({ "base64": picture, "filename": "sea.jpg", "dryRun": true }));
        assert_eq!(shown["changes"][0]["entity"], "image");
        assert_eq!(shown["changes"][0]["fields"]["width"], json!([null, 900]));
        assert_eq!((desk.contents(), files(desk), waiting(desk)), (before, Vec::new(), 0));
    });
}

#[test]
fn one_key_at_once_takes_a_picture_in_once_and_answers_everybody() {
    in_both_eras(|desk| {
        let mut owner = desk.colleague("assistant");
        let picture = picture::base64(&picture::jpeg(700, 300));
        let create =
            json!({ "base64": picture, "description": "Sea", "idempotencyKey": "one key" });
        let calls: Vec<i64> = (0..4).map(|_| owner.begin("createImage", create.clone())).collect();
        let answers: Vec<Value> =
            calls.into_iter().map(|call| owner.finish("createImage", call).ok()).collect();
        assert_eq!(answers.iter().filter(|it| it.get("repeated").is_none()).count(), 1);
        assert!(answers.iter().all(|it| it["data"] == answers[0]["data"]), "{answers:?}");
        assert!(answers.iter().all(|it| it["changeId"] == answers[0]["changeId"]), "{answers:?}");
        assert_eq!((files(desk).len(), waiting(desk)), (2, 0));
    });
}

#[test]
fn deleting_an_image_names_every_use_and_undoing_it_puts_it_back_everywhere() {
    in_both_eras(|desk| {
        // Given a picture on a page, in a gallery, on a package, in a page's meta and in the menu,
        let image = desk.picture("dance.jpg", 500, 400);
        let (image, other) = (id(&image), id(&desk.picture("other.jpg", 400, 500)));
        let hero = desk.data(
            "createSection",
            json!({ "pageId": "home", "templateKey": "hero", "content": { "heading": "H", "image": image } }),
        );
        let gallery = desk.data(
            "createSection",
            json!({ "pageId": "home", "templateKey": "gallery", "content": { "items": [{ "image": image }, { "image": other }] } }),
        );
        desk.ok("updatePage", json!({ "id": "home", "meta": { "image": image } }));
        desk.ok("manage_packages", json!({ "action": "create", "name": "Elopement", "price": 1, "description": "x", "imageId": image }));
        desk.ok("createNavItem", json!({ "navigationId": "header", "label": "Our picture", "targetType": "media", "targetId": image }));
        let before = desk.contents();
        // when it is to be deleted,
        let shown = desk.ok("deleteImage", json!({ "ids": ["dance.jpg"] }));
        // then the preview names them all,
        let mut uses: Vec<String> = shown["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|change| text(&change["entity"]))
            .collect();
        uses.sort();
        assert_eq!(uses, ["package", "page", "section", "section"]);
        assert_eq!(each(shown["items"].as_array().unwrap(), "entity"), ["image", "navItem"]);
        assert!(text(&shown["message"]).contains("image “dance.jpg”"), "{shown}");
        let done = desk.delete("deleteImage", json!({ "ids": ["dance.jpg"] }));
        // afterwards nothing shows it, an item of a gallery that cannot be without it is gone whole,
        let hero = desk.item(
            "getSection",
            json!({ "pageSectionId": hero["pageSectionId"], "includeContent": true }),
        );
        assert_eq!(hero["content"]["image"], Value::Null);
        let gallery = desk.item(
            "getSection",
            json!({ "pageSectionId": gallery["pageSectionId"], "includeContent": true }),
        );
        assert_eq!(gallery["content"]["items"].as_array().unwrap().len(), 1);
        // and the undo brings all of it back, files included.
        desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
        let after = desk.contents();
        assert_eq!(after["nav_item"].len(), before["nav_item"].len());
        assert_eq!(desk.item("getImage", json!({ "id": image }))["id"], json!(image));
        let hero = desk.item(
            "getSection",
            json!({ "pageSectionId": hero["pageSectionId"], "includeContent": true }),
        );
        assert_eq!(hero["content"]["image"]["imageId"], json!(image));
        assert_eq!(files(desk).len(), 3);
    });
}
