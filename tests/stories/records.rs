//! What the call log and the record of requests keep of what was sent out and said: that it was, and no key, number or
//! address of anybody.

use serde_json::{Value, json};

use super::{
    desk::{confirmed, in_both_eras},
    erase::left,
    web::desk_with,
};
use crate::common::{BOTH_ERAS, Provider, Says};

/// As bytes in small letters.
const SECRETS: [&str; 9] = [
    "5550177",
    "x-9f8e7d6c5b4a",
    "hunter2hunter2",
    "sk-live-abcdef",
    "quill@wren",
    "quill%40wren",
    "lovelace-letter",
    "fragment-of-ada",
    "4111 1111 1111 1111",
];

fn calls(desk: &mut super::desk::Desk) -> Vec<Value> {
    desk.restart();
    desk.items(
        "queryData",
        json!({ "entity": "call", "fields": ["tool", "arguments"], "limit": 100 }),
    )
}

#[test]
fn of_what_goes_outside_the_record_keeps_the_shape() {
    let site = Provider::answering(|_| Says::json(200, &json!({ "ok": true })));
    for era in BOTH_ERAS {
        let mut desk = desk_with(era, &[&site]);
        desk.run(&["tenant", "hosts", "add", &site.place()]);
        let address = |rest: &str| format!("{}/{rest}", site.url());
        let url =
            address("users/quill%40wren.example/+14155550177?q=lovelace-letter#fragment-of-ada");
        let headers = json!({ "X-Trace": "x-9f8e7d6c5b4a" });
        let get = json!({ "url": url, "headers": headers });
        let asked = desk.ok("httpGet", get.clone());
        if asked["requiresConfirmation"] == true {
            desk.ok("httpGet", confirmed(&get, &asked["confirmationToken"]));
        }
        let post = json!({ "url": url, "headers": headers, "body": { "plain": "words" } });
        let asked = desk.ok("httpPost", post.clone());
        desk.ok("httpPost", confirmed(&post, &asked["confirmationToken"]));
        desk.ok("fetchContent", json!({ "urls": [address("a?q=lovelace-letter")] }));
        desk.call("createImage", json!({ "url": address("a.jpg?q=lovelace-letter") }));
        desk.call("httpGet", json!({ "url": "https://ada:hunter2hunter2@example.com/" }));
        desk.call("httpGet", json!({ "url": "example.com/?q=lovelace-letter" }));
        let calls = calls(&mut desk);
        let of = |tool: &str| calls.iter().find(|call| call["tool"] == tool).unwrap();
        let kept = of("httpPost");
        let shape = address("users/[personal]/[personal]?[personal]#[personal]");
        assert_eq!(kept["arguments"]["url"], shape.as_str(), "{kept}");
        assert_eq!(kept["arguments"]["headers"], json!({ "X-Trace": "[personal]" }));
        let row = desk.contents()["http_post"].join("\n");
        assert!(row.contains("x-trace") || row.contains("X-Trace"), "{row}");
        assert!(row.contains("words"), "what was sent is the record's subject: {row}");
        // What waits to be confirmed is a digest: nothing of it is anywhere in the file.
        assert_eq!(left(&desk, &SECRETS), Vec::<&str>::new());
    }
}

#[test]
fn what_no_tool_knows_leaves_its_name_and_not_what_it_said() {
    in_both_eras(|desk| {
        for (tool, arguments) in [
            ("getPage", json!({ "all": true, "apiKey": "sk-live-abcdef0123456789" })),
            (
                "getPage",
                json!({ "all": true, "nested": { "who": ["quill@wren.example", 14_155_550_177_i64] } }),
            ),
            ("getPage", json!({ "quill@wren.example": true })),
            (
                "noSuchTool",
                json!({ "token": "sk-live-abcdef0123456789", "card": "4111 1111 1111 1111" }),
            ),
            ("call +1 415 555 0177", json!({})),
        ] {
            desk.call(tool, arguments);
        }
        let calls = json!(calls(desk)).to_string();
        for name in ["apiKey", "nested", "noSuchTool", "token", "card", "[personal]"] {
            assert!(calls.contains(name), "{name}: {calls}");
        }
        assert_eq!(left(desk, &SECRETS), Vec::<&str>::new());
    });
}

#[test]
fn what_is_said_of_a_request_is_kept_without_keys_and_logged_without_numbers() {
    in_both_eras(|desk| {
        desk.ok(
            "acknowledgeRequest",
            json!({ "understanding": "Post it with sk-live-abcdef0123456789",
                    "plan": ["use password: hunter2hunter2", "write"] }),
        );
        desk.ok("getPage", json!({ "query": "write to quill@wren.example or +1 415 555 0177" }));
        desk.ok("finalAnswer", json!({ "answer": "Done with sk-live-abcdef0123456789." }));
        desk.restart();
        assert_eq!(left(desk, &SECRETS), Vec::<&str>::new());
        let rows = desk.contents();
        assert_eq!(rows.get("request").map_or(1, Vec::len), 1);
        assert_eq!(desk.json(&["log", "verify"])["ok"], true);
    });
}
