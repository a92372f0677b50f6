//! What is refused as soon as a line is read: names that stand twice, and ids that are too long to repeat.

use serde_json::json;

use super::common::{BOTH_ERAS, Era, Server, modern_meta, picture};

#[test]
fn a_name_that_stands_twice_is_refused_wherever_it_stands() {
    for era in BOTH_ERAS {
        let mut server = Server::start(era, &[]);
        server.call("createPage", json!({ "name": "About" })).ok();
        let meta = if era == Era::Modern { modern_meta() } else { json!({}) };
        let shown = server.call("deletePage", json!({ "ids": ["about"] })).ok();
        let token = &shown["confirmationToken"];
        let call = |arguments: &str| {
            format!(r#"{{"name":"deletePage","arguments":{arguments},"_meta":{meta}}}"#)
        };
        let given = format!(r#""ids":["about"],"confirmationToken":{token}"#);
        let called = |more: &str| call(&format!("{{{given},{more}}}"));
        for (at, params) in [
            called(r#""confirmed":false,"confirmed":true"#),
            called(r#""confirmed":true,"confirmed":true"#),
            called(r#""confirmed":false,"confirm\u0065d":true"#),
            called(r#""confirmed":true,"x":{"y":[1,{"z":1,"z":2}]}"#),
            call(r#"{"ids":["home"],"ids":["about"]}"#),
            format!(r#"{{"name":"getPage","name":"deletePage","arguments":{{}},"_meta":{meta}}}"#),
            format!(
                r#"{{"name":"deletePage","arguments":{{}},"arguments":{{{given},"confirmed":true}},"_meta":{meta}}}"#
            ),
            r#"{"name":"getPage","arguments":{"all":true},"_meta":{"a":1,"a":2}}"#.to_owned(),
        ]
        .iter()
        .enumerate()
        {
            let id = format!("twice {at}");
            let line =
                format!(r#"{{"jsonrpc":"2.0","id":"{id}","method":"tools/call","params":{params}}}"#);
            server.send_raw(format!("{line}\n"));
            let error = server.reply(id)["error"].clone();
            assert_eq!(error["code"], -32600, "{line}");
            assert!(error["message"].as_str().unwrap().contains("stands twice"), "{error}");
        }
        // Neither are other methods, the message itself, or one inside of a batch.
        server.send_raw(
            "{\"jsonrpc\":\"2.0\",\"id\":\"m\",\"method\":\"ping\",\"method\":\"tools/list\"}\n",
        );
        assert_eq!(server.reply("m")["error"]["code"], -32600);
        server.send_raw(
            "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":1,\"a\":2}}]\n",
        );
        assert_eq!(server.stray_error()["code"], -32600);
        // Nor arguments that arrive as text, as some hosts send them.
        let as_text = json!({ "pageId": "home", "templateKey": "text",
            "content": "{\"body\":\"seen\",\"body\":\"meant\"}" });
        let refused = server.call("createSection", as_text).refused("ARGUMENT_INVALID");
        assert!(refused["message"].as_str().unwrap().contains("stands twice"), "{refused}");
        // A notification is never answered, and one that is ambiguous does nothing.
        server.send_raw(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1,\"requestId\":2}}\n",
        );
        let pages = server.call("getPage", json!({ "all": true })).ok();
        assert_eq!(pages["count"], 2, "the page is there: {pages}");
        // The same name in two objects is no ambiguity.
        let confirmed = json!({ "ids": ["about"], "confirmed": true, "confirmationToken": token });
        server.call("deletePage", confirmed).ok();
    }
}

#[test]
fn what_every_answer_repeats_has_a_length() {
    let mut server = Server::start(Era::Legacy("2025-11-25"), &[]);
    let id = "x".repeat(513);
    server.send_raw(format!("{{\"jsonrpc\":\"2.0\",\"id\":\"{id}\",\"method\":\"ping\"}}\n"));
    let error = server.stray_error();
    assert!(error["message"].as_str().unwrap().contains("512 bytes"), "{error}");
    let id = "x".repeat(512);
    server.send_raw(format!("{{\"jsonrpc\":\"2.0\",\"id\":\"{id}\",\"method\":\"ping\"}}\n"));
    assert_eq!(server.reply(id)["result"], json!({}));
    // A token that is too long hears of no progress; the call is answered.
    let meta = json!({ "progressToken": "x".repeat(513) });
    let picture = picture::base64(&picture::jpeg(1700, 900));
    let params =
        json!({ "name": "createImage", "arguments": { "base64": picture }, "_meta": meta });
    server.request("tools/call", params).unwrap();
    assert_eq!(server.notifications(), [json!(null); 0]);
}
