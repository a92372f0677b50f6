//! The site as visitors get it: blog, entries, menus, pictures, and what programs read of it.

use serde_json::{Value, json};

use super::browser::{self, base};
use super::desk::{Desk, confirmed, id, text};
use super::shop_window::ShopWindow;
use crate::common::BOTH_ERAS;

/// A desk, its site in a browser, and where that is: `http://127.0.0.1:4780/main`.
fn open() -> (Desk, ShopWindow, String) {
    let desk = Desk::open(BOTH_ERAS[1], &[]);
    let mut window = ShopWindow::open(BOTH_ERAS[1], desk.folder());
    let site = format!("{}/main", base(&window.address("home")));
    (desk, window, site)
}

fn post(window: &mut ShopWindow, title: &str, body: &str) -> String {
    let made = json!({ "collectionSlug": "blog", "title": title, "content": { "body": body } });
    text(&window.ok("createPost", made)["data"]["slug"])
}

fn set_status(window: &mut ShopWindow, slug: &str, status: &str) {
    let arguments = json!({ "slug": slug, "status": status });
    let shown = window.ok("updatePost", arguments.clone());
    window.ok("updatePost", confirmed(&arguments, &shown["confirmationToken"]));
}

/// As the browser reads it: templates write some characters as references.
fn read(url: &str) -> String {
    browser::open(url).replace("&#x2f;", "/").replace("&#x27;", "'")
}

#[track_caller]
fn lost(url: &str) {
    let page = browser::try_open(url).unwrap();
    assert_eq!(page.status, 404, "{url}");
    assert!(page.body.contains("There is"), "{url}: {}", page.body);
}

#[test]
fn a_blog_lists_its_posts_newest_first_ten_at_a_time() {
    let (_desk, mut window, site) = open();
    for number in 1..=12 {
        let slug = post(&mut window, &format!("Post {number:02}"), "# Head\n\nIt *began* in rain.");
        set_status(&mut window, &slug, "published");
    }
    post(&mut window, "Being written", "Soon.");
    let first = read(&format!("{site}/blog"));
    let at = |title: &str| first.find(&format!(">{title}</a>"));
    assert!(at("Being written") < at("Post 12") && at("Post 12") < at("Post 03"), "{first}");
    assert!(at("Post 03").is_some() && at("Post 02").is_none());
    assert!(first.contains("It began in rain.") && first.contains("1 not public"), "{first}");
    assert!(first.contains("href=\"/main/blog?page=2\" rel=\"next\""), "{first}");
    let second = read(&format!("{site}/blog?page=2"));
    assert!(second.contains(">Post 02<") && !second.contains(">Post 03<"), "{second}");
    assert!(!second.contains(">Being written<"), "{second}");
    assert!(second.contains("href=\"/main/blog\" rel=\"prev\""), "{second}");
    lost(&format!("{site}/blog?page=3"));
    // Anything but a number is the first part.
    assert!(read(&format!("{site}/blog?page=x")).contains(">Post 12<"));

    // A page at the collection's address comes before the list.
    window.ok("createPage", json!({ "name": "Notes from the road", "slug": "blog" }));
    let words =
        json!({ "pageId": "blog", "templateKey": "text", "content": { "body": "What we saw." } });
    window.ok("createSection", words);
    let page = read(&format!("{site}/blog"));
    assert!(page.contains("<h1>Notes from the road</h1>"), "{page}");
    assert!(page.find("What we saw.") < page.find(">Post 12<"), "{page}");

    let feed = read(&format!("{site}/blog/feed.xml"));
    assert_eq!(feed, read(&format!("{site}/feed")));
    assert!(page.contains("href=\"/main/blog/feed.xml\""), "{page}");
    assert_eq!(feed.matches("<item>").count(), 12);
    assert!(feed.contains(&format!("<link>{site}/blog/post-12</link>")), "{feed}");
    assert!(!feed.contains("Being written"));
    lost(&format!("{site}/portfolio/feed.xml"));
}

