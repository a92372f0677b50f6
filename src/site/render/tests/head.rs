//! Tests of what search engines are told: titles, descriptions, addresses, and the page as data. Whether that is of the
//! vocabulary of schema.org, `just check-site` asks a validator.

use super::*;
use crate::site::view::{
    AddressView, Body, BusinessView, CreditPart, CreditView, DateView, ListView, Look, OfferView,
    OpenView, PlaceView, PostView,
};

fn business() -> BusinessView {
    BusinessView {
        kind: "Bakery".to_owned(),
        legal_name: Some("Wren and Vale LLC".to_owned()),
        phone: Some("+4930901820".to_owned()),
        address: Some(AddressView {
            street: Some("Oak Street 12".to_owned()),
            city: Some("Berlin".to_owned()),
            region: None,
            postal_code: Some("10117".to_owned()),
            country: "DE".to_owned(),
        }),
        hours: vec![OpenView {
            days: vec!["monday", "friday"],
            opens: "18:00".to_owned(),
            closes: "24:00".to_owned(),
        }],
        currency: "EUR".to_owned(),
    }
}

/// A public page of a site whose address is known.
fn public(sections: Vec<SectionView>) -> PageView {
    let mut view = page(sections);
    view.site.origin = Some("https://wren.example".to_owned());
    view.site.base = String::new();
    view.site.live_reload = false;
    view.site.business = business();
    view.site.contact.email = Some("hello@wren.example".to_owned());
    view.site.contact.social =
        vec![("Instagram".to_owned(), "https://www.instagram.com/wren".to_owned())];
    view
}

fn image() -> Value {
    json!({
        "imageId": "img_1", "url": "/uploads/a-800.webp", "alt": "Hail", "width": 800, "height": 600,
        "credit": { "parts": [{ "text": "Photo by " }, { "text": "Ada <Lens>", "url": "https://a.example" }] },
        "licence": "https://creativecommons.org/licenses/by/4.0/", "source": "https://a.example/photo?b=1&c=2",
    })
}

/// The data of a page.
#[track_caller]
fn data(view: &PageView) -> Vec<Value> {
    let shown = html(view);
    let (_, rest) = shown.split_once("<script type=\"application/ld+json\">").unwrap();
    let (text, _) = rest.split_once("</script>").unwrap();
    let data: Value = serde_json::from_str(text).unwrap();
    data["@graph"].as_array().unwrap().clone()
}

#[track_caller]
fn of<'d>(data: &'d [Value], kind: &str) -> &'d Value {
    data.iter().find(|node| node["@type"] == kind).unwrap_or_else(|| panic!("{kind}: {data:#?}"))
}

/// What a tag of the head says.
fn says(shown: &str, begin: &str) -> Option<String> {
    let (_, rest) = shown.split_once(begin)?;
    Some(rest.split('"').next().unwrap().replace("&#x2f;", "/").replace("&amp;", "&"))
}

#[test]
fn the_business_and_the_way_to_a_page_are_told_as_data() {
    let mut view = public(vec![section("text", json!({ "body": "Words." }))]);
    view.path = "about/team".to_owned();
    view.name = "Team".to_owned();
    view.place.above = vec![("About".to_owned(), "about".to_owned())];
    let data = data(&view);
    assert_eq!(
        *of(&data, "Bakery"),
        json!({
            "@type": "Bakery", "@id": "https://wren.example/#business", "name": "Mara Lindqvist",
            "legalName": "Wren and Vale LLC", "url": "https://wren.example/", "telephone": "+4930901820",
            "email": "hello@wren.example",
            "address": {
                "@type": "PostalAddress", "streetAddress": "Oak Street 12", "addressLocality": "Berlin",
                "postalCode": "10117", "addressCountry": "DE",
            },
            "openingHoursSpecification": [{
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": ["https://schema.org/Monday", "https://schema.org/Friday"],
                "opens": "18:00", "closes": "23:59",
            }],
            "currenciesAccepted": "EUR",
            "sameAs": ["https://www.instagram.com/wren"],
        })
    );
    let way = of(&data, "BreadcrumbList")["itemListElement"].as_array().unwrap();
    let way: Vec<[&Value; 2]> = way.iter().map(|item| [&item["name"], &item["item"]]).collect();
    assert_eq!(
        json!(way),
        json!([
            ["Mara Lindqvist", "https://wren.example/"],
            ["About", "https://wren.example/about"],
            ["Team", "https://wren.example/about/team"],
        ])
    );
    assert_eq!(of(&data, "WebSite")["publisher"]["@id"], "https://wren.example/#business");
    assert_eq!(of(&data, "WebPage")["url"], "https://wren.example/about/team");
}

