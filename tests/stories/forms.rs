//! Forms: visitors fill them in, and the business hears of it, over real HTTP.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{browser, desk::text, shop_window::ShopWindow};
use crate::common::{BOTH_ERAS, Era, PATIENCE};

/// A form as a visitor's browser has it.
pub struct Form {
    host: String,
    pub path: String,
    /// The page that it stands on.
    page: String,
    pub hidden: Vec<(String, String)>,
}

/// An answer to a post.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> String {
        let line = self.head.lines().find_map(|line| line.strip_prefix("location: "));
        line.unwrap_or_else(|| panic!("no location: {self:?}")).to_owned()
    }
}

impl Form {
    /// The first form of a page.
    pub fn on(page: &str) -> Form {
        Form::in_document(page, &browser::open(page))
    }

    pub fn in_document(page: &str, document: &str) -> Form {
        let (_, form) = document.split_once("<form").unwrap_or_else(|| panic!("{document}"));
        let (form, _) = form.split_once("</form>").unwrap();
        let hidden = form
            .split("type=\"hidden\"")
            .skip(1)
            .map(|it| (attribute(it, "name"), attribute(it, "value")));
        // A person takes longer than a test: the page counts as one that was kept.
        let hidden = hidden.filter(|(name, _)| name != "_time").collect();
        let host = browser::base(page).strip_prefix("http://").unwrap().to_owned();
        Form { host, path: attribute(form, "action"), page: page.to_owned(), hidden }
    }

    /// Sends it, as a browser does.
    pub fn send(&self, fields: &[(&str, &str)]) -> Answer {
        let origin = format!("http://{}", self.host);
        self.send_with(fields, &[("origin", &origin), ("sec-fetch-site", "same-origin")])
    }

    pub fn send_with(&self, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let hidden = self.hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let written = |(name, value): (&str, &str)| {
            format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
        };
        let body: Vec<String> = hidden.chain(fields.iter().copied()).map(written).collect();
        self.post(body.join("&").as_bytes(), "application/x-www-form-urlencoded", headers)
    }

    pub fn post(&self, body: &[u8], kind: &str, headers: &[(&str, &str)]) -> Answer {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let lines = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        let more: String = lines.collect();
        let head = format!(
            "POST {} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: {kind}\r\n{more}content-length: {}\r\n\r\n",
            self.path,
            self.host,
            body.len()
        );
        // A server that has heard enough stops listening.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).unwrap_or_else(|| panic!("{answer}")).parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }
}

fn attribute(tag: &str, name: &str) -> String {
    let (_, rest) = tag.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("{tag}"));
    rest.split('"').next().unwrap().replace("&#x2f;", "/")
}

/// A desk with a page that has a form, and the page's address.
pub fn with_form(window: &mut ShopWindow, content: Value) -> String {
    window.ok("createPage", json!({ "name": "Contact" }));
    let section = json!({ "pageId": "contact", "templateKey": "form", "content": content });
    let made = window.ok("createSection", section);
    assert!(text(&made["note"]).contains("deskhand serves the site"), "{made}");
    window.address("contact")
}

fn enquiries(window: &mut ShopWindow, status: Option<&str>) -> Vec<Value> {
    let mut ask = json!({ "all": true, "channel": "form", "includeMessages": true });
    if let Some(status) = status {
        ask["status"] = status.into();
    }
    window.ok("getConversation", ask)["items"].as_array().unwrap().clone()
}

const ADA: [(&str, &str); 3] =
    [("name", "Ada Bell"), ("email", "Ada@Example.com"), ("phone", "+44 20 7946 0958")];

