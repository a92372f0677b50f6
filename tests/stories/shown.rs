//! How values stand on pages: phone numbers, days, prices, addresses, and what Markdown has besides.

use serde_json::{Value, json};

use super::browser;
use super::desk::{Desk, id, in_both_eras, text};
use super::shop_window::ShopWindow;
use crate::common::{BOTH_ERAS, picture};

/// A desk, and the window of a business in Los Angeles that is paid in dollars, with the address of its site.
fn open(currency: &str, country: &str, zone: &str) -> (Desk, ShopWindow, String) {
    let desk = Desk::open(BOTH_ERAS[1], &[]);
    desk.run(&[
        "tenant",
        "add",
        "studio",
        "--currency",
        currency,
        "--country",
        country,
        "--timezone",
        zone,
    ]);
    let mut window = ShopWindow::open_for(BOTH_ERAS[1], desk.folder(), "studio");
    let site = window.address("home").trim_end_matches('/').to_owned();
    (desk, window, site)
}

fn section(window: &mut ShopWindow, template: &str, content: Value) {
    window.ok(
        "createSection",
        json!({ "pageId": "home", "templateKey": template, "content": content }),
    );
}

/// A document with its escaped slashes as they were.
fn read(address: &str) -> String {
    browser::open(address).replace("&#x2f;", "/")
}

