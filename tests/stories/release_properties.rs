//! Whatever is on a desk: a release has nothing that is not public, no address of this computer and no dead link; equal
//! rows give equal bytes; going back is byte for byte.

use serde_json::{Value, json};

use super::desk::{Desk, id, text};
use super::releases::{dead_links, files, release, texts};
use crate::common::BOTH_ERAS;

/// How many desks are tried, each with rounds of changes and a release after each.
const DESKS: u32 = 3;
const ROUNDS: usize = 3;
const CHANGES: usize = 12;

/// Numbers that are the same in every run.
struct Chance(u32);

impl Chance {
    fn of(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % most
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.of(of.len())]
    }
}

/// What has been made, with the word by which each is known.
#[derive(Default)]
struct Made {
    pages: Vec<String>,
    /// Id, word, and whether visitors see it.
    sections: Vec<(String, String, bool)>,
    posts: Vec<(String, String, bool)>,
}

/// A text with a word of its own and links to anywhere.
fn words(chance: &mut Chance, word: &str) -> String {
    let links = [
        "/",
        "/page-0",
        "/page-3",
        "/nowhere",
        "/blog/post-1",
        "/blog/post-4",
        "/blog",
        "#x",
        "http://127.0.0.1:4780/main",
        "http://localhost:4780/main/page-0",
        "https://example.com/",
    ];
    let links: Vec<String> =
        (0..3).map(|at| format!("[link {at}]({})", chance.one(&links))).collect();
    format!("{word} {}", links.join(" and "))
}

/// One change of the desk, at random.
fn change(desk: &mut Desk, chance: &mut Chance, made: &mut Made, number: usize) {
    let word = format!("word{number}x");
    match chance.of(7) {
        0 => {
            let name = format!("Page {}", made.pages.len());
            made.pages.push(id(&desk.data("createPage", json!({ "name": name }))));
        }
        1 | 2 if !made.pages.is_empty() => {
            let status = *chance.one(&["published", "draft", "unpublished"]);
            let hidden = chance.of(4) == 0;
            let content = json!({ "heading": "Words", "body": words(chance, &word) });
            let section = json!({ "pageId": chance.one(&made.pages), "templateKey": "text", "content": content,
                "status": status, "hidden": hidden });
            let section = text(&desk.data("createSection", section)["pageSectionId"]);
            made.sections.push((section, word, status == "published" && !hidden));
        }
        3 if !made.sections.is_empty() => {
            let at = chance.of(made.sections.len());
            let hidden = chance.of(2) == 0;
            let section = &mut made.sections[at];
            let status = if hidden { "draft" } else { "published" };
            desk.ok(
                "updateSection",
                json!({ "id": section.0, "status": status, "hidden": hidden }),
            );
            section.2 = !hidden;
        }
        4 => {
            let title = format!("Post {}", made.posts.len());
            let content = json!({ "body": words(chance, &word) });
            let post = json!({ "collectionSlug": "blog", "title": title, "content": content });
            made.posts.push((id(&desk.data("createPost", post)), word, false));
        }
        5 | 6 if !made.posts.is_empty() => {
            let at = chance.of(made.posts.len());
            let status = *chance.one(&["published", "draft", "archived"]);
            let post = &mut made.posts[at];
            desk.agreed("updatePost", json!({ "id": post.0, "status": status }));
            post.2 = status == "published";
        }
        _ => {}
    }
}

#[test]
fn no_desk_makes_a_release_of_what_is_not_public() {
    for seed in 1..=DESKS {
        println!("seed {seed}");
        let mut chance = Chance(seed.wrapping_mul(2_654_435_761));
        let mut desk = Desk::open(BOTH_ERAS[1], &[]);
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        for name in ["one", "two"] {
            let path = place(name).display().to_string();
            desk.run(&[
                "target",
                "add",
                name,
                "folder",
                &path,
                "--address",
                "https://wren.example",
            ]);
        }
        let mut made = Made::default();
        made.pages.push(desk.page("Page 0"));
        let mut before: Vec<(Value, std::collections::BTreeMap<String, Vec<u8>>)> = Vec::new();
        for round in 0..ROUNDS {
            for number in 0..CHANGES {
                change(&mut desk, &mut chance, &mut made, round * CHANGES + number);
            }
            // A round may have changed nothing that visitors see.
            desk.ok("updateSite", json!({ "tagline": format!("Round {round}") }));
            let (_, done) = release(&mut desk, json!({ "target": "one" }));
            let all = files(&place("one"));
            assert_eq!(dead_links(&all), Vec::<String>::new());
            let things = made.sections.iter().chain(&made.posts);
            for (_, word, is_public) in things {
                let is_there = texts(&all).values().any(|text| text.contains(word));
                assert_eq!(is_there, *is_public, "{word}");
            }
            for (name, text) in texts(&all) {
                for address in ["127.0.0.1", "localhost"] {
                    let linked = text.split("href=\"").skip(1).any(|rest| {
                        rest.split('"').next().is_some_and(|link| link.contains(address))
                    });
                    assert!(!linked, "{address} in {name}");
                }
            }
            before.push((done["data"]["number"].clone(), all));
        }
        // The same rows for another place: the same bytes.
        release(&mut desk, json!({ "target": "two" }));
        assert_eq!(files(&place("two")), before[ROUNDS - 1].1);
        for (number, all) in before.iter().take(ROUNDS - 1).rev() {
            release(&mut desk, json!({ "target": "one", "from": number }));
            assert_eq!(files(&place("one")), *all, "release {number}");
        }
    }
}