#[test]
fn what_a_visitor_sends_is_an_enquiry_with_a_contact_and_an_order_and_the_owner_hears_of_it() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        let package = json!({ "action": "create", "name": "Full Day", "price": 4800 });
        let package = text(&window.ok("manage_packages", package)["data"]["id"]);
        let page = with_form(&mut window, json!({ "preset": "booking", "heading": "Ask" }));
        let document = browser::open(&page);
        for part in ["autocomplete=\"email\"", "method=\"post\"", "Full Day", "type=\"date\""] {
            assert!(document.contains(part), "{part} is not in {document}");
        }
        // What the session has been told so far.
        window.present();
        let form = Form::on(&page);
        let more =
            [("package", &*package), ("date", "2027-06-14"), ("longText", "A barn.\r\nRain?")];
        let sent = form.send(&[&ADA[..], &more[..]].concat());
        assert_eq!(sent.status, 303, "{sent:?}");
        let back = sent.location();
        assert!(back.starts_with("/main/contact#sent-sec_"), "{back}");
        let (_, mark) = back.split_once('#').unwrap();
        assert!(document.contains(&format!("id=\"{mark}\"")), "the page says that it has arrived");

        // Whatever the agent does next, it hears of it.
        let news = browser::soon("news", || {
            let answer = window.ok("getPage", json!({ "id": "contact" }));
            answer["note"].as_str().map(str::to_owned)
        });
        assert!(news.contains("1 new enquiry has come by a form"), "{news}");
        let again = window.ok("getPage", json!({ "id": "contact" }));
        assert_eq!(again.get("note"), None, "it is said once");

        let [enquiry] = enquiries(&mut window, None).try_into().unwrap();
        assert_eq!([&enquiry["channel"], &enquiry["status"]], ["form", "active"], "{enquiry}");
        assert_eq!([&enquiry["contactName"], &enquiry["trust"]], ["Ada Bell", "untrusted"]);
        assert_eq!(enquiry.get("window"), None, "there is no window but on WhatsApp");
        let message = &enquiry["messages"][0];
        let received = &message["received"];
        assert_eq!([&received["trust"], &received["source"]], ["untrusted", "form"]);
        assert_eq!(received["text"], "A barn.\nRain?");
        let fields = received["fields"].as_array().unwrap();
        let field = |label: &str| {
            let found = fields.iter().find(|field| field["label"] == label);
            text(&found.unwrap_or_else(|| panic!("{label}: {fields:?}"))["value"])
        };
        assert_eq!([field("Package"), field("E-mail")], ["Full Day", "ada@example.com"]);
        assert_eq!([field("Date you wish for"), field("Phone")], ["2027-06-14", "+442079460958"]);

        let contact = &window.ok("getContact", json!({ "email": "ada@example.com" }))["items"][0];
        assert_eq!([&contact["name"], &contact["phone"]], ["Ada Bell", "+442079460958"]);
        let order =
            &window.ok("getOrder", json!({ "contactId": enquiry["contactId"] }))["items"][0];
        assert_eq!(order["id"], message["orderId"], "{order}");
        assert_eq!([&order["stage"], &order["items"][0]["packageId"]], ["new", &*package]);
        let wishes = text(&order["description"]["text"]);
        assert!(wishes.contains("2027-06-14") && !wishes.contains("ada@"), "{wishes}");

        let digest = &window.ok("getDigest", json!({}))["items"][0];
        let says = |about: &str| {
            let parts = digest["parts"].as_array().unwrap();
            text(&parts.iter().find(|part| part["about"] == about).unwrap()["says"])
        };
        assert_eq!(says("enquiries"), "1 new enquiry, 1 open in all.");
        assert!(says("orders").starts_with("1 new order. By stage: New 1."), "{digest}");
        assert!(says("changes").contains("visitor: "), "{digest}");

        // It is told what has been done, and is done with it.
        let done = json!({ "id": enquiry["id"], "status": "archived" });
        assert_eq!(window.ok("updateConversation", done)["data"]["status"], "archived");
    }
}

#[test]
fn a_second_copy_is_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = ShopWindow::open(Era::Modern, folder.path());
    let page = with_form(&mut window, json!({ "preset": "enquiry" }));
    let form = Form::on(&page);
    let fields = [&ADA[..], &[("longText", "Hello?")]].concat();
    let (one, two) = (form.send(&fields), form.send(&fields));
    assert_eq!([one.status, two.status], [303, 303]);
    assert_eq!(one.location(), two.location());
    assert_eq!(enquiries(&mut window, None).len(), 1);
    // Something else is something else, and from the same person.
    let other = form.send(&[&ADA[..], &[("longText", "And in July?")]].concat());
    assert_eq!(other.status, 303);
    let all = enquiries(&mut window, None);
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["contactId"], all[1]["contactId"]);
}

#[test]
fn what_is_wrong_is_shown_beside_what_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = ShopWindow::open(Era::Modern, folder.path());
    let page = with_form(&mut window, json!({ "preset": "booking" }));
    let form = Form::on(&page);
    let evil = "<script>alert(1)</script>\"";
    let wrong =
        [("name", evil), ("email", "ada"), ("phone", "12"), ("date", "soon"), ("longText", evil)];
    let answer = form.send(&wrong);
    assert_eq!(answer.status, 422, "{answer:?}");
    assert_eq!(answer.body.matches("aria-invalid=\"true\"").count(), 3, "{}", answer.body);
    for part in ["role=\"alert\"", "value=\"ada\"", "value=\"soon\"", "-email-error\"", "noindex"] {
        assert!(answer.body.contains(part), "{part} is not in {}", answer.body);
    }
    assert!(!answer.body.contains("<script>alert"), "{}", answer.body);
    assert_eq!(enquiries(&mut window, None), [] as [Value; 0]);
    // What comes back is sent again, put right.
    let again = Form::in_document(&page, &answer.body);
    let right = again.send(&[&ADA[..], &[("date", "2027-06-14")]].concat());
    assert_eq!(right.status, 303, "{right:?}");
}

