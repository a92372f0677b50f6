//! How a site is found: what a conversation is told to be wrong with it, and what programs read of it.

use std::process::Command;

use serde_json::{Value, json};

use super::browser::{self, base};
use super::desk::{Desk, confirmed, id, in_both_eras, text};
use super::shop_window::ShopWindow;
use crate::common::{BOTH_ERAS, Server, picture};

/// What is said of a site that is in order.
const CLEAN: &str = "nothing wrong was found";

/// What is wrong with the whole site.
fn warnings(desk: &mut Desk) -> Vec<String> {
    let site = desk.item("getSite", json!({ "warnings": true }));
    let mut told = lines(&site["warnings"]);
    told.retain(|line| line != CLEAN);
    told
}

fn lines(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(text).collect()
}

/// What the end of a request tells of the site.
fn told(desk: &mut Desk) -> Vec<String> {
    lines(&desk.data("finalAnswer", json!({ "answer": "Done." }))["warnings"])
}

#[track_caller]
fn are(told: &[String], wanted: &[&str]) {
    assert_eq!(told.len(), wanted.len(), "{told:#?}");
    for (told, wanted) in told.iter().zip(wanted) {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
}

#[test]
fn the_demo_and_an_empty_desk_are_accused_of_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
    let ran = command.args(["demo", "--no-preview", "--data-dir"]).arg(&data).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    for args in [["--tenant", "main"].as_slice(), &[]] {
        let mut server = Server::start_on(BOTH_ERAS[0], &data, args);
        let site = server.call("getSite", json!({ "warnings": true })).ok();
        assert_eq!(site["items"][0]["warnings"], json!([CLEAN]), "{site}");
        // Nobody pays for what nobody asked for.
        let site = server.call("getSite", json!({})).ok();
        assert!(site["items"][0].get("warnings").is_none(), "{site}");
    }
    in_both_eras(|desk| {
        assert!(warnings(desk).is_empty());
        assert!(told(desk).is_empty());
    });
}

#[test]
fn a_conversation_is_told_what_is_wrong_with_what_it_did_until_it_is_mended() {
    in_both_eras(|desk| {
        let make = json!({ "name": "About", "slug": "about" });
        let about = id(&desk.data("createPage", make));
        let text_of = |heading: &str, body: &str| json!({ "pageId": about, "templateKey": "text", "content": { "heading": heading, "body": body } });
        let body = "Lorem ipsum dolor sit amet.\n\n[Prices](/prizes) and [us](tel:ask)";
        let one = id(&desk.data("createSection", text_of("Us", body)));
        desk.ok("createNavItem", json!({ "navigationId": "header", "label": "Us", "targetType": "url", "url": "/abuot" }));
        are(
            &told(desk),
            &[
                "the text section “Us” on page “About”: “Lorem ipsum dolor sit amet.” stands there for the real words",
                "its link “/prizes” leads to nothing",
                "the menu item “Us”: its link “/abuot” leads to nothing",
                "“ask” is no phone number that can be called",
                "page “About”: nothing on the site leads to it; add it to a menu with createNavItem",
            ],
        );
        // Another request hears nothing of what it has not touched; the whole site still does.
        desk.ok("createContact", json!({ "name": "Ada", "email": "ada@wren.example" }));
        are(&told(desk), &[]);
        assert_eq!(warnings(desk).len(), 5);

        // Mended one after the other.
        desk.ok(
            "updateSection",
            json!({ "id": one, "content": { "body": "We are [two](/about)." } }),
        );
        are(&told(desk), &[]);
        let items = desk.items("getNavItem", json!({ "navigationId": "header" }));
        desk.ok("updateNavItem", json!({ "id": items[0]["id"], "url": "/about" }));
        are(&told(desk), &[]);
        are(&warnings(desk), &[]);

        // What is hidden is nobody's to see, until it is shown.
        let hidden = id(&desk.data("createSection", text_of("Later", "Your text here")));
        let shown = told(desk);
        are(&shown, &["“Your text here” stands there"]);
        desk.ok("updateSection", json!({ "id": hidden, "hidden": true }));
        are(&told(desk), &[]);

        // A page that goes leaves links behind, which are this conversation's.
        let prices = id(&desk.data("createPage", json!({ "name": "Prices" })));
        desk.ok(
            "updateSection",
            json!({ "id": one, "content": { "body": "[What it costs](/prices)" } }),
        );
        are(&told(desk), &[]);
        let gone = json!({ "ids": [prices] });
        let token = desk.ok("deletePage", gone.clone())["confirmationToken"].clone();
        desk.ok("deletePage", confirmed(&gone, &token));
        are(&told(desk), &["its link “/prices” leads to nothing"]);
        desk.ok("updateSection", json!({ "id": one, "content": { "body": "Words." } }));

        // A page that moves takes its links along: they are led on.
        let rates = id(&desk.data("createPage", json!({ "name": "Rates" })));
        desk.ok(
            "updateSection",
            json!({ "id": one, "content": { "body": "[What it costs](/rates)" } }),
        );
        desk.ok("updatePage", json!({ "id": rates, "slug": "what-it-costs" }));
        are(&told(desk), &[]);
    });
}

