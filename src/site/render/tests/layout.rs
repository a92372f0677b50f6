//! Tests of themes, and of how sections are arranged.

use super::*;
use crate::site::theme::ThemeView;
use crate::site::view::{CardView, SectionList};
use crate::value::Choice as _;

fn image() -> Value {
    json!({ "imageId": "img_1", "url": "/uploads/a.webp", "alt": "A bowl", "width": 1600, "height": 1000 })
}

/// The page of one section in a theme.
fn shown(theme: Theme, key: &str, content: Value) -> String {
    let mut view = page(vec![section("text", json!({ "body": "First." })), section(key, content)]);
    view.site.theme = theme.into();
    html(&view).replace("&#x2f;", "/")
}

#[test]
fn every_theme_has_a_sheet_that_gives_every_variable_and_pages_name_it() {
    const VARIABLES: [&str; 17] = [
        "--paper:",
        "--tint:",
        "--card:",
        "--ink:",
        "--soft:",
        "--line:",
        "--accent:",
        "--on-accent:",
        "--deep:",
        "--on-deep:",
        "--soft-on-deep:",
        "--glow:",
        "--shade:",
        "--font-heading:",
        "--font-text:",
        "--weight-heading:",
        "--round:",
    ];
    for theme in Theme::ALL {
        let file = format!("theme-{}.css", theme.as_str());
        let (kind, sheet) = asset(&file).unwrap();
        assert!(kind.starts_with("text/css"));
        for variable in VARIABLES {
            assert!(sheet.contains(variable), "{file} gives no {variable}");
        }
        assert!(sheet.contains("prefers-color-scheme: dark"), "{file} has no dark colours");
        if let Some((heading, text)) = ThemeView::from(*theme).fonts {
            assert!(
                sheet.contains(&format!("--font-heading: \"{heading}\",")),
                "{file}: {heading}"
            );
            assert!(sheet.contains(&format!("--font-text: \"{text}\",")), "{file}: {text}");
        }
        let page = shown(*theme, "text", json!({ "body": "Words." }));
        assert!(page.contains(&format!("/main/assets/{file}\"")), "{page}");
        assert!(sheet.len() + STYLESHEET.len() < 46_000, "{file}: {} bytes", sheet.len());
    }
    assert!(asset("theme-none.css").is_none() && asset("theme-../site.css").is_none());
}

#[test]
fn sheets_write_colours_and_families_in_variables_only_and_name_no_side() {
    let sheets = Theme::ALL.iter().map(|theme| {
        let sheet = asset(&format!("theme-{}.css", theme.as_str())).unwrap().1;
        // The variables themselves come first.
        sheet.rsplit_once("\n}\n.").map_or(sheet, |_| sheet.split_once("\n.").unwrap().1)
    });
    for sheet in sheets.chain([STYLESHEET]) {
        for line in sheet.lines() {
            let rule = line.split_once('{').map_or(line, |(_, rule)| rule);
            assert!(!rule.contains(": #") && !rule.contains("rgb("), "a colour of its own: {line}");
            for side in [
                "margin-left",
                "margin-right",
                "padding-left",
                "padding-right",
                "text-align: left",
                " left:",
                " right:",
            ] {
                assert!(!rule.contains(side), "{side}: {line}");
            }
        }
    }
}

#[test]
fn what_a_section_does_not_say_its_theme_decides() {
    let hero = json!({ "heading": "Bowls", "image": image() });
    for (theme, class) in [
        (Theme::Classic, "hero-full"),
        (Theme::Portfolio, "hero-full"),
        (Theme::Salon, "hero-split"),
        (Theme::Consulting, "hero-text"),
    ] {
        let page = shown(theme, "hero", hero.clone());
        assert!(page.contains(class) && page.contains("/main/uploads/a.webp"), "{theme:?}");
    }
    let gallery = json!({ "items": [{ "image": image() }] });
    for (theme, class) in [
        (Theme::Portfolio, "gallery-justified"),
        (Theme::Consulting, "gallery-masonry"),
        (Theme::Maker, "gallery-grid"),
    ] {
        assert!(shown(theme, "gallery", gallery.clone()).contains(class), "{theme:?}");
    }
    assert_eq!(ThemeView::from(Theme::Bistro).ground("services"), "tint");
    assert!(shown(Theme::Portfolio, "services", json!({})).contains("ground-plain"));
}

#[test]
fn a_section_is_arranged_as_it_says() {
    let said = |field: &str, value: &str| {
        let mut content = json!({ "heading": "Bowls", "body": "Words.", "image": image(), "items": [{ "image": image() }] });
        content[field] = json!(value);
        content
    };
    for (key, field, value, expected) in [
        ("hero", "variant", "full", "hero-scrim"),
        ("hero", "variant", "split", "hero-split"),
        ("hero", "variant", "text", "hero-text"),
        // One picture is no slideshow.
        ("hero", "variant", "slideshow", "hero-full"),
        ("hero", "variant", "nonsense", "hero-full"),
        ("gallery", "variant", "masonry", "gallery-masonry"),
        ("gallery", "variant", "justified", "class=\"r16\""),
        ("gallery", "ratio", "square", "gallery-grid ratio-square"),
        ("text", "background", "tint", "ground-tint"),
        ("text", "background", "dark", "ground-dark"),
        ("cta", "background", "plain", "ground-plain"),
        ("text", "background", "nonsense", "ground-plain"),
        ("text", "width", "narrow", "width-narrow"),
        ("text", "spacing", "none", "space-none"),
        ("text", "anchor", "prices", "<span class=\"anchor\" id=\"prices\">"),
    ] {
        let page = shown(Theme::Classic, key, said(field, value));
        assert!(page.contains(expected), "{key} {field} {value}: {page}");
    }
    for (field, value) in
        [("width", "normal"), ("width", "\" onload=x"), ("anchor", "a\"b"), ("anchor", "main")]
    {
        let page = shown(Theme::Classic, "text", said(field, value));
        assert!(!page.contains("width-") && !page.contains("class=\"anchor\""), "{value}: {page}");
    }
}