#[test]
fn a_post_moves_for_good_and_goes_with_its_archiving() {
    let (_desk, mut window, site) = open();
    let slug = post(&mut window, "A wet day", "### Why\n\nIt **rained**.");
    let draft = read(&format!("{site}/blog/{slug}"));
    assert!(draft.contains("preview-badge") && draft.contains("content=\"noindex\""), "{draft}");
    assert!(!read(&format!("{site}/sitemap.xml")).contains(&slug));
    set_status(&mut window, &slug, "published");
    let shown = read(&format!("{site}/blog/{slug}"));
    assert!(
        shown.contains("<h1>A wet day</h1>") && shown.contains("<h2 id=\"why\">Why</h2>"),
        "{shown}"
    );
    assert!(shown.contains("<time datetime=\"20") && !shown.contains("preview-badge"), "{shown}");
    let listed = format!("<loc>{site}/blog/{slug}</loc>");
    assert!(read(&format!("{site}/sitemap.xml")).contains(&listed));

    window.ok("updatePost", json!({ "slug": slug, "newSlug": "rain" }));
    let moved = browser::try_open(&format!("{site}/blog/{slug}")).unwrap();
    assert_eq!((moved.status, moved.location.as_deref()), (301, Some("/main/blog/rain")));
    // It is a post of this collection only.
    lost(&format!("{site}/portfolio/{slug}"));
    set_status(&mut window, "rain", "archived");
    lost(&format!("{site}/blog/rain"));
    lost(&format!("{site}/blog/{slug}"));
    assert!(!read(&format!("{site}/blog")).contains("A wet day"));
    assert!(!read(&format!("{site}/sitemap.xml")).contains("rain"));
}

#[test]
fn an_entry_is_shown_by_the_fields_of_its_collection() {
    let (mut desk, mut window, site) = open();
    let fields = json!([
        { "name": "summary", "type": "text" }, { "name": "photo", "type": "image" },
        { "name": "story", "type": "markdown" }, { "name": "startDate", "type": "date" },
        { "name": "outdoors", "type": "boolean" }, { "name": "website", "type": "link" },
        { "name": "people", "type": "list", "fields": [{ "name": "role", "type": "text" }] },
    ]);
    let file = desk.folder().join("fields.json");
    std::fs::write(&file, fields.to_string()).unwrap();
    let add = ["collection", "add", "weddings", "--kind", "entries", "--fields"];
    desk.run(&[&add[..], &[file.to_str().unwrap()]].concat());
    let image = desk.image("dance.jpg");
    let entry = |title: &str, status: &str, content: Value| json!({ "collectionId": "weddings", "title": title, "status": status, "content": content });
    let full = json!({ "summary": "Hail & smiles", "photo": { "imageId": image, "alt": "Us" },
        "story": "## Then\n\nWe *danced*.", "startDate": "2026-06-13", "outdoors": true,
        "website": "https://example.com/june", "people": [{ "role": "Flowers" }] });
    let june = entry("June", "published", full);
    let shown = window.ok("createEntry", june.clone());
    window.ok("createEntry", confirmed(&june, &shown["confirmationToken"]));
    window.ok("createEntry", entry("Later", "draft", json!({})));

    let list = read(&format!("{site}/weddings"));
    for words in ["href=\"/main/weddings/june\"", "Hail &amp; smiles", "alt=\"Us\"", ">Draft<"] {
        assert!(list.contains(words), "{words} is not in {list}");
    }
    assert!(list.find(">June<") < list.find(">Later<"));
    let shown = read(&format!("{site}/weddings/june"));
    for words in [
        "<h1>June</h1>",
        "<p class=\"lede\">Hail &amp; smiles</p>",
        "alt=\"Us\"",
        "<h2 id=\"then\">Then</h2>",
        "<em>danced</em>",
        "<dt>Start date</dt><dd>June 13, 2026</dd>",
        "<dt>Outdoors</dt><dd>Yes</dd>",
        "<a href=\"https://example.com/june\">example.com/june</a>",
        "<h2>People</h2>",
        "<dd>Flowers</dd>",
    ] {
        assert!(shown.contains(words), "{words} is not in {shown}");
    }
    lost(&format!("{site}/weddings/none"));
    let sitemap = read(&format!("{site}/sitemap.xml"));
    assert!(
        sitemap.contains("/weddings/june<") && !sitemap.contains("/weddings/later"),
        "{sitemap}"
    );
}