#[test]
fn what_looks_like_spam_is_kept_apart_until_a_person_says_that_it_is_none() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        let page = with_form(&mut window, json!({ "preset": "enquiry", "openOrder": true }));
        let form = Form::on(&page);
        let fields =
            [&ADA[..], &[("longText", "Hello?"), ("website", "http://x.example")]].concat();
        // Whoever sends spam is told nothing of it.
        assert_eq!(form.send(&fields).status, 303);
        assert_eq!(enquiries(&mut window, None), [] as [Value; 0]);
        assert_eq!(window.ok("getContact", json!({ "all": true }))["items"], json!([]));
        let [spam] = enquiries(&mut window, Some("spam")).try_into().unwrap();
        assert_eq!([spam.get("contactId"), spam.get("contactName")], [None, None]);
        let reason = text(&spam["messages"][0]["spamReason"]);
        assert_eq!(reason, "a field that nobody sees was filled in");

        window.ok("updateConversation", json!({ "id": spam["id"], "status": "active" }));
        let [rescued] = enquiries(&mut window, None).try_into().unwrap();
        assert_eq!(rescued["contactName"], "Ada Bell");
        let order =
            &window.ok("getOrder", json!({ "contactId": rescued["contactId"] }))["items"][0];
        assert_eq!(order["id"], rescued["messages"][0]["orderId"]);
        // And the other way round.
        window.ok("updateConversation", json!({ "id": spam["id"], "status": "spam" }));
        assert_eq!(enquiries(&mut window, None), [] as [Value; 0]);
    }
}

#[test]
fn a_visitor_changes_no_contact_and_what_differs_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = ShopWindow::open(Era::Modern, folder.path());
    let known = json!({ "name": "Ada King", "email": "ada@example.com", "phone": "+4930901820" });
    let known = window.ok("createContact", known)["data"].clone();
    let page = with_form(&mut window, json!({ "preset": "enquiry" }));
    Form::on(&page).send(&[&ADA[..], &[("longText", "Hello?")]].concat());
    let [enquiry] = enquiries(&mut window, None).try_into().unwrap();
    assert_eq!(enquiry["contactId"], known["id"]);
    assert_eq!(enquiry["messages"][0]["differs"], json!(["name", "phone"]));
    let after = &window.ok("getContact", json!({ "id": known["id"] }))["items"][0];
    assert_eq!([&after["name"], &after["phone"]], ["Ada King", "+4930901820"]);
}

#[test]
fn an_enquiry_is_undone_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = ShopWindow::open(Era::Modern, folder.path());
    let page = with_form(&mut window, json!({ "preset": "booking" }));
    Form::on(&page).send(&[&ADA[..], &[("date", "2027-06-14")]].concat());
    let change = window.ok("getHistory", json!({ "limit": 1 }))["items"][0].clone();
    assert_eq!([&change["agent"], &change["tool"]], ["visitor", "form"], "{change}");
    let undone = window.ok("undoChange", json!({ "changeId": change["id"] }));
    assert_eq!(enquiries(&mut window, None), [] as [Value; 0], "{undone}");
    assert_eq!(window.ok("getContact", json!({ "all": true }))["items"], json!([]));
    assert_eq!(window.ok("getOrder", json!({ "all": true }))["items"], json!([]));
}

#[test]
fn a_form_speaks_the_language_of_its_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = ShopWindow::open(Era::Modern, folder.path());
    window.ok("updateSite", json!({ "name": "Wren", "locales": ["pt"] }));
    let fields = json!([{ "type": "email", "required": true }, { "type": "choice", "label": "Kind", "options": "Wedding\nPortrait" }]);
    let page = with_form(&mut window, json!({ "heading": "Ask", "fields": fields }));
    window.ok(
        "updatePage",
        json!({ "id": "contact", "locale": "pt", "name": "Contacto", "slug": "contacto" }),
    );
    let here = page.replace("/main/contact", "/main/pt/contacto");
    let document = browser::open(&here);
    assert!(document.contains(">Enviar</button>"), "{document}");
    let form = Form::in_document(&here, &document);
    let wrong = form.send(&[("email", "ada")]);
    assert!(wrong.body.contains("Isto não é um endereço de e-mail."), "{}", wrong.body);
    assert!(wrong.body.contains("<html lang=\"pt\""), "{}", wrong.body);
    let sent = form.send(&[("email", "ada@example.com"), ("choice", "2")]);
    assert_eq!(sent.status, 303, "{sent:?}");
    assert!(sent.location().starts_with("/main/pt/contacto#sent-"), "{}", sent.location());
    let [enquiry] = enquiries(&mut window, None).try_into().unwrap();
    let fields = &enquiry["messages"][0]["received"]["fields"];
    assert_eq!(
        fields[1],
        json!({ "label": "Kind", "value": "Portrait" }),
        "as the business calls it"
    );
}

