//! Forms of a released site: the public server takes what visitors send; a folder takes nothing, and its page says so.

use serde_json::json;

use super::{
    browser,
    desk::{Desk, id, text},
    forms::Form,
    host::{Public, public_desk},
    releases::{files, release},
};

#[test]
fn a_form_of_a_released_page_arrives_and_a_wrong_one_comes_back_as_it_was() {
    let (mut desk, _) = public_desk();
    desk.ok("createPage", json!({ "name": "Contact" }));
    let section = json!({ "pageId": "contact", "templateKey": "form", "content": { "heading": "Write to us" } });
    desk.ok("createSection", section);
    let (preview, _) = release(&mut desk, json!({}));
    assert!(!preview.to_string().contains("instead"), "{preview}");
    let host = Public::open(&desk, &[]);
    let page = host.get("wren.example", "/contact/").text();
    let form = Form::in_document("http://wren.example/contact/", &page);
    let post = |domain: &str, email: &str, origin: &str| {
        let hidden: Vec<String> =
            form.hidden.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let body = format!("name=Ada&email={email}&longText=A+barn&{}", hidden.join("&"));
        host.send(&format!(
            "POST {} HTTP/1.1\r\nhost: {domain}\r\norigin: http://{origin}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            form.path,
            body.len()
        ))
    };
    let sent = post("wren.example", "ada%40example.com", "wren.example");
    assert_eq!(sent.status, 303, "{}", sent.text());
    let (back, mark) = sent.header("location").split_once('#').unwrap();
    assert!(page.contains(&format!("id=\"{mark}\"")), "the page says that it has arrived");
    let there = host.get("wren.example", back);
    assert_eq!(there.header("location"), "/contact/", "{}", there.status);
    let found = desk.ok("getConversation", json!({ "all": true, "includeMessages": true }));
    assert_eq!(found["items"][0]["messages"][0]["received"]["text"], "A barn", "{found}");

    let wrong = post("wren.example", "ada%40", "wren.example");
    assert!((400..500).contains(&wrong.status) && wrong.text().contains("A barn"));
    // It is no part of the release, and looks like it all the same.
    let sheet = host.get("wren.example", "/assets/site.css");
    let leads = sheet.header("location").to_owned();
    assert_eq!(host.get("wren.example", &leads).status, 200, "{leads}");

    for (domain, origin, status) in
        [("wren.example", "evil.example", 403), ("other.example", "other.example", 404)]
    {
        assert_eq!(post(domain, "eve%40example.com", origin).status, status, "{domain} {origin}");
    }
    assert_eq!(
        desk.ok("getConversation", json!({ "all": true }))["items"].as_array().unwrap().len(),
        1
    );
    // Which site it is for is read as for pages: a request that names two is for none.
    let two = format!(
        "GET {} HTTP/1.1\r\nhost: wren.example\r\nhost: other.example\r\nconnection: close\r\n\r\n",
        form.path
    );
    assert_eq!(host.send(&two).status, 404);
    let log = host.end();
    assert!(!log.contains("Ada") && !log.contains("barn"), "{log}");
}

#[test]
fn a_folder_receives_nothing_so_its_page_shows_how_else_to_write() {
    let (mut desk, _) = public_desk();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site").display().to_string();
    desk.run(&["target", "add", "files", "folder", &path]);
    desk.ok("updateSite", json!({ "email": "hello@wren.example" }));
    desk.ok("createPage", json!({ "name": "Contact" }));
    desk.ok("createSection", json!({ "pageId": "contact", "templateKey": "form", "content": {} }));
    let (preview, _) = release(&mut desk, json!({ "target": "files" }));
    assert!(preview.to_string().contains("The form on Contact shows e-mail"), "{preview}");
    let made = files(&folder.path().join("site"));
    let page = String::from_utf8(made["contact/index.html"].clone()).unwrap();
    assert!(!page.contains("<form") && page.contains("mailto:hello@wren.example"), "{page}");
}

#[test]
fn a_form_is_shown_checked_and_answered_as_the_release_has_it() {
    let (mut desk, _) = public_desk();
    desk.ok("createPage", json!({ "name": "Contact" }));
    let content = json!({ "heading": "Write to us", "button": "Send it" });
    let section = json!({ "pageId": "contact", "templateKey": "form", "content": content });
    let section = text(&desk.data("createSection", section)["pageSectionId"]);
    release(&mut desk, json!({}));
    let host = Public::open(&desk, &[]);
    let page = host.get("wren.example", "/contact/").text();
    let form = Form::in_document("http://wren.example/contact/", &page);
    let post = |email: &str| {
        let hidden: Vec<String> =
            form.hidden.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let body = format!("name=Ada&email={email}&longText=A+barn&{}", hidden.join("&"));
        host.send(&format!(
            "POST {} HTTP/1.1\r\nhost: wren.example\r\norigin: http://wren.example\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            form.path,
            body.len()
        ))
    };
    // Given other words, another field, another page name and another address, none of them released,
    let content = json!({ "heading": "SECRET heading", "button": "SECRET button", "thanks": "SECRET thanks",
        "fields": [{ "type": "email", "label": "SECRET label" }, { "type": "longText", "label": "SECRET text" }] });
    desk.ok("updateSection", json!({ "id": section, "content": content }));
    desk.ok("updatePage", json!({ "id": "contact", "name": "SECRET page", "slug": "secret" }));
    desk.ok("createPage", json!({ "name": "SECRET other" }));
    // when a visitor comes back to the form, or sends what is wrong, then it is the form of the release,
    for came in [host.get("wren.example", &form.path), post("ada%40")] {
        let shown = came.text();
        assert!(shown.contains("Send it") && !shown.contains("SECRET"), "{}: {shown}", came.status);
        assert!(!shown.contains("secret"), "{shown}");
    }
    // and what is right arrives, and leads back to where the release has the page.
    let sent = post("ada%40example.com");
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert!(sent.header("location").starts_with("/contact"), "{}", sent.header("location"));
    let found = desk.ok("getConversation", json!({ "all": true, "includeMessages": true }));
    assert_eq!(found["items"][0]["messages"][0]["received"]["text"], "A barn", "{found}");
    // A form that no release has is at no address; one that is hidden since is there until the next release.
    let other = json!({ "pageId": section_page(&mut desk), "templateKey": "form", "content": {} });
    let other = text(&desk.data("createSection", other)["pageSectionId"]);
    assert_eq!(host.get("wren.example", &format!("/assets/form/{other}")).status, 404);
    desk.ok("updateSection", json!({ "id": section, "hidden": true }));
    assert_eq!(host.get("wren.example", &form.path).status, 200);
    release(&mut desk, json!({}));
    browser::soon("the next release", || {
        (host.get("wren.example", &form.path).status == 404).then_some(())
    });
    assert_eq!(host.get("wren.example", &format!("/assets/form/{other}")).status, 200);
}

/// The page with the form, by its new address.
fn section_page(desk: &mut Desk) -> String {
    id(&desk.item("getPage", json!({ "slug": "secret" })))
}
