//! Tests of rendered menus, pictures, posts, entries and feeds.

use super::*;
use crate::site::view::{
    Body, CardView, CreditPart, CreditView, DateView, EntryView, FactView, FeedItem, FeedView,
    ItemView, ListView, Look, PostView,
};

fn image(name: &str) -> ImageView {
    let size =
        |width| SizeView { url: format!("/uploads/{name}-{width}.webp"), width, still: None };
    ImageView {
        url: format!("/uploads/{name}-800.webp"),
        alt: "Two \"dancers\"".to_owned(),
        width: Some(800),
        height: Some(600),
        sizes: vec![size(400), size(800)],
        focus: None,
        credit: Some(CreditView {
            parts: vec![part("Ada <Lens>", Some("https://example.com/ada"))],
        }),
        licence: None,
        source: None,
    }
}

fn part(text: &str, url: Option<&str>) -> CreditPart {
    CreditPart { text: text.to_owned(), url: url.map(str::to_owned) }
}

fn card(title: &str, status: Status) -> CardView {
    CardView {
        title: title.to_owned(),
        href: "/blog/rain".to_owned(),
        status,
        date: Some(DateView {
            iso: "2026-11-21T00:00:00Z".into(),
            text: "21 November 2026".into(),
        }),
        category: Some("Weddings".to_owned()),
        text: Some("It rained.".to_owned()),
        image: Some(image("a")),
    }
}

/// Undoes minijinja's escaping of slashes, as a browser does.
fn plain(html: &str) -> String {
    html.replace("&#x2f;", "/").replace("&#x27;", "'")
}

#[test]
fn a_menu_nests_and_leaves_out_what_is_not_public() {
    let mut view = page(Vec::new());
    let mut offers = item("Offers", None);
    offers.children = vec![item("Weddings", Some("/weddings")), item("Soon", Some("/blog/soon"))];
    offers.children[1].public = false;
    offers.children[0].children = vec![item("In winter", Some("/weddings/winter"))];
    offers.children[0].current = Current::Above;
    let mut hidden = item("Being written", Some("/blog/draft"));
    hidden.public = false;
    view.site.header = vec![offers, hidden.clone()];
    view.site.footer = vec![item("Legal", Some("/legal")), hidden];
    let preview = plain(&html(&view));
    assert!(preview.contains("<summary>Offers</summary>"), "{preview}");
    assert!(preview.contains("href=\"/main/weddings\" aria-current=\"true\""), "{preview}");
    assert!(preview.contains("href=\"/main/legal\" aria-current=\"page\""), "{preview}");
    assert_eq!(preview.matches("<em class=\"preview-draft\">Draft</em>").count(), 3);
    view.site.live_reload = false;
    let public = plain(&html(&view));
    assert!(public.contains(">In winter</a>") && public.contains(">Legal</a>"));
    for absent in ["Soon", "Being written", "preview-draft"] {
        assert!(!public.contains(absent), "{absent} is in {public}");
    }
}

#[test]
fn a_picture_comes_in_sizes_with_its_words_and_credit() {
    let content = json!({ "heading": "A", "image": image("a") });
    let hero = section("hero", content.clone());
    let shown = plain(&html(&page(vec![hero, section("imageText", content)])));
    let files = "srcset=\"/main/uploads/a-400.webp 400w, /main/uploads/a-800.webp 800w\"";
    assert_eq!(shown.matches(files).count(), 2, "{shown}");
    assert_eq!(shown.matches("width=\"800\" height=\"600\" fetchpriority=\"high\"").count(), 1);
    assert_eq!(shown.matches("width=\"800\" height=\"600\" loading=\"lazy\"").count(), 1);
    assert!(shown.contains("alt=\"Two &quot;dancers&quot;\""));
    assert!(shown.contains("href=\"https://example.com/ada\""), "{shown}");
    assert!(shown.contains("\">Ada &lt;Lens&gt;</a></small>"), "{shown}");
    // A malicious address cannot add another one to `srcset`.
    let mut odd = image("a");
    odd.sizes[0].url = "javascript:alert(1)".to_owned();
    odd.sizes[1].url = "/a.webp 1w, https://evil.example/b".to_owned();
    let odd = html(&page(vec![section("hero", json!({ "heading": "A", "image": odd }))]));
    assert!(!odd.contains("srcset") && !odd.contains("evil.example"), "{odd}");
}

#[test]
fn a_shared_picture_is_named_in_full_or_not_at_all() {
    let mut view = page(Vec::new());
    view.image = Some(image("a"));
    view.card = Some("/assets/og/1234/home.jpg".to_owned());
    assert!(!html(&view).contains("og:image"));
    view.site.origin = Some("http://127.0.0.1:4780".to_owned());
    let shown = plain(&html(&view));
    assert!(
        shown.contains("content=\"http://127.0.0.1:4780/main/assets/og/1234/home.jpg\""),
        "{shown}"
    );
    // Without a drawn one, that of the page.
    view.card = None;
    let shown = html(&view);
    assert!(shown.contains("og:image") && !shown.contains("assets/og"), "{shown}");
}

