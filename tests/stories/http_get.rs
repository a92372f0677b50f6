//! Addresses asked as they are, and who is asked first.

use serde_json::json;

use super::{
    desk::{Desk, confirmed, text},
    question::{Says as Person, ask},
    web::{desk_with, site},
};
use crate::common::{Asked, BOTH_ERAS, Era, Provider, Says};

#[test]
fn an_address_is_asked_as_it_is() {
    let site = site();
    for era in BOTH_ERAS {
        let mut desk = desk_with(era, &[&site]);
        let url = |path: &str| format!("{}{path}", site.url());
        let get = |desk: &mut Desk, path: &str| desk.item("httpGet", json!({ "url": url(path) }));
        let data = get(&mut desk, "/data");
        assert_eq!(data["json"], json!({ "rate": 1.09, "note": "ab" }));
        assert_eq!((&data["trust"], &data["source"]), (&json!("untrusted"), &json!(url("/data"))));
        assert_eq!(
            (&data["status"], &data["headers"]["content-type"]),
            (&json!(200), &json!("application/json"))
        );
        let teapot = get(&mut desk, "/teapot");
        assert_eq!(
            (&teapot["status"], &teapot["json"]["error"]),
            (&json!(418), &json!("short and stout"))
        );
        assert_eq!(get(&mut desk, "/notes")["text"], "One line\nand another");
        let picture = get(&mut desk, "/picture");
        assert_eq!((&picture["other"], &picture["size"]), (&json!("a picture"), &json!(8)));
        let long = get(&mut desk, "/long");
        assert_eq!(long["truncated"], true);
        assert!(text(&long["text"]).len() < 24_000);

        let with = |name: &str| json!({ "url": url("/data"), "headers": { name: "x" } });
        desk.ok("httpGet", with("x-api-version"));
        assert_eq!(site.heard().last().unwrap().header("x-api-version"), Some("x"));
        for ours in
            ["Authorization", "Cookie", "Host", "Content-Length", "Proxy-Authorization", "b ad"]
        {
            desk.refused("httpGet", with(ours), "ARGUMENT_INVALID");
        }
        desk.refused("httpGet", json!({ "url": "http://169.254.169.254/latest" }), "URL_REFUSED");
        desk.refused("httpGet", json!({ "url": url("/inside") }), "URL_REFUSED");
        desk.refused("httpGet", json!({ "url": url("/bomb") }), "OUTSIDE_BOMB");
    }
}

#[test]
fn who_has_read_both_is_asked_before_an_address_carries_something_out() {
    let site = site();
    let mut desk = desk_with(Era::Modern, &[&site]);
    let url = format!("{}/data?about=ada", site.url());
    let made = desk.data("createContact", json!({ "name": "Ada", "email": "ada@example.com" }));
    desk.ok("getContact", json!({ "id": made["id"] }));
    // Nothing from outside has been read yet, and this is from outside.
    desk.ok("httpGet", json!({ "url": url }));
    let before = site.heard().len();
    for (tool, asked) in [
        ("httpGet", json!({ "url": url })),
        ("fetchContent", json!({ "urls": [url] })),
        ("createImage", json!({ "url": url })),
        ("createImage", json!({ "url": url, "dryRun": true })),
    ] {
        let shown = desk.ok(tool, asked.clone());
        assert_eq!(shown["requiresConfirmation"], true, "{shown}");
        assert!(text(&shown["message"]).contains(&url), "{shown}");
        assert_eq!(site.heard().len(), before, "nothing has left");
    }
    let asked = json!({ "url": url });
    let shown = desk.ok("httpGet", asked.clone());
    let done = desk.ok("httpGet", confirmed(&asked, &shown["confirmationToken"]));
    assert_eq!(done["items"][0]["json"]["rate"], 1.09);
    // It is fetched then, and no picture.
    let asked = json!({ "url": url });
    let shown = desk.ok("createImage", asked.clone());
    let agreed = confirmed(&asked, &shown["confirmationToken"]);
    desk.refused("createImage", agreed.clone(), "IMAGE_INVALID");
    desk.refused("createImage", agreed, "CONFIRMATION_INVALID");
    // A path can carry something as well; only what people have allowed is free.
    let notes = json!({ "url": format!("{}/notes", site.url()) });
    assert_eq!(desk.ok("httpGet", notes.clone())["requiresConfirmation"], true);
    desk.run(&["tenant", "hosts", "add", &site.place()]);
    assert_eq!(desk.ok("httpGet", notes)["items"][0]["status"], 200);
    assert_eq!(desk.ok("httpGet", json!({ "url": url }))["items"][0]["json"]["rate"], 1.09);
}

#[test]
fn a_picture_whose_address_carries_something_is_fetched_after_the_persons_yes() {
    let jpeg = crate::common::picture::jpeg(80, 60);
    let site = Provider::answering(move |asked: &Asked| match asked.path() {
        "/notes" => Says::body("text/plain", "Write to Ada."),
        _ => Says::body("image/jpeg", jpeg.clone()),
    });
    for era in BOTH_ERAS {
        let desk = desk_with(era, &[&site]);
        let mut server = desk.asking(&[]);
        server.call("createContact", json!({ "name": "Ada", "email": "ada@example.com" })).ok();
        server.call("httpGet", json!({ "url": format!("{}/notes", site.url()) })).ok();
        let before = site.heard().len();
        let create = json!({ "url": format!("{}/pier.jpg?for=ada", site.url()) });
        let open = ask(&mut server, era, "createImage", create.clone());
        assert!(open.text().contains("pier.jpg?for=ada"), "{}", open.text());
        open.answer(&mut server, &Person::No).refused("CONFIRMATION_DECLINED");
        assert_eq!(site.heard().len(), before, "nothing has left");
        let open = ask(&mut server, era, "createImage", create);
        let made = open.answer(&mut server, &Person::Yes).ok();
        assert_eq!(
            [&made["data"]["fileName"], &made["data"]["width"]],
            [&json!("pier.jpg"), &json!(80)]
        );
        assert_eq!(site.heard().len(), before + 1);
    }
}

#[test]
fn where_a_person_has_to_be_asked_and_cannot_be_nothing_is_fetched() {
    let site = site();
    let mut desk = desk_with(Era::Modern, &[&site]);
    desk.run(&["agent", "set", "assistant", "--confirm", "human"]);
    desk.restart();
    desk.data("createContact", json!({ "name": "Ada", "email": "ada@example.com" }));
    desk.ok("httpGet", json!({ "url": format!("{}/notes", site.url()) }));
    let before = site.heard().len();
    let url = format!("{}/data?about=ada", site.url());
    for (tool, asked) in [
        ("httpGet", json!({ "url": url })),
        ("createImage", json!({ "url": url })),
        ("createImage", json!({ "url": url, "confirmed": true })),
        ("createImage", json!({ "url": url, "dryRun": true })),
    ] {
        desk.refused(tool, asked, "CONFIRMATION_DECLINED");
    }
    assert_eq!(site.heard().len(), before);
}