#[test]
fn pictures_results_and_posts_are_looked_at_as_well() {
    let mut desk = Desk::open(BOTH_ERAS[0], &[]);
    let desk = &mut desk;
    let bytes = picture::base64(&picture::jpeg(500, 400));
    let made = json!({ "base64": bytes, "filename": "IMG_20260912_1.jpg" });
    let image = id(&desk.data("createImage", made));
    let items = json!({ "items": [{ "image": image }, { "caption": "Later" }] });
    desk.ok(
        "createSection",
        json!({ "pageId": "home", "templateKey": "gallery", "content": items }),
    );
    are(
        &told(desk),
        &[
            "the picture “IMG_20260912_1.jpg” (the gallery section on page “Home”): it has no description",
        ],
    );
    desk.ok("updateImage", json!({ "id": image, "description": "Hail on a hill" }));
    are(&told(desk), &[]);

    let long = "Wedding and elopement photography in the Columbia River Gorge and beyond";
    desk.ok(
        "updatePage",
        json!({ "id": "home", "meta": { "title": long, "description": "Rain" } }),
    );
    are(&told(desk), &["is too long and will be cut", "“Rain”, says too little"]);
    let made = json!({ "collectionSlug": "blog", "title": "Rain", "content": { "body": "# Rain\n\n![](https://a.example/b.webp)" } });
    let post = desk.data("createPost", made);
    // A draft is nobody's to see.
    are(&told(desk), &[]);
    let publish = json!({ "id": post["id"], "status": "published" });
    let token = desk.ok("updatePost", publish.clone())["confirmationToken"].clone();
    desk.ok("updatePost", confirmed(&publish, &token));
    are(
        &told(desk),
        &[
            "the collection “Blog”: nothing on the site leads to it (/blog)",
            "post “Rain”: a picture in its text has no description",
            "post “Rain”: its text begins with its title",
        ],
    );
    // More than five are counted.
    for number in 1..=7 {
        desk.ok("createSection", json!({ "pageId": "home", "templateKey": "text", "content": { "body": format!("[a](/lost-{number})") } }));
    }
    let many = told(desk);
    assert_eq!(many.len(), 6, "{many:#?}");
    assert_eq!(many[5], "and 2 more: getSite with warnings lists all");
}

#[test]
fn who_may_not_read_a_thing_is_told_nothing_of_it() {
    let mut desk = Desk::open(BOTH_ERAS[0], &[]);
    desk.ok("createSection", json!({ "pageId": "home", "templateKey": "text", "content": { "body": "Lorem ipsum dolor" } }));
    let made =
        json!({ "collectionSlug": "blog", "title": "Secret plan", "content": { "body": "Soon." } });
    desk.ok("createPost", made);
    desk.ok("createSection", json!({ "pageId": "home", "templateKey": "text", "content": { "body": "[a](/blog/secret-plan)" } }));
    let whole = warnings(&mut desk);
    assert!(
        whole.iter().any(|line| line.contains("leads to “Secret plan”, which visitors cannot see")),
        "{whole:#?}"
    );
    for (tool, absent) in
        [("getPost", "Secret plan"), ("getPage", "Lorem"), ("getPage", "page “Home”")]
    {
        let args = [
            "--disable-tool",
            tool,
            "--disable-tool",
            "getSection",
            "--disable-tool",
            "queryData",
            "--disable-tool",
            "findText",
        ];
        let mut server = Server::start_on(BOTH_ERAS[0], desk.folder(), &args);
        let site = server.call("getSite", json!({ "warnings": true })).ok();
        let told = lines(&site["items"][0]["warnings"]);
        assert!(told.iter().all(|line| !line.contains(absent)), "without {tool}: {told:#?}");
    }
}

