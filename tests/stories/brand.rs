//! What a site looks like: one colour, two fonts and a logo are said once, and seen on every page and in every icon.

use serde_json::{Value, json};

use super::browser;
use super::desk::{Desk, id, text};
use super::shop_window::ShopWindow;
use crate::common::{BOTH_ERAS, picture};

const OPEN: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 100\">";

fn read(address: &str) -> String {
    browser::open(address).replace("&#x2f;", "/").replace("&amp;", "&")
}

fn drawing(window: &mut ShopWindow, name: &str, inside: &str) -> Value {
    let bytes = picture::base64(format!("{OPEN}{inside}</svg>").as_bytes());
    window.ok("createImage", json!({ "base64": bytes, "filename": name }))
}

fn circle(color: &str) -> String {
    format!("<circle cx=\"50\" cy=\"50\" r=\"40\" fill=\"{color}\"/>")
}

fn brand(window: &mut ShopWindow, parts: Value) -> Value {
    window.ok("updateSite", json!({ "brand": parts }))
}

#[test]
fn a_colour_and_fonts_are_shown_on_every_page_and_taken_back() {
    for era in BOTH_ERAS {
        let desk = Desk::open(era, &[]);
        let mut window = ShopWindow::open(era, desk.folder());
        let home = window.address("home");
        let sheet = format!("{home}/assets/brand.css");
        assert!(!read(&home).contains("brand.css") && browser::open(&sheet).is_empty());

        let made = brand(&mut window, json!({ "color": "dark green", "headingFont": "fraunces" }));
        assert!(text(&made["note"]).starts_with("#006400 is used as it is."), "{made}");
        assert_eq!(made["data"]["brand"], json!({ "color": "#006400", "headingFont": "Fraunces" }));
        let css = browser::open(&sheet);
        for word in ["--brand:#006400;", "--font-heading:\"Fraunces\"", "font-display:swap"] {
            assert!(css.contains(word), "{word}: {css}");
        }
        assert!(!css.contains("--font-text") && !css.contains("--round"), "{css}");
        let font = "/assets/fonts/fraunces-5.3.0-latin.woff2";
        for path in ["", "/blog"] {
            let page = read(&format!("{home}{path}"));
            for word in ["/assets/brand.css\">", &format!("{font}\" as=\"font\""), "theme-color"] {
                assert!(page.contains(word), "{path}: {word}: {page}");
            }
        }
        let (head, bytes) = browser::file(&format!("{home}{font}"));
        assert!(head.contains("font/woff2") && head.contains("immutable"), "{head}");
        assert!(bytes.starts_with(b"wOF2"));

        // The parts that are left out stay; null is the theme's.
        let yellow = brand(&mut window, json!({ "color": "#ffee00", "corners": "round" }));
        let note = text(&yellow["note"]);
        assert!(
            note.contains("too light") && note.contains("buttons use it with dark text"),
            "{note}"
        );
        let shown = window.ok("getSite", json!({}))["items"][0]["brand"].clone();
        let all = json!({ "color": "#ffee00", "headingFont": "Fraunces", "corners": "round" });
        assert_eq!(shown, all);
        let plain = brand(&mut window, json!({ "headingFont": null }));
        assert!(!browser::open(&sheet).contains("Fraunces"));
        let again = brand(&mut window, json!({ "corners": "round" }));
        assert!(again.get("changeId").is_none(), "{again}");

        for change in [plain, yellow] {
            window.ok("undoChange", json!({ "changeId": change["changeId"] }));
        }
        let css = browser::open(&sheet);
        assert!(css.contains("--brand:#006400;") && !css.contains("--round"), "{css}");
        window.ok("updateSite", json!({ "brand": null }));
        assert!(!read(&home).contains("brand.css") && browser::open(&sheet).is_empty());

        let fonts = window.ok("getSite", json!({ "fonts": true }))["items"][0]["fonts"].clone();
        assert_eq!(fonts["families"].as_array().unwrap().len(), 12);
        let specimen = read(&text(&fonts["specimenUrl"]));
        for word in ["Playfair Display", "Newsreader", "figtree-OFL.txt"] {
            assert!(specimen.contains(word), "{word}");
        }
        assert!(browser::open(&format!("{home}/assets/fonts/lora-OFL.txt")).contains("OPEN FONT"));
    }
}

