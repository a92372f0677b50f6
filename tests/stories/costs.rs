//! What a text costs: however it is made, reading it, showing it and writing it keeps nobody else waiting.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    browser,
    desk::{Desk, in_both_eras, text},
    shop_window::ShopWindow,
};
use crate::common::{BOTH_ERAS, Server};

/// On a machine that does other things as well; the program itself answers within some milliseconds. Before, it was a
/// second and more for each of the texts below.
const SOON: Duration = Duration::from_millis(750);

/// Texts that are dear to show.
fn texts() -> Vec<String> {
    let formats = (0..2_000).map(|number| format!("<b id={number}>")).collect::<Vec<_>>().concat();
    let columns = format!("{}|\n{}|\n", "|a".repeat(500), "|-".repeat(500));
    vec![
        ">".repeat(50_000),
        "* - + ".repeat(8_000),
        "<div>".repeat(10_000),
        format!("{formats}{}", "<p>x".repeat(5_000)),
        columns + &"a\n".repeat(20_000),
    ]
}

/// The slowest of some calls that take no time.
fn slowest_call(server: &mut Server) -> Duration {
    let call = |_| {
        let began = Instant::now();
        server.call("getPage", json!({ "id": "home" })).ok();
        began.elapsed()
    };
    (0..20).map(call).max().unwrap()
}

/// Posts with those texts; gives their slugs.
fn posts(desk: &mut Desk) -> Vec<String> {
    let write = |(at, body): (usize, String)| {
        let post = json!({ "collectionSlug": "blog", "title": format!("Post {at}"),
            "content": { "body": format!("{body}\n\nLast words {at}") } });
        text(&desk.data("createPost", post)["slug"])
    };
    texts().into_iter().enumerate().map(write).collect()
}

#[test]
fn reading_what_is_dear_to_show_keeps_nobody_waiting() {
    for era in BOTH_ERAS {
        let mut desk = Desk::open(era, &[]);
        let slugs = posts(&mut desk);
        let roomy = ["--answer-chars-max", "1000000"];
        let mut server = Server::start_on(era, desk.folder(), &roomy);
        let read = |server: &mut Server, slug: &String| {
            server.send("resources/read", json!({ "uri": format!("site://posts/{slug}") }))
        };
        let asked: Vec<i64> = slugs.iter().map(|slug| read(&mut server, slug)).collect();
        let slowest = slowest_call(&mut server);
        assert!(slowest < SOON, "{era:?}: a call took {slowest:?}");
        for (at, id) in asked.into_iter().enumerate() {
            let reply = server.reply(id);
            let said = reply["result"]["contents"][0]["text"].as_str().unwrap();
            assert!(said.contains(&format!("Last words {at}")), "{}", &said[..200]);
        }
    }
}

#[test]
fn showing_it_keeps_nobody_waiting_and_comes_to_an_end() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        let base = browser::base(&window.address("home")).to_owned();
        // A page with many of them, and a post with each.
        window.ok("createPage", json!({ "name": "Dear" }));
        let section = |body: &str| json!({ "pageId": "dear", "templateKey": "text", "content": { "body": body } });
        for body in texts() {
            window.ok("createSection", section(&body[..19_000.min(body.len())]));
        }
        window.ok("createSection", section("Last words"));
        let mut addresses = vec![format!("{base}/main/dear"); 3];
        for (at, body) in texts().into_iter().enumerate() {
            let post = json!({ "collectionSlug": "blog", "title": format!("Post {at}"),
                "content": { "body": format!("{body}\n\nLast words {at}") } });
            window.ok("createPost", post);
            addresses.push(format!("{base}/main/blog/post-{at}"));
        }
        let visitor = |address: String| {
            thread::spawn(move || {
                let began = Instant::now();
                (browser::open(&address), began.elapsed())
            })
        };
        let visitors: Vec<_> = addresses.into_iter().map(visitor).collect();
        let slowest = (0..20).map(|_| {
            let began = Instant::now();
            window.ok("getPage", json!({ "id": "home" }));
            began.elapsed()
        });
        let slowest = slowest.max().unwrap();
        assert!(slowest < SOON, "{era:?}: a read took {slowest:?}");
        for visitor in visitors {
            let (shown, took) = visitor.join().unwrap();
            assert!(took < Duration::from_secs(20), "{took:?}");
            assert!(shown.contains("Last words"), "{}", &shown[..200]);
        }
        // What tells of it elsewhere is made of it too.
        browser::open(&format!("{base}/main/feed"));
        browser::open(&format!("{base}/main/blog"));
    }
}