#[test]
fn a_list_shows_its_parts_and_drafts_only_in_the_preview() {
    let mut view = page(vec![section("text", json!({ "body": "Before" }))]);
    view.feed = Some("blog/feed.xml".to_owned());
    view.body = Some(Body::List(ListView {
        look: Look::Posts,
        cards: vec![card("Rain", Status::Published), card("Snow", Status::Draft)],
        number: 2,
        previous: Some("/blog".to_owned()),
        next: Some("/blog?page=3".to_owned()),
    }));
    let preview = plain(&html(&view));
    let feed = "type=\"application/rss+xml\" title=\"Mara Lindqvist\" href=\"/main/blog/feed.xml\"";
    for text in [
        "<h2><a href=\"/main/blog/rain\">Rain</a></h2>",
        "<time datetime=\"2026-11-21T00:00:00Z\">21 November 2026</time>",
        "It rained.",
        "Weddings",
        "href=\"/main/blog?page=3\" rel=\"next\"",
        "href=\"/main/blog\" rel=\"prev\"",
        "1 not public",
        "Snow",
        feed,
    ] {
        assert!(preview.contains(text), "{text} is not in {preview}");
    }
    assert!(preview.find("Before").unwrap() < preview.find("Rain").unwrap());
    view.site.live_reload = false;
    let public = html(&view);
    assert!(public.contains("Rain") && !public.contains("Snow"));
}

#[test]
fn a_post_is_an_article_whose_headings_follow_its_title() {
    let attack = "<script>alert(1)</script>";
    let mut view = page(Vec::new());
    view.name = "Rain".to_owned();
    view.status = Status::Draft;
    view.body = Some(Body::Post(PostView {
        date: None,
        author: Some(attack.to_owned()),
        category: Some(attack.to_owned()),
        cover: Some(image("a")),
        text: format!("### Why\n\n{attack}\n\nIt **rained**."),
        lang: None,
        collection: (attack.to_owned(), "/blog".to_owned()),
    }));
    let shown = plain(&html(&view));
    for text in [
        "<h1>Rain</h1>",
        "<h2 id=\"why\">Why</h2>",
        "<strong>rained</strong>",
        "preview-badge",
        "content=\"article\"",
        "href=\"/main/blog\"",
        "fetchpriority",
    ] {
        assert!(shown.contains(text), "{text} is not in {shown}");
    }
    assert!(!shown.contains("<script>"), "{shown}");
}

#[test]
fn an_entry_shows_its_fields() {
    let fact = |text: &str, href: Option<&str>| FactView {
        label: "Where".to_owned(),
        text: text.to_owned(),
        href: href.map(str::to_owned),
    };
    let block = |label: &str| crate::site::view::Block {
        label: Some(label.to_owned()),
        text: None,
        markdown: None,
        image: None,
        items: Vec::new(),
    };
    let item = ItemView { facts: vec![fact("inner", None)], blocks: Vec::new() };
    let mut view = page(Vec::new());
    view.body = Some(Body::Entry(EntryView {
        lede: Some("Two people.".to_owned()),
        cover: None,
        item: ItemView {
            facts: vec![
                fact("here", Some("https://example.com")),
                fact("bad", Some("javascript:x")),
            ],
            blocks: vec![
                crate::site::view::Block { markdown: Some("# Deep".to_owned()), ..block("Story") },
                crate::site::view::Block { items: vec![item], ..block("Credits") },
            ],
        },
        collection: ("Work".to_owned(), "/portfolio".to_owned()),
    }));
    let shown = plain(&html(&view));
    for text in [
        "Two people.",
        "<a href=\"https://example.com\">here</a>",
        "<dd>bad</dd>",
        "<h2>Story</h2>",
        "<h3 id=\"deep\">Deep</h3>",
        "<h2>Credits</h2>",
        "<dd>inner</dd>",
    ] {
        assert!(shown.contains(text), "{text} is not in {shown}");
    }
}

#[test]
fn a_feed_is_xml_with_whole_addresses() {
    let feed = FeedView {
        title: "News \u{1}& more".to_owned(),
        description: "All".to_owned(),
        path: "blog".to_owned(),
        locale: "pt-PT".to_owned(),
        items: vec![FeedItem {
            id: "post_1".to_owned(),
            title: "A <b> & \"c\"".to_owned(),
            path: "blog/rain".to_owned(),
            date: "Sat, 21 Nov 2026 06:30:10 +0000".to_owned(),
            summary: "]]> \u{ffff}é & <3 &amp;".to_owned(),
            author: "A & \u{2}B".to_owned(),
            category: String::new(),
        }],
    };
    let root = "http://127.0.0.1:4780/main";
    let rss = plain(&Renderer::new().feed(&feed, root).unwrap());
    for text in [
        "<title>News &amp; more</title>",
        "<link>http://127.0.0.1:4780/main/blog/rain</link>",
        "<title>A &lt;b&gt; &amp; &quot;c&quot;</title>",
        "<guid isPermaLink=\"false\">post_1</guid>",
        "<language>pt-PT</language>",
        "<dc:creator>A &amp; B</dc:creator>",
        "<pubDate>Sat, 21 Nov 2026 06:30:10 +0000</pubDate>",
        // HTML inside XML: a reader that undoes both escapes shows the original text.
        "<description>]]&amp;gt; é &amp;amp; &amp;lt;3 &amp;amp;amp;</description>",
        "href=\"http://127.0.0.1:4780/main/blog/feed.xml\" rel=\"self\"",
    ] {
        assert!(rss.contains(text), "{text} is not in {rss}");
    }
    assert!(rss.starts_with("<?xml") && !rss.contains("<category>"));
}
