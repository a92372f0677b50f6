//! `resources/list`, `resources/templates/list`, and what is declared.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::world::{is_modern, package, pages, post};
use crate::common::Server;
use crate::desk::{Desk, in_both_eras};

/// Every resource, page by page, and how many pages that were.
fn all(server: &mut Server) -> (Vec<Value>, usize) {
    let (mut found, mut pages, mut params) = (Vec::new(), 0, json!({}));
    loop {
        let listed = server.request("resources/list", params.clone()).unwrap();
        assert_eq!(listed.get("ttlMs"), is_modern(server).then_some(&json!(0)));
        found.extend(listed["resources"].as_array().unwrap().clone());
        pages += 1;
        match listed.get("nextCursor") {
            Some(cursor) => params = json!({ "cursor": cursor }),
            None => return (found, pages),
        }
    }
}

fn addresses(desk: &Desk) -> Vec<String> {
    let (found, _) = all(&mut desk.colleague("assistant"));
    found.iter().map(|one| one["uri"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_declared_is_what_there_is() {
    in_both_eras(|desk| {
        let server = desk.colleague("assistant");
        let declared = &server.hello["capabilities"];
        let expected = json!({ "tools": { "listChanged": true }, "resources": {}, "prompts": {},
            "completions": {} });
        assert_eq!(*declared, expected);
    });
}

#[test]
fn the_menu_has_home_first_and_nothing_that_is_not_public() {
    in_both_eras(|desk| {
        pages(desk);
        desk.page("About");
        post(desk, "news", "published");
        post(desk, "later-news", "published");
        post(desk, "soon", "draft");
        let package = package(desk);
        let inactive = json!({ "action": "create", "name": "Old", "price": 1, "description": "x",
            "active": false });
        desk.ok("manage_packages", inactive);
        let package = format!("site://packages/{package}");
        assert_eq!(
            addresses(desk),
            [
                "site://pages/home",
                "site://pages/about",
                "site://pages/services",
                "site://pages/services/weddings",
                "site://posts/later-news",
                "site://posts/news",
                &package,
            ]
        );
        let (found, _) = all(&mut desk.colleague("assistant"));
        let card = found.last().unwrap();
        let expected = json!({ "uri": package, "name": "Elopement Day", "title": "Elopement Day",
            "description": "$2,500", "mimeType": "text/markdown" });
        assert_eq!(*card, expected);
        desk.run(&["tenant", "add", "other"]);
        let (found, _) = all(&mut desk.neighbour("other"));
        assert_eq!(found.len(), 1, "another tenant sees its own home page: {found:?}");
    });
}

/// Texts that are nobody's cursor; most are made of a good one.
fn forged(ours: &str) -> Vec<String> {
    let bytes = URL_SAFE_NO_PAD.decode(ours).unwrap();
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = bytes.clone();
        change(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    };
    // A place in the list, as earlier versions had it and as anybody would write it.
    let place = |after: &Value| {
        URL_SAFE_NO_PAD.encode(json!({ "v": 1, "query": "", "after": after }).to_string())
    };
    let mut texts = vec![
        with(&|bytes| *bytes.last_mut().unwrap() ^= 1),
        with(&|bytes| bytes[0] ^= 1),
        with(&|bytes| bytes.push(b' ')),
        with(&|bytes| bytes.truncate(16)),
        with(&|bytes| drop(bytes.drain(..16))),
        with(&|bytes| bytes.splice(16.., *b"[9,[]]").for_each(drop)),
        place(&json!([0, "home"])),
        place(&json!("x")),
        place(&json!([u64::MAX, "x"])),
        format!("{ours}="),
        ours.to_uppercase(),
        "A".repeat(3_000_000),
    ];
    texts.extend(
        ["nonsense", "", "null", "0", "%00", "bnVsbA", "e30", "\u{1f980}"].map(str::to_owned),
    );
    texts
}

#[test]
fn a_long_menu_comes_in_pages() {
    in_both_eras(|desk| {
        for number in 0..205 {
            desk.ok("createPage", json!({ "name": format!("Page {number:03}") }));
        }
        post(desk, "news", "published");
        package(desk);
        let mut server = desk.colleague("assistant");
        let (found, count) = all(&mut server);
        assert_eq!((found.len(), count), (208, 3));
        let mut uris: Vec<_> = found.iter().map(|one| one["uri"].as_str().unwrap()).collect();
        uris.sort_unstable();
        uris.dedup();
        assert_eq!(uris.len(), 208, "nothing twice");
        let first = server.request("resources/list", json!({})).unwrap();
        let ours = first["nextCursor"].as_str().unwrap();
        let of_a_tool = desk.ok("getPage", json!({ "all": true, "limit": 1 }));
        let of_a_tool = of_a_tool["nextCursor"].as_str().unwrap();
        for cursor in forged(ours).iter().map(String::as_str).chain([of_a_tool]) {
            let error = server.request("resources/list", json!({ "cursor": cursor })).unwrap_err();
            assert_eq!(error["code"], -32602, "{error}");
            let said = error["message"].as_str().unwrap();
            assert!(said.contains("cursor") && said.contains("leave"), "{error}");
        }
        let error =
            desk.refused("getPage", json!({ "all": true, "cursor": ours }), "CURSOR_INVALID");
        assert!(error["suggestion"].as_str().unwrap().contains("leave"), "{error}");
        desk.run(&["tenant", "add", "other"]);
        let stolen = json!({ "cursor": first["nextCursor"] });
        let error = desk.neighbour("other").request("resources/list", stolen).unwrap_err();
        assert_eq!(error["code"], -32602, "{error}");
    });
}

/// rmcp takes parameters that it cannot read for none.
#[test]
fn no_list_takes_a_cursor_that_is_no_text_for_none() {
    in_both_eras(|desk| {
        let mut server = desk.colleague("assistant");
        for method in ["tools/list", "prompts/list", "resources/list", "resources/templates/list"] {
            for cursor in
                [json!(7), json!(1.5), json!(true), json!(null), json!([]), json!({ "a": 1 })]
            {
                let error = server.request(method, json!({ "cursor": cursor })).unwrap_err();
                assert_eq!(error["code"], -32602, "{method} {cursor}: {error}");
                let said = error["message"].as_str().unwrap();
                assert!(said.contains("cursor must be text") && said.contains("leave"), "{error}");
            }
            server.request(method, json!({})).unwrap();
        }
    });
}

#[test]
fn templates_are_there_for_what_has_an_address() {
    in_both_eras(|desk| {
        let mut server = desk.colleague("assistant");
        let listed = server.request("resources/templates/list", json!({})).unwrap();
        let templates = listed["resourceTemplates"].as_array().unwrap();
        let forms: Vec<_> = templates.iter().map(|one| one["uriTemplate"].clone()).collect();
        let expected = ["site://pages/{path}", "site://posts/{slug}", "site://packages/{id}"];
        assert_eq!(forms, expected);
        assert!(templates.iter().all(|one| one["description"].is_string()));
        assert_eq!(listed.get("ttlMs"), is_modern(&server).then_some(&json!(30_000)));
        for method in ["resources/templates/list", "tools/list", "prompts/list"] {
            for cursor in ["x", "", "bnVsbA"] {
                let error = server.request(method, json!({ "cursor": cursor })).unwrap_err();
                assert_eq!(error["code"], -32602, "{method}: {error}");
            }
        }
    });
}