#[test]
fn the_header_has_the_root_pages_until_somebody_puts_something_in() {
    let (_desk, mut window, site) = open();
    let about = id(&window.ok("createPage", json!({ "name": "About" }))["data"]);
    assert!(read(&site).contains("href=\"/main/about\">About</a>"));
    let slug = post(&mut window, "Soon", "Soon.");
    let item = |label: &str, kind: &str, target: &str, parent: Option<&str>| json!({ "navigationId": "header", "label": label, "targetType": kind, "targetId": target, "parentId": parent });
    let top = json!({ "navigationId": "header", "label": "More", "targetType": "placeholder" });
    let top = id(&window.ok("createNavItem", top)["data"]);
    window.ok("createNavItem", item("Who we are", "page", &about, Some(&top)));
    window.ok("createNavItem", item("To come", "post", &slug, Some(&top)));
    window.ok("createNavItem", item("Start", "page", "home", None));
    let home = read(&site);
    for words in [
        "<summary>More</summary>",
        "href=\"/main/about\">Who we are</a>",
        "To come</a> <em class=\"preview-draft\">Draft</em>",
        "href=\"/main\" aria-current=\"page\">Start</a>",
    ] {
        assert!(home.contains(words), "{words} is not in {home}");
    }
    assert!(!home.contains(">About</a>"), "{home}");
    set_status(&mut window, &slug, "archived");
    assert!(!read(&site).contains("To come"));
    assert!(read(&format!("{site}/about")).contains("href=\"/main/about\" aria-current=\"page\""));
}

#[test]
fn a_picture_is_served_in_its_sizes_and_credited() {
    let (mut desk, mut window, site) = open();
    desk.ok("updateSite", json!({ "name": "Studio" }));
    let image = desk.picture("boat.jpg", 900, 600);
    let credit = json!({ "text": "Photo: Ada Lens", "url": "https://example.com/ada", "license": "CC BY 4.0" });
    desk.meddle("UPDATE image SET credit = ?1", [credit.to_string()]);
    let content = json!({ "heading": "Us", "body": "We.", "image": image["id"] });
    let made = json!({ "pageId": "home", "templateKey": "imageText", "content": content });
    window.ok("createSection", made);
    window.ok("updatePage", json!({ "id": "home", "meta": { "image": image["id"] } }));
    let home = read(&site);
    let url = text(&image["url"]);
    for words in [
        format!("src=\"/main{url}\" srcset=\"/main/uploads/"),
        "400w, ".to_owned(),
        "width=\"900\" height=\"600\" loading=\"lazy\"".to_owned(),
        "<a href=\"https://example.com/ada\" rel=\"noopener noreferrer\">Photo: Ada Lens</a>"
            .to_owned(),
        format!("<meta property=\"og:image\" content=\"{site}/assets/og/"),
    ] {
        assert!(home.contains(&words), "{words} is not in {home}");
    }
    browser::status_is_ok(&format!("{site}{url}"));
    for name in ["deskhand.db", "..%2fdeskhand.db", "staging", "0123456789abcdef-400.webp"] {
        let page = browser::try_open(&format!("{site}/uploads/{name}")).unwrap();
        assert_eq!(page.status, 404, "{name}");
    }
}