#[test]
fn a_picture_can_stand_behind_a_section() {
    let page = shown(
        Theme::Classic,
        "text",
        json!({ "body": "Words.", "background": "picture", "backgroundImage": image() }),
    );
    assert!(page.contains("ground-picture") && page.contains("section-ground"), "{page}");
    // A picture that was deleted leaves the words on a plain ground.
    let gone = json!({ "body": "Words.", "background": "picture", "backgroundImage": null });
    let page = shown(Theme::Classic, "text", gone);
    assert!(page.contains("ground-plain") && !page.contains("section-ground"), "{page}");
}

#[test]
fn a_name_in_links_is_there_once_also_beside_headings() {
    let text = |anchor: &str| json!({ "body": "### Prices\n\nWords.", "anchor": anchor });
    let view = page(vec![section("text", text("prices")), section("text", text("prices"))]);
    let page = html(&view);
    assert_eq!(page.matches("id=\"prices\"").count(), 1, "{page}");
    assert!(page.contains("id=\"prices-1\""), "{page}");
}

#[test]
fn a_slideshow_can_be_swiped_and_reached_by_links() {
    let slides = json!({ "heading": "Days", "variant": "slideshow", "slides": [{ "image": image() }, { "image": image() }, {}] });
    let page = shown(Theme::Classic, "hero", slides);
    assert!(page.contains("hero-slideshow") && page.contains("href=\"#sec_hero-2\""), "{page}");
    assert!(
        !page.contains("#sec_hero-3") && !page.contains("<script src=\"/main/assets/film"),
        "{page}"
    );
}

#[test]
fn a_film_loads_nothing_before_somebody_asks_for_it() {
    let film = |url: &str| shown(Theme::Classic, "video", json!({ "url": url, "label": "Watch" }));
    let page = film("https://youtu.be/aqz-KE-bpKQ");
    assert!(page.contains("href=\"https://www.youtube.com/watch?v=aqz-KE-bpKQ\""), "{page}");
    assert!(
        page.contains(
            "data-frame=\"https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1\""
        )
    );
    assert!(!page.contains("<iframe") && !page.contains("src=\"https://"), "{page}");
    assert!(page.contains("/main/assets/film.js"));
    assert!(film("https://example.com/a.mp4").contains("data-file=\"https://example.com/a.mp4\""));
    // Content that is older than the rule shows no link.
    let odd = film("javascript:alert(1)");
    assert!(!odd.contains("javascript") && !odd.contains("class=\"film\""), "{odd}");
    assert!(!shown(Theme::Classic, "text", json!({ "body": "x" })).contains("film.js"));
}

#[test]
fn the_button_of_a_header_stands_beside_its_menu() {
    let mut view = page(Vec::new());
    view.site.header.extend(["A", "B", "C", "D", "E"].map(|name| item(name, Some("/a"))));
    let mut book = item("Book now", Some("/book"));
    book.button = true;
    view.site.header.insert(0, book);
    let shown = html(&view).replace("&#x2f;", "/");
    assert!(shown.contains("class=\"button header-action\" href=\"/main/book\""), "{shown}");
    assert_eq!(shown.matches("Book now").count(), 1);
    // Six items beside it are not folded.
    assert!(!shown.contains("More"), "{shown}");
    assert!(shown.contains("<details class=\"menu-toggle\"><summary>Menu"));
}

#[test]
fn a_package_can_stand_out_and_each_can_have_a_button() {
    let package = |id: &str, name: &str| PackageView {
        id: id.to_owned(),
        name: name.to_owned(),
        price: "$5".to_owned(),
        duration: None,
        book: None,
        ask: None,
        offer: crate::site::view::OfferView::default(),
        description: None,
        image: None,
        services: Vec::new(),
    };
    let mut services = section(
        "services",
        json!({ "heading": "Packages", "highlight": "pkg_2", "highlightLabel": "Most booked", "packageLabel": "Book", "ctaLink": "/contact" }),
    );
    services.packages = vec![package("pkg_1", "One"), package("pkg_2", "Two")];
    let shown = html(&page(vec![services]));
    assert_eq!(shown.matches("card highlight").count(), 1);
    assert!(shown.find("Most booked") > shown.find("One"));
    assert_eq!(shown.matches(">Book<span").count(), 2, "{shown}");
}

#[test]
fn lists_social_links_and_maps_show_what_is_there() {
    let mut posts = section("posts", json!({ "heading": "News" }));
    posts.list = Some(SectionList {
        name: "Blog".to_owned(),
        href: "/blog".to_owned(),
        cards: vec![CardView {
            title: "A kiln has moods".to_owned(),
            href: "/blog/kiln".to_owned(),
            status: Status::Published,
            date: None,
            category: None,
            text: None,
            image: None,
        }],
    });
    let map = section("map", json!({ "address": "12 Oak Street\nPortland & more" }));
    let mut view = page(vec![posts, section("social", json!({ "heading": "Follow" })), map]);
    view.site.contact.social =
        vec![("Instagram".to_owned(), "https://www.instagram.com/a".to_owned())];
    let shown = html(&view).replace("&#x2f;", "/");
    for text in [
        "/main/blog/kiln",
        "See all",
        "https://www.instagram.com/a",
        "openstreetmap.org/search?query=12%20Oak%20Street%2C%20Portland%20%26%20more",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
}
