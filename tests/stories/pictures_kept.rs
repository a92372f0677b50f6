//! Pictures as people have them: of an iPhone, that move, with a head at the top, and named in a text.

use std::{fs, io::Cursor, path::PathBuf};

use image::{DynamicImage, Frame, ImageFormat, Rgba, RgbaImage, codecs::gif::GifEncoder};
use serde_json::{Value, json};

use super::browser::{self, base};
use super::desk::{Desk, confirmed, each, id, in_both_eras, text};
use super::shop_window::ShopWindow;
use crate::common::{BOTH_ERAS, picture};

fn fixture(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/colour");
    fs::read(folder.join(name)).unwrap()
}

fn gif(width: u32, height: u32, frames: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for number in 0..frames {
        let picture = RgbaImage::from_pixel(width, height, Rgba([number * 30, 90, 160, 255]));
        encoder.encode_frame(Frame::new(picture)).unwrap();
    }
    drop(encoder);
    bytes
}

/// The page as the browser reads it.
fn read(url: &str) -> String {
    browser::open(url).replace("&#x2f;", "/").replace("&#x27;", "'")
}

#[test]
fn every_format_that_a_person_has_is_taken_from_the_inbox() {
    in_both_eras(|desk| {
        let mut tiff = Cursor::new(Vec::new());
        DynamicImage::from(RgbaImage::new(30, 20)).write_to(&mut tiff, ImageFormat::Tiff).unwrap();
        for (name, bytes, size) in [
            ("IMG_0001.HEIC", fixture("p3.heic"), (48, 36)),
            ("IMG_0002.heic", fixture("turned-6.heic"), (64, 48)),
            ("web.avif", fixture("p3.avif"), (48, 36)),
            ("scan.tiff", tiff.into_inner(), (30, 20)),
            ("print.jpg", fixture("cmyk.jpg"), (48, 36)),
        ] {
            fs::write(desk.inbox().join(name), bytes).unwrap();
            let image = desk.data("createImage", json!({ "path": name }));
            assert_eq!(
                (&image["width"], &image["height"]),
                (&json!(size.0), &json!(size.1)),
                "{name}"
            );
            assert_eq!(image["fileName"], name);
        }
    });
}

#[test]
fn an_animation_is_kept_and_stands_still_for_whoever_wants_that() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    let made = desk.ok("createImage", json!({ "base64": picture::base64(&gif(500, 40, 4)) }));
    let image = &made["data"];
    assert_eq!((&image["animated"], &made["message"]), (&json!(true), &Value::Null), "{made}");
    let still = desk.picture("still.jpg", 500, 40);
    assert_eq!(still.get("animated"), None);
    desk.ok(
        "createSection",
        json!({ "pageId": "home", "templateKey": "imageText", "content":
        { "heading": "H", "body": "B", "image": id(image) } }),
    );
    let mut window = ShopWindow::open(BOTH_ERAS[1], desk.folder());
    let site = format!("{}/main", base(&window.address("home")));
    let page = read(&site);
    let name = text(&image["url"]).strip_prefix("/uploads/").unwrap().to_owned();
    let hash = name.split('-').next().unwrap();
    assert!(page.contains(&format!(
        "<source media=\"(prefers-reduced-motion: reduce)\" srcset=\"/main/uploads/{hash}-400-still.webp 400w, \
         /main/uploads/{hash}-500-still.webp 500w\""
    )), "{page}");
    for file in [format!("{hash}-500.webp"), format!("{hash}-500-still.webp")] {
        browser::status_is_ok(&format!("{site}/uploads/{file}"));
    }
    // What is too long is a still, and its answer says so with the numbers.
    let long = [gif(1000, 1000, 1), vec![]].concat();
    let frame = b",\0\0\0\0\x01\0\x01\0\0\x02\x02\x4c\x01\0";
    let long = [&long[..long.len() - 1], &frame.repeat(60), b";"].concat();
    let made = desk.ok("createImage", json!({ "base64": picture::base64(&long) }));
    assert_eq!(made["data"].get("animated"), None);
    let note = made.to_string();
    assert!(
        note.contains("61 frames of 1000 × 1000 pixels") && note.contains("50 megapixels"),
        "{note}"
    );
}

