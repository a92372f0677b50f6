//! The languages of a site: from an empty desk to a site in two, what is missing or out of date, and taking it back.

use serde_json::{Value, json};

use super::browser;
use super::desk::{Desk, id, in_both_eras, text};
use super::shop_window::ShopWindow;
use crate::common::BOTH_ERAS;

/// As the browser reads it, with plain blanks.
fn read(address: &str) -> String {
    plain(&browser::open(address))
}

fn plain(page: &str) -> String {
    page.replace("&#x2f;", "/").replace("&#x27;", "'").replace("&amp;", "&").replace('\u{a0}', " ")
}

/// A page with a section, in English.
fn weddings(window: &mut ShopWindow) -> (String, String) {
    let page = window.ok("createPage", json!({ "name": "Weddings" }))["data"]["id"].clone();
    let content = json!({ "heading": "Our weddings", "body": "See [the prices](/prices)." });
    let section = json!({ "pageId": page, "templateKey": "text", "content": content });
    let section = window.ok("createSection", section)["data"]["id"].clone();
    (text(&page), text(&section))
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story")]
fn an_empty_desk_becomes_a_site_in_two_languages() {
    for era in BOTH_ERAS {
        let desk = Desk::open(era, &[]);
        let mut window = ShopWindow::open(era, desk.folder());
        let home = window.address("home");
        let site = json!({ "name": "Wren & Vale", "tagline": "Quiet pictures", "currency": "EUR",
            "country": "PT", "openingHours": [{ "days": ["mon", "tue"], "opens": "9:00", "closes": "17:00" }],
            "locales": ["pt", "PT", "ar"] });
        let made = window.ok("updateSite", site);
        assert!(text(&made["note"]).contains("Portuguese is at /pt"), "{made}");
        let known = window.ok("getSite", json!({}));
        assert_eq!(known["items"][0]["locales"], json!(["pt", "ar"]));
        let (page, section) = weddings(&mut window);
        window.ok("createPage", json!({ "name": "Prices" }));
        window.ok(
            "manage_packages",
            json!({ "action": "create", "name": "Half a day", "price": 2500.5, "durationMinutes": 270 }),
        );
        let services = json!({ "pageId": "prices", "templateKey": "services", "content": { "heading": "Prices" } });
        window.ok("createSection", services);

        // Before: the page is there in its own language, and nobody is sent to one that is not.
        let before = read(&format!("{home}/weddings"));
        assert!(before.contains("<html lang=\"en\"") && !before.contains("hreflang=\"x-default\""));
        assert!(read(&format!("{home}/pt/weddings")).contains("noindex"), "it is in English there");

        let put = json!({ "id": page, "locale": "pt", "name": "Casamentos", "slug": "casamentos",
            "meta": { "description": "Em silêncio" } });
        window.ok("updatePage", put);
        let said = json!({ "id": section, "locale": "pt",
            "content": { "heading": "Os nossos casamentos", "body": "Veja [os preços](/prices)." } });
        window.ok("updateSection", said);
        window.ok("updateSite", json!({ "inLocale": "pt", "tagline": "Imagens calmas" }));
        window.ok(
            "manage_packages",
            json!({ "action": "update", "id": "Half a day", "locale": "pt", "name": "Meio dia" }),
        );
        window.ok("updatePage", json!({ "id": "prices", "locale": "pt", "name": "Preços" }));

        let shown = read(&format!("{home}/pt/casamentos"));
        for word in [
            "<html lang=\"pt\">",
            "<title>Casamentos",
            "content=\"Em silêncio\"",
            "Os nossos casamentos",
            "Imagens calmas",
            "Saltar para o conteúdo",
            "href=\"/main/pt/prices\"",
            "hreflang=\"en\" href=\"http",
            "/main/weddings\"",
            "hreflang=\"pt\" href=\"http",
            "hreflang=\"x-default\"",
            "lang=\"pt\" hreflang=\"pt\" dir=\"ltr\" aria-current=\"true\">Português</a>",
            ">English</a>",
            "dir=\"rtl\">العربية</a>",
            "seg",
            ">Casamentos</a>",
        ] {
            assert!(shown.contains(word), "{era:?} {word}: {shown}");
        }
        assert!(
            !shown.contains("noindex") && !shown.contains("hreflang=\"ar\" href=\"http"),
            "{shown}"
        );
        let prices = read(&format!("{home}/pt/prices"));
        for word in
            ["Meio dia", "2500,50 €", "4 h e 30 min", "<h1>Preços</h1>", "lang=\"en\" dir=\"auto\""]
        {
            assert!(prices.contains(word), "{word}: {prices}");
        }
        // Its own language stays as it was.
        let own = read(&format!("{home}/weddings"));
        for word in ["Our weddings", "Quiet pictures", "href=\"/main/prices\"", "hreflang=\"pt\""] {
            assert!(own.contains(word), "{word}: {own}");
        }
        // The address of its own language leads on, and so does a former one.
        let moved = |path: &str| {
            let page = browser::try_open(&format!("{home}{path}")).unwrap();
            page.location.unwrap_or_default()
        };
        assert!(moved("/pt/weddings").ends_with("/main/pt/casamentos"));
        window.ok("updatePage", json!({ "id": page, "locale": "pt", "slug": "bodas" }));
        assert!(moved("/pt/casamentos").ends_with("/main/pt/bodas"));
        let arabic = read(&format!("{home}/ar"));
        assert!(arabic.contains("<html lang=\"ar\" dir=\"rtl\">"), "{arabic}");
        assert!(arabic.contains("انتقل إلى المحتوى"), "{arabic}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, in the order in which it happens")]
fn a_translation_is_shown_found_dated_and_taken_back() {
    in_both_eras(|desk| {
        desk.ok("updateSite", json!({ "locales": ["pt"] }));
        let page = id(&desk.data("createPage", json!({ "name": "Weddings" })));
        let content = json!({ "heading": "Answers", "questions": [
            { "question": "When?", "answer": "Soon." }, { "question": "Where?", "answer": "Here." }] });
        let section = json!({ "pageId": page, "templateKey": "faq", "content": content });
        let section = id(&desk.data("createSection", section));
        let missing = desk.item("getPage", json!({ "id": page, "locale": "pt" }));
        assert_eq!(missing["name"], "Weddings", "what is not translated falls back");
        let note = desk.ok("getPage", json!({ "id": page, "locale": "pt" }))["note"].clone();
        assert_eq!(note, "Not in pt yet: name.");

        let said = json!({ "id": page, "locale": "pt", "name": "Casamentos", "meta": { "title": "Casar" } });
        let mut brief = said;
        brief["returning"] = json!("brief");
        let put = desk.ok("updatePage", brief);
        assert_eq!(put["data"]["changed"], json!(["pt.meta.title", "pt.name"]), "{put}");
        let first = text(&put["changeId"]);
        assert_eq!(
            desk.item("getPage", json!({ "id": page, "locale": "pt" }))["name"],
            "Casamentos"
        );
        assert_eq!(desk.item("getPage", json!({ "id": page }))["name"], "Weddings");
        let found = desk.item("getPage", json!({ "query": "casamentos" }));
        assert_eq!(found["id"], page.as_str(), "found by its translated words");

        // The history of the page says the language.
        let history = desk.ok("getHistory", json!({ "entity": "page", "id": page }));
        let latest = &history["items"][0];
        assert!(text(&latest["summary"]).contains("Weddings in Portuguese"), "{latest}");
        assert_eq!(latest["changes"][0]["fields"]["pt.name"], json!([null, "Casamentos"]));
        assert_eq!(latest["changes"][0]["id"], page.as_str());

        // Edits work in a language, and items keep their texts when the list is put in another order.
        let answers = json!({ "id": section, "locale": "pt", "content": { "heading": "Respostas", "questions": [
            { "question": "Quando?", "answer": "Em breve." }, { "question": "Onde?", "answer": "Aqui." }] } });
        desk.ok("updateSection", answers);
        let edit = json!({ "id": section, "locale": "pt",
            "edits": [{ "field": "questions[1].answer", "find": "Aqui", "replace": "Cá" }] });
        desk.ok("updateSection", edit);
        let turned = json!({ "id": section, "content": { "questions": [
            { "question": "Where?", "answer": "Here." }, { "question": "When?", "answer": "Now." }] } });
        desk.ok("updateSection", turned);
        let read = json!({ "id": section, "includeContent": true, "locale": "pt" });
        let shown = desk.item("getSection", read);
        assert_eq!(
            shown["content"]["questions"][0],
            json!({ "question": "Onde?", "answer": "Cá." })
        );
        assert_eq!(shown["content"]["questions"][1]["question"], "Quando?");

        // What has changed since is out of date, until it is sent again.
        desk.ok("updatePage", json!({ "id": page, "name": "Marriages" }));
        let report = desk.item("getSite", json!({ "translations": true }));
        let of = |report: &Value, thing: &str| {
            let all = report["translations"].as_array().unwrap().clone();
            all.into_iter().find(|item| item["id"] == thing)
        };
        let item = of(&report, &page).unwrap();
        assert_eq!(
            (&item["outdated"], &item["locale"]),
            (&json!(["name"]), &json!("pt")),
            "{item}"
        );
        let item = of(&report, &section).unwrap();
        assert_eq!(item["missing"], json!(["content.questions[1].answer"]), "{item}");
        desk.ok("updatePage", json!({ "id": page, "locale": "pt", "name": "Casamentos" }));
        assert!(of(&desk.item("getSite", json!({ "translations": true })), &page).is_none());

        // Undo takes back the layer, and nothing else.
        let title = json!({ "id": page, "locale": "pt", "meta": { "title": "Casar bem" } });
        let later = text(&desk.ok("updatePage", title)["changeId"]);
        desk.ok("undoChange", json!({ "changeId": later }));
        let shown =
            desk.item("getPage", json!({ "id": page, "locale": "pt", "includeContent": true }));
        assert_eq!(
            (&shown["name"], &shown["meta"]["title"]),
            (&json!("Casamentos"), &json!("Casar"))
        );
        assert_eq!(desk.item("getPage", json!({ "id": page }))["name"], "Marriages");
        let both = desk.ok("getHistory", json!({ "changeId": first }));
        assert_eq!(both["items"][0]["changes"][0]["entity"], "page", "{both}");

        // It goes with its thing, and comes back with it.
        let gone = json!({ "ids": [page], "confirmed": true });
        let token = desk.ok("deletePage", json!({ "ids": [page] }))["confirmationToken"].clone();
        let mut gone = gone;
        gone["confirmationToken"] = token;
        let deleted = text(&desk.ok("deletePage", gone)["changeId"]);
        desk.ok("undoChange", json!({ "changeId": deleted }));
        assert_eq!(
            desk.item("getPage", json!({ "id": page, "locale": "pt" }))["name"],
            "Casamentos"
        );
    });
}

#[test]
fn a_language_is_taken_away_and_brought_back_with_its_texts() {
    in_both_eras(|desk| {
        desk.ok("updateSite", json!({ "locales": ["pt", "fr"] }));
        let page = id(&desk.data("createPage", json!({ "name": "Weddings" })));
        desk.ok("updatePage", json!({ "id": page, "locale": "pt", "name": "Casamentos" }));
        let gone = desk.ok("updateSite", json!({ "locales": [] }));
        let note = text(&gone["note"]);
        assert!(note.contains("The 1 thing in it is kept"), "{note}");
        assert!(note.contains("Nothing was translated into it"), "{note}");
        desk.refused("getPage", json!({ "id": page, "locale": "pt" }), "ARGUMENT_INVALID");
        desk.ok("updateSite", json!({ "locales": ["pt"] }));
        assert_eq!(
            desk.item("getPage", json!({ "id": page, "locale": "pt" }))["name"],
            "Casamentos"
        );
    });
}

#[test]
fn what_cannot_be_translated_is_refused_in_the_words_of_the_call() {
    in_both_eras(|desk| {
        let page = id(&desk.data("createPage", json!({ "name": "Weddings" })));
        let other = id(&desk.data("createPage", json!({ "name": "Portraits" })));
        let refused =
            |desk: &mut Desk, tool: &str, arguments: Value, code: &str, words: &[&str]| {
                let error = desk.refused(tool, arguments, code);
                for word in words {
                    assert!(error.to_string().contains(word), "{word}: {error}");
                }
            };
        // A language that does not exist, one that the site does not have, and one that it nearly has.
        let name = |locale: &str| json!({ "id": page, "locale": locale, "name": "X" });
        refused(desk, "updatePage", name("portugese"), "ARGUMENT_INVALID", &["send pt"]);
        refused(desk, "updatePage", name("fr"), "ARGUMENT_INVALID", &["no French", "locales"]);
        refused(
            desk,
            "updateSite",
            json!({ "locales": ["xx"] }),
            "ARGUMENT_INVALID",
            &["locales[0]"],
        );
        desk.ok("updateSite", json!({ "locales": ["pt", "de"] }));
        refused(desk, "getPage", name("pt-BR"), "ARGUMENT_UNKNOWN", &["name"]);
        // A country's language is the language, where the site has no other; one in another script is not.
        let near = desk.ok("getPage", json!({ "id": page, "locale": "pt-BR" }));
        assert!(text(&near["note"]).contains("no pt-BR: this is its pt"), "{near}");
        refused(desk, "updatePage", name("zh-TW"), "ARGUMENT_INVALID", &["no Chinese"]);
        // What is no text.
        let mixed = json!({ "id": page, "locale": "pt", "name": "Casamentos", "indexing": false });
        refused(desk, "updatePage", mixed, "TRANSLATION_INVALID", &["indexing is the same"]);
        assert_eq!(desk.item("getPage", json!({ "id": page, "locale": "pt" }))["name"], "Weddings");
        let price = json!({ "action": "create", "name": "Day", "price": 100 });
        desk.ok("manage_packages", price);
        let price = json!({ "action": "update", "id": "Day", "locale": "pt", "price": 120 });
        refused(desk, "manage_packages", price, "TRANSLATION_INVALID", &["price"]);
        let hours = json!({ "inLocale": "de", "name": "Tag", "currency": "EUR" });
        refused(desk, "updateSite", hours, "TRANSLATION_INVALID", &["currency"]);
        // A thing without a text.
        let order = json!({ "id": "ord_01h455vb4pex5vsknk084sn02q", "locale": "pt" });
        refused(desk, "updateOrder", order, "ARGUMENT_UNKNOWN", &["locale"]);
        // An address that another page has there: its own in that language, or that of all.
        desk.ok("updatePage", json!({ "id": other, "locale": "pt", "slug": "retratos" }));
        let taken = |slug: &str| json!({ "id": page, "locale": "pt", "slug": slug });
        refused(desk, "updatePage", taken("retratos"), "SLUG_TAKEN", &["Portraits", "Portuguese"]);
        desk.ok("updatePage", taken("portraits"));
        let german = json!({ "id": page, "locale": "de", "slug": "portraits" });
        refused(desk, "updatePage", german, "SLUG_TAKEN", &["German"]);
        refused(desk, "updatePage", taken("assets"), "SLUG_RESERVED", &["assets"]);
        // A page where a language is, and a language where a page is.
        refused(desk, "createPage", json!({ "name": "Pt" }), "SLUG_RESERVED", &["Portuguese"]);
        desk.ok("createPage", json!({ "name": "Ar" }));
        let arabic = json!({ "locales": ["pt", "de", "ar"] });
        refused(desk, "updateSite", arabic, "SLUG_TAKEN", &["page “Ar”"]);
    });
}

#[test]
fn a_text_is_found_and_replaced_in_every_language() {
    in_both_eras(|desk| {
        desk.ok("updateSite", json!({ "locales": ["pt", "fr"] }));
        let page = id(&desk.data("createPage", json!({ "name": "Visit Alba Hall" })));
        let content = json!({ "heading": "Alba Hall", "questions": [
            { "question": "When?", "answer": "In Alba Hall, daily." }, { "question": "Who?", "answer": "Anna." }] });
        let section = json!({ "pageId": page, "templateKey": "faq", "content": content });
        let section = id(&desk.data("createSection", section));
        // In Portuguese the section is translated, in French the name of the page.
        let said = json!({ "id": section, "locale": "pt", "content": { "heading": "Sala Alba Hall",
            "questions": [{ "question": "Quando?", "answer": "Na Alba Hall, todos os dias." }, { "question": "Who?", "answer": "Anna." }] } });
        desk.ok("updateSection", said);
        desk.ok("updatePage", json!({ "id": page, "locale": "fr", "name": "Alba Hall, la visite", "slug": "alba-hall" }));

        let found = desk.ok("findText", json!({ "text": "alba hall" }));
        let places: Vec<(String, String, String)> = found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| {
                (
                    text(&it["entity"]),
                    text(&it["field"]),
                    it["locale"].as_str().unwrap_or("own").to_owned(),
                )
            })
            .collect();
        let count = |locale: &str| places.iter().filter(|place| place.2 == locale).count();
        assert_eq!((count("own"), count("pt"), count("fr")), (3, 2, 1), "{places:?}");
        assert!(
            places.contains(&("page".to_owned(), "name".to_owned(), "fr".to_owned())),
            "{places:?}"
        );
        let in_pt = desk.ok("findText", json!({ "text": "Sala", "exact": true }));
        assert_eq!(
            (in_pt["total"].clone(), text(&in_pt["items"][0]["id"])),
            (json!(1), section.clone())
        );

        let done = desk.ok("replaceText", json!({ "find": "Alba Hall", "replace": "Villa Rosa" }));
        assert_eq!(done["data"]["replaced"], 6, "{done}");
        let read = |desk: &mut Desk, locale: &str| {
            desk.item(
                "getSection",
                json!({ "id": section, "includeContent": true, "locale": locale }),
            )
        };
        let shown = read(desk, "pt");
        assert_eq!(shown["content"]["heading"], "Sala Villa Rosa");
        assert_eq!(shown["content"]["questions"][0]["answer"], "Na Villa Rosa, todos os dias.");
        let french = desk.item("getPage", json!({ "id": page, "locale": "fr" }));
        assert_eq!(
            (&french["name"], &french["slug"]),
            (&json!("Villa Rosa, la visite"), &json!("alba-hall"))
        );
        // What was not translated follows the site's own language, and nothing that was replaced in both is out of
        // date.
        let falls_back = desk.item("getPage", json!({ "id": page, "locale": "pt" }));
        assert_eq!(falls_back["name"], "Visit Villa Rosa");
        let report = desk.item("getSite", json!({ "translations": true }));
        let all = report["translations"].as_array().unwrap();
        let mut in_pt = all.iter().filter(|it| it["locale"] == "pt");
        assert!(
            in_pt.all(|it| it["id"] != section.as_str() && it["outdated"].is_null()),
            "{report}"
        );
    });
}

#[test]
fn a_text_is_replaced_in_every_language_as_one_change() {
    in_both_eras(|desk| {
        let said = json!({ "locales": ["pt", "fr"], "tagline": "Call 555 0100" });
        desk.ok("updateSite", said);
        desk.ok("updateSite", json!({ "inLocale": "pt", "tagline": "Ligue 555 0100" }));
        // The phone number in all languages, as one change that one undo takes back.
        let numbers = desk.ok("replaceText", json!({ "find": "555 0100", "replace": "555 0199" }));
        assert_eq!(numbers["data"]["replaced"], 2, "{numbers}");
        let site =
            |desk: &mut Desk| desk.item("getSite", json!({ "locale": "pt" }))["tagline"].clone();
        assert_eq!(site(desk), "Ligue 555 0199");
        desk.ok("undoChange", json!({ "changeId": numbers["changeId"] }));
        assert_eq!(site(desk), "Ligue 555 0100");
        // A language that the site has no more is not looked through.
        desk.ok("updateSite", json!({ "locales": ["fr"] }));
        assert_eq!(desk.ok("findText", json!({ "text": "Ligue" }))["total"], 0);
    });
}

#[test]
fn a_language_stands_in_for_that_of_a_country() {
    for era in BOTH_ERAS {
        let desk = Desk::open(era, &[]);
        let mut window = ShopWindow::open(era, desk.folder());
        let home = window.address("home");
        let (page, section) = weddings(&mut window);
        window.ok("updateSite", json!({ "locales": ["de", "de-AT", "zh"] }));
        let german = json!({ "id": section, "locale": "de",
            "content": { "heading": "Unsere Hochzeiten", "body": "Im Januar, in der Kirche." } });
        window.ok("updateSection", german);
        // What a site has in both is its own, and the rest is in the language of which it is a part.
        let austrian = json!({ "id": section, "locale": "de-AT", "content": { "body": "Im Jänner, in der Kirche." } });
        window.ok("updateSection", austrian);
        window.ok("updatePage", json!({ "id": page, "locale": "de", "name": "Hochzeiten" }));
        let shown = read(&format!("{home}/de-at/weddings"));
        for word in
            ["lang=\"de-AT\"", "Unsere Hochzeiten", "Im Jänner", "<title>Hochzeiten", "Zum Inhalt"]
        {
            assert!(shown.contains(word), "{era:?} {word}: {shown}");
        }
        assert!(read(&format!("{home}/de/weddings")).contains("Im Januar"));
        // To the assistant, what is missing in it stays missing, and is not saved as its own.
        let told = window.ok("getSection", json!({ "id": section, "locale": "de-AT" }));
        assert!(text(&told["note"]).contains("content.heading of"), "{told}");

        // A call in a language of which the site has the language.
        for (asked, has) in [("de-CH", "de"), ("de-LI", "de"), ("zh-CN", "zh"), ("en-GB", "en")] {
            let told = window.ok("getSection", json!({ "id": section, "locale": asked }));
            assert!(
                text(&told["note"]).contains(&format!("no {asked}: this is its {has}.")),
                "{told}"
            );
        }
        let swiss = json!({ "id": page, "locale": "de-CH", "name": "Unsere Hochzeiten" });
        let said = window.ok("updatePage", swiss);
        assert!(text(&said["note"]).contains("this is its de"), "{said}");
        assert!(read(&format!("{home}/de/weddings")).contains("<title>Unsere Hochzeiten"));
        let near = json!({ "id": section, "locale": "zh-TW" });
        window.call("getSection", near).refused("ARGUMENT_INVALID");
    }
}
