//! What the public sees: from an edited page to a released site, back and forth.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras, text};
use super::{browser, console};
use crate::common::{BOTH_ERAS, picture};

/// Every file below a folder but what we know it by, by path.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if entry.file_name() != ".deskhand-release" {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                all.insert(name, fs::read(path).unwrap());
            }
        }
    }
    all
}

/// The text files among them, without what is packed.
pub fn texts(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    let is_text = |name: &str| {
        [".html", ".xml", ".css", ".txt", "_redirects"].iter().any(|it| name.ends_with(it))
    };
    let texts = files.iter().filter(|(name, _)| is_text(name));
    texts.map(|(name, bytes)| (name.clone(), String::from_utf8(bytes.clone()).unwrap())).collect()
}

fn site(desk: &Desk) -> PathBuf {
    desk.folder().join("sites/main")
}

/// Makes a release after a yes; gives the preview and the answer.
#[track_caller]
pub fn release(desk: &mut Desk, mut arguments: Value) -> (Value, Value) {
    let preview = desk.ok("createRelease", arguments.clone());
    assert_eq!(preview["requiresConfirmation"], true, "{preview}");
    arguments["confirmed"] = json!(true);
    (preview, desk.ok("createRelease", arguments))
}

fn part(preview: &Value, name: &str) -> String {
    let parts = preview["leaves"].as_array().unwrap();
    let found = parts.iter().find(|part| part["name"] == name);
    found.map_or_else(String::new, |part| text(&part["text"]))
}

/// Where every address in the pages of a release leads: all that lead nowhere.
pub fn dead_links(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut dead = Vec::new();
    for (name, html) in texts(files).iter().filter(|(name, _)| name.contains(".html")) {
        let html = html.replace("&#x2f;", "/").replace("&amp;", "&");
        for attribute in ["href=\"", "src=\"", "srcset=\"", "url=", "content=\"0; url="] {
            for rest in html.split(attribute).skip(1) {
                let value = rest.split(['"', '>']).next().unwrap();
                for address in value.split(", ").map(|one| one.split(' ').next().unwrap()) {
                    let path = address.split(['#', '?']).next().unwrap();
                    let file = match path.strip_prefix('/') {
                        None => continue,
                        Some(path) if path.is_empty() || path.ends_with('/') => {
                            format!("{path}index.html")
                        }
                        Some(path) => path.to_owned(),
                    };
                    if !files.contains_key(&file) {
                        dead.push(format!("{name}: {address}"));
                    }
                }
            }
        }
    }
    dead
}

#[test]
fn an_edited_page_is_public_after_a_release_and_goes_back_and_forth() {
    in_both_eras(|desk| {
        // Given a page,
        let page = id(&desk.data("createPage", json!({ "name": "Prices" })));
        let content = json!({ "heading": "Prices", "body": "A bowl is $20." });
        let section = json!({ "pageId": page, "templateKey": "text", "content": content });
        let section = desk.data("createSection", section);
        assert!(!site(desk).exists());
        // when the site is released, a person sees first what becomes public,
        let (preview, made) = release(desk, json!({ "note": "The first" }));
        assert!(part(&preview, "changes").contains("Prices"), "{preview}");
        assert_eq!(made["data"]["number"], 1);
        assert!(text(&made["note"]).contains("on this computer alone"), "{made}");
        // and the page is there, in a form that every web server serves.
        let first = files(&site(desk));
        assert!(texts(&first)["prices/index.html"].contains("A bowl is $20."));
        assert_eq!(dead_links(&first), Vec::<String>::new());
        assert!(first.contains_key("prices/index.html.br") && first.contains_key("404.html"));
        desk.refused("createRelease", json!({}), "RELEASE_UNCHANGED");

        // An edit reaches nobody,
        let dearer = json!({ "heading": "Prices", "body": "A bowl is $24." });
        let edit = json!({ "pageSectionId": section["pageSectionId"], "content": dearer });
        desk.ok("updateSection", edit);
        assert_eq!(files(&site(desk)), first);
        let waits = desk.item("getRelease", json!({ "current": true }));
        assert_eq!(waits["wouldChange"], json!(["prices on “Prices” (/prices)"]), "{waits}");
        // until it is released.
        let (preview, _) = release(desk, json!({}));
        assert_eq!(part(&preview, "changes"), "prices on “Prices” (/prices)");
        let second = files(&site(desk));
        assert!(texts(&second)["prices/index.html"].contains("A bowl is $24."));
        // Going back is byte for byte, forth as well, and the page here stays as it is.
        release(desk, json!({ "from": 1 }));
        assert_eq!(files(&site(desk)), first);
        let here = desk
            .item("getSection", json!({ "id": section["pageSectionId"], "includeContent": true }));
        assert!(here.to_string().contains("$24"), "{here}");
        let number = desk.item("getRelease", json!({ "current": true }))["number"].clone();
        assert_eq!(number, 1);
        release(desk, json!({ "from": "2" }));
        assert_eq!(files(&site(desk)), second);
        let all = desk.ok("getRelease", json!({ "all": true }));
        assert_eq!(all["items"][0]["publicAt"], json!(["folder"]), "{all}");
        assert_eq!(all["items"][1]["note"], "The first");
    });
}