#[test]
fn no_crop_of_a_page_hides_what_a_picture_is_about() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    let portrait = id(&desk.picture("portrait.jpg", 400, 600));
    let set = desk.ok("updateImage", json!({ "id": portrait, "focus": { "x": 0.5, "y": 0.2 } }));
    assert_eq!(set["data"]["focus"], json!({ "x": 0.5, "y": 0.2 }));
    assert_eq!(
        desk.item("getImage", json!({ "id": portrait }))["focus"],
        json!({ "x": 0.5, "y": 0.2 })
    );
    let content = json!({ "heading": "H", "image": portrait });
    desk.ok(
        "createSection",
        json!({ "pageId": "home", "templateKey": "hero", "content": content }),
    );
    let gallery = json!({ "items": [{ "image": portrait }] });
    desk.ok(
        "createSection",
        json!({ "pageId": "home", "templateKey": "gallery", "content": gallery }),
    );
    let mut window = ShopWindow::open(BOTH_ERAS[1], desk.folder());
    let site = format!("{}/main", base(&window.address("home")));
    let page = read(&site);
    assert!(page.contains("class=\"hero-picture fx-50 fy-20\""), "{page}");
    // The shape of a gallery's crop is known: there it is as near to the middle as can be.
    assert!(page.contains("class=\"fx-50 fy-0\""), "{page}");
    let sheet = read(&format!("{site}/assets/site.css"));
    assert!(sheet.contains(".fx-50{--fx:50%}") && sheet.contains(".fy-20{--fy:20%}"));
    // Null takes it back, and an undo brings it again.
    let reset = desk.ok("updateImage", json!({ "id": portrait, "focus": null }));
    assert_eq!(desk.item("getImage", json!({ "id": portrait })).get("focus"), None);
    assert!(!read(&site).contains("fx-50"));
    desk.ok("undoChange", json!({ "changeId": reset["changeId"] }));
    assert!(read(&site).contains("hero-picture fx-50 fy-20"));
    for (focus, message) in [
        (json!({ "x": 30, "y": 20 }), "focus.x is 30"),
        (json!({ "x": 0.5, "y": -0.3 }), "focus.y is -0.3"),
        (json!({ "x": 0.5 }), "focus"),
        (json!("center"), "focus"),
        (json!({ "x": "left", "y": 0.5 }), "focus"),
    ] {
        let failure = desk.refused(
            "updateImage",
            json!({ "id": portrait, "focus": focus }),
            "ARGUMENT_INVALID",
        );
        assert!(text(&failure["message"]).contains(message), "{failure}");
    }
}

#[test]
fn a_picture_in_a_text_is_shown_like_all_others_and_counts_as_a_use() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    let image = desk.picture("boats.jpg", 900, 600);
    desk.ok(
        "updateImage",
        json!({ "id": id(&image), "description": "Two boats", "focus": { "x": 0.1, "y": 0.9 } }),
    );
    let small = text(&image["url"]).replace("-900.webp", "-400.webp");
    let body = format!("Boats: ![]({small})\n\n![Again](image:{})", id(&image));
    desk.ok(
        "createPost",
        json!({ "collectionSlug": "blog", "title": "Boats", "content": { "body": body } }),
    );
    let text_only = format!("See ![one](image:{}).", id(&image));
    desk.ok(
        "createSection",
        json!({ "pageId": "home", "templateKey": "text", "content": { "body": text_only } }),
    );
    let mut window = ShopWindow::open(BOTH_ERAS[1], desk.folder());
    let site = format!("{}/main", base(&window.address("home")));
    for (page, alts) in [("/blog/boats", &["Two boats", "Again"][..]), ("", &["one"])] {
        let page = read(&format!("{site}{page}"));
        for alt in alts {
            let tag = page.split("<img ").find(|tag| tag.contains(&format!("alt=\"{alt}\"")));
            let tag = tag.unwrap_or_else(|| panic!("{alt}: {page}"));
            for part in [
                "-400.webp 400w, ",
                "-900.webp 900w\"",
                "sizes=\"",
                "width=\"900\" height=\"600\"",
                "loading=\"lazy\"",
                "class=\"fx-10 fy-90\"",
                "src=\"/main/uploads/",
            ] {
                assert!(tag.contains(part), "{part}: {tag}");
            }
        }
    }
    // It goes out of both texts with the image, after a preview that names them.
    let arguments = json!({ "ids": [id(&image)] });
    let shown = desk.ok("deleteImage", arguments.clone());
    let mut uses: Vec<Value> = each(shown["changes"].as_array().unwrap(), "entity");
    uses.sort_by_key(ToString::to_string);
    assert_eq!(uses, ["post", "section"]);
    desk.ok("deleteImage", confirmed(&arguments, &shown["confirmationToken"]));
    assert!(!read(&site).contains("<img "));
    // What is not there is not shown, and is refused where it is new.
    let gone = format!("![a](image:{})", id(&image));
    for (tool, arguments) in [
        (
            "createPost",
            json!({ "collectionSlug": "blog", "title": "None", "content": { "body": gone } }),
        ),
        (
            "createSection",
            json!({ "pageId": "home", "templateKey": "text", "content": { "body": gone } }),
        ),
        (
            "manage_packages",
            json!({ "action": "create", "name": "P", "price": 1, "description": gone }),
        ),
    ] {
        desk.refused(tool, arguments, "IMAGE_NOT_FOUND");
    }
}

#[test]
fn a_gallery_leads_to_its_files_and_its_script_shows_them() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    let image = desk.picture("boats.jpg", 900, 600);
    let gallery = json!({ "items": [{ "image": id(&image), "caption": "Boats" }] });
    desk.ok(
        "createSection",
        json!({ "pageId": "home", "templateKey": "gallery", "content": gallery }),
    );
    let mut window = ShopWindow::open(BOTH_ERAS[1], desk.folder());
    let site = format!("{}/main", base(&window.address("home")));
    let page = read(&site);
    let url = text(&image["url"]);
    assert!(page.contains(&format!("<a class=\"zoom\" href=\"/main{url}\"><img ")), "{page}");
    assert!(page.contains("<script src=\"/main/assets/lightbox.js\" defer"), "{page}");
    let script = read(&format!("{site}/assets/lightbox.js"));
    assert!(script.len() <= 3 * 1024, "{} bytes", script.len());
    for part in ["showModal", "ArrowRight", "onpointerup", "focus()"] {
        assert!(script.contains(part), "{part}");
    }
}
