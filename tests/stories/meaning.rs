//! Things found by what they mean: put to an embedding service when they change, and ranked with what words find.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras};
use crate::common::{BOTH_ERAS, Era, PATIENCE, Provider, Says, picture};

const MODEL: &str = "concepts-small";

/// What the model of these tests knows to be near: a dimension each. It has no opinion on other words.
const CONCEPTS: [&[&str]; 6] = [
    &["mountain", "alpine", "peak", "summit", "heights"],
    &["sunset", "dusk", "evening", "twilight"],
    &["dog", "puppy", "animal", "terrier"],
    &["wedding", "bride", "vows", "marriage"],
    &["afraid", "fear", "nervous", "anxious"],
    &["bread", "bakery", "loaf", "sourdough"],
];

/// A text as the model has it: never nothing, since no model says nothing.
fn vector(text: &str) -> Vec<f32> {
    let text = text.to_lowercase();
    let count = |words: &&[&str]| words.iter().filter(|word| text.contains(*word)).count();
    let mut numbers: Vec<f32> =
        CONCEPTS.iter().map(|words| f32::from(u8::try_from(count(words)).unwrap())).collect();
    numbers.push(0.01);
    numbers
}

/// `/v1/embeddings` as `OpenAI` documents it, out of order as it may be.
fn embeddings(body: &Value) -> Value {
    let texts = body["input"].as_array().unwrap();
    let data = texts.iter().enumerate().rev().map(|(at, text)| {
        json!({ "object": "embedding", "index": at, "embedding": vector(text.as_str().unwrap()) })
    });
    let data: Vec<Value> = data.collect();
    json!({ "object": "list", "data": data, "model": body["model"], "usage": { "total_tokens": 1 } })
}

/// A service on this computer that needs no key, as long as it is not silenced.
fn service(is_silent: Arc<AtomicBool>) -> Provider {
    Provider::answering(move |asked| {
        if is_silent.load(Ordering::SeqCst) {
            return Says::Nothing;
        }
        match asked.path() {
            "/v1/embeddings" => Says::json(200, &embeddings(&asked.json())),
            _ => Says::json(404, &json!({ "error": "no such thing" })),
        }
    })
}

fn config(provider: &Provider, model: &str) -> String {
    format!("[providers]\nmeaning = \"{}/v1\"\n[meaning]\nmodel = \"{model}\"\n", provider.url())
}

/// A desk whose program knows where the service is, which is not connected yet.
fn desk(era: Era) -> (Desk, Provider, Arc<AtomicBool>) {
    let is_silent = Arc::new(AtomicBool::new(false));
    let provider = service(Arc::clone(&is_silent));
    let desk = Desk::configured(era, |_| config(&provider, MODEL));
    (desk, provider, is_silent)
}