#[test]
fn a_release_has_nothing_that_is_not_public_and_no_dead_link() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    let png =
        json!({ "base64": picture::base64(&picture::jpeg(900, 600)), "description": "A kiln" });
    let image = id(&desk.data("createImage", png));
    let page = id(&desk.data("createPage", json!({ "name": "About", "slug": "old-about" })));
    let add = |desk: &mut Desk, template: &str, content: Value, more: Value| {
        let mut section = json!({ "pageId": page, "templateKey": template, "content": content });
        section.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        desk.data("createSection", section)
    };
    let links = "See [the draft](/blog/not-yet), [nothing](/nowhere), \
        [my computer](http://127.0.0.1:4780/main) and [the post](/blog/rain), [home](/).";
    add(&mut desk, "text", json!({ "heading": "Who we are", "body": links }), json!({}));
    let secret = json!({ "heading": "Secret", "body": "hushhush" });
    let hidden = add(&mut desk, "text", secret.clone(), json!({}));
    desk.ok("updateSection", json!({ "pageSectionId": hidden["pageSectionId"], "hidden": true }));
    let shown = json!({ "heading": "Kiln", "body": "Hot", "image": { "imageId": image } });
    add(&mut desk, "imageText", shown, json!({}));
    let post = |title: &str, body: &str| json!({ "collectionSlug": "blog", "title": title, "content": { "body": body } });
    let rain = id(&desk.data("createPost", post("Rain", "Words about rain.")));
    desk.agreed("updatePost", json!({ "id": rain, "status": "published" }));
    let draft = id(&desk.data("createPost", post("Not yet", "hushhush")));
    desk.ok("updatePage", json!({ "id": page, "slug": "about" }));
    desk.ok("updateSite", json!({ "name": "Wren", "locales": ["pt-PT"] }));
    desk.ok(
        "updatePage",
        json!({ "id": page, "locale": "pt-PT", "name": "Sobre nós", "slug": "sobre" }),
    );
    let folder = tempfile::tempdir().unwrap();
    let web = folder.path().join("site");
    let place = web.display().to_string();
    desk.run(&["target", "add", "web", "folder", &place, "--address", "https://wren.example"]);
    let (preview, made) = release(&mut desk, json!({}));
    assert_eq!(made["resourceUrl"], "https://wren.example", "{made}");
    let warnings = part(&preview, "warnings");
    for dead in ["/nowhere", "/blog/not-yet", "127.0.0.1"] {
        assert!(warnings.contains(dead), "{dead}: {warnings}");
    }
    let all = files(&web);
    assert_eq!(dead_links(&all), Vec::<String>::new());
    let tenants = fs::read_dir(desk.folder().join("releases")).unwrap().flatten();
    let own: Vec<_> = tenants.map(|tenant| tenant.file_name().into_string().unwrap()).collect();
    for (name, text) in texts(&all) {
        for word in ["hushhush", "127.0.0.1:", "preview.js", "assets/events", &*draft, &*own[0]] {
            assert!(!text.contains(word), "{word} in {name}");
        }
    }
    let about = &texts(&all)["about/index.html"];
    for word in [
        ">the post</a>",
        ">home</a>",
        "nothing",
        "rel=\"canonical\" href=\"https:&#x2f;&#x2f;wren.example&#x2f;about&#x2f;\"",
    ] {
        assert!(about.contains(word), "{word} is not in {about}");
    }
    assert!(!about.contains("nowhere\"") && !about.contains("not-yet"), "{about}");
    // In both languages, with what has moved, for programs and for hosts.
    assert!(texts(&all)["pt-pt/sobre/index.html"].contains("Sobre nós"));
    assert!(texts(&all)["_redirects"].contains("/old-about /about/ 301\n"));
    assert!(texts(&all)["old-about/index.html"].contains("url=&#x2f;about&#x2f;"));
    assert!(
        texts(&all)["blog/feed.xml"]
            .replace("&#x2f;", "/")
            .contains("https://wren.example/blog/rain/")
    );
    assert!(texts(&all)["sitemap.xml"].contains("<loc>https://wren.example/about/</loc>"));
    assert!(texts(&all)["robots.txt"].contains("Sitemap: https://wren.example/sitemap.xml"));
    tells_programs_of_what_is_public(&texts(&all)["llms.txt"]);
    assert!(all.keys().any(|name| name.starts_with("uploads/") && name.ends_with("-400.webp")));
    assert!(all.keys().any(|name| name.starts_with("assets/og/") && name.ends_with("/about.jpg")));
}

