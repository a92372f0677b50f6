//! A whole site for a photographer's studio, built through stdio alone and walked through as a visitor does.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::browser::{self, base};
use super::desk::{confirmed, id, text};
use super::shop_window::ShopWindow;
use crate::common::{BOTH_ERAS, picture};

/// Makes an image; gives what was made.
fn image(window: &mut ShopWindow, name: &str, height: u32, description: &str) -> Value {
    let bytes = picture::base64(&picture::jpeg(900, height));
    let made = json!({ "base64": bytes, "filename": name, "description": description });
    window.ok("createImage", made)["data"].clone()
}

fn section(window: &mut ShopWindow, page: &str, template: &str, content: Value) {
    let made = json!({ "pageId": page, "templateKey": template, "content": content });
    window.ok("createSection", made);
}

fn item(window: &mut ShopWindow, navigation: &str, label: &str, target: Value) -> String {
    let mut made = json!({ "navigationId": navigation, "label": label });
    made.as_object_mut().unwrap().extend(target.as_object().unwrap().clone());
    id(&window.ok("createNavItem", made)["data"])
}

/// Publishes after the person's yes.
fn publish(window: &mut ShopWindow, tool: &str, thing: Value) {
    let mut arguments = thing;
    arguments["status"] = "published".into();
    let shown = window.ok(tool, arguments.clone());
    assert_eq!(shown["requiresConfirmation"], true, "{shown}");
    window.ok(tool, confirmed(&arguments, &shown["confirmationToken"]));
}

/// Builds the studio's site: five pages, three pictures, two posts, an entry, two menus.
fn build(window: &mut ShopWindow) {
    let boat = image(window, "boat.jpg", 500, "Two people in a small boat");
    let hall = image(window, "hall.jpg", 501, "A long table under lanterns");
    let hands = image(window, "hands.jpg", 502, "Hands with two rings");
    for (name, parent) in
        [("Services", None), ("Weddings", Some("services")), ("About", None), ("Contact", None)]
    {
        let mut page =
            json!({ "name": name, "meta": { "description": format!("{name} of the studio") } });
        if let Some(parent) = parent {
            page["parentId"] = parent.into();
        }
        window.ok("createPage", page);
    }
    let package = json!({ "action": "create", "name": "Elopement Package", "price": 2500,
        "description": "Four hours by the sea.", "imageId": boat["id"] });
    window.ok("manage_packages", package);
    section(window, "services", "services", json!({ "heading": "What we offer" }));
    let gallery = json!({ "heading": "Weddings", "items": [
        { "image": hall["id"], "caption": "The hall" }, { "image": { "imageId": hands["id"], "alt": "Our rings" } } ] });
    section(window, "services/weddings", "gallery", gallery);
    let about = json!({ "heading": "Who we are", "body": "We are **Wren & Vale**.", "image": boat["id"],
        "ctaLabel": "Write to us", "ctaLink": "/contact" });
    section(window, "about", "imageText", about);
    section(
        window,
        "contact",
        "contact",
        json!({ "heading": "Say hello", "email": "hello@wren.example" }),
    );

    let post = json!({ "collectionSlug": "blog", "title": "A wedding in the fog", "category": "Weddings",
        "content": { "body": "It was *early*.\n\nSee [our packages](/services).", "cover": { "url": hall["url"], "alt": "Fog" } } });
    window.ok("createPost", post);
    publish(window, "updatePost", json!({ "slug": "a-wedding-in-the-fog" }));
    let draft =
        json!({ "collectionSlug": "blog", "title": "Not yet", "content": { "body": "Soon." } });
    window.ok("createPost", draft);
    let entry = json!({ "collectionId": "portfolio", "title": "June & Noa",
        "content": { "summary": "A small wedding.", "image": hands["id"], "body": "They danced.", "link": "/about" } });
    window.ok("createEntry", entry);
    publish(window, "updateEntry", json!({ "id": "june-noa" }));

    let services =
        item(window, "header", "Services", json!({ "targetType": "page", "targetId": "services" }));
    let below =
        json!({ "targetType": "page", "targetId": "services/weddings", "parentId": services });
    item(window, "header", "Weddings", below);
    item(
        window,
        "header",
        "Fog",
        json!({ "targetType": "post", "targetId": "a-wedding-in-the-fog" }),
    );
    item(window, "header", "June & Noa", json!({ "targetType": "entry", "targetId": "june-noa" }));
    item(window, "footer", "Contact", json!({ "targetType": "page", "targetId": "contact" }));
    item(window, "footer", "Blog", json!({ "targetType": "url", "url": "/blog" }));
}