#[test]
fn a_logo_is_an_image_like_any_other() {
    for era in BOTH_ERAS {
        let desk = Desk::open(era, &[]);
        let mut window = ShopWindow::open(era, desk.folder());
        let home = window.address("home");
        window.ok("updateSite", json!({ "name": "Wren & Vale" }));
        let script = format!("{}<script>alert(1)</script>", circle("#0a3d2e"));
        let logo = drawing(&mut window, "logo.svg", &script);
        assert!(text(&logo["note"]).contains("Not taken from the drawing: scripts"), "{logo}");
        drawing(&mut window, "light.svg", &circle("#cfe8dc"));
        let dark = window.ok("updateSite", json!({ "logo": { "imageId": logo["data"]["id"] } }));
        assert!(text(&dark["note"]).contains("until there is a logoDark"), "{dark}");
        let both = window.ok("updateSite", json!({ "logoDark": "light.svg", "icon": "logo.svg" }));
        assert!(text(&both["note"]).contains("is no square"), "{both}");
        for path in ["", "/blog"] {
            let page = read(&format!("{home}{path}"));
            let header =
                page.split_once("class=\"brand\"").unwrap().1.split_once("</a>").unwrap().0;
            for word in
                ["<picture class=\"logo\">", "prefers-color-scheme: dark", "alt=\"Wren & Vale\""]
            {
                assert!(header.contains(word), "{word}: {header}");
            }
        }
        let shown = window.ok("getSite", json!({}))["items"][0].clone();
        assert_eq!(shown["logo"]["imageId"], logo["data"]["id"]);
        assert!(text(&shown["logoDark"]["url"]).starts_with("/uploads/"), "{shown}");

        // An image that the site shows is not taken back from under it.
        let undo = json!({ "changeId": logo["changeId"] });
        let mut other = desk.colleague("assistant");
        let refused = other.call("undoChange", undo).refused("UNDO_CONFLICT");
        assert!(refused.to_string().contains("the site"), "{refused}");

        let preview = window.ok("deleteImage", json!({ "ids": ["logo.svg"] }));
        let changes = preview["changes"].as_array().unwrap().clone();
        assert!(changes.iter().any(|change| change["entity"] == "site"), "{preview}");
        let token = preview["confirmationToken"].clone();
        let yes = json!({ "ids": ["logo.svg"], "confirmed": true, "confirmationToken": token });
        let gone = window.ok("deleteImage", yes);
        let page = read(&home);
        assert!(!page.contains("class=\"logo") && page.contains("Wren & Vale</a>"), "{page}");
        let left = window.ok("getSite", json!({}))["items"][0].clone();
        assert!(left.get("logo").is_none() && left.get("icon").is_none(), "{left}");
        assert_eq!(left["logoDark"], shown["logoDark"]);
        window.ok("undoChange", json!({ "changeId": gone["changeId"] }));
        let back = window.ok("getSite", json!({}))["items"][0].clone();
        assert_eq!((&back["logo"], &back["icon"]), (&shown["logo"], &shown["icon"]));
        window.ok("updateSite", json!({ "logo": null }));
        assert!(!read(&home).contains("class=\"logo"));
    }
}

#[test]
fn a_photograph_as_a_logo_and_one_that_nobody_may_copy_are_said() {
    let mut desk = Desk::open(BOTH_ERAS[0], &[]);
    let photo = id(&desk.picture("dance.jpg", 900, 600));
    let said = desk.ok("updateSite", json!({ "logo": photo }));
    assert!(text(&said["note"]).contains("looks like a photograph"), "{said}");
    desk.picture("banner.jpg", 1200, 60);
    let wide = desk.ok("updateSite", json!({ "logo": "banner.jpg" }));
    assert!(text(&wide["note"]).contains("small in a header"), "{wide}");
    let linked = "https://images.unsplash.com/photo-1?w=1080";
    desk.meddle("UPDATE image SET url = ?1 WHERE file_name = 'dance.jpg'", [linked]);
    let refused = desk.refused("updateSite", json!({ "icon": photo }), "IMAGE_INVALID");
    assert!(text(&refused["message"]).contains("nobody may copy"), "{refused}");
}