#[track_caller]
fn tells_programs_of_what_is_public(summary: &str) {
    assert!(summary.starts_with("# "), "{summary}");
    assert!(summary.contains("](<https://wren.example/about/>)"), "{summary}");
    assert!(!summary.contains("pt-pt") && !summary.contains("not-yet"), "{summary}");
}

#[test]
fn the_same_rows_make_the_same_release_byte_for_byte() {
    let mut desk = Desk::open(BOTH_ERAS[0], &[]);
    desk.data("createPage", json!({ "name": "About" }));
    let folder = tempfile::tempdir().unwrap();
    let zip = |name: &str| folder.path().join(name).display().to_string();
    for name in ["one", "two"] {
        desk.run(&["target", "add", name, "zip", &zip(name)]);
    }
    release(&mut desk, json!({ "target": "one" }));
    let mut again = desk.colleague("assistant");
    let mut arguments = json!({ "target": "two" });
    again.call("createRelease", arguments.clone()).ok();
    arguments["confirmed"] = json!(true);
    again.call("createRelease", arguments).ok();
    let read = |name: &str| fs::read(zip(name)).unwrap();
    assert!(read("one") == read("two") && read("one").starts_with(b"PK"));
}

#[test]
fn a_release_is_not_undone_and_says_how_it_goes_back() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    desk.data("createPage", json!({ "name": "About" }));
    let (_, made) = release(&mut desk, json!({}));
    let failure =
        desk.refused("undoChange", json!({ "changeId": made["changeId"] }), "UNDO_CONFLICT");
    assert!(failure.to_string().contains("createRelease"), "{failure}");
    let history = desk.ok("getHistory", json!({ "limit": 1 }));
    assert!(text(&history["items"][0]["summary"]).contains("release"), "{history}");
    // All that was done here can be taken back; the public sees what it saw.
    let request = json!({ "requestId": history["items"][0]["requestId"] });
    desk.ok("undoChange", request);
    assert!(desk.items("getPage", json!({ "id": "about" })).is_empty());
    assert!(files(&site(&desk)).contains_key("about/index.html"));
    let waits = desk.item("getRelease", json!({ "current": true }));
    assert_eq!(waits["number"], 1, "{waits}");
    assert_eq!(waits["wouldChange"][0], "gone: “About” (/about)", "{waits}");
}

#[test]
fn a_supervised_agent_proposes_a_release_and_a_person_makes_it() {
    let mut desk = Desk::open(BOTH_ERAS[0], &[]);
    desk.data("createPage", json!({ "name": "About" }));
    desk.run(&["agent", "add", "junior", "--autonomy", "supervised"]);
    let mut junior = desk.colleague("junior");
    let proposed = junior.call("createRelease", json!({})).ok();
    assert!(proposed.to_string().contains("prop_"), "{proposed}");
    assert!(!site(&desk).exists());
    desk.run(&["proposals", "approve", "1"]);
    assert!(files(&site(&desk)).contains_key("about/index.html"));
}

