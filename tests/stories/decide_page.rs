//! The page of one question: what a person reads there, and what their yes and no do.

use serde_json::{Value, json};

use super::{
    browser,
    console::{Browser, send},
    desk::{Desk, in_both_eras, text},
    shop_window::ShopWindow,
};

/// A client that cannot ask, with the preview on, and the person's browser.
fn opened(desk: &mut Desk) -> (ShopWindow, Browser) {
    let mut window = ShopWindow::open(desk.era(), desk.folder());
    let base = browser::base(&window.address("home")).to_owned();
    let browser = Browser::of(desk, &base);
    (window, browser)
}

/// What the page of that address shows.
#[track_caller]
fn view(browser: &Browser, address: &str) -> Value {
    let path = address.strip_prefix(&browser.base).unwrap();
    let page = send(&browser.base, "GET", path, &[("cookie", &browser.cookie)], "");
    assert_eq!(page.status, 200, "{}", page.head);
    assert!(page.body.contains("decide.js"), "{}", page.body);
    let mut parts = path.rsplit('/');
    let (which, tenant) = (parts.next().unwrap(), parts.next().unwrap());
    let path = format!("/console/api/decision?tenant={tenant}&which={which}");
    let came = send(&browser.base, "GET", &path, &[("cookie", &browser.cookie)], "");
    serde_json::from_str(&came.body).unwrap()
}

fn decide(browser: &Browser, what: &str, view: &Value) -> Value {
    let body =
        json!({ "tenant": "main", "ids": [view["decision"]["id"]], "reason": "We still need it." });
    let body =
        if what == "approve" { json!({ "tenant": "main", "ids": body["ids"] }) } else { body };
    browser.act(what, &body)
}

#[test]
fn a_preview_leads_to_the_page_on_which_a_person_decides_about_it() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        desk.section(&about, "Our story");
        let (mut window, browser) = opened(desk);
        let delete = json!({ "ids": [about] });
        let shown = window.ok("deletePage", delete.clone());
        let address = text(&shown["decideUrl"]);
        assert!(
            address.starts_with(&format!("{}/console/decide/main/cnf_", browser.base)),
            "{shown}"
        );
        assert!(text(&shown["message"]).contains("decideUrl"), "{shown}");
        // Without the key it is not there.
        let path = address.strip_prefix(&browser.base).unwrap();
        assert_eq!(send(&browser.base, "GET", path, &[], "").status, 404);
        // With the key in the address it opens, and the key is left.
        let key = browser.cookie.split_once('=').unwrap().1;
        let entered = send(&browser.base, "GET", &format!("{path}?key={key}"), &[], "");
        assert_eq!(entered.status, 303);
        assert!(entered.head.contains(&format!("location: {path}\r\n")), "{}", entered.head);
        // In words: no ids, no names of columns.
        let seen = view(&browser, &address);
        let decision = &seen["decision"];
        assert_eq!(decision["asked"], "Delete page “About” and 1 section");
        let words = decision["things"].to_string();
        for raw in ["page_", "sec_", "sortOrder", "parentId", "content."] {
            assert!(!words.contains(raw), "{raw}: {words}");
        }
        // It waits among the others as well.
        assert_eq!(browser.state()["waiting"][0]["id"], decision["id"]);
        let done = decide(&browser, "approve", &seen);
        assert_eq!(done["done"], 1, "{done}");
        assert!(desk.items("getPage", json!({ "id": about })).is_empty());
        assert_eq!(view(&browser, &address)["decision"]["status"], "approved");
        // The agent that comes back is told.
        let mut confirmed = delete;
        confirmed["confirmed"] = true.into();
        confirmed["confirmationToken"] = shown["confirmationToken"].clone();
        let refused = window.call("deletePage", confirmed).refused("CONFIRMATION_INVALID");
        assert!(text(&refused["message"]).contains("approved this already"), "{refused}");
        let change = text(&view(&browser, &address)["decision"]["changeId"]);
        assert_eq!(
            desk.item("getHistory", json!({ "changeId": change }))["approvedBy"],
            "the owner (console)"
        );
    });
}

#[test]
fn a_no_on_the_page_reaches_the_agent_with_its_reason() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let (mut window, browser) = opened(desk);
        let mut delete = json!({ "ids": [about] });
        let shown = window.ok("deletePage", delete.clone());
        let seen = view(&browser, &text(&shown["decideUrl"]));
        assert_eq!(decide(&browser, "reject", &seen)["done"], 1);
        delete["confirmed"] = true.into();
        let refused = window.call("deletePage", delete.clone()).refused("CONFIRMATION_DECLINED");
        assert!(text(&refused["message"]).contains("“We still need it.”"), "{refused}");
        assert_eq!(desk.items("getPage", json!({ "id": about })).len(), 1);
        // Asked for again, it is shown again, with what was said.
        delete.as_object_mut().unwrap().remove("confirmed");
        let again = window.ok("deletePage", delete.clone());
        assert!(text(&again["note"]).contains("“We still need it.”"), "{again}");
        delete["confirmed"] = true.into();
        assert_eq!(
            window.ok("deletePage", delete)["success"],
            true,
            "the person said yes in the client"
        );
        // What was confirmed there does not wait here.
        let over = view(&browser, &text(&again["decideUrl"]));
        assert_eq!(over["error"]["code"], "PROPOSAL_NOT_FOUND", "{over}");
    });
}

