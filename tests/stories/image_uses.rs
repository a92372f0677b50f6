//! Every use of an image: what is deleted is nowhere, and what would be nothing without it is not emptied.

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras, text};

fn made(desk: &mut Desk, template: &str, content: &Value) -> String {
    let made = json!({ "pageId": "home", "templateKey": template, "content": content });
    text(&desk.data("createSection", made)["pageSectionId"])
}

fn content(desk: &mut Desk, section: &str) -> Value {
    let asked = json!({ "pageSectionId": section, "includeContent": true });
    desk.item("getSection", asked)["content"].clone()
}

/// What a deletion would change, by id.
fn named(shown: &Value) -> Vec<String> {
    let changes = shown["changes"].as_array().cloned().unwrap_or_default();
    changes.iter().map(|change| text(&change["id"])).collect()
}

#[test]
fn a_use_is_found_however_it_is_written() {
    in_both_eras(|desk| {
        let url = text(&desk.picture("rose.jpg", 340, 240)["url"]);
        let encoded = url.replacen("/uploads/", "/upl%6Fads/", 1);
        let entities = url.replacen('/', "&#47;", 1);
        let escaped = url.replacen("uploads/", "uploads\\/", 1);
        let bodies = [
            (format!("A <a href=\"{url}\">rose</a>"), "A rose"),
            (
                format!("A\n\n<picture><source srcset=\"{url} 1x\"><img src=\"{url}\"></picture>"),
                "A",
            ),
            (format!("A ![r]({encoded})"), "A"),
            (format!("A ![r]({escaped})"), "A"),
            (format!("A <img src='{entities}'>"), "A"),
            (format!("A ![a][] and [rose][]\n\n[a]: {url}\n[rose]: {url}"), "A  and rose"),
            (format!("A [![r]({url})](/about) B"), "A  B"),
            (format!("- ![r]({url})\n- B"), "- B"),
            (format!("A <video poster=\"{url}\">B</video>"), "A <video>B</video>"),
        ];
        let sections: Vec<String> =
            bodies.iter().map(|(body, _)| desk.section("home", body)).collect();
        let shown = desk.ok("deleteImage", json!({ "ids": ["rose.jpg"] }));
        let mut all = named(&shown);
        all.sort();
        let mut wanted = sections.clone();
        wanted.sort();
        assert_eq!(all, wanted);
        let done = desk.delete("deleteImage", json!({ "ids": ["rose.jpg"] }));
        for (section, (body, left)) in sections.iter().zip(&bodies) {
            assert_eq!(content(desk, section)["body"], *left, "{body}");
        }
        desk.undo(&done["changeId"]);
        for (section, (body, _)) in sections.iter().zip(&bodies) {
            assert_eq!(content(desk, section)["body"], body.as_str());
        }
    });
}

#[test]
fn what_would_be_nothing_without_it_is_not_emptied() {
    in_both_eras(|desk| {
        let image = desk.picture("rose.jpg", 340, 240);
        let url = text(&image["url"]);
        let picture = format!("![rose]({url})");
        let question = |answer: &str| json!({ "question": "What is this?", "answer": answer });
        for (template, content, field) in [
            ("text", json!({ "heading": "H", "body": picture }), "content.body"),
            (
                "cta",
                json!({ "heading": "H", "ctaLabel": "See", "ctaLink": url }),
                "content.ctaLink",
            ),
            ("faq", json!({ "questions": [question(&picture)] }), "content.questions[0].answer"),
            (
                "faq",
                json!({ "questions": [question("Yes"), question(&picture)] }),
                "content.questions[1].answer",
            ),
        ] {
            let section = made(desk, template, &content);
            let before = desk.contents();
            let refused =
                desk.refused("deleteImage", json!({ "ids": ["rose.jpg"] }), "CONTENT_INVALID");
            let said = text(&refused["message"]);
            assert!(said.contains(field) && said.contains("page “"), "{refused}");
            assert!(text(&refused["suggestion"]).contains(&section), "{refused}");
            assert_eq!(desk.contents(), before);
            desk.delete("deleteSection", json!({ "ids": [section] }));
        }
        let post =
            json!({ "collectionSlug": "blog", "title": "Rain", "content": { "body": picture } });
        let post = id(&desk.data("createPost", post));
        let refused =
            desk.refused("deleteImage", json!({ "ids": ["rose.jpg"] }), "CONTENT_INVALID");
        assert!(text(&refused["message"]).contains("post “Rain”"), "{refused}");
        desk.delete("deletePost", json!({ "ids": [post] }));
        let package =
            json!({ "action": "create", "name": "P", "price": 1, "description": picture });
        desk.ok("manage_packages", package);
        let refused =
            desk.refused("deleteImage", json!({ "ids": ["rose.jpg"] }), "CONTENT_INVALID");
        assert!(text(&refused["message"]).contains("package “P”"), "{refused}");
        // With other words it goes.
        let words = json!({ "action": "update", "id": "P", "description": format!("{picture} B") });
        desk.ok("manage_packages", words);
        desk.delete("deleteImage", json!({ "ids": ["rose.jpg"] }));
    });
}

