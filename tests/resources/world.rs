//! A site to read: pages, packages and posts, and sessions that ask for resources.

use serde_json::{Value, json};

use crate::common::Server;
use crate::desk::{Desk, id};

/// Whether the session is one of the newest protocol.
pub fn is_modern(server: &Server) -> bool {
    server.hello.get("supportedVersions").is_some()
}

/// Reads a resource: its Markdown, and its HTML where there is some.
#[track_caller]
pub fn read(server: &mut Server, uri: &str) -> (String, Option<String>) {
    let read = server.request("resources/read", json!({ "uri": uri }));
    let read = read.unwrap_or_else(|error| panic!("{uri}: {error}"));
    if is_modern(server) {
        assert_eq!([&read["ttlMs"], &read["cacheScope"]], [&json!(0), &json!("private")]);
        assert_eq!(read["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "deskhand");
    } else {
        assert_eq!(read.as_object().unwrap().keys().collect::<Vec<_>>(), ["contents"]);
    }
    let contents = read["contents"].as_array().unwrap();
    let kinds: Vec<_> = contents.iter().map(|one| one["mimeType"].as_str().unwrap()).collect();
    assert!([&["text/markdown"][..], &["text/markdown", "text/html"]].contains(&&kinds[..]));
    let text = |one: &Value| one["text"].as_str().unwrap().to_owned();
    (text(&contents[0]), contents.get(1).map(text))
}

/// The address at which a resource says that it is.
#[track_caller]
pub fn address(server: &mut Server, uri: &str) -> String {
    let read = server.request("resources/read", json!({ "uri": uri })).unwrap();
    let mut said = read["contents"].as_array().unwrap().iter().map(|one| one["uri"].clone());
    let first = said.next().unwrap();
    assert!(said.all(|uri| uri == first));
    first.as_str().unwrap().to_owned()
}

/// Asks for something that is not there; gives the message.
#[track_caller]
pub fn misses(server: &mut Server, uri: &str) -> String {
    let error = server.request("resources/read", json!({ "uri": uri })).unwrap_err();
    let code = if is_modern(server) { -32602 } else { -32002 };
    assert_eq!(error["code"], code, "{uri}: {error}");
    error["message"].as_str().unwrap().to_owned()
}

/// A page `services` with a page `services/weddings` below it, and a text section on that.
pub fn pages(desk: &mut Desk) -> String {
    desk.page("Services");
    let made = json!({ "name": "Weddings", "parentId": "services" });
    let page = id(&desk.data("createPage", made));
    desk.section(&page, "We photograph **weddings**.");
    page
}

/// A package with a service in it; gives its id.
pub fn package(desk: &mut Desk) -> String {
    desk.data("manage_services", json!({ "action": "create", "name": "Portraits" }));
    let made = json!({ "action": "create", "name": "Elopement Day", "price": 2500,
        "description": "Two hours, *outdoors*.", "durationMinutes": 120, "serviceIds": ["Portraits"] });
    id(&desk.data("manage_packages", made))
}

/// A post in the collection `blog`, behind the server's back.
pub fn post(desk: &Desk, slug: &str, status: &str) {
    let id = deskhand::id::PostId::new().to_string();
    let made = desk.meddle(
        "INSERT INTO post (tenant_id, id, collection_id, slug, title, content, excerpt, author, status,
                           published_at, version, created_at, updated_at)
         SELECT tenant_id, ?1, id, ?2, 'About ' || ?2, '{\"body\":\"## Words\\n\\nMany words.\"}', 'In short',
                'Mara', ?3, iif(?3 = 'draft', NULL, 1700000000000), 1, 1700000000000, 1700000000000
         FROM collection WHERE slug = 'blog'
         AND tenant_id = (SELECT id FROM tenant WHERE name = 'main')",
        [&id, slug, status],
    );
    assert_eq!(made, 1);
}