/// Width and height of a PNG.
fn size(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG"), "{png:?}");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn icons_are_made_of_the_icon_else_the_logo_else_the_first_letter() {
    let desk = Desk::open(BOTH_ERAS[0], &[]);
    let mut window = ShopWindow::open(BOTH_ERAS[0], desk.folder());
    let home = window.address("home");
    let icon = |name: &str| browser::file(&format!("{home}/{name}")).1;
    let look = |name: &str| image::load_from_memory(&icon(name)).unwrap().into_rgba8();
    for (name, side) in [
        ("apple-touch-icon.png", 180),
        ("icon-192.png", 192),
        ("icon-512.png", 512),
        ("icon-maskable-512.png", 512),
    ] {
        assert_eq!(size(&icon(name)), (side, side), "{name}");
    }
    assert!(icon("favicon.ico").starts_with(&[0, 0, 1, 0, 1, 0, 32, 32]));
    let page = read(&home);
    for word in ["favicon.ico\" sizes=\"32x32\"", "apple-touch-icon", "rel=\"manifest\""] {
        assert!(page.contains(word), "{word}: {page}");
    }
    let plain = icon("icon-192.png");
    window.ok("updateSite", json!({ "name": "Wren", "brand": { "color": "#0f3d2e" } }));
    let letter = icon("icon-192.png");
    assert_ne!(plain, letter);
    assert_eq!(look("apple-touch-icon.png").get_pixel(0, 0).0, [15, 61, 46, 255]);
    let manifest: Value = serde_json::from_slice(&icon("site.webmanifest")).unwrap();
    assert_eq!(
        (&manifest["name"], &manifest["icons"][2]["purpose"]),
        (&json!("Wren"), &json!("maskable"))
    );
    // A name that our fonts do not have gets an icon all the same.
    window.ok("updateSite", json!({ "name": "北京" }));
    assert_ne!(icon("icon-192.png"), letter);

    // A round logo is one, on a ground where phones want one, and within what Android shows.
    drawing(&mut window, "logo.svg", &circle("#c00"));
    window.ok("updateSite", json!({ "logo": "logo.svg" }));
    assert_eq!(look("icon-512.png").get_pixel(256, 256).0, [204, 0, 0, 255]);
    assert_eq!(look("icon-512.png").get_pixel(0, 0).0[3], 0);
    assert_eq!(look("apple-touch-icon.png").get_pixel(0, 0).0, [255; 4]);
    let cut = look("icon-maskable-512.png");
    let is_red = |pixel: &image::Rgba<u8>| pixel.0[1] < 200;
    for (x, y, pixel) in cut.enumerate_pixels() {
        let from_middle = (f64::from(x) - 256.0).hypot(f64::from(y) - 256.0);
        assert!(from_middle < 0.4 * 512.0 || !is_red(pixel), "{x}, {y}");
    }
    // A wide one is none; the icon comes first.
    let wide = "<rect y=\"30\" width=\"300\" height=\"40\" fill=\"#00c\"/>";
    drawing(&mut window, "wide.svg", wide);
    window.ok("updateSite", json!({ "logo": "wide.svg", "name": "Wren" }));
    assert_eq!(icon("icon-192.png"), letter);
    window.ok("updateSite", json!({ "icon": "logo.svg" }));
    assert_eq!(look("icon-192.png").get_pixel(96, 96).0, [204, 0, 0, 255]);
}

#[test]
fn a_shared_page_has_a_picture_of_its_title_whatever_script_that_is_in() {
    let mut desk = Desk::open(BOTH_ERAS[0], &[]);
    let photo = id(&desk.picture("boat.jpg", 1600, 900));
    let mut window = ShopWindow::open(BOTH_ERAS[0], desk.folder());
    let home = window.address("home");
    let card = |path: &str| {
        let page = read(&format!("{home}{path}"));
        let (_, after) = page.split_once("property=\"og:image\" content=\"").expect("a card");
        after.split_once('"').unwrap().0.to_owned()
    };
    window.ok("createPage", json!({ "name": "Prices & more" }));
    let first = card("/prices-more");
    assert!(first.starts_with(&format!("{home}/assets/og/")), "{first}");
    let (head, bytes) = browser::file(&first);
    assert!(head.contains("image/jpeg") && head.contains("immutable"), "{head}");
    let drawn = image::load_from_memory(&bytes).unwrap();
    assert_eq!((drawn.width(), drawn.height()), (1200, 630));

    // Its address is that of what is drawn.
    window.ok("updateSite", json!({ "brand": { "color": "#0f3d2e", "headingFont": "Lora" } }));
    let second = card("/prices-more");
    assert_ne!(first, second);
    assert_eq!(card("/prices-more"), second);
    let (head, old) = browser::file(&first);
    assert!(head.contains("no-cache"), "{head}");
    assert_eq!(old, browser::file(&second).1);
    window.ok("updatePage", json!({ "id": "prices-more", "meta": { "image": photo } }));
    let third = card("/prices-more");
    assert_ne!(browser::file(&third).1, old);
    let long = ["Wort".repeat(40), "One two three ".repeat(14)];
    let titles = ["北京的婚礼摄影", "استوديو الصور", "Ω & 🎉", &long[0], &long[1]];
    for title in titles {
        window.ok("updatePage", json!({ "id": "home", "meta": { "title": title } }));
        browser::file(&card(""));
    }
    for name in ["", "x", "x/lost.jpg", "x/home.png", "x/..%2f..%2fhome.jpg"] {
        let page = browser::try_open(&format!("{home}/assets/og/{name}"));
        assert!(page.is_some_and(|page| page.status == 404), "{name}");
    }
}