#[test]
fn what_is_no_form_of_ours_is_told_so_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = ShopWindow::open(Era::Modern, folder.path());
    let page = with_form(&mut window, json!({ "preset": "enquiry" }));
    let form = Form::on(&page);
    let right = [&ADA[..], &[("longText", "Hello?")]].concat();
    let urlencoded = "application/x-www-form-urlencoded";
    // A field that the form does not have, and a page that is older than the form, are shown again with what was typed.
    let unknown = form.send(&[&right[..], &[("shoeSize", "39")]].concat());
    assert_eq!(unknown.status, 422);
    assert!(unknown.body.contains("This form has changed"), "{}", unknown.body);
    assert!(unknown.body.contains("value=\"Ada Bell\""), "{}", unknown.body);
    let older = Form { hidden: vec![("_form".into(), "000000000000".into())], ..Form::on(&page) };
    assert_eq!(older.send(&right).status, 422);
    let tampered = [&right[..], &[("_time", "18f.00")]].concat();
    assert_eq!(form.send(&tampered).status, 303, "it is kept apart");
    assert_eq!(enquiries(&mut window, Some("spam")).len(), 1);
    // From another site, in another form, too long, not UTF-8.
    let elsewhere = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    assert_eq!(form.send_with(&right, &elsewhere).status, 403);
    assert_eq!(form.post(b"{}", "application/json", &[]).status, 415);
    assert_eq!(form.post(&vec![b'a'; 20 << 20], urlencoded, &[]).status, 413);
    assert_eq!(form.post(b"name=%ff", urlencoded, &[]).status, 400);
    assert_eq!(form.post(&b"a=b&".repeat(100), urlencoded, &[]).status, 400);
    // A form that is not there, or not public.
    let gone = Form {
        path: form.path.replace("sec_", "sec_01h455vb4pex5vsknk084sn02q"),
        ..Form::on(&page)
    };
    assert_eq!(gone.send(&right).status, 404);
    let gone = Form { path: form.path.replace("/main/", "/nobody/"), ..Form::on(&page) };
    assert_eq!(gone.send(&right).status, 404);
    let section = form.path.rsplit('/').next().unwrap().to_owned();
    window.ok("updateSection", json!({ "id": section, "hidden": true }));
    let hidden = form.send(&right);
    assert_eq!(hidden.status, 404);
    assert!(hidden.body.contains("your message was not sent"), "{}", hidden.body);
    assert_eq!(enquiries(&mut window, None), [] as [Value; 0]);

    // What makes no form is refused when it is made.
    for (fields, part) in [
        (json!([{ "type": "name" }]), "answered"),
        (json!([{ "type": "email" }, { "type": "choice", "options": "One" }]), "options"),
        (json!([{ "type": "email" }, { "type": "retina" }]), "type"),
    ] {
        let content = json!({ "preset": "enquiry", "fields": fields });
        let section = json!({ "pageId": "contact", "templateKey": "form", "content": content });
        let refused = window.call("createSection", section).refused("CONTENT_INVALID");
        assert!(refused.to_string().contains(part), "{refused}");
    }
}

#[test]
fn too_many_are_told_so_and_leave_little() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = ShopWindow::open(Era::Modern, folder.path());
    let page = with_form(&mut window, json!({ "preset": "enquiry" }));
    let form = Form::on(&page);
    let mut kept = 0;
    let mut last = None;
    for at in 0..65 {
        let text = format!("Hello {at}?");
        let answer = form.send(&[&ADA[..], &[("longText", &*text)]].concat());
        kept += usize::from(answer.status == 303);
        last = Some(answer);
    }
    assert_eq!(kept, 60);
    let last = last.unwrap();
    assert_eq!(last.status, 429);
    assert!(last.head.contains("retry-after: 3600"), "{last:?}");
    assert!(last.body.contains("yours was not sent"), "{last:?}");
    // Spam has a room of its own, and keeps no customer out; nor do customers keep it out.
    let digest = window.ok("getDigest", json!({}));
    assert!(digest.to_string().contains("60 new enquiries, 60 open"), "{digest}");
}