/// So many different words as are indexed of one text, each as long as is compared.
fn words() -> String {
    let letters = |mut number: usize| {
        let mut word = String::new();
        for place in 0..38 {
            word.push(char::from(b'a' + u8::try_from((number * 7 + place * place) % 26).unwrap()));
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % 1_000_003;
        }
        word
    };
    (0..5_000).map(|number| letters(number) + "\n").collect()
}

#[test]
fn writing_a_long_text_ends_in_time_and_others_write_meanwhile() {
    in_both_eras(|desk| {
        let long: Vec<(&str, String)> = vec![
            ("words", words()),
            ("quotes", ">".repeat(200_000)),
            ("one word", "a".repeat(200_000)),
            ("signs", "\u{4e00}".repeat(200_000)),
            ("links", "[a](/b)".repeat(28_000)),
        ];
        let mut server = desk.colleague("assistant");
        for (name, body) in long {
            let post =
                json!({ "collectionSlug": "blog", "title": name, "content": { "body": body } });
            let began = Instant::now();
            let id = server.begin("createPost", post);
            let slowest = slowest_call(&mut server);
            server.finish("createPost", id).ok();
            let took = began.elapsed();
            println!("{name}: {took:?}, a call {slowest:?}");
            assert!(slowest < SOON, "{name}: a call took {slowest:?}");
            assert!(took < Duration::from_secs(4), "{name}: {took:?}");
        }
        // Fifty edits of a long text, each of which makes it longer.
        let edit = |at: usize| json!({ "field": "body", "find": format!("[{at}]"), "replace": format!("{}[{}]", "x".repeat(190_000), at + 1) });
        let edits: Vec<Value> = (0..50).map(edit).collect();
        let post =
            json!({ "collectionSlug": "blog", "title": "Edited", "content": { "body": "[0]" } });
        desk.ok("createPost", post);
        let began = Instant::now();
        let update = json!({ "slug": "edited", "edits": edits });
        desk.refused("updatePost", update, "ARGUMENT_INVALID");
        assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    });
}

/// Values of each kind at about the size at which nobody means them any more.
fn huge() -> Vec<(&'static str, Value)> {
    let deep = (0..100).fold(json!("x"), |inside, _| json!([inside]));
    let nested = (0..100).fold(json!("x"), |inside, _| json!({ "x": inside }));
    let keys: serde_json::Map<String, Value> =
        (0..3_000).map(|number| (format!("key{number}"), json!(number))).collect();
    vec![
        ("letters", json!("x".repeat(60_000))),
        ("digits", json!("1".repeat(60_000))),
        ("words", json!("word ".repeat(12_000))),
        ("dashes", json!("-_ ".repeat(20_000))),
        ("signs", json!("\u{1f980}\u{301}".repeat(15_000))),
        ("items", json!(vec!["x"; 10_000])),
        ("ids", json!((0..2_000).map(|number| format!("page_{number:026}")).collect::<Vec<_>>())),
        ("objects", json!(vec![json!({ "field": "body", "find": "x", "replace": "y" }); 1_000])),
        ("keys", Value::Object(keys)),
        ("depth", deep),
        ("nesting", nested),
    ]
}

#[test]
fn whatever_stands_in_an_argument_is_answered_soon() {
    let desk = Desk::open(BOTH_ERAS[1], &[]);
    let mut server = desk.colleague("owner");
    let tools = server.list();
    let mut faults = Vec::new();
    for tool in &tools {
        let name = text(&tool["name"]);
        let properties = tool["inputSchema"]["properties"].as_object().unwrap().clone();
        for (kind, value) in huge() {
            let mut arguments = serde_json::Map::new();
            for (property, schema) in &properties {
                let is_action = property == "action" && schema["enum"].is_array();
                let first = || schema["enum"][0].clone();
                arguments.insert(property.clone(), if is_action { first() } else { value.clone() });
            }
            // Names of arguments that there are not: one that is long, and many.
            arguments.insert(format!("not{}", "x".repeat(200_000)), json!(1));
            arguments.extend((0..1_000).map(|number| (format!("naem{number}"), json!(1))));
            let began = Instant::now();
            let id = server.begin(&name, Value::Object(arguments));
            let reply = server.reply(id).to_string();
            let took = began.elapsed();
            if took > Duration::from_secs(2)
                || reply.contains("\"INTERNAL")
                || reply.len() > 200_000
            {
                faults.push(format!(
                    "{name}, {kind}: {took:?}, {} bytes, {}",
                    reply.len(),
                    &reply[..200.min(reply.len())]
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
