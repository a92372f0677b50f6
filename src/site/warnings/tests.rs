//! What is accused, and what is not: each fault with its neighbours, from rows made by hand.

use super::{
    rows::{Found, Leaf, LeafKind, MenuRow, PageRow, PartKind, Placed},
    *,
};

fn page(id: &str, name: &str, path: &str) -> PageRow {
    PageRow {
        id: id.to_owned(),
        name: name.to_owned(),
        path: path.to_owned(),
        indexing: true,
        ..PageRow::default()
    }
}

fn section(id: &str, template: &str, leaves: &[(LeafKind, &str)]) -> Part {
    let leaf = |(kind, text): &(LeafKind, &str)| Leaf { kind: *kind, text: (*text).to_owned() };
    Part {
        id: id.to_owned(),
        template: template.to_owned(),
        page: Some("page_home".to_owned()),
        leaves: leaves.iter().map(leaf).collect(),
        ..Part::default()
    }
}

fn post(id: &str, title: &str, body: &str) -> Part {
    Part {
        kind: PartKind::Post,
        id: id.to_owned(),
        name: title.to_owned(),
        path: Some(format!("blog/{id}")),
        leaves: vec![Leaf { kind: LeafKind::Markdown, text: body.to_owned() }],
        ..Part::default()
    }
}

/// A site whose home page has these sections, whole and with a menu of its own.
fn site(parts: Vec<Part>) -> SiteRows {
    SiteRows {
        country: "DE".to_owned(),
        pages: vec![page("page_home", "Home", "")],
        parts,
        has_own_header: true,
        is_whole: true,
        files: Some(Vec::new()),
        found: [(String::new(), found("Home", true))].into(),
        ..SiteRows::default()
    }
}

fn found(name: &str, is_public: bool) -> Found {
    Found { is_public, name: name.to_owned(), leads_on: None }
}

/// The kinds of what is wrong with a site that says this.
fn kinds(kind: LeafKind, text: &str) -> Vec<Kind> {
    of(&site(vec![section("sec_1", "text", &[(kind, text)])])).iter().map(|it| it.kind).collect()
}

#[test]
fn words_that_stand_for_others_are_found_in_any_place_and_language() {
    for text in [
        "Lorem ipsum dolor sit amet",
        "Our story.\n\nLOREM IPSUM DOLOR sit amet, consectetur adipiscing elit.",
        "Lorem ipsum",
        "Your text here",
        "…your heading here…",
        "Hier steht Ihr Text.",
        "Votre texte ici",
        "Tu texto aquí",
        "Il tuo testo qui!",
        "Welcome to [your business name]",
        "Hello {{ company_name }}",
        "Call <insert phone>",
        "John Doe",
        "Max Mustermann",
        "123 Main Street\nAnytown, CA 12345",
        "Musterstraße 1",
        "Your address",
        "\u{202e}lorem ipsum dolor",
    ] {
        assert_eq!(kinds(LeafKind::Text, text), [Kind::Placeholder], "{text}");
        assert_eq!(kinds(LeafKind::Markdown, text), [Kind::Placeholder], "{text}");
    }
    for (kind, text) in [
        (LeafKind::Email, "you@example.com"),
        (LeafKind::Email, "mailto:info@yourdomain.com"),
        (LeafKind::Link, "mailto:hello@domain.com?subject=a"),
        (LeafKind::Link, "https://www.example.com/shop"),
        (LeafKind::Phone, "+1 555 123 4567"),
        (LeafKind::Phone, "(555) 555-5555"),
        (LeafKind::Phone, "0123 456789"),
        (LeafKind::Phone, "+351 000 000 000"),
        (LeafKind::Link, "tel:+1%20234%20567%208901"),
        (LeafKind::Markdown, "Call [us](tel:1234567890)"),
    ] {
        assert_eq!(kinds(kind, text), [Kind::Placeholder], "{text}");
    }
}

#[test]
fn words_that_people_mean_are_accused_of_nothing() {
    for text in [
        "",
        "Send us your address and we come.",
        "Your name on a mug: tell us which.",
        "An article about the filler text that printers have set for five hundred years, and why we never write \
         “your text here” on a page that somebody has to read.",
        "See [your appointment](/) online.",
        "A contexte ici",
        "Joanna Doebler",
        "1230 Main Street, Portland",
        "Clay, slowly \"<script>\" & {brackets} [sic] {{ two, words! }}",
        "Всё по-русски, 日本語, مرحبا",
    ] {
        assert_eq!(kinds(LeafKind::Markdown, text), [], "{text}");
        assert_eq!(kinds(LeafKind::Text, text), [], "{text}");
    }
    for (kind, text) in [
        (LeafKind::Email, "ola@barro.example"),
        (LeafKind::Email, "me@myexample.com"),
        (LeafKind::Link, "https://example.community/a"),
        (LeafKind::Link, "https://barro.example"),
        (LeafKind::Phone, "+1 541 555 0147"),
        (LeafKind::Phone, "030 901820"),
        (LeafKind::Phone, "112"),
    ] {
        assert_eq!(kinds(kind, text), [], "{text}");
    }
}