#[test]
fn what_has_changed_meanwhile_is_shown_anew() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let (mut window, browser) = opened(desk);
        let shown = window.ok("deletePage", json!({ "ids": [about] }));
        let seen = view(&browser, &text(&shown["decideUrl"]));
        desk.section(&about, "Our story");
        let done = decide(&browser, "approve", &seen);
        assert_eq!(done["done"], 0, "{done}");
        assert_eq!(desk.items("getPage", json!({ "id": about })).len(), 1);
        let newer = format!("{}/console/decide/main/{}", browser.base, text(&done["newer"]));
        let seen = view(&browser, &newer);
        assert!(text(&seen["decision"]["asked"]).contains("1 section"), "{seen}");
        assert_eq!(decide(&browser, "approve", &seen)["done"], 1);
        assert!(desk.items("getPage", json!({ "id": about })).is_empty());
    });
}

#[test]
fn a_proposal_is_shown_in_words_with_prices_and_names() {
    in_both_eras(|desk| {
        desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
        let about = desk.page("About");
        let content = json!({ "heading": "Our story", "body": "By the sea since 2009." });
        let section = json!({ "pageId": about, "templateKey": "text", "content": content });
        let section = desk.ok("createSection", section)["data"]["pageSectionId"].clone();
        let package = json!({ "action": "create", "name": "Elopement", "price": 2500, "durationMinutes": 90 });
        let package = desk.ok("manage_packages", package)["data"]["id"].clone();
        let (_window, browser) = opened(desk);
        let mut trainee = desk.colleague("trainee");
        for (tool, arguments) in [
            (
                "manage_packages",
                json!({ "action": "update", "id": package, "price": 2700.5, "active": false }),
            ),
            (
                "updateSection",
                json!({ "pageSectionId": section, "content": { "heading": "How we began" } }),
            ),
            ("createPage", json!({ "name": "Weddings", "parentId": about })),
        ] {
            assert_eq!(trainee.call(tool, arguments).ok()["proposed"], true);
        }
        let of = |number: u8| {
            let seen = view(&browser, &format!("{}/console/decide/main/{number}", browser.base));
            seen["decision"]["things"].clone()
        };
        let row = |label: &str, before: &str, after: &str| json!({ "label": label, "before": before, "after": after });
        let price = of(1);
        assert_eq!(price[0]["what"], "Package “Elopement”");
        assert_eq!(
            price[0]["rows"],
            json!([row("Price", "$2,500", "$2,700.50"), row("Offered", "yes", "no")])
        );
        let words = of(2);
        assert_eq!(words[0]["what"], "Section “How we began” on page “About”");
        assert_eq!(words[0]["rows"], json!([row("Heading", "Our story", "How we began")]));
        let page = of(3);
        assert_eq!(page[0]["what"], "New page “Weddings”");
        let rows = page[0]["rows"].as_array().unwrap();
        let said = |label: &str| {
            rows.iter().find(|row| row["label"] == label).map(|row| text(&row["after"]))
        };
        assert_eq!(said("Under the page").unwrap(), "About", "{page}");
        assert_eq!(said("Slug"), None, "{page}");
        // What it builds on has its name, though it is only proposed.
        let built = json!({ "pageId": "about/weddings", "templateKey": "text", "content": { "body": "By the sea." } });
        assert_eq!(trainee.call("createSection", built).ok()["proposed"], true);
        let rows = of(4)[0]["rows"].clone();
        let page = rows.as_array().unwrap().iter().find(|row| row["label"] == "Page").unwrap();
        assert_eq!(page["after"], "Weddings", "{rows}");
    });
}

#[test]
fn who_can_be_asked_in_the_client_is_not_sent_elsewhere() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let mut asking = desk.asking(&[]);
        // Without a server that shows the page, there is no address to give.
        let shown = desk.ok("deletePage", json!({ "ids": [about] }));
        assert_eq!(shown.get("decideUrl"), None);
        let seen = desk.json(&["proposals", "show", &text(&shown["confirmationToken"])]);
        assert_eq!(seen["summary"], "Delete page “About”");
        desk.run(&["proposals", "approve", &text(&shown["confirmationToken"])]);
        assert!(desk.items("getPage", json!({ "id": about })).is_empty());
        asking.list();
    });
}

#[test]
fn what_is_no_question_has_no_page() {
    in_both_eras(|desk| {
        let (_window, browser) = opened(desk);
        let ask = |path: &str| send(&browser.base, "GET", path, &[("cookie", &browser.cookie)], "");
        for (path, code) in [
            ("/console/api/decision?tenant=main&which=17", "PROPOSAL_NOT_FOUND"),
            ("/console/api/decision?tenant=main&which=", "PROPOSAL_NOT_FOUND"),
            (
                "/console/api/decision?tenant=main&which=cnf_01h455vb4pex5vsknk084sn02q",
                "PROPOSAL_NOT_FOUND",
            ),
            (
                "/console/api/decision?tenant=main&which=page_01h455vb4pex5vsknk084sn02q",
                "PROPOSAL_NOT_FOUND",
            ),
            ("/console/api/decision?tenant=nobody&which=1", "ARGUMENT_INVALID"),
            ("/console/api/decision?which=1", "ARGUMENT_INVALID"),
            ("/console/api/decision", "ARGUMENT_INVALID"),
        ] {
            let came = ask(path);
            let answer: Value = serde_json::from_str(&came.body).unwrap();
            assert_eq!(answer["error"]["code"], code, "{path}: {answer}");
        }
        for path in
            ["/console/decide/main", "/console/decide/main/a%2Fb", "/console/decide/ma%3Cin/1"]
        {
            assert_eq!(ask(path).status, 404, "{path}");
        }
        let path = "/console/api/decision?tenant=main&which=1";
        assert_eq!(
            send(&browser.base, "GET", path, &[], "").status,
            404,
            "the key is asked for first"
        );
    });
}
