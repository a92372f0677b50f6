//! Who has been told of people, in whatever way, is asked before anything carries that out.

use serde_json::{Value, json};

use super::{
    desk::{Desk, confirmed},
    web::{desk_with, site},
};
use crate::common::{Era, Provider};

/// A desk whose owner has customers, and what of them can be asked for.
struct Customers {
    desk: Desk,
    ada: Value,
    change: Value,
    request: Value,
    page: Value,
}

fn customers(site: &Provider) -> Customers {
    let mut desk = desk_with(Era::Modern, &[site]);
    let request = desk.ok("acknowledgeRequest", json!({ "understanding": "Words" }));
    let ada = json!({ "name": "Ada", "phone": "+1 415 555 2671", "email": "ada@example.com" });
    let made = desk.ok("createContact", ada);
    let ada = made["data"]["id"].clone();
    desk.data("createContact", json!({ "name": "Bo", "email": "bo@example.com" }));
    desk.data("createContact", json!({ "name": "Bo", "email": "bo2@example.com" }));
    let line = json!([{ "title": "Prints", "unitPrice": 40 }]);
    desk.data("createOrder", json!({ "contactId": ada, "items": line }));
    desk.ok("updateContact", json!({ "id": ada, "notes": "Likes the sea." }));
    desk.ok("finalAnswer", json!({ "answer": "Done." }));
    let page = desk.ok("createPage", json!({ "name": "About" }));
    Customers {
        desk,
        ada,
        change: made["changeId"].clone(),
        request: request["data"]["requestId"].clone(),
        page,
    }
}

/// Whether something from outside and then a question that carries something out is asked about, after `call` in
/// a session of its own, as an hour later.
fn asks_after(desk: &mut Desk, site: &Provider, tool: &str, call: &Value) -> bool {
    desk.restart();
    desk.meddle("DELETE FROM taint", []);
    let answer = desk.call(tool, call.clone());
    let said = answer.reply().to_string();
    desk.ok("httpGet", json!({ "url": format!("{}/notes", site.url()) }));
    let url = format!("{}/data?about=ada", site.url());
    let asked = desk.ok("httpGet", json!({ "url": url }))["requiresConfirmation"] == true;
    // What leaves unasked is from outside itself, and tells nothing of people.
    assert!(asked || !said.contains("con_"), "{tool} {call}: {said}");
    asked
}

#[test]
fn every_way_of_being_told_of_people_counts() {
    let site = site();
    let Customers { mut desk, ada, change, request, .. } = customers(&site);
    let bo = json!({ "name": "New", "email": "bo@example.com" });
    for (tool, call) in [
        // An answer, by any tool,
        ("getContact", json!({ "query": "Ada" })),
        ("getOrder", json!({ "all": true })),
        ("queryData", json!({ "entity": "contact", "fields": ["name"] })),
        ("queryData", json!({ "entity": "order", "fields": ["description"] })),
        // a number,
        ("queryData", json!({ "entity": "contact", "count": true })),
        ("queryData", json!({ "entity": "contact", "count": true, "filter": { "name": "Zoe" } })),
        (
            "queryData",
            json!({ "entity": "change", "count": true, "filter": { "summary": { "contains": "Ada" } } }),
        ),
        ("findText", json!({ "text": "Likes the sea" })),
        ("findText", json!({ "text": "ada", "where": { "entity": "contact" }, "limit": 1 })),
        // a summary,
        ("queryData", json!({ "entity": "change", "fields": ["summary"] })),
        ("getHistory", json!({})),
        ("getHistory", json!({ "changeId": change })),
        ("getHistory", json!({ "requestId": request })),
        // a refusal,
        ("createContact", json!({ "name": "New", "phone": "+14155552671" })),
        ("createContact", bo),
        ("updateContact", json!({ "id": "bo2@example.com", "email": "ada@example.com" })),
        ("getOrder", json!({ "contactId": "Bo" })),
        ("deleteContact", json!({ "ids": [ada] })),
        ("undoChange", json!({ "changeId": change })),
        // what would be done,
        ("replaceText", json!({ "find": "the sea", "replace": "lakes", "dryRun": true })),
        ("deleteContact", json!({ "ids": ["bo2@example.com"] })),
        ("updateContact", json!({ "id": ada, "city": "Leeds", "dryRun": true })),
        ("createContact", json!({ "name": "New", "email": "new@example.com", "dryRun": true })),
        ("undoChange", json!({ "requestId": request, "dryRun": true })),
        // and what was done.
        ("finalAnswer", json!({ "answer": "Done.", "requestId": request })),
    ] {
        assert!(asks_after(&mut desk, &site, tool, &call), "{tool} {call} tells of people");
    }
}

#[test]
fn what_tells_of_nobody_asks_nothing() {
    let site = site();
    let Customers { mut desk, page, .. } = customers(&site);
    let about = &page["data"]["id"];
    for (tool, call) in [
        ("getPage", json!({ "all": true })),
        ("getHistory", json!({ "changeId": page["changeId"] })),
        ("getHistory", json!({ "entity": "page", "id": about })),
        ("queryData", json!({ "entity": "page", "count": true })),
        ("queryData", json!({ "entity": "change", "filter": { "tool": "createPage" } })),
        ("queryData", json!({ "entity": "stage" })),
        ("findText", json!({ "text": "About" })),
        ("findText", json!({ "text": "Zoe" })),
        ("createPage", json!({ "name": "More" })),
        ("deletePage", json!({ "ids": [about] })),
        // A check that finds nobody tells of nobody.
        ("getContact", json!({ "phone": "+14155559999" })),
        ("getContact", json!({ "query": "Zoe" })),
        ("getOrder", json!({ "contactId": "zoe@example.com" })),
        ("createContact", json!({ "name": "Nobody" })),
        ("createContact", json!({ "name": "Nobody", "phone": "12" })),
        ("undoChange", json!({ "changeId": page["changeId"], "dryRun": true })),
        ("searchTools", json!({ "query": "contacts" })),
    ] {
        assert!(!asks_after(&mut desk, &site, tool, &call), "{tool} {call} tells of nobody");
    }
    let gone = json!({ "ids": [about] });
    assert!(!asks_after(&mut desk, &site, "deletePage", &confirmed(&gone, &Value::Null)));
}
