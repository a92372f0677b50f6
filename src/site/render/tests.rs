//! Tests of the rendered HTML, from views made by hand.

use serde_json::{Value, json};

use super::*;
use crate::site::SECTION_TEMPLATES;
use crate::site::view::{Current, ImageView, NavItemView, PackageView, Pictures, SizeView, Status};
use crate::value::Theme;

mod articles;
mod head;
mod layout;

fn site(preview: bool) -> SiteView {
    SiteView {
        name: "Mara Lindqvist".to_owned(),
        tagline: None,
        owner: "Wren".to_owned(),
        locale: "en".to_owned(),
        theme: Theme::Classic.into(),
        dir: "ltr",
        locales: Vec::new(),
        localized: None,
        places: None,
        contact: crate::site::view::SiteContact::default(),
        base: "/main".to_owned(),
        country: "US".to_owned(),
        origin: None,
        header: vec![item("Prices", Some("/services"))],
        footer: Vec::new(),
        live_reload: preview,
        receives_forms: true,
        year: 2026,
        brand: crate::site::view::BrandView::default(),
        business: crate::site::view::BusinessView::default(),
    }
}

fn item(label: &str, href: Option<&str>) -> NavItemView {
    NavItemView {
        label: label.to_owned(),
        href: href.map(str::to_owned),
        current: Current::Page,
        public: true,
        button: false,
        children: Vec::new(),
    }
}

fn section(template_key: &str, content: Value) -> SectionView {
    SectionView {
        form: None,
        id: format!("sec_{template_key}"),
        template_key: template_key.to_owned(),
        status: Status::Published,
        hidden: false,
        content,
        packages: Vec::new(),
        list: None,
        lang: None,
    }
}

fn page(sections: Vec<SectionView>) -> PageView {
    PageView {
        site: site(true),
        name: "Home".to_owned(),
        path: String::new(),
        title: "Home".to_owned(),
        description: Some("Weddings & \"more\"".to_owned()),
        image: None,
        card: None,
        indexing: true,
        status: Status::Published,
        feed: None,
        pictures: Pictures::default(),
        sections,
        body: None,
        place: crate::site::view::PlaceView::default(),
    }
}

fn html(page: &PageView) -> String {
    Renderer::new().page(page).unwrap()
}

fn built_in() -> Vec<Value> {
    serde_json::from_str(SECTION_TEMPLATES).unwrap()
}

#[test]
fn every_built_in_template_shows_all_words_of_its_example() {
    let templates = built_in();
    assert_eq!(templates.len(), 20);
    for template in templates {
        let key = template["key"].as_str().unwrap();
        let shown = html(&page(vec![section(key, template["example"].clone())]));
        assert!(shown.contains(&format!("<section id=\"sec_{key}\" data-template=\"{key}\"")));
        assert!(shown.contains(&format!("section-{key}")), "{key} is shown plainly");
        assert!(shown.contains("<h1>") && shown.matches("<h1").count() == 1, "{key}");
        for field in template["fields"].as_array().unwrap() {
            let Some(text) = template["example"][field["name"].as_str().unwrap()].as_str() else {
                continue;
            };
            if field["type"] == "text" {
                assert!(shown.contains(text), "{key} does not show {text}");
            }
        }
    }
}

#[test]
fn text_is_escaped_everywhere() {
    let attack = "\"><script>alert(1)</script>";
    for template in built_in() {
        let key = template["key"].as_str().unwrap();
        let content = poisoned(&template["example"], attack);
        let mut view = page(vec![section(key, content)]);
        view.name = attack.to_owned();
        view.title = attack.to_owned();
        view.description = Some(attack.to_owned());
        view.site.name = attack.to_owned();
        view.site.header = vec![item(attack, Some("javascript:alert(1)"))];
        view.site.footer = view.site.header.clone();
        let shown = html(&view);
        assert!(!shown.contains("<script>") && !shown.contains("javascript:"), "{key}: {shown}");
    }
}

fn poisoned(content: &Value, attack: &str) -> Value {
    match content {
        Value::String(_) => json!(attack),
        Value::Array(items) => items.iter().map(|item| poisoned(item, attack)).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, field)| (name.clone(), poisoned(field, attack))).collect()
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other.clone(),
    }
}

