//! Searching the web: whoever is connected searches, and the same reads.

use std::{fs, io::Write, process::Stdio};

use serde_json::{Value, json};

use super::{
    desk::{Desk, text},
    web::article,
};
use crate::common::{Asked, BOTH_ERAS, Era, Provider, Says};

const KEY: &str = "key-51c2-never-shown";

const PARKING: &str = "Parking is free for customers on Saturdays, in the yard behind the house.";

/// Each service with its own way to be asked and to answer; the first result is a page of `site`.
fn engine(name: &'static str, hits: Vec<(String, String)>) -> Provider {
    Provider::answering(move |asked: &Asked| {
        let is_theirs = match name {
            "tavily" => asked.header("authorization") == Some(&format!("Bearer {KEY}")),
            "exa" => asked.header("x-api-key") == Some(KEY),
            "brave" => asked.header("x-subscription-token") == Some(KEY),
            _ => true,
        };
        if !is_theirs {
            return Says::json(401, &json!({ "detail": { "error": "Unauthorized" } }));
        }
        let snippet = match name {
            "tavily" | "searxng" => "content",
            _ => "description",
        };
        let results: Vec<Value> = hits
            .iter()
            .map(|(url, words)| match name {
                "exa" => json!({ "title": "T", "url": url, "highlights": [words], "publishedDate": "2026-01-02" }),
                _ => json!({ "title": "T", "url": url, snippet: words }),
            })
            .collect();
        match (name, asked.path()) {
            ("tavily", "/usage") => Says::json(200, &json!({ "key": { "usage": 1 } })),
            ("tavily" | "exa" | "searxng", "/search") => {
                Says::json(200, &json!({ "results": results }))
            }
            ("brave", "/res/v1/web/search") => {
                Says::json(200, &json!({ "web": { "results": results } }))
            }
            _ => Says::json(404, &json!({})),
        }
    })
}

/// Pages about parking, one that robots may not read, and one that is no page.
fn site() -> Provider {
    Provider::answering(|asked: &Asked| match asked.path() {
        "/robots.txt" => Says::body("text/plain", "User-agent: *\nDisallow: /private"),
        "/visit" => {
            let rest = "The studio stands by the river and has a garden. ".repeat(12);
            let body = format!("<p>{rest}</p><h2>Parking</h2><p>{PARKING}</p><p>{rest}</p>");
            Says::body("text/html", article("Visit us", &body))
        }
        "/pdf" => Says::body("application/pdf", "%PDF-1.4"),
        _ => Says::body(
            "text/html",
            article("Else", &format!("<p>{}</p>", "Nothing of it. ".repeat(40))),
        ),
    })
}

fn desk(era: Era, engines: &[(&str, &Provider)], sites: &[&Provider]) -> Desk {
    let mut desk = Desk::open(era, &[]);
    let allow: Vec<String> = sites.iter().map(|site| site.place()).collect();
    let bases: Vec<String> =
        engines.iter().map(|(name, engine)| format!("{name} = \"{}\"\n", engine.url())).collect();
    let toml = format!("[outbound]\nallow = {allow:?}\n[providers]\n{}", bases.concat());
    fs::write(desk.folder().join("deskhand.toml"), toml).unwrap();
    for (name, _) in engines {
        connect(&desk, name);
    }
    desk.restart();
    desk
}

fn connect(desk: &Desk, name: &str) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_deskhand"));
    command.args(["integration", "connect", name, "--data-dir"]).arg(desk.folder());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let _ = writeln!(child.stdin.take().unwrap(), "{KEY}");
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn each_service_finds_the_same_in_its_own_way() {
    let hits = vec![
        ("https://example.com/a".to_owned(), "The <b>first</b> result\u{202e}".to_owned()),
        ("https://example.com/a#again".to_owned(), "The same page".to_owned()),
        ("javascript:alert(1)".to_owned(), "No page".to_owned()),
        ("https://example.org/b".to_owned(), "The second".to_owned()),
    ];
    for name in ["tavily", "exa", "brave", "searxng"] {
        let engine = engine(name, hits.clone());
        let mut desk = desk(BOTH_ERAS[0], &[(name, &engine)], &[]);
        let search = json!({ "query": "soft light", "mode": "quick", "numResults": 3 });
        let items = desk.items("searchWeb", search);
        let urls: Vec<&Value> = items.iter().map(|item| &item["url"]).collect();
        assert_eq!(urls, ["https://example.com/a", "https://example.org/b"], "{name}");
        assert_eq!(
            (&items[0]["title"], &items[0]["snippet"]),
            (&json!("T"), &json!("The first result"))
        );
        assert_eq!(
            (&items[0]["trust"], &items[0]["source"]),
            (&json!("untrusted"), &urls[0].clone())
        );
        let asked = engine.heard().pop().unwrap();
        let said =
            format!("{} {}", asked.target, String::from_utf8_lossy(&asked.body)).replace('+', " ");
        assert!(said.contains("soft light"), "{name}: {said}");
    }
}