#[test]
fn what_nobody_has_said_is_not_told() {
    let mut view = public(Vec::new());
    view.site.business = BusinessView::default();
    view.site.contact = crate::site::view::SiteContact::default();
    let told = data(&view);
    assert_eq!(
        *of(&told, "Organization"),
        json!({ "@type": "Organization", "@id": "https://wren.example/#business", "name": "Mara Lindqvist", "url": "https://wren.example/" })
    );
    view.site.business.address = business().address;
    of(&data(&view), "LocalBusiness");
    view.site.name = String::new();
    assert!(!html(&view).contains("ld+json"), "nobody knows whose site it is");
}

#[test]
fn packages_are_offers_with_their_price_and_how_long_it_buys() {
    let mut services = section("services", json!({ "heading": "Packages" }));
    services.packages = vec![PackageView {
        id: "pkg_1".to_owned(),
        name: "Four evenings".to_owned(),
        price: "€160".to_owned(),
        duration: Some("8 h".to_owned()),
        description: Some("From **lump** to bowl.".to_owned()),
        image: None,
        services: Vec::new(),
        book: None,
        ask: None,
        offer: OfferView {
            price: "160.00".to_owned(),
            currency: "EUR".to_owned(),
            minutes: Some(480),
        },
    }];
    let mut view = public(vec![services]);
    let told = data(&view);
    let offer = &of(&told, "Bakery")["makesOffer"][0];
    assert_eq!(
        [&offer["price"], &offer["priceCurrency"], &offer["itemOffered"]["description"]],
        ["160.00", "EUR", "From lump to bowl."]
    );
    assert_eq!(offer["priceSpecification"]["referenceQuantity"]["value"], 480);
    assert_eq!(offer["url"], "https://wren.example/#sec_services-pkg_1");
    assert!(html(&view).contains("id=\"sec_services-pkg_1\""));
    // Prices on request are nobody's to tell.
    view.sections[0].content["showPrices"] = json!(false);
    let told = data(&view);
    let offer = &of(&told, "Bakery")["makesOffer"][0];
    assert_eq!(
        (offer["name"].as_str(), offer.get("price"), offer.get("priceSpecification")),
        (Some("Four evenings"), None, None)
    );
    view.sections[0].packages[0].offer.minutes = None;
    view.sections[0].content["showPrices"] = json!(true);
    assert_eq!(of(&data(&view), "Bakery")["makesOffer"][0].get("priceSpecification"), None);
    view.sections[0].hidden = true;
    assert_eq!(of(&data(&view), "Bakery").get("makesOffer"), None);
}

#[test]
fn questions_pictures_of_others_and_lists_are_told() {
    let questions = json!({ "questions": [
        { "question": "If it *rains*?", "answer": "Then **it rains**.\n\n- really" },
        { "question": " ", "answer": "None" },
    ] });
    let gallery =
        json!({ "items": [{ "image": image() }, { "image": image() }, { "caption": "None" }] });
    let mut view = public(vec![section("faq", questions), section("gallery", gallery)]);
    let told = data(&view);
    let faq = of(&told, "FAQPage");
    assert_eq!(faq["mainEntity"].as_array().unwrap().len(), 1);
    assert_eq!(faq["mainEntity"][0]["acceptedAnswer"]["text"], "Then it rains. really");
    assert_eq!(told.iter().filter(|node| node["@type"] == "ImageObject").count(), 1);
    let picture = of(&told, "ImageObject");
    assert_eq!(
        [
            &picture["contentUrl"],
            &picture["creditText"],
            &picture["license"],
            &picture["acquireLicensePage"]
        ],
        [
            "https://wren.example/uploads/a-800.webp",
            "Photo by Ada <Lens>",
            "https://creativecommons.org/licenses/by/4.0/",
            "https://a.example/photo?b=1&c=2"
        ]
    );
    view.sections.clear();
    view.path = "blog".to_owned();
    view.place.part = Some(2);
    view.body = Some(Body::List(ListView {
        look: Look::Posts,
        cards: Vec::new(),
        number: 2,
        previous: None,
        next: None,
    }));
    let shown = html(&view);
    assert_eq!(
        says(&shown, "rel=\"canonical\" href=\"").as_deref(),
        Some("https://wren.example/blog?page=2")
    );
    of(&data(&view), "CollectionPage");
}

