//! Forms of a released site: the public server takes what visitors send; a folder takes nothing, and its page says so.

use serde_json::json;

use super::{
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