/// A document with what it escapes as it was.
fn read(address: &str) -> String {
    browser::open(address).replace("&#x2f;", "/").replace("&amp;", "&")
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story")]
fn programs_find_addresses_pictures_data_and_where_things_have_moved() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    let image = id(&desk.picture("hail.jpg", 500, 400));
    let mut window = ShopWindow::open(BOTH_ERAS[1], desk.folder());
    let site = format!("{}/main", base(&window.address("home")));
    window.ok("updateSite", json!({ "name": "Wren </script> & Vale", "businessType": "Bakery", "phone": "+49 30 901820", "country": "DE", "currency": "EUR", "locale": "de" }));
    window.ok("createSection", json!({ "pageId": "home", "templateKey": "gallery", "content": { "items": [{ "image": image }] } }));
    window.ok("manage_packages", json!({ "action": "create", "name": "Loaf", "price": 4.5, "durationMinutes": 90, "description": "Rye." }));
    window.ok("createPage", json!({ "name": "Prices", "slug": "prices" }));
    window
        .ok("createPage", json!({ "name": "Bread & more", "slug": "bread", "parentId": "prices" }));
    window.ok("createSection", json!({ "pageId": "prices/bread", "templateKey": "services", "content": { "heading": "Bread" } }));
    window.ok("createPage", json!({ "name": "Secret", "slug": "secret", "indexing": false }));
    window.ok("createSection", json!({ "pageId": "secret", "templateKey": "gallery", "content": { "items": [{ "image": image }] } }));

    let map = read(&format!("{site}/sitemap.xml"));
    assert!(
        map.contains(&format!("<loc>{site}/prices/bread</loc>")) && !map.contains("secret"),
        "{map}"
    );
    assert_eq!(map.matches("<image:loc>").count(), 1, "{map}");
    assert!(map.contains(&format!("<image:loc>{site}/uploads/")), "{map}");
    assert_eq!(
        read(&format!("{site}/robots.txt")),
        format!("User-agent: *\nDisallow:\n\nSitemap: {site}/sitemap.xml\n")
    );
    let summary = read(&format!("{site}/llms.txt"));
    assert!(summary.contains(&format!("- [Bread & more](<{site}/prices/bread>)")), "{summary}");
    assert!(!summary.contains("Secret"), "{summary}");
    let other = browser::try_open(&format!("{}/nobody/robots.txt", base(&site))).unwrap();
    assert_eq!(other.status, 404);

    let page = browser::open(&format!("{site}/prices/bread"));
    assert!(
        read(&format!("{site}/prices/bread"))
            .contains(&format!("rel=\"canonical\" href=\"{site}/prices/bread\"")),
        "{page}"
    );
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">").unwrap();
    let data: Value = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
    let of = |kind: &str| {
        data["@graph"].as_array().unwrap().iter().find(|it| it["@type"] == kind).unwrap()
    };
    let business = of("Bakery");
    assert_eq!(
        (business["name"].as_str(), business["telephone"].as_str()),
        (Some("Wren </script> & Vale"), Some("+4930901820"))
    );
    assert_eq!(
        (&business["makesOffer"][0]["price"], &business["makesOffer"][0]["priceCurrency"]),
        (&json!("4.50"), &json!("EUR"))
    );
    let way = of("BreadcrumbList")["itemListElement"].as_array().unwrap();
    let names: Vec<&str> = way.iter().filter_map(|item| item["name"].as_str()).collect();
    assert_eq!(names, ["Wren </script> & Vale", "Prices", "Bread & more"]);
    let secret = read(&format!("{site}/secret"));
    assert!(
        secret.contains("content=\"noindex\"")
            && !secret.contains("canonical")
            && !secret.contains("ld+json")
    );

    let post = window.ok("createPost", json!({ "collectionSlug": "blog", "title": "Rain ]]> <b>", "author": "Isla & Tom", "content": { "body": "Words & \"more\" </description>" } }));
    let publish = json!({ "id": post["data"]["id"], "status": "published" });
    let token = window.ok("updatePost", publish.clone())["confirmationToken"].clone();
    window.ok("updatePost", confirmed(&publish, &token));
    let feed = browser::open(&format!("{site}/feed")).replace("&#x2f;", "/");
    for part in [
        "<language>de</language>",
        "<dc:creator>Isla &amp; Tom</dc:creator>",
        "<title>Rain ]]&gt; &lt;b&gt;</title>",
        &format!("<link>{site}/blog/rain-b</link>"),
        &format!("<guid isPermaLink=\"false\">{}</guid>", text(&post["data"]["id"])),
    ] {
        assert!(feed.contains(part), "{part}: {feed}");
    }
    assert!(!feed.contains("CDATA"), "{feed}");

    window.ok("updatePage", json!({ "id": "prices", "slug": "rates" }));
    window.ok("updatePost", json!({ "id": post["data"]["id"], "newSlug": "rain" }));
    assert_eq!(
        read(&format!("{site}/_redirects")),
        "/blog/rain-b /blog/rain 301\n/prices /rates 301\n/prices/bread /rates/bread 301\n"
    );
}