#[test]
fn what_is_left_can_be_edited() {
    in_both_eras(|desk| {
        let image = id(&desk.picture("rose.jpg", 340, 240));
        let url = text(&desk.item("getImage", json!({ "id": image }))["url"]);
        let gallery = made(desk, "gallery", &json!({ "items": [{ "image": image }] }));
        let mixed = json!({ "items": [{ "image": image, "caption": "June" }, { "image": image }, { "caption": "B" }] });
        let mixed = made(desk, "gallery", &mixed);
        let hero = json!({ "heading": "H", "image": image, "ctaLabel": "See", "ctaLink": url });
        let hero = made(desk, "hero", &hero);
        let entry = json!({ "collectionId": "portfolio", "title": "Work", "content": { "image": image, "body": format!("![r]({url})") } });
        desk.ok("createEntry", entry);
        desk.delete("deleteImage", json!({ "ids": ["rose.jpg"] }));
        // A gallery has one place at least; words that stand beside a picture stay.
        assert_eq!(content(desk, &gallery), json!({ "items": [{}] }));
        assert_eq!(
            content(desk, &mixed),
            json!({ "items": [{ "caption": "June" }, { "caption": "B" }] })
        );
        assert_eq!(content(desk, &hero), json!({ "heading": "H", "ctaLabel": "See" }));
        for section in [&gallery, &mixed, &hero] {
            let edit = json!({ "pageSectionId": section, "content": { "heading": "New" } });
            assert_eq!(desk.data("updateSection", edit)["content"]["heading"], "New");
        }
        desk.ok("updateEntry", json!({ "id": "work", "content": { "summary": "New" } }));
    });
}

#[test]
fn what_does_not_fit_already_stands_in_the_way_of_no_other_field() {
    in_both_eras(|desk| {
        let section = desk.section("home", "A");
        let faq = json!({ "questions": [{ "question": "A?", "answer": "B" }, { "question": "C?", "answer": "D" }] });
        let faq = made(desk, "faq", &faq);
        let spoil = "UPDATE section SET content = ?1 WHERE id = ?2";
        desk.meddle(spoil, ("{\"heading\":\"H\",\"body\":\"\"}", &section));
        desk.meddle(
            spoil,
            ("{\"questions\":[{\"question\":\"A?\",\"answer\":\"B\"},{\"question\":\"C?\",\"answer\":\"\"}]}", &faq),
        );
        let update =
            |section: &str, content: Value| json!({ "pageSectionId": section, "content": content });
        desk.ok("updateSection", update(&section, json!({ "heading": "New" })));
        let edit = json!([{ "field": "questions[0].answer", "find": "B", "replace": "Yes" }]);
        desk.ok("updateSection", json!({ "pageSectionId": faq, "edits": edit }));
        desk.ok("updateSection", json!({ "pageSectionId": section, "hidden": true }));
        // What is new has to fit, and what was mended may not be spoiled again.
        let long = update(&section, json!({ "heading": "x".repeat(200) }));
        desk.refused("updateSection", long, "CONTENT_INVALID");
        desk.ok("updateSection", update(&section, json!({ "body": "B" })));
        desk.refused("updateSection", update(&section, json!({ "body": "" })), "CONTENT_INVALID");
    });
}

#[test]
fn an_undo_sees_every_use_that_appeared_since() {
    in_both_eras(|desk| {
        for (at, write) in [
            "A ![r](URL)",
            "A <a href=\"URL\">r</a>",
            "A <source srcset=\"URL 1x\">",
            "A [r][]\n\n[r]: URL",
        ]
        .iter()
        .enumerate()
        {
            let size = 300 + u32::try_from(at).unwrap();
            let bytes = crate::common::picture::base64(&crate::common::picture::jpeg(size, 200));
            let image =
                json!({ "base64": bytes, "filename": format!("{at}.jpg"), "description": "x" });
            let image = desk.ok("createImage", image);
            let url = text(&image["data"]["url"]);
            let section = desk.section("home", &write.replace("URL", &url));
            desk.cannot_undo(&image["changeId"], &["a section of page “", "shows the image"]);
            let package = json!({ "action": "create", "name": format!("P{at}"), "price": 1, "description": format!("A ![r]({url})") });
            desk.ok("manage_packages", package);
            desk.delete("deleteSection", json!({ "ids": [section] }));
            desk.cannot_undo(&image["changeId"], &[&format!("package “P{at}”"), "shows the image"]);
            let words = json!({ "action": "update", "id": format!("P{at}"), "description": format!("`![r]({url})`") });
            desk.ok("manage_packages", words);
            desk.undo(&image["changeId"]);
        }
    });
}
