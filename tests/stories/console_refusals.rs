//! What the console answers to what makes no sense: whatever is sent, it is told what is wrong, and nothing is done.

use serde_json::{Value, json};

use super::{
    console::{Browser, Came, furnished, send},
    desk::{Desk, in_both_eras, text},
};

/// Sends as the page does.
fn say(browser: &Browser, what: &str, body: &str) -> Came {
    let headers = [
        ("cookie", browser.cookie.as_str()),
        ("origin", browser.base.as_str()),
        ("x-deskhand-word", browser.word.as_str()),
        ("content-type", "application/json"),
    ];
    send(&browser.base, "POST", &format!("/console/api/{what}"), &headers, body)
}

/// A refusal as every other: JSON with a code that is no fault of ours, what is wrong and what to do.
#[track_caller]
fn is_refused(came: &Came, what: &str) -> Value {
    assert!((400..500).contains(&came.status) && came.status != 404, "{what}: {}", came.status);
    let answer: Value =
        serde_json::from_str(&came.body).unwrap_or_else(|_| panic!("{what}: {}", came.body));
    assert_eq!(answer["success"], false, "{what}: {answer}");
    let error = &answer["error"];
    assert!(error["code"].is_string() && error["code"] != "INTERNAL", "{what}: {answer}");
    assert!(
        !text(&error["message"]).is_empty() && error["suggestion"].is_string(),
        "{what}: {answer}"
    );
    for word in ["serde", "deserialize", "line 1", "expected", "sqlite"] {
        assert!(!came.body.to_lowercase().contains(word), "{what}: {}", came.body);
    }
    error.clone()
}

/// Bodies that mean nothing, for a route that takes proposals.
fn deciding(waiting: &Value, done: &Value, desk: &Desk) -> Vec<(&'static str, Value)> {
    desk.run(&["tenant", "add", "other"]);
    let missing = "prop_01h455vb4pex5vsknk084sn02q";
    vec![
        ("no ids", json!({ "tenant": "main", "ids": [] })),
        ("ids missing", json!({ "tenant": "main" })),
        ("tenant missing", json!({ "ids": [waiting] })),
        ("no such tenant", json!({ "tenant": "nobody", "ids": [waiting] })),
        ("another tenant's", json!({ "tenant": "other", "ids": [waiting] })),
        ("an empty id", json!({ "tenant": "main", "ids": [""] })),
        ("rubbish", json!({ "tenant": "main", "ids": ["x; drop table"] })),
        ("another kind's", json!({ "tenant": "main", "ids": ["page_01h455vb4pex5vsknk084sn02q"] })),
        ("none of that id", json!({ "tenant": "main", "ids": [missing] })),
        ("a good one and none", json!({ "tenant": "main", "ids": [waiting, missing] })),
        ("a good one and a decided one", json!({ "tenant": "main", "ids": [waiting, done] })),
        ("decided", json!({ "tenant": "main", "ids": [done] })),
        ("ids as text", json!({ "tenant": "main", "ids": waiting })),
        ("ids as numbers", json!({ "tenant": "main", "ids": [1, 2] })),
        ("ids null", json!({ "tenant": "main", "ids": null })),
        ("a field more", json!({ "tenant": "main", "ids": [waiting], "all": true })),
        ("a list", json!([waiting])),
        ("far too many", json!({ "tenant": "main", "ids": vec![waiting; 5_000] })),
        ("a huge id", json!({ "tenant": "main", "ids": ["x".repeat(500_000)] })),
    ]
}

#[test]
fn whatever_is_sent_it_is_told_what_is_wrong_and_nothing_is_done() {
    in_both_eras(|desk| {
        let (_window, base) = furnished(desk);
        let browser = Browser::of(desk, &base);
        let state = browser.state();
        let id = |number: i64| {
            let mut all = state["waiting"].as_array().unwrap().iter();
            all.find(|it| it["number"] == number).unwrap()["id"].clone()
        };
        browser.act("reject", &json!({ "tenant": "main", "ids": [id(1)] }));
        let bodies = deciding(&id(3), &id(1), desk);
        let before = desk.contents();
        for what in ["approve", "reject"] {
            for (name, body) in &bodies {
                is_refused(&say(&browser, what, &body.to_string()), &format!("{what}: {name}"));
            }
            for body in [
                "",
                "{",
                "null",
                "\"x\"",
                "ids=1",
                "{\"tenant\":\"main\",\"ids\":[],\"ids\":[\"x\"]}",
            ] {
                is_refused(&say(&browser, what, body), &format!("{what}: {body}"));
            }
        }
        for body in [
            json!({}),
            json!({ "tenant": "main" }),
            json!({ "tenant": "nobody", "changeId": "x" }),
            json!({ "tenant": "main", "changeId": "" }),
            json!({ "tenant": "main", "changeId": "x" }),
            json!({ "tenant": "main", "changeId": 5 }),
            json!({ "tenant": "main", "requestId": id(3) }),
            json!({ "tenant": "main", "changeId": "chg_01h455vb4pex5vsknk084sn02q" }),
            json!({ "tenant": "main", "changeId": "x", "requestId": "y" }),
            json!({ "tenant": "main", "changeId": null, "requestId": null }),
        ] {
            is_refused(&say(&browser, "undo", &body.to_string()), &format!("undo: {body}"));
        }
        assert_eq!(desk.contents(), before);
        // The same one twice is one.
        let twice = json!({ "tenant": "main", "ids": [id(3), id(3)] });
        assert_eq!(browser.act("approve", &twice)["done"], 1);
    });
}

#[test]
fn addresses_that_make_no_sense_are_told_so() {
    in_both_eras(|desk| {
        let (_window, base) = furnished(desk);
        let browser = Browser::of(desk, &base);
        let get = |path: &str| send(&base, "GET", path, &[("cookie", &browser.cookie)], "");
        is_refused(&get("/console/api/state?tenant=main&tenant=main"), "doubled");
        let unknown: Value =
            serde_json::from_str(&get("/console/api/state?tenant=x").body).unwrap();
        assert!(unknown.get("waiting").is_none() && unknown["tenants"].is_array(), "{unknown}");
        assert_eq!(get("/console?key=a&key=b").status, 200, "whoever is in stays in");
        for path in [
            "/console/look/main/x/before",
            "/console/look/main/prop_01h455vb4pex5vsknk084sn02q/before",
            "/console/look/nobody/prop_01h455vb4pex5vsknk084sn02q/before",
            "/console/look/main/%ff/before",
            "/console/look/main/x/sideways",
            "/console/assets/%ff",
            "/console/assets/..%2fconsole.js",
        ] {
            assert_eq!(get(path).status, 404, "{path}");
        }
        // Who has no key learns nothing from what is wrong with it.
        for path in [
            "/console/api/state?tenant=a&tenant=b",
            "/console?key=a&key=b",
            "/console/look/main/%ff/after",
        ] {
            assert_eq!(send(&base, "GET", path, &[], "").status, 404, "{path}");
        }
    });
}