#[test]
fn links_of_the_site_lie_below_its_base_in_every_place() {
    let shown = html(&page(vec![
        section("cta", json!({ "heading": "A", "ctaLabel": "B", "ctaLink": "/contact" })),
        section("text", json!({ "body": "[x](/about) ![y](/uploads/a.jpg)" })),
        section(
            "gallery",
            json!({ "items": [{ "image": { "url": "/uploads/b.jpg", "alt": "b" } }] }),
        ),
    ]));
    for address in ["/main/contact", "/main/about", "/main/uploads/a.jpg", "/main/services"] {
        let escaped = address.replace('/', "&#x2f;");
        assert!(
            shown.contains(&format!("\"{address}\"")) || shown.contains(&format!("\"{escaped}\"")),
            "{address} is not in {shown}"
        );
    }
    assert!(!shown.contains("\"/uploads"));
}

#[test]
fn the_services_section_shows_the_packages() {
    let mut services = section("services", json!({ "heading": "Packages" }));
    services.packages.push(PackageView {
        id: "pkg_1".to_owned(),
        name: "Elopement Package".to_owned(),
        price: "$2,500".to_owned(),
        duration: Some("4 h".to_owned()),
        description: Some("For two.".to_owned()),
        image: None,
        services: vec!["Online gallery".to_owned()],
        book: None,
        ask: None,
        offer: crate::site::view::OfferView::default(),
    });
    let mut view = page(vec![services]);
    let shown = html(&view);
    for text in ["Elopement Package", "$2,500", "4 h", "For two.", "Online gallery"] {
        assert!(shown.contains(text), "{text}");
    }
    view.sections[0].content = json!({ "heading": "Packages", "showPrices": false });
    assert!(!html(&view).contains("$2,500"));
}

#[test]
fn what_is_not_public_is_marked_in_the_preview_and_left_out_elsewhere() {
    let mut view = page(vec![
        section("text", json!({ "body": "for all" })),
        section("text", json!({ "body": "being written" })),
        section("text", json!({ "body": "put away" })),
    ]);
    view.sections[1].status = Status::Draft;
    view.sections[2].hidden = true;
    let preview = html(&view);
    assert!(preview.contains("being written") && preview.contains(">Draft<"));
    assert!(preview.contains("put away") && preview.contains(">Hidden<"));
    assert!(preview.contains("2 not public"));
    view.site.live_reload = false;
    let public = html(&view);
    assert!(public.contains("for all"));
    for absent in ["being written", "put away", "preview"] {
        assert!(!public.contains(absent), "{absent}");
    }
}

#[test]
fn content_that_does_not_fit_its_template_is_shown_as_words() {
    let strange = json!({ "heading": "Kept", "items": "no list", "more": [{ "a": ["deep words"] }],
        "image": { "imageId": "img_1", "url": "secret" }, "number": 5, "nothing": null });
    for key in ["carousel", "../base", "plain", "gallery", "faq", "pricing", "hero", "services"] {
        let shown = html(&page(vec![section(key, strange.clone())]));
        assert!(shown.contains("Kept"), "{key}");
        assert!(!shown.contains("secret") || key == "hero", "{key}");
    }
    let unknown = html(&page(vec![section("carousel", strange)]));
    assert!(unknown.contains("deep words") && unknown.contains("section-plain"));
    for odd in [json!(null), json!([1, "x"]), json!("x"), json!({ "heading": { "a": 1 } })] {
        for template in built_in() {
            html(&page(vec![section(template["key"].as_str().unwrap(), odd.clone())]));
        }
    }
}

#[test]
fn a_page_says_what_browsers_and_search_engines_need() {
    let mut view = page(Vec::new());
    view.indexing = false;
    let shown = Renderer::new().page_at(&view, Some(17)).unwrap();
    for text in [
        "<html lang=\"en\">",
        "<title>Mara Lindqvist</title>",
        "<meta name=\"robots\" content=\"noindex\">",
        "content=\"Weddings &amp; &quot;more&quot;\"",
        "<h1>Home</h1>",
        "aria-current=\"page\"",
        "data-revision=\"17\"",
        "<main id=\"main\">",
    ] {
        assert!(shown.contains(text), "{text} is not in {shown}");
    }
    view.indexing = true;
    view.site.live_reload = false;
    let public = html(&view);
    assert!(!public.contains("robots") && !public.contains("<script"));
    let lost = Renderer::new().not_found(&view.site).unwrap();
    assert!(lost.contains("noindex") && lost.contains("There is no page here"));
}