/// The values of an attribute in a document.
fn attribute(document: &str, name: &str) -> Vec<String> {
    let start = format!(" {name}=\"");
    let found = document.match_indices(&start);
    let value = |at: usize| document[at + start.len()..].split('"').next().unwrap().to_owned();
    found.map(|(at, _)| value(at).replace("&amp;", "&").replace("&#x2f;", "/")).collect()
}

/// Follows every link and picture from the home page on; gives each page that was reached.
fn walk(home: &str) -> BTreeMap<String, String> {
    let (mut pages, mut seen) = (BTreeMap::new(), BTreeSet::new());
    let mut next = vec!["/main".to_owned()];
    while let Some(path) = next.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let url = format!("{}{path}", base(home));
        let is_file =
            ["/uploads/", "/assets/", ".png", ".ico"].iter().any(|part| path.contains(part));
        if is_file {
            browser::status_is_ok(&url);
            continue;
        }
        let document = browser::open(&url);
        let links = ["href", "src"].iter().flat_map(|name| attribute(&document, name));
        let sizes = attribute(&document, "srcset");
        let sizes = sizes
            .iter()
            .flat_map(|set| set.split(", ").map(|size| size.split(' ').next().unwrap().to_owned()));
        for link in links.chain(sizes).filter(|link| link.starts_with('/')) {
            next.push(link.split(['#', '?']).next().unwrap().to_owned());
        }
        pages.insert(path, document);
    }
    pages
}

#[test]
fn a_studio_builds_its_site_and_no_link_of_it_is_dead() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        build(&mut window);
        let home = window.address("home");
        let pages = walk(&home);
        let reached: Vec<&str> = pages.keys().map(String::as_str).collect();
        for path in [
            "/main",
            "/main/about",
            "/main/blog",
            "/main/blog/a-wedding-in-the-fog",
            "/main/contact",
            "/main/portfolio/june-noa",
            "/main/services",
            "/main/services/weddings",
        ] {
            assert!(reached.contains(&path), "{path} is not reached: {reached:?}");
        }
        // What was written is what is read.
        for (path, words) in [
            (
                "/main/services",
                vec!["What we offer", "Elopement Package", "$2,500", "Four hours by the sea"],
            ),
            (
                "/main/services/weddings",
                vec!["The hall", "alt=\"Our rings\"", "srcset=", "-900.webp 900w"],
            ),
            ("/main/about", vec!["<strong>Wren &amp; Vale</strong>", "Write to us"]),
            ("/main/blog", vec!["A wedding in the fog", "Not yet", "Draft"]),
            ("/main/blog/a-wedding-in-the-fog", vec!["<em>early</em>", "alt=\"Fog\"", "<time"]),
            ("/main/portfolio/june-noa", vec!["June &amp; Noa", "They danced", "A small wedding"]),
        ] {
            for word in words {
                assert!(pages[path].contains(word), "{path} does not say {word}:\n{}", pages[path]);
            }
        }
        // The menus are on every page, the nested item below its own, and the drafts are marked.
        for (path, document) in pages.iter().filter(|(_, page)| page.starts_with("<!doctype")) {
            for label in ["Services", "Weddings", "Fog", "June &amp; Noa", "Contact", "Blog"] {
                assert!(document.contains(label), "{path} has no {label}");
            }
        }
        // The feed has what is published, with whole addresses, and no draft.
        let feed = browser::open(&format!("{}/main/blog/feed.xml", base(&home)));
        let feed = feed.replace("&#x2f;", "/");
        let link = format!("{}/main/blog/a-wedding-in-the-fog", base(&home));
        assert!(
            feed.starts_with("<?xml") && feed.contains("<rss") && feed.contains(&link),
            "{feed}"
        );
        assert!(!feed.contains("Not yet"), "{feed}");
        let map = browser::open(&format!("{}/main/sitemap.xml", base(&home)));
        let map = map.replace("&#x2f;", "/");
        assert!(map.contains(&link) && !map.contains("not-yet"), "{map}");
        assert_eq!(text(&window.ok("finalAnswer", json!({ "answer": "It is all there." }))["data"]["requestId"]).len(), 30);
    }
}