#[test]
fn a_number_that_cannot_be_called_is_told_from_an_example() {
    for text in ["ask at the door", "030 90", "12 34 57 88 91 12 34 57 88", "+999 12 34 56 90"] {
        assert_eq!(kinds(LeafKind::Phone, text), [Kind::Phone], "{text}");
    }
    assert_eq!(kinds(LeafKind::Markdown, "[Call](tel:ask)"), [Kind::Phone]);
    let told = of(&site(vec![section("sec_1", "contact", &[(LeafKind::Phone, "later")])]));
    assert_eq!(
        told.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "the contact section on page “Home”: “later” is no phone number that can be called; ask for it with its \
          country code, such as +49: updateSection"
        ]
    );
}

#[test]
fn a_section_that_is_its_templates_example_is_told_once() {
    let whole = [
        (LeafKind::Text, "Good to know"),
        (LeafKind::Text, "Do you travel?"),
        (
            LeafKind::Markdown,
            "Yes. Within 60 miles of Portland travel is included; beyond that I charge what it costs me.",
        ),
    ];
    assert_eq!(of(&site(vec![section("sec_1", "faq", &whole)])).len(), 1);
    // Words that many sites have, and one sentence of its own.
    assert!(of(&site(vec![section("sec_1", "faq", &whole[..2])])).is_empty());
    let mut own = whole.to_vec();
    own.push((LeafKind::Markdown, "Ours."));
    assert!(of(&site(vec![section("sec_1", "faq", &own)])).is_empty());
    assert!(of(&site(vec![section("sec_1", "text", &whole)])).is_empty());
}