#[test]
fn people_publish_and_go_back_at_the_terminal() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    desk.data("createPage", json!({ "name": "About" }));
    desk.fails(&["publish"], "--yes");
    desk.run(&["publish", "--yes", "--note", "Opening"]);
    let first = files(&site(&desk));
    desk.data("createPage", json!({ "name": "More" }));
    let done = desk.json(&["publish", "--yes"]);
    assert_eq!(done["data"]["number"], 2, "{done}");
    desk.fails(&["publish", "--yes"], "nothing is to do");
    desk.run(&["release", "rollback", "1", "--yes"]);
    assert_eq!(files(&site(&desk)), first);
    let list = desk.json(&["release", "list"]);
    assert_eq!(list[1]["publicAt"], json!(["folder"]), "{list}");
    assert_eq!(desk.json(&["release", "show", "1"])["note"], "Opening");
    desk.fails(&["release", "show", "9"], "there is no release `9`");
    assert_eq!(desk.json(&["target", "list"])[0]["release"], 1);
}

#[test]
fn the_person_releases_and_goes_back_at_the_console() {
    let mut desk = Desk::open(BOTH_ERAS[1], &[]);
    let (_window, base) = console::furnished(&mut desk);
    let browser = console::Browser::of(&desk, &base);
    let cookie = [("cookie", browser.cookie.as_str())];
    let state = || {
        let path = "/console/api/releases?tenant=main";
        let came = console::send(&base, "GET", path, &cookie, "");
        assert_eq!(came.status, 200, "{}", came.body);
        serde_json::from_str::<Value>(&came.body).unwrap()
    };
    assert!(
        state()["current"][0]["wouldChange"][0].as_str().unwrap().starts_with("nothing is public")
    );
    let done = browser.act("release", &json!({ "tenant": "main" }));
    assert_eq!(done["data"]["number"], 1, "{done}");
    let first = files(&site(&desk));
    assert!(first.contains_key("about/index.html"));
    desk.page("More");
    browser.act("release", &json!({ "tenant": "main", "target": "folder" }));
    let release = state()["releases"][1]["id"].clone();
    let back = browser.act("release", &json!({ "tenant": "main", "from": release }));
    assert_eq!(back["success"], true, "{back}");
    assert_eq!(files(&site(&desk)), first);
    let refused = browser.act("release", &json!({ "tenant": "main", "from": release }));
    assert_eq!(refused["error"]["code"], "RELEASE_UNCHANGED", "{refused}");
    assert_eq!(
        console::send(&base, "GET", "/console/api/releases?tenant=main", &[], "").status,
        404
    );
}

#[test]
fn a_web_server_on_the_folder_serves_every_page() {
    let mut desk = Desk::open(BOTH_ERAS[0], &[]);
    desk.page("About");
    release(&mut desk, json!({}));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let folder = site(&desk);
    // As any server of static files does: an index for a folder, and 404.html for what is not there.
    let server = std::thread::spawn(move || {
        for _ in 0..3 {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = BufReader::new(&stream).lines().map(Result::unwrap);
            let request = head.next().unwrap();
            // A client whose words nobody has read would lose the answer.
            head.find(String::is_empty);
            let path = request.split(' ').nth(1).unwrap().trim_start_matches('/').to_owned();
            let path = if path.is_empty() || path.ends_with('/') {
                format!("{path}index.html")
            } else {
                path
            };
            let (status, body) = match fs::read(folder.join(&path)) {
                Ok(body) => (200, body),
                Err(_) => (404, fs::read(folder.join("404.html")).unwrap()),
            };
            write!(stream, "HTTP/1.1 {status} x\r\nconnection: close\r\n\r\n").unwrap();
            stream.write_all(&body).unwrap();
        }
    });
    let home = browser::open(&format!("{base}/"));
    assert!(home.contains("href=\"&#x2f;about&#x2f;\""), "{home}");
    assert!(browser::open(&format!("{base}/about/")).contains("<h1>About</h1>"));
    let missing = browser::try_open(&format!("{base}/nowhere")).unwrap();
    assert!(missing.status == 404 && missing.body.contains("There is no page here"));
    server.join().unwrap();
}