/// `integration connect meaning` with this key; what it says.
fn connect(desk: &Desk, key: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskhand"));
    command
        .args(["integration", "connect", "meaning", "--tenant", "main", "--data-dir"])
        .arg(desk.folder());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{key}\n").as_bytes()).unwrap();
    let ran = child.wait_with_output().unwrap();
    let [out, err] = [&ran.stdout, &ran.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(ran.status.success(), "{out}{err}");
    format!("{out}{err}")
}

#[expect(clippy::disallowed_types, reason = "a test looks past the store")]
fn count(desk: &Desk, sql: &str) -> i64 {
    let db = rusqlite::Connection::open(desk.folder().join("deskhand.db")).unwrap();
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

const WITHOUT: &str = "SELECT count(*) FROM search_document d
    WHERE entity IN ('image', 'page', 'post', 'entry', 'contact') AND NOT EXISTS
      (SELECT 1 FROM search_vector v WHERE v.document = d.document AND v.tenant_id = d.tenant_id)";
const VECTORS: &str = "SELECT count(*) FROM search_vector";

/// Waits until the service has had everything.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "another process does it when it is due")]
fn settled(desk: &Desk, sql: &str) {
    let end = Instant::now() + PATIENCE;
    while count(desk, sql) != 0 {
        assert!(Instant::now() < end, "texts were not put to the service: {sql}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A picture with that description; gives its id.
fn described(desk: &mut Desk, description: &str) -> String {
    let width = 100 + u32::try_from(description.len()).unwrap();
    let bytes = picture::base64(&picture::jpeg(width, 90));
    let name = format!("IMG_{width}.jpg");
    let made = json!({ "base64": bytes, "filename": name, "description": description });
    id(&desk.data("createImage", made))
}

/// Every text that the service was sent.
fn sent(provider: &Provider) -> Vec<String> {
    let asked = provider.heard().into_iter().map(|asked| asked.json()["input"].clone());
    let texts = asked.flat_map(|input| input.as_array().unwrap().clone());
    texts.map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_picture_is_found_by_what_it_shows_and_not_before_the_service_is_connected() {
    in_both_eras_with(|desk, provider| {
        let shown = described(desk, "Alpine dusk");
        described(desk, "A loaf of sourdough on a board");
        described(desk, "Vows under an oak");
        let landscape = json!({ "query": "mountain landscape at sunset" });
        assert!(desk.items("getImage", landscape.clone()).is_empty(), "words do not find it");
        assert!(provider.heard().is_empty(), "nothing leaves that is not connected");

        let said = connect(desk, "");
        assert!(said.contains("without their names") && said.contains("it answers"), "{said}");
        settled(desk, WITHOUT);
        let found = desk.ok("getImage", landscape);
        assert_eq!(found["items"][0]["id"], shown, "{found}");
        assert!(found["note"].as_str().unwrap().contains("by what the query means"), "{found}");

        // Who has the words as well comes first, and words alone still find.
        let both = described(desk, "Mountain path at sunset");
        settled(desk, WITHOUT);
        let found = desk.items("getImage", json!({ "query": "mountain sunset" }));
        assert_eq!(each(&found, "id")[..2], [json!(both), json!(shown)]);
        let found = desk.items("getImage", json!({ "query": "oak" }));
        assert_eq!(found[0]["description"], "Vows under an oak");
    });
}

fn in_both_eras_with(story: impl Fn(&mut Desk, &Provider)) {
    for era in BOTH_ERAS {
        println!("with a client of {era:?}");
        let (mut desk, provider, _) = desk(era);
        story(&mut desk, &provider);
    }
}

#[test]
fn pages_posts_entries_and_notes_are_found_so_and_no_name_of_a_person_leaves() {
    let (mut desk, provider, _) = desk(Era::Modern);
    connect(&desk, "");
    let page = desk.page("Us");
    let section = desk.section(&page, "We stood on a summit in the evening.");
    let post = json!({ "collectionSlug": "blog", "title": "Our new friend",
        "content": { "body": "A terrier moved in." } });
    let post = id(&desk.data("createPost", post));
    desk.run(&["collection", "add", "walks", "--kind", "entries"]);
    let entry = json!({ "collectionId": "walks", "title": "Twilight on the peak", "content": {} });
    let entry = id(&desk.data("createEntry", entry));
    let person = json!({ "name": "Marlo Quist", "email": "marlo@quist.example", "phone": "+1 415 555 0177",
        "notes": "Anxious near ladders" });
    let person = id(&desk.data("createContact", person));
    settled(&desk, WITHOUT);
    for (tool, query, expected) in [
        ("getPage", "a mountain in the twilight", &page),
        ("getPost", "news about a puppy", &post),
        ("getEntry", "alpine sunset", &entry),
        ("getContact", "who is afraid of heights", &person),
    ] {
        let found = desk.items(tool, json!({ "query": query }));
        assert!(!found.is_empty() && found[0]["id"] == **expected, "{tool} {query}: {found:?}");
    }
    let sent = sent(&provider).join("\n").to_lowercase();
    for theirs in ["marlo", "quist", "415", "0177"] {
        assert!(!sent.contains(theirs), "{theirs} left: {sent}");
    }
    assert!(sent.contains("anxious near ladders") && sent.contains("a terrier moved in"));
    // A name asks the service nothing.
    let before = provider.heard().len();
    let found = desk.items("getContact", json!({ "query": "Marlo Quist" }));
    assert_eq!((found[0]["id"].clone(), provider.heard().len()), (json!(person), before));

    // What a page says changes with its sections.
    let changed = json!({ "id": section, "content": { "body": "Sourdough, every morning." } });
    desk.ok("updateSection", changed);
    settled(&desk, WITHOUT);
    let found = desk.items("getPage", json!({ "query": "fresh bread from the bakery" }));
    assert_eq!(found[0]["id"], page);
}

#[test]
fn a_vector_goes_comes_back_and_is_erased_with_its_thing() {
    let (mut desk, provider, _) = desk(Era::Modern);
    connect(&desk, "");
    let kept = described(&mut desk, "Alpine dusk");
    let person =
        json!({ "name": "Marlo Quist", "email": "m@quist.example", "notes": "Nervous flyer" });
    let person = id(&desk.data("createContact", person));
    settled(&desk, WITHOUT);
    let all = count(&desk, VECTORS);
    let gone = desk.delete("deleteImage", json!({ "ids": [kept] }));
    assert_eq!(count(&desk, VECTORS), all - 1, "it goes in the same moment");
    assert!(desk.items("getImage", json!({ "query": "mountain at sunset" })).is_empty());
    desk.ok("undoChange", json!({ "changeId": gone["changeId"] }));
    settled(&desk, WITHOUT);
    let found = desk.items("getImage", json!({ "query": "mountain at sunset" }));
    assert_eq!(found[0]["id"], kept);
    // Another description is another meaning.
    desk.ok("updateImage", json!({ "id": kept, "description": "A puppy in the grass" }));
    settled(&desk, WITHOUT);
    assert_eq!(desk.items("getImage", json!({ "query": "cute animal" }))[0]["id"], kept);

    desk.run(&["contact", "erase", &person, "--yes"]);
    let theirs = "SELECT count(*) FROM search_vector WHERE entity = 'contact'";
    assert_eq!(
        count(&desk, theirs),
        count(&desk, "SELECT count(*) FROM search_document WHERE entity = 'contact'")
    );
    assert!(
        desk.items("getContact", json!({ "query": "who is afraid of planes" }))
            .iter()
            .all(|it| it["id"] != person)
    );

    // Disconnected, nothing is left of it, and nothing is sent any more.
    desk.run(&["integration", "disconnect", "meaning"]);
    assert_eq!(count(&desk, VECTORS), 0);
    let before = provider.heard().len();
    described(&mut desk, "Bride and groom at twilight");
    assert!(desk.items("getImage", json!({ "query": "marriage evening" })).is_empty());
    assert_eq!(provider.heard().len(), before);
    assert_eq!(count(&desk, "SELECT count(*) FROM due_item"), 0);
}

#[test]
fn a_service_that_is_down_leaves_the_words_and_holds_up_nobody() {
    let (mut desk, _, is_silent) = desk(Era::Modern);
    connect(&desk, "");
    let shown = described(&mut desk, "Alpine dusk");
    settled(&desk, WITHOUT);
    is_silent.store(true, Ordering::SeqCst);
    let begun = Instant::now();
    let found = desk.ok("getImage", json!({ "query": "alpine evening" }));
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    assert_eq!(found["items"][0]["id"], shown);
    assert!(found["note"].as_str().unwrap().contains("Only words were compared"), "{found}");
    // The next one does not even wait.
    let begun = Instant::now();
    desk.ok("getImage", json!({ "query": "alpine night" }));
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    // Writes do not wait for it either.
    let begun = Instant::now();
    described(&mut desk, "A terrier at the door");
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

#[test]
fn another_model_makes_everything_anew() {
    let (mut desk, provider, _) = desk(Era::Modern);
    connect(&desk, "");
    let shown = described(&mut desk, "Alpine dusk");
    settled(&desk, WITHOUT);
    fs::write(desk.folder().join("deskhand.toml"), config(&provider, "concepts-large")).unwrap();
    desk.restart();
    settled(&desk, "SELECT count(*) FROM search_vector WHERE model <> 'concepts-large'");
    let found = desk.items("getImage", json!({ "query": "mountain at sunset" }));
    assert_eq!(found[0]["id"], shown);
    let models: Vec<Value> = provider.heard().iter().map(|it| it.json()["model"].clone()).collect();
    assert!(models.contains(&json!(MODEL)) && models.contains(&json!("concepts-large")));
}

#[test]
fn a_text_that_the_model_refuses_does_not_hold_up_the_others() {
    let provider = Provider::answering(|asked| {
        let body = asked.json();
        let is_bad = body["input"].as_array().unwrap().iter().any(|it| it == "Too much");
        match (asked.header("authorization"), is_bad) {
            (Some("Bearer sk-1"), false) => Says::json(200, &embeddings(&body)),
            (Some("Bearer sk-1"), true) => {
                Says::json(400, &json!({ "error": { "message": "the input is too long" } }))
            }
            _ => Says::json(401, &json!({ "error": { "message": "no key" } })),
        }
    });
    let mut desk = Desk::configured(Era::Modern, |_| config(&provider, MODEL));
    desk.fails(&["integration", "connect", "meaning"], "refuses the key");
    connect(&desk, "sk-1");
    let shown = described(&mut desk, "Alpine dusk");
    described(&mut desk, "Too much");
    settled(&desk, WITHOUT);
    let found = desk.items("getImage", json!({ "query": "mountain at sunset" }));
    assert_eq!(found[0]["id"], shown);
}

#[test]
fn one_business_never_finds_what_another_has() {
    let (mut desk, provider, _) = desk(Era::Modern);
    desk.run(&["tenant", "add", "other"]);
    connect(&desk, "");
    described(&mut desk, "Alpine dusk");
    settled(&desk, "SELECT count(*) = 0 FROM search_vector WHERE entity = 'image'");
    let mut other = desk.neighbour("other");
    let bytes = picture::base64(&picture::jpeg(130, 70));
    let made = json!({ "base64": bytes, "filename": "a.jpg", "description": "Summit at twilight" });
    other.call("createImage", made).ok();
    let found = other.call("getImage", json!({ "query": "mountain sunset" })).ok();
    assert_eq!(found["count"], 0, "{found}");
    assert!(!sent(&provider).iter().any(|text| text.contains("Summit")), "it is not connected");
}

#[test]
fn what_is_not_configured_says_what_is_missing() {
    let mut desk = Desk::open(Era::Modern, &[]);
    desk.fails(&["integration", "connect", "meaning"], "[providers] in deskhand.toml");
    let provider = service(Arc::default());
    let address = format!("[providers]\nmeaning = \"{}/v1\"\n", provider.url());
    fs::write(desk.folder().join("deskhand.toml"), &address).unwrap();
    desk.fails(&["integration", "connect", "meaning"], "the model of the embedding service");
    // An address without /v1, and one where nobody is.
    let wrong = config(&provider, MODEL).replace("/v1", "");
    fs::write(desk.folder().join("deskhand.toml"), wrong).unwrap();
    desk.fails(&["integration", "connect", "meaning"], "status 404");
    let nobody = "[providers]\nmeaning = \"http://127.0.0.1:9/v1\"\n[meaning]\nmodel = \"x\"\n";
    fs::write(desk.folder().join("deskhand.toml"), nobody).unwrap();
    desk.fails(&["integration", "connect", "meaning"], "127.0.0.1");
    fs::write(desk.folder().join("deskhand.toml"), "[meaning]\nmodel = \"two words\"\n").unwrap();
    desk.fails(&["integration", "list"], "the name of a model");
    in_both_eras(|desk| {
        assert!(desk.items("getImage", json!({ "query": "mountain at sunset" })).is_empty());
    });
    let _ = &mut desk;
}