#[test]
fn a_link_that_leads_nowhere_is_told_with_what_to_do() {
    let mut about = page("page_about", "About", "about");
    about.has_parent = true;
    let body = "## Prices\n\nWords.";
    let mut parts = vec![section("sec_1", "text", &[(LeafKind::Markdown, body)])];
    let told = |link: &str, parts: &[Part]| {
        let mut parts = parts.to_vec();
        parts.push(section("sec_2", "cta", &[(LeafKind::Link, link)]));
        let mut site = site(parts);
        site.pages.push(page("page_about", "About", "about"));
        site.pages[1].has_parent = true;
        site.files = Some(vec!["0123456789abcdef-800.webp".to_owned()]);
        site.found.extend([
            ("about".to_owned(), found("About", true)),
            ("blog/draft".to_owned(), found("Draft", false)),
            (
                "old".to_owned(),
                Found { leads_on: Some("about".to_owned()), ..found("About", true) },
            ),
        ]);
        of(&site).iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    for (link, words) in [
        ("/nowhere", "“/nowhere” leads to nothing; lead it somewhere else"),
        ("nowhere?x=1", "leads to nothing"),
        ("www.barro.example", "write https:// before it"),
        ("barro.pt/menu", "write https:// before it"),
        ("/blog/draft", "leads to “Draft”, which visitors cannot see; publish that"),
        ("/uploads/ffffffffffffffff-800.webp", "a file that is not there"),
        ("#nothing", "no place “nothing”"),
        ("/about#prices", "no place “prices”"),
        ("/old#prices", "no place “prices”"),
        ("#", "leads nowhere"),
        ("http://127.0.0.1:4780/main/about", "works on this computer alone; write the path alone"),
        ("https://localhost/about", "works on this computer alone"),
    ] {
        let told = told(link, &parts);
        assert!(told.contains(words), "{link}: {told}");
        assert_eq!(told.lines().count(), 1, "{link}: {told}");
    }
    for link in [
        "/",
        "home",
        "/about",
        "about/",
        "/about?x#top",
        "/old",
        "/feed",
        "/blog/feed.xml",
        "/sitemap.xml",
        "/llms.txt",
        "#prices",
        "/#prices",
        "#sec_1",
        "/#sec_1-pkg_1",
        "#main",
        "#",
        "https://elsewhere.example/a#b",
        "mailto:a@b.example",
        "tel:+49 30 901820",
        "/uploads/0123456789abcdef-800.webp",
        "/ab%6Fut",
    ] {
        if link != "#" {
            assert_eq!(told(link, &parts), "", "{link}");
        }
    }
    // Of what was not read, nothing is known.
    parts.push(section("sec_3", "text", &[(LeafKind::Markdown, "[a](#nothing)")]));
    let mut large = site(parts);
    large.is_whole = false;
    assert!(of(&large).is_empty());
}

#[test]
fn links_in_texts_and_menus_are_followed_as_well() {
    let texts = section(
        "sec_1",
        "text",
        &[(LeafKind::Markdown, "[a](/a) ![b](/uploads/b.webp) [a][c]\n\n[c]: /c")],
    );
    let mut site = site(vec![texts]);
    site.menu = vec![MenuRow {
        id: "nav_1".into(),
        label: "Shop".into(),
        target: None,
        url: Some("/shop".into()),
    }];
    let told: Vec<String> = of(&site).iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(
        told[3].starts_with("the menu item “Shop”: its link “/shop” leads to nothing;"),
        "{told:?}"
    );
    assert!(told[3].ends_with("updateNavItem"), "{told:?}");
}

#[test]
fn what_nothing_leads_to_is_told_unless_it_is_meant_so() {
    let told = |change: &dyn Fn(&mut SiteRows)| {
        let mut site = site(vec![post("post_1", "Rain", "Words")]);
        site.pages.push(page("page_about", "About", "about"));
        site.found.insert("about".to_owned(), found("About", true));
        site.found.insert("blog".to_owned(), found("Blog", true));
        site.collections = vec![super::rows::CollectionRow {
            id: "col_1".into(),
            slug: "blog".into(),
            name: "Blog".into(),
        }];
        change(&mut site);
        of(&site).into_iter().map(|it| it.place).collect::<Vec<_>>()
    };
    let (about, blog) = ("page “About”", "the collection “Blog”");
    let link = |text: &'static str| {
        move |site: &mut SiteRows| {
            site.parts.push(section("sec_9", "text", &[(LeafKind::Markdown, text)]));
        }
    };
    let both = [about, blog];
    assert_eq!(told(&|_| {}), both);
    // Its own links to itself do not count, nor what is not a link.
    assert_eq!(told(&|site| site.parts[0].leaves[0].text = "[a](/blog)".to_owned()), both);
    assert_eq!(told(&link("`[a](/about)` and \\[b](/blog)")), both);
    assert_eq!(told(&link("[a](/about)")), [blog]);
    assert_eq!(told(&link("<a href=\"/about\">a</a>")), [blog]);
    assert_eq!(told(&link("[a](/blog)")), [about]);
    let menu = |target: Option<&str>, url: Option<&str>| MenuRow {
        id: "nav_1".into(),
        label: "A".into(),
        target: target.map(str::to_owned),
        url: url.map(str::to_owned),
    };
    assert_eq!(told(&|site| site.menu.push(menu(Some("page_about"), None))), [blog]);
    assert_eq!(told(&|site| site.menu.push(menu(None, Some("/blog/")))), [about]);
    assert_eq!(told(&|site| site.menu.push(menu(Some("post_1"), None))), [about]);
    assert_eq!(told(&|site| site.pages[1].has_parent = true), [blog]);
    // An album for those who have its address.
    assert_eq!(told(&|site| site.pages[1].indexing = false), [blog]);
    // A header without items shows the pages by itself, and no collection.
    assert_eq!(told(&|site| site.has_own_header = false), [blog]);
    assert_eq!(told(&|site| site.parts.clear()), [about]);
    assert!(told(&|site| site.is_whole = false).is_empty());
}