#[test]
fn a_post_is_told_with_its_dates_and_author() {
    let mut view = public(Vec::new());
    view.path = "blog/rain".to_owned();
    view.name = "When it rains".to_owned();
    view.place = PlaceView {
        above: vec![("Blog".to_owned(), "blog".to_owned())],
        modified: Some("2026-11-22T00:00:00Z".to_owned()),
        part: None,
    };
    let date = DateView { iso: "2026-11-21T00:00:00Z".into(), text: "21 November 2026".into() };
    view.body = Some(Body::Post(PostView {
        date: Some(date),
        author: Some("Isla \"</script>\" Wren".to_owned()),
        category: Some("Weddings & more".to_owned()),
        cover: None,
        text: "Rain.".to_owned(),
        lang: None,
        collection: ("Blog".to_owned(), "/blog".to_owned()),
    }));
    let told = data(&view);
    let post = of(&told, "BlogPosting");
    assert_eq!(
        [&post["headline"], &post["datePublished"], &post["dateModified"], &post["articleSection"]],
        ["When it rains", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z", "Weddings & more"]
    );
    assert_eq!(post["author"], json!({ "@type": "Person", "name": "Isla \"</script>\" Wren" }));
    let shown = html(&view);
    for (tag, text) in [
        ("property=\"article:published_time\" content=\"", "2026-11-21T00:00:00Z"),
        ("property=\"article:modified_time\" content=\"", "2026-11-22T00:00:00Z"),
        ("property=\"article:section\" content=\"", "Weddings & more"),
        ("property=\"og:type\" content=\"", "article"),
        ("property=\"og:url\" content=\"", "https://wren.example/blog/rain"),
    ] {
        assert_eq!(says(&shown, tag).as_deref(), Some(text), "{tag}");
    }
    let Some(Body::Post(post)) = &mut view.body else { panic!() };
    post.author = None;
    assert_eq!(of(&data(&view), "BlogPosting")["author"]["@id"], "https://wren.example/#business");
}

#[test]
fn no_text_ends_the_data_or_becomes_a_tag() {
    for attack in [
        "</script><script>alert(1)</script>",
        "</SCRIPT >",
        "<!--<script>",
        "]]>\u{2028}\u{2029}",
        "\"}]}, \\\" \\u003c/script>",
        "\u{202e}\u{0}\u{7}\u{200b}",
        "&lt;/script&gt;&quot;",
    ] {
        let mut image = image();
        image["alt"] = json!(attack);
        image["url"] = json!(format!("/uploads/{attack}"));
        image["credit"]["parts"][0]["text"] = json!(attack);
        let mut services = section("services", json!({ "heading": attack, "image": image }));
        services.packages = vec![PackageView {
            id: "pkg_1".to_owned(),
            name: attack.to_owned(),
            price: attack.to_owned(),
            duration: None,
            description: Some(attack.to_owned()),
            image: None,
            services: vec![attack.to_owned()],
            book: None,
            ask: None,
            offer: OfferView { price: "1".to_owned(), currency: "EUR".to_owned(), minutes: None },
        }];
        let faq = json!({ "questions": [{ "question": attack, "answer": format!("a {attack}") }] });
        let mut view = public(vec![services, section("faq", faq)]);
        view.name = attack.to_owned();
        view.title = attack.to_owned();
        view.description = Some(attack.to_owned());
        view.site.name = format!("a {attack}");
        view.site.tagline = Some(attack.to_owned());
        view.site.business.legal_name = Some(attack.to_owned());
        view.path = "a".to_owned();
        view.place.above = vec![(attack.to_owned(), "b".to_owned())];
        let told = data(&view);
        assert_eq!(of(&told, "Bakery")["name"], format!("a {attack}"));
        let shown = html(&view);
        assert_eq!(shown.matches("<script").count(), 1, "{attack}: {shown}");
        assert_eq!(shown.matches("</script").count(), 1, "{attack}: {shown}");
    }
}

#[test]
fn a_page_that_is_not_to_be_listed_says_only_that() {
    for (indexing, status) in [(false, Status::Published), (true, Status::Draft)] {
        let mut view = public(Vec::new());
        view.indexing = indexing;
        view.status = status;
        let shown = html(&view);
        assert!(!shown.contains("canonical") && !shown.contains("ld+json"), "{shown}");
    }
    let mut view = public(Vec::new());
    let shown = html(&view);
    assert_eq!(says(&shown, "rel=\"canonical\" href=\"").as_deref(), Some("https://wren.example/"));
    view.site.origin = None;
    assert!(!html(&view).contains("canonical"), "half an address is none");
}

#[test]
fn a_description_falls_back_to_the_pages_own_words() {
    let described = |view: &PageView| says(&html(view), "name=\"description\" content=\"");
    let hero = |text: &str| section("hero", json!({ "heading": "H", "text": text }));
    let text = |body: &str| section("text", json!({ "body": body }));
    let mut view = public(vec![hero(" Rain\nand all. "), text("Words.")]);
    assert_eq!(
        described(&view).as_deref(),
        Some("Weddings & &quot;more&quot;"),
        "what was written comes first"
    );
    view.description = None;
    assert_eq!(described(&view).as_deref(), Some("Rain and all."));
    view.sections =
        vec![hero(" "), text("# Not this\n\n**Words** and [a link](/x), \u{202e}`code`.")];
    assert_eq!(described(&view).as_deref(), Some("Words and a link, code."));
    view.sections = vec![text(&"Donau dampf schiff ".repeat(40))];
    let long = described(&view).unwrap();
    assert!(
        long.chars().count() <= 156
            && long.ends_with("schiff…") | long.ends_with("dampf…") | long.ends_with("Donau…"),
        "{long}"
    );
    view.sections[0].status = Status::Draft;
    assert_eq!(described(&view), None, "what the public does not see describes nothing");
    view.site.tagline = Some("Quiet pictures".to_owned());
    assert_eq!(described(&view).as_deref(), Some("Quiet pictures"));
    view.path = "about".to_owned();
    assert_eq!(described(&view), None, "the tagline is that of the home page");
}

#[test]
fn titles_say_whose_page_it_is_once() {
    let title = |change: &dyn Fn(&mut PageView)| {
        let mut view = public(Vec::new());
        change(&mut view);
        let shown = html(&view);
        let (_, rest) = shown.split_once("<title>").unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    assert_eq!(title(&|_| {}), "Mara Lindqvist");
    assert_eq!(
        title(&|it| it.site.tagline = Some("Weddings".to_owned())),
        "Mara Lindqvist · Weddings"
    );
    assert_eq!(title(&|it| it.title = "Weddings".to_owned()), "Weddings · Mara Lindqvist");
    assert_eq!(title(&|it| it.title = "By Mara Lindqvist".to_owned()), "By Mara Lindqvist");
    assert_eq!(title(&|it| it.path = "home-2".to_owned()), "Home · Mara Lindqvist");
    assert_eq!(title(&|it| it.site.name = String::new()), "Home");
}

#[test]
fn a_shared_link_shows_the_picture_of_its_page() {
    let mut view = public(vec![section("hero", json!({ "heading": "H", "image": image() }))]);
    let shown = html(&view);
    for (tag, text) in [
        ("og:image\" content=\"", "https://wren.example/uploads/a-800.webp"),
        ("og:image:width\" content=\"", "800"),
        ("og:image:alt\" content=\"", "Hail"),
        ("twitter:card\" content=\"", "summary_large_image"),
        ("twitter:image\" content=\"", "https://wren.example/uploads/a-800.webp"),
        ("twitter:title\" content=\"", "Mara Lindqvist"),
    ] {
        assert_eq!(says(&shown, tag).as_deref(), Some(text), "{tag}");
    }
    view.sections[0].hidden = true;
    let shown = html(&view);
    assert!(!shown.contains("og:image") && shown.contains("content=\"summary\""), "{shown}");
    view.image = Some(crate::site::view::ImageView {
        url: "https://images.example/a,b".to_owned(),
        alt: String::new(),
        width: None,
        height: None,
        sizes: Vec::new(),
        focus: None,
        credit: Some(CreditView { parts: vec![CreditPart { text: "A".to_owned(), url: None }] }),
        licence: None,
        source: None,
    });
    let shown = html(&view);
    assert_eq!(
        says(&shown, "og:image\" content=\"").as_deref(),
        Some("https://images.example/a,b")
    );
    assert!(!shown.contains("og:image:width"), "{shown}");
}