#[test]
fn a_phone_number_is_dialled_as_it_was_written_or_is_no_link() {
    let (_desk, mut window, site) = open("GBP", "GB", "Europe/London");
    for (phone, link) in [
        ("+1 416-123-4567 ext. 890", Some("tel:+1-416-123-4567;ext=890")),
        ("+44 (0)20 7946 0958", Some("tel:+44-20-7946-0958")),
        ("020 7946 0958", Some("tel:+44-20-7946-0958")),
        ("tel:tel:+44 20 7946 0958", Some("tel:+44-20-7946-0958")),
        // As the number of a contact is read.
        ("+52 1 55 1234 5678", Some("tel:+52-55-1234-5678")),
        ("+55 31 8888-7777", Some("tel:+55-31-98888-7777")),
        ("00 49 30 901820", Some("tel:+49-30-901820")),
        ("112", Some("tel:112")),
        ("+49 30 901820 / 21", None),
        ("ask at the bar", None),
    ] {
        section(
            &mut window,
            "contact",
            json!({ "heading": "H", "phone": phone, "email": "mailto:a@b.example" }),
        );
        let page = read(&site);
        let last = page.rsplit("<dt>Phone</dt>").next().unwrap();
        assert_eq!(last.contains("href=\"tel:"), link.is_some(), "{phone}: {last}");
        if let Some(link) = link {
            assert!(last.contains(&format!("href=\"{link}\"")), "{phone}: {last}");
        }
        assert!(page.contains("<a href=\"mailto:a@b.example\">a@b.example</a>"), "{page}");
        assert!(!page.contains("mailto:mailto:") && !last.contains("tel:tel:"));
    }
    // The same in Markdown, on buttons and in menus.
    let body = "[call](tel:02079460958), [ask](tel:ask), [a](https://https://a.example)";
    section(&mut window, "text", json!({ "body": body }));
    section(
        &mut window,
        "cta",
        json!({ "heading": "H", "ctaLabel": "Ring", "ctaLink": "tel:+44 (0)20 7946 0958" }),
    );
    let item = json!({ "navigationId": "header", "label": "Us", "targetType": "url", "url": "tel:020 7946 0958" });
    window.ok("createNavItem", item);
    let page = read(&site);
    for part in [
        "<a href=\"tel:+44-20-7946-0958\" rel=\"noopener noreferrer\">call</a>",
        "<a rel=\"noopener noreferrer\">ask</a>",
        "href=\"tel:+44-20-7946-0958\">Ring</a>",
        "<a href=\"tel:+44-20-7946-0958\">Us</a>",
        "href=\"https://a.example\"",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    let lost =
        json!({ "navigationId": "header", "label": "Us", "targetType": "url", "url": "tel:ask" });
    desk.refused("createNavItem", lost, "TARGET_INVALID");
}

#[test]
fn a_day_is_that_of_the_business() {
    for (zone, day, date, time) in [
        (
            "America/Los_Angeles",
            "November 29, 2026",
            "2026-11-29T16:30:00-08:00",
            "Sun, 29 Nov 2026 16:30:00 -0800",
        ),
        ("UTC", "November 30, 2026", "2026-11-30T00:30:00Z", "Mon, 30 Nov 2026 00:30:00 +0000"),
        (
            "Asia/Tokyo",
            "November 30, 2026",
            "2026-11-30T09:30:00+09:00",
            "Mon, 30 Nov 2026 09:30:00 +0900",
        ),
        (
            "Pacific/Kiritimati",
            "November 30, 2026",
            "2026-11-30T14:30:00+14:00",
            "Mon, 30 Nov 2026 14:30:00 +1400",
        ),
    ] {
        let (desk, mut window, site) = open("USD", "US", zone);
        let post = json!({ "collectionSlug": "blog", "title": "Rain", "content": { "body": "a < b & c" } });
        window.ok("createPost", post);
        let moment = 1_795_998_600_000_i64; // 2026-11-30T00:30:00Z
        desk.meddle(
            "UPDATE post SET status = 'published', published_at = ?1, updated_at = ?1",
            [moment],
        );
        let shown = format!("<time datetime=\"{date}\">{day}</time>");
        for place in ["blog", "blog/rain"] {
            let page = read(&format!("{site}/{place}"));
            assert!(page.contains(&shown), "{zone}, {place}: {page}");
        }
        let feed = read(&format!("{site}/feed"));
        assert!(feed.contains(&format!("<pubDate>{time}</pubDate>")), "{feed}");
        assert!(feed.contains("<description>a &amp;lt; b &amp;amp; c</description>"), "{feed}");
        let map = read(&format!("{site}/sitemap.xml"));
        assert!(map.contains(&format!("<lastmod>{}</lastmod>", &date[..10])), "{map}");
    }
}

#[test]
fn a_price_is_in_the_currency_that_it_says() {
    for (own, country, prices) in [
        (
            "USD",
            "US",
            [
                ("CLP", 1000.0, "CLP 1,000"),
                ("USD", 2500.5, "$2,500.50"),
                ("KWD", 1.5, "KWD 1.500"),
                ("JPY", 12_000.0, "¥12,000"),
            ],
        ),
        (
            "CAD",
            "CA",
            [
                ("CAD", 10.0, "$10"),
                ("USD", 10.0, "US$10"),
                ("EUR", 10.0, "€10"),
                ("SEK", 10.0, "SEK 10"),
            ],
        ),
    ] {
        let (_desk, mut window, site) = open(own, country, "UTC");
        section(&mut window, "services", json!({ "heading": "H" }));
        for (currency, price, _) in prices {
            let made = json!({ "action": "create", "name": currency, "price": price, "currency": currency, "description": "x" });
            window.ok("manage_packages", made);
        }
        let page = read(&site);
        for (currency, _, shown) in prices {
            let page = page.replace('\u{a0}', " ");
            assert!(page.contains(&format!(">{shown}<")), "{currency}: {page}");
        }
    }
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    for code in ["XAU", "XXX", "XTS", "XDR", "CLF"] {
        let made = json!({ "action": "create", "name": "A", "price": 1, "currency": code, "description": "x" });
        desk.refused("manage_packages", made, "CURRENCY_UNKNOWN");
        desk.fails(&["tenant", "add", "gold", "--currency", code], "USD");
    }
}

#[test]
fn an_address_is_in_letters_that_its_people_would_write() {
    in_both_eras(|desk| {
        for (name, slug) in [
            ("Ольга", "olga"),
            ("Baby's", "babys"),
            ("Mum’s kitchen", "mums-kitchen"),
            ("Αθήνα", "athina"),
            ("北京", "beijing"),
            ("नमस्ते", "namaste"),
            ("กรุงเทพ", "krungtheph"),
            ("مرحبا", "mrhba"),
        ] {
            let page = desk.data("createPage", json!({ "name": name }));
            assert_eq!(page["slug"], slug, "{name}");
        }
        desk.refused("createPage", json!({ "name": "Olʼga" }), "SLUG_TAKEN");
    });
}

#[test]
fn markdown_has_columns_notes_tasks_and_anchors() {
    let (_desk, mut window, site) = open("USD", "US", "UTC");
    let body = "## Our prices\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n- [x] done[^1]\n- [ ] open\n\nwww.a.example\n\n[^1]: Note\n";
    section(&mut window, "text", json!({ "body": body }));
    section(&mut window, "text", json!({ "body": "## Our prices\n\nSee[^1]\n\n[^1]: Other" }));
    let page = read(&site);
    for part in [
        "<h2 id=\"our-prices\">",
        "<h2 id=\"our-prices-1\">",
        "<td align=\"center\">1</td><td align=\"right\">2</td>",
        "<a href=\"#note-1\"",
        "<li id=\"note-1\">",
        "<a href=\"#note-1-1\"",
        "<li id=\"note-1-1\">",
        "<input type=\"checkbox\" disabled=\"\" checked=\"\">",
        "<a href=\"https://www.a.example\"",
    ] {
        let found =
            page.contains(part) || part.starts_with("<input") && page.contains("type=\"checkbox\"");
        assert!(found, "{part} is not in {page}");
    }
}

#[test]
fn the_same_picture_again_takes_what_is_new_and_says_so() {
    in_both_eras(|desk| {
        let bytes = picture::base64(&picture::jpeg(300, 200));
        let send = |more: Value| {
            let mut create = json!({ "base64": bytes });
            create.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            create
        };
        let first = desk.ok("createImage", send(json!({ "filename": "sea.jpg", "tags": ["sea"] })));
        assert_eq!(first.get("note"), None);
        assert_eq!(desk.ok("createImage", send(json!({}))).get("note"), None);
        let said = desk
            .ok("createImage", send(json!({ "description": "The sea", "tags": ["blue", "sea"] })));
        assert_eq!(said["data"]["id"], first["data"]["id"]);
        assert_eq!(said["data"]["description"], "The sea");
        assert_eq!(said["data"]["tags"], json!(["sea", "blue"]));
        assert!(text(&said["note"]).contains("“sea.jpg”"), "{said}");
        let again = desk
            .ok("createImage", send(json!({ "description": "Waves", "filename": "waves.jpg" })));
        let note = text(&again["note"]);
        assert!(
            note.contains("was “The sea”") && again["data"]["description"] == "Waves",
            "{again}"
        );
        desk.undo(&again["changeId"]);
        assert_eq!(desk.item("getImage", json!({ "id": "sea.jpg" }))["description"], "The sea");
        // Nothing new is no change.
        let same = desk.ok("createImage", send(json!({ "description": "The sea" })));
        assert_eq!((same.get("changeId"), same.get("note")), (None, None));
    });
}

#[test]
fn deleting_an_image_takes_it_out_of_markdown_and_an_undo_puts_it_back() {
    in_both_eras(|desk| {
        let image = desk.picture("dance.jpg", 900, 600);
        let url = text(&image["url"]);
        let small = url.replace("-900.webp", "-400.webp");
        let other = text(&desk.picture("other.jpg", 500, 400)["url"]);
        let body = format!(
            "One\n\n![A dance]({url} \"t\")\n\nTwo ![o]({other}) <img src=\"{small}\"> [it]({url})"
        );
        let left = format!("One\n\nTwo ![o]({other})  it");
        let post =
            json!({ "collectionSlug": "blog", "title": "Rain", "content": { "body": body } });
        let post = desk.data("createPost", post);
        let made = |template: &str, content: Value| json!({ "pageId": "home", "templateKey": template, "content": content });
        let words = desk.data("createSection", made("text", json!({ "body": body })));
        let faq = json!({ "questions": [{ "question": "Q", "answer": body }] });
        let faq = desk.data("createSection", made("faq", faq));
        let code =
            desk.data("createSection", made("text", json!({ "body": format!("`![a]({url})`") })));
        let package = json!({ "action": "create", "name": "P", "price": 1, "description": format!("![a]({url})\n\nB") });
        let package = desk.data("manage_packages", package);
        let button = json!({ "heading": "H", "ctaLabel": "See", "ctaLink": url });
        let button = desk.data("createSection", made("hero", button));
        desk.ok("createNavItem", json!({ "navigationId": "header", "label": "Picture", "targetType": "url", "url": url }));
        let before = desk.contents();

        let shown = desk.ok("deleteImage", json!({ "ids": ["dance.jpg"] }));
        let changes = shown["changes"].as_array().unwrap();
        let things: Vec<&str> =
            changes.iter().map(|change| change["id"].as_str().unwrap()).collect();
        let ids = [
            &words["pageSectionId"],
            &faq["pageSectionId"],
            &button["pageSectionId"],
            &post["id"],
            &package["id"],
        ];
        for id in ids {
            assert!(things.contains(&id.as_str().unwrap()), "{id} is not in {shown}");
        }
        assert_eq!(things.len(), ids.len(), "{shown}");
        assert!(shown["items"].to_string().contains("Picture"), "{shown}");
        assert_eq!(desk.contents(), before);

        let done = desk.delete("deleteImage", json!({ "ids": ["dance.jpg"] }));
        let content = |desk: &mut Desk, section: &Value| {
            let id = json!({ "pageSectionId": section["pageSectionId"], "includeContent": true });
            desk.item("getSection", id)["content"].clone()
        };
        assert_eq!(content(desk, &words)["body"], left.as_str());
        assert_eq!(content(desk, &faq)["questions"][0]["answer"], left.as_str());
        assert_eq!(content(desk, &code)["body"], format!("`![a]({url})`"));
        assert_eq!(content(desk, &button).get("ctaLink"), None);
        let shown = desk.item("getPost", json!({ "slug": "rain", "includeContent": true }));
        assert_eq!(shown["content"]["body"], left.as_str());
        assert_eq!(
            desk.items("manage_packages", json!({ "action": "list" }))[0]["description"],
            "B"
        );
        assert!(desk.items("getNavItem", json!({ "navigationId": "header" })).is_empty());

        desk.undo(&done["changeId"]);
        assert_eq!(content(desk, &words)["body"], body.as_str());
        assert_eq!(content(desk, &faq)["questions"][0]["answer"], body.as_str());
        assert_eq!(content(desk, &button)["ctaLink"], url.as_str());
        assert_eq!(id(&desk.item("getImage", json!({ "id": "dance.jpg" }))), id(&image));
    });
}
