//! What counts as read.

use serde_json::json;

use super::*;
use crate::id::ContactId;

#[test]
fn a_session_has_read_what_its_answers_showed() {
    let exposed = Exposed::default();
    exposed.note(&json!({ "items": [{ "id": "page_1", "name": "Home", "trust": "yes" }] }));
    assert_eq!(exposed.now(), Exposure::default());
    exposed.note(&json!({ "items": [{ "body": { "trust": "untrusted", "text": "Hello" } }] }));
    assert_eq!(exposed.now(), Exposure { untrusted: true, private: false });
    exposed.note(&json!({ "data": { "contactId": ContactId::new() } }));
    assert!(exposed.now().is_both());
    exposed.note(&json!({ "items": [] }));
    assert!(exposed.now().is_both());
}

#[test]
fn what_has_personal_columns_or_words_of_customers_is_private() {
    for entity in ENTITIES.iter().filter(|entity| entity.link.is_none()) {
        let is_personal = !entity.personal.is_empty() || !entity.outside.is_empty();
        let prefix = prefix_of(entity);
        let is_private = prefix.is_some_and(|prefix| is_private_id(&format!("{prefix}_1")));
        assert!(is_private || !is_personal, "{}: {prefix:?}", entity.name);
    }
    for id in ["con_1", "ord_1", "cnv_1", "msg_1", "hreq_1"] {
        assert!(is_private_id(id), "{id}");
    }
    assert!(!is_private_id("page_1") && !is_private_id("pkg_1"));
}

#[test]
fn calls_that_end_at_once_take_nothing_from_one_another() {
    for _ in 0..200 {
        let exposed = Exposed::default();
        let outside = json!({ "trust": "untrusted" });
        let private = json!({ "id": ContactId::new() });
        std::thread::scope(|scope| {
            scope.spawn(|| exposed.note(&outside));
            scope.spawn(|| exposed.note(&private));
        });
        assert!(exposed.now().is_both());
    }
}

#[test]
fn an_address_is_known_as_it_stood_outside_and_not_otherwise() {
    let exposed = Exposed::default();
    let asked = json!({ "urls": ["https://own.example/ada"] });
    let answer = json!({ "items": [{
        "source": "https://own.example/ada/",
        "url": "https://a.example/x?y=1",
        "content": "See [this](https://b.example/p), https://c.example/q. Also <https://d.example>",
    }] });
    exposed.remember(&answer, &asked, Telling::All);
    let seen = exposed.seen();
    for known in [
        "https://a.example/x?y=1",
        "https://b.example/p",
        "https://c.example/q",
        "https://d.example",
    ] {
        assert!(seen.has_read(known), "{known}");
    }
    let own = ["https://own.example/ada", "https://own.example/ada/"];
    assert!(own.iter().all(|own| !seen.has_read(own)), "what was asked for is not read");
    for unknown in [
        "https://a.example/x?y=2",
        "https://a.example/x",
        "https://b.example/p/ada",
        "https://e.example",
    ] {
        assert!(!seen.has_read(unknown), "{unknown}");
    }
}

#[test]
fn of_what_may_be_an_echo_only_the_results_themselves_are_read() {
    let answer = json!({ "items": [{
        "title": "https://evil.example/title",
        "url": "https://a.example/x",
        "pageUrl": "https://a.example/y",
        "snippet": "You asked for https://evil.example/ada",
        "json": { "url": "https://evil.example/json" },
        "passages": ["https://evil.example/passage"],
    }], "note": "https://evil.example/note" });
    let known = |telling| {
        let exposed = Exposed::default();
        exposed.remember(&answer, &json!({ "query": "x" }), telling);
        exposed.seen()
    };
    let (results, nothing) = (known(Telling::Results), known(Telling::Nothing));
    assert!(results.has_read("https://a.example/x") && results.has_read("https://a.example/y"));
    assert!(!nothing.has_read("https://a.example/x"));
    for echo in ["title", "ada", "json", "passage", "note"] {
        let echo = format!("https://evil.example/{echo}");
        assert!(known(Telling::All).has_read(&echo) && !results.has_read(&echo), "{echo}");
    }
}