#[test]
fn a_picture_needs_a_description_where_it_says_something() {
    let told = |alt: Option<&str>, is_backdrop: bool, has_words: bool| {
        let placed = Placed { image: "img_1".into(), alt: alt.map(str::to_owned), is_backdrop };
        let mut one = section("sec_1", "gallery", &[]);
        one.pictures = vec![placed.clone()];
        let other = Part { pictures: vec![placed], id: "sec_2".into(), ..one.clone() };
        let mut site = site(vec![one, other]);
        site.images = [("img_1".to_owned(), ("IMG_1.jpg".to_owned(), has_words))].into();
        of(&site).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let bare = told(None, false, false);
    assert_eq!(
        bare,
        [
            "the picture “IMG_1.jpg” (the gallery section on page “Home” and 1 more): it has no description for those \
          who cannot see it; look at it and write what it shows with updateImage"
        ]
    );
    assert!(told(None, false, true).is_empty() && told(Some("Hail"), false, false).is_empty());
    assert!(told(Some(""), false, false).is_empty(), "it decorates");
    assert!(told(None, true, false).is_empty(), "the words over it say it");
    let mut rain = site(vec![post(
        "post_1",
        "Rain",
        "![](https://a.example/b.webp) ![ ](https://a.example/c) ![d](https://a.example/e)",
    )]);
    let told = of(&rain);
    assert_eq!(told.len(), 1);
    assert!(told[0].fault.starts_with("2 pictures in its text"), "{told:?}");
    rain.parts[0].leaves[0].text = "`![](/a.webp)`".to_owned();
    assert!(of(&rain).is_empty());
}

#[test]
fn titles_and_descriptions_fit_and_differ() {
    let told = |title: Option<&str>, description: Option<&str>| {
        let mut site = site(vec![post("post_1", "Home", "Words")]);
        site.parts[0].title = Some("Another".to_owned());
        site.parts[0].description = Some("What happens when it rains on us.".to_owned());
        site.pages[0].title = title.map(str::to_owned);
        site.pages[0].description = description.map(str::to_owned);
        of(&site).into_iter().map(|it| it.kind).collect::<Vec<_>>()
    };
    let long = "Wedding and elopement photography in the Columbia River Gorge and beyond";
    assert_eq!(told(Some(long), None), [Kind::LengthInResults]);
    assert_eq!(told(Some("Hi"), None), [Kind::LengthInResults]);
    assert_eq!(
        told(Some("写真家による結婚式の写真撮影とポートレートと風景と建築の撮影サービス"), None),
        [Kind::LengthInResults]
    );
    assert_eq!(told(None, Some(&"Rain. ".repeat(40))), [Kind::LengthInResults]);
    assert_eq!(told(None, Some("Rain")), [Kind::LengthInResults]);
    assert_eq!(told(Some("another "), None), [Kind::SameInResults]);
    assert_eq!(told(None, Some("What happens  when it rains on us.")), [Kind::SameInResults]);
    assert_eq!(
        told(
            Some("Quiet pictures of weddings"),
            Some("One of us is near you, the other with all others.")
        ),
        []
    );
    assert_eq!(told(Some("東京の写真家"), None), []);
    assert_eq!(told(None, None), []);
    // What search engines leave out is not in results.
    let mut hidden = site(Vec::new());
    hidden.pages.push(PageRow { indexing: false, ..page("page_2", "Home", "two") });
    assert!(of(&hidden).is_empty());
}

#[test]
fn headings_stand_once() {
    let named = |id: &str, name: &str, template: &str| Part {
        name: name.to_owned(),
        ..section(id, template, &[])
    };
    let two = vec![named("sec_1", "A", "hero"), named("sec_2", "B", "hero")];
    assert_eq!(of(&site(two))[0].kind, Kind::Headings);
    assert!(of(&site(vec![named("sec_1", "A", "hero"), named("sec_2", "B", "text")])).is_empty());
    assert!(of(&site(vec![named("sec_1", "A", "hero"), named("sec_2", "", "hero")])).is_empty());
    assert_eq!(of(&site(vec![post("post_1", "Rain", "# Rain \n\nWords")]))[0].kind, Kind::Headings);
    for body in ["# Rain again\n\nWords", "Words\n\n# Rain", "### Rain\n\nWords", "Rain"] {
        assert!(of(&site(vec![post("post_1", "Rain", body)])).is_empty(), "{body}");
    }
}

#[test]
fn a_conversation_is_told_of_its_own_faults_and_their_consequences() {
    let text = section("sec_1", "text", &[(LeafKind::Markdown, "[a](/about/team) [b](#sec_9)")]);
    let mut site = site(vec![text, section("sec_2", "text", &[(LeafKind::Text, "Lorem ipsum")])]);
    site.pages.push(page("page_2", "Prices", "prices"));
    let all = of(&site);
    assert_eq!(all.len(), 4);
    let told = |ids: &[&str], gone: &[&str], has_cut_menu: bool| {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let changed = Changed { ids: owned(ids), gone: owned(gone), has_cut_menu };
        all.iter().filter(|it| it.concerns(&changed)).map(|it| it.kind).collect::<Vec<_>>()
    };
    assert_eq!(told(&["sec_2"], &[], false), [Kind::Placeholder]);
    assert_eq!(told(&["sec_1"], &[], false), [Kind::DeadLink, Kind::DeadLink]);
    assert_eq!(told(&["page_2"], &[], false), [Kind::Unreached]);
    assert_eq!(told(&["page_home"], &[], false).len(), 3);
    assert_eq!(told(&["post_9"], &["about/team", "team"], false), [Kind::DeadLink]);
    assert_eq!(told(&["sec_9"], &[], false), [Kind::DeadLink]);
    assert_eq!(told(&["nav_9"], &[], true), [Kind::Unreached]);
    assert_eq!(told(&["con_9"], &["nothing"], false), []);
}