#[test]
fn a_deep_search_reads_the_best_pages_and_gives_what_answers() {
    let site = site();
    let hit = |path: &str, words: &str| (format!("{}{path}", site.url()), words.to_owned());
    let hits = vec![hit("/visit", "Visit"), hit("/private/plan", "Plan")];
    let other = Provider::answering(|asked: &Asked| match asked.path() {
        "/robots.txt" => Says::Answer(404, vec![], vec![]),
        "/pdf" => Says::body("application/pdf", "%PDF-1.4"),
        _ => Says::body(
            "text/html",
            article("Else", &format!("<p>{}</p>", "Nothing of it. ".repeat(40))),
        ),
    });
    let more = ["/pdf", "/else"].map(|path| (format!("{}{path}", other.url()), "Other".to_owned()));
    let hits = [hits, more.to_vec()].concat();
    let engine = engine("searxng", hits);
    for era in BOTH_ERAS {
        let mut desk = desk(era, &[("searxng", &engine)], &[&site, &other]);
        let search =
            json!({ "query": "Where can customers park for free on Saturdays?", "mode": "deep" });
        let answer = desk.ok("searchWeb", search);
        let first = &answer["items"][0];
        assert_eq!(first["source"], format!("{}/visit", site.url()), "{answer}");
        assert!(first["passages"].to_string().contains(PARKING), "{answer}");
        assert!(!first["passages"].to_string().contains("Careers"), "the page's frame is left out");
        let failures: Vec<(String, &Value)> = answer["failures"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (text(&it["source"]), &it["error"]["code"]))
            .collect();
        assert_eq!(
            failures,
            [
                (format!("{}/private/plan", site.url()), &json!("ROBOTS_REFUSE")),
                (format!("{}/pdf", other.url()), &json!("CONTENT_UNREADABLE")),
            ]
        );
        let asked = site.heard();
        assert!(
            asked.iter().all(|asked| asked.path() != "/private/plan"),
            "it was not even asked for"
        );
        assert!(answer.to_string().len() < 20_000);
    }
}

#[test]
fn where_nothing_can_be_read_the_results_alone_are_shown() {
    let gone = Provider::answering(|_: &Asked| Says::Answer(404, vec![], vec![]));
    let engine = engine("tavily", vec![(format!("{}/a", gone.url()), "Some words".to_owned())]);
    let mut desk = desk(Era::Modern, &[("tavily", &engine)], &[&gone]);
    let answer = desk.ok("searchWeb", json!({ "query": "light", "mode": "deep", "topic": "news" }));
    assert_eq!(answer["items"][0]["snippet"], "Some words");
    assert!(text(&answer["note"]).starts_with("None of the pages could be read"));
    assert_eq!(engine.heard().pop().unwrap().json()["topic"], "news");
}

#[test]
fn the_next_service_is_asked_where_one_fails_and_the_last_says_why() {
    static LIMITED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
    let limited = Provider::answering(|asked: &Asked| {
        let now = LIMITED.load(std::sync::atomic::Ordering::SeqCst);
        match (asked.path(), now) {
            ("/usage", false) => Says::json(200, &json!({})),
            _ => Says::Answer(429, vec![("retry-after", "30".to_owned())], vec![]),
        }
    });
    let exa = engine("exa", vec![("https://example.com/".to_owned(), "Words".to_owned())]);
    let mut both = desk(Era::Modern, &[("tavily", &limited), ("exa", &exa)], &[]);
    LIMITED.store(true, std::sync::atomic::Ordering::SeqCst);
    let search = json!({ "query": "light", "mode": "quick" });
    let answer = both.ok("searchWeb", search.clone());
    assert_eq!((&answer["count"], &answer["failures"][0]["source"]), (&json!(1), &json!("tavily")));
    assert_eq!(answer["failures"][0]["error"]["code"], "OUTSIDE_LIMITED");
    both.run(&["integration", "disconnect", "exa"]);
    both.restart();
    let refused = both.refused("searchWeb", search, "OUTSIDE_LIMITED");
    assert!(text(&refused["message"]).contains("30 seconds"), "{refused}");
}

#[test]
fn who_is_not_connected_does_not_have_the_search_and_a_lost_key_says_which() {
    let engine = engine("brave", vec![]);
    let mut desk = desk(Era::Modern, &[("brave", &engine)], &[]);
    let search = json!({ "query": "light", "mode": "quick" });
    let nothing = desk.ok("searchWeb", search.clone());
    assert_eq!(nothing["note"], "Nothing was found. Use fewer or other words.");
    fs::remove_file(desk.folder().join("keys/main/brave")).unwrap();
    let missing = desk.refused("searchWeb", search.clone(), "INTEGRATION_KEY_MISSING");
    assert!(missing.to_string().contains("DESKHAND_BRAVE_KEY"), "{missing}");
    assert!(!missing.to_string().contains("pictures"), "{missing}");
    for bad in [
        json!({ "query": "", "mode": "quick" }),
        json!({ "query": "x", "mode": "wide" }),
        json!({ "query": "x" }),
    ] {
        desk.refused("searchWeb", bad, "ARGUMENT_INVALID");
    }
    desk.run(&["integration", "disconnect", "brave"]);
    desk.restart();
    desk.call("searchWeb", search).refused("TOOL_NOT_CONNECTED");
}
