//! What comes back of what a session has sent is not what stood outside.

use serde_json::json;

use super::{
    desk::{confirmed, text},
    leaving::{exposed_by, is_asked, linked},
    web::desk_with,
};
use crate::common::{Asked, Era, Provider, Says};

#[test]
fn what_a_host_repeats_of_ours_is_not_read_outside() {
    let site = linked();
    let echo = Provider::answering(|asked: &Asked| {
        let (_, said) = asked.target.split_once("u=").unwrap_or_default();
        let said = said.replace("%3A", ":").replace("%2F", "/").replace("%40", "@");
        Says::body("text/plain", format!("You asked for {said}"))
    });
    let mut desk = desk_with(Era::Modern, &[&site, &echo]);
    desk.run(&["tenant", "hosts", "add", &echo.place()]);
    exposed_by(&mut desk, &site);
    let place = site.url().replace(':', "%3A").replace('/', "%2F");
    let reflecting = format!("{}/echo?u={place}%2Fada%40example.com", echo.url());
    let echoed = desk.item("httpGet", json!({ "url": reflecting }));
    let carried = format!("{}/ada@example.com", site.url());
    assert!(text(&echoed["text"]).contains(&carried), "{echoed}");
    is_asked(&mut desk, &site, "httpGet", json!({ "url": carried }));
    desk.ok("fetchContent", json!({ "urls": [reflecting] }));
    is_asked(&mut desk, &site, "fetchContent", json!({ "urls": [carried] }));
    // What stood outside is read, and so is what it leads to; and what a person has agreed to.
    desk.item("httpGet", json!({ "url": format!("{}/found", site.url()) }));
    let start = json!({ "url": format!("{}/start", site.url()) });
    let shown = is_asked(&mut desk, &site, "httpGet", start.clone());
    desk.ok("httpGet", confirmed(&start, &shown["confirmationToken"]))["items"][0]
        .as_object()
        .unwrap();
}

/// Notes are marked as what somebody outside may have said, and the session that writes them knows them already.
#[test]
fn what_a_session_writes_down_itself_it_has_not_read() {
    let site = linked();
    let fresh = || desk_with(Era::Modern, &[&site]);
    let get = json!({ "url": format!("{}/own?q=1", site.url()) });
    let ada =
        json!({ "name": "Ada", "email": "ada@example.com", "notes": "Likes dogs\r\nand cats" });
    let line = json!([{ "title": "Prints", "unitPrice": 40 }]);
    let mut desk = fresh();
    let contact = desk.data("createContact", ada.clone());
    assert_eq!(contact["notes"]["trust"], "untrusted", "{contact}");
    let id = contact["id"].clone();
    desk.ok("updateContact", json!({ "id": id, "notes": "Likes cats" }));
    let order = json!({ "contactId": id, "items": line, "description": "As last year" });
    let order = desk.data("createOrder", order);
    desk.ok("updateOrder", json!({ "id": order["id"], "description": "As the year before" }));
    let planned = json!({ "name": "Bo", "phone": "+14155552671", "notes": "New", "dryRun": true });
    desk.ok("createContact", planned);
    desk.ok("httpGet", get.clone())["items"][0].as_object().unwrap();
    // What others wrote is read, whichever way it comes.
    for (tool, arguments) in [
        ("getContact", json!({ "id": "ada@example.com" })),
        ("updateContact", json!({ "id": "ada@example.com", "city": "Leeds" })),
        ("updateContact", json!({ "id": "ada@example.com", "notes": "Mine", "dryRun": true })),
        ("createContact", ada.clone()),
    ] {
        let mut other = fresh();
        other.colleague("owner").call("createContact", ada.clone()).ok();
        if tool == "createContact" {
            other.refused(tool, arguments, "EMAIL_DUPLICATE");
            other.ok("httpGet", get.clone())["items"][0].as_object().unwrap();
            continue;
        }
        other.ok(tool, arguments);
        is_asked(&mut other, &site, "httpGet", get.clone());
    }
}
