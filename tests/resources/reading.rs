//! `resources/read`: what the public sees, as Markdown and as HTML.

use serde_json::json;

use super::world::{address, misses, package, pages, post, read};
use crate::desk::{id, in_both_eras};

#[test]
fn a_page_is_read_as_the_public_sees_it() {
    in_both_eras(|desk| {
        let page = pages(desk);
        let hidden = json!({ "pageId": page, "templateKey": "text", "status": "draft",
            "content": { "body": "Nobody may know" } });
        desk.data("createSection", hidden);
        let mut server = desk.colleague("assistant");
        let (markdown, html) = read(&mut server, "site://pages/services/weddings");
        let shown = "# Weddings\n\nWe photograph **weddings**.\n\n> One more section is not shown to \
                     the public.";
        assert_eq!(markdown, shown);
        let html = html.unwrap();
        assert!(
            html.starts_with("<!doctype html>") || html.starts_with("<!DOCTYPE html>"),
            "{html}"
        );
        assert!(html.contains("<strong>weddings</strong>"), "{html}");
        assert!(!html.contains("Nobody may know") && !html.contains("EventSource"), "{html}");
    });
}

#[test]
fn every_kind_of_section_can_be_read() {
    in_both_eras(|desk| {
        package(desk);
        let page = desk.page("All");
        for template in desk.items("getSectionTemplate", json!({ "all": true, "limit": 100 })) {
            let template = desk.item("getSectionTemplate", json!({ "key": template["key"] }));
            let made = json!({ "pageId": page, "templateKey": template["key"],
                "content": template["example"] });
            desk.data("createSection", made);
        }
        let mut server = desk.colleague("assistant");
        let (markdown, html) = read(&mut server, "site://pages/all");
        for words in [
            "## How a day with me goes",
            "- **Elopement Day** · $2,500 · 2 hr · includes Portraits\n  \n  Two hours, *outdoors*.",
            "- Extra hour · $250 · On the day, agreed on the spot.",
            "- Do you travel? · Yes.",
            "[Check your date](/contact)",
            "hello@maralindqvist.example",
        ] {
            assert!(markdown.contains(words), "{words} is not in:\n{markdown}");
        }
        assert_eq!(markdown.lines().filter(|line| line.starts_with("# ")).count(), 1, "{markdown}");
        assert!(
            !markdown.contains("right"),
            "where a picture stands is nothing to read: {markdown}"
        );
        assert!(html.is_some() || markdown.ends_with("there is no room for it beside this."));
    });
}

#[test]
fn an_address_is_read_however_a_client_writes_it() {
    in_both_eras(|desk| {
        pages(desk);
        let mut server = desk.colleague("assistant");
        for (written, meant) in [
            ("site://pages/home", "site://pages/home"),
            ("site://pages/", "site://pages/home"),
            ("site://pages", "site://pages/home"),
            ("site://pages/services%2Fweddings", "site://pages/services/weddings"),
            ("site://pages/services/", "site://pages/services"),
        ] {
            assert_eq!(address(&mut server, written), meant, "{written}");
        }
        desk.ok("updatePage", json!({ "id": "services", "slug": "offers" }));
        let moved = address(&mut server, "site://pages/services/weddings");
        assert_eq!(moved, "site://pages/offers/weddings", "an old address leads to the new one");
    });
}

#[test]
fn what_is_not_there_is_said_with_the_next_step() {
    in_both_eras(|desk| {
        pages(desk);
        let mut own = desk.colleague("assistant");
        desk.run(&["tenant", "add", "other"]);
        let theirs = package(desk);
        post(desk, "secret", "published");
        let mut other = desk.neighbour("other");
        for uri in [
            "site://pages/../x",
            "site://pages/%2e%2e/x",
            "site://pages//home",
            "site://pages/home?x=1",
            "site://pages/%zz",
            "site://pages/%00",
            "site://posts/",
            "site://posts/none",
            "site://packages/pkg_00000000000000000000000000",
            "site://contacts/1",
            "file:///etc/passwd",
            "",
        ] {
            for server in [&mut own, &mut other] {
                let message = misses(server, uri);
                assert!(message.contains("resources/list"), "{message}");
            }
        }
        let long = format!("site://pages/{}", "x".repeat(1_000_000));
        assert!(misses(&mut other, &long).len() < 600);
        for uri in [
            format!("site://packages/{theirs}"),
            "site://packages/Elopement%20Day".to_owned(),
            "site://posts/secret".to_owned(),
            "site://pages/services".to_owned(),
        ] {
            let said = misses(&mut other, &uri);
            assert!(
                said.starts_with(&format!("there is no resource {uri}; resources/list")),
                "{said}"
            );
        }
        let error = other.request("resources/read", json!({ "uri": 7 })).unwrap_err();
        assert_eq!(error["code"], -32602, "{error}");
    });
}

#[test]
fn a_post_says_whether_the_public_sees_it() {
    in_both_eras(|desk| {
        for (slug, status) in [("news", "published"), ("soon", "draft"), ("gone", "archived")] {
            post(desk, slug, status);
        }
        let mut server = desk.colleague("assistant");
        let (markdown, html) = read(&mut server, "site://posts/news");
        assert_eq!(markdown, "# About news\n\n2023-11-14 · Mara\n\n## Words\n\nMany words.");
        assert!(html.unwrap().contains("<p>Many words.</p>"));
        let (markdown, _) = read(&mut server, "site://posts/soon");
        assert!(
            markdown.starts_with("# About soon\n\n> Draft: the public does not see"),
            "{markdown}"
        );
        let (markdown, _) = read(&mut server, "site://posts/gone");
        assert!(markdown.contains("> Archived: the public does not see"), "{markdown}");
    });
}

#[test]
fn a_post_shows_its_cover_and_leads_on_when_it_is_renamed() {
    in_both_eras(|desk| {
        let image = desk.picture("dance.jpg", 160, 100);
        let made = json!({ "collectionSlug": "blog", "title": "Winter",
            "content": { "body": "Snow." }, "featuredImage": image["id"] });
        desk.data("createPost", made);
        let mut server = desk.colleague("assistant");
        let (markdown, _) = read(&mut server, "site://posts/winter");
        let picture = format!("![Two people dancing]({})", image["url"].as_str().unwrap());
        assert!(markdown.ends_with(&format!("{picture}\n\nSnow.")), "{markdown}");
        desk.data("updatePost", json!({ "slug": "winter", "newSlug": "snow" }));
        assert_eq!(address(&mut server, "site://posts/winter"), "site://posts/snow");
    });
}

#[test]
fn a_package_is_read_by_id_or_name() {
    in_both_eras(|desk| {
        let package = package(desk);
        let mut server = desk.colleague("assistant");
        let uri = format!("site://packages/{package}");
        let (markdown, html) = read(&mut server, &uri);
        let card =
            "# Elopement Day\n\n$2,500 · 2 hr · includes Portraits\n\nTwo hours, *outdoors*.";
        assert_eq!(markdown, card);
        assert!(html.unwrap().contains("<em>outdoors</em>"));
        assert_eq!(address(&mut server, "site://packages/Elopement%20Day"), uri);
        let off = json!({ "action": "update", "packageId": package, "active": false });
        desk.ok("manage_packages", off);
        let (markdown, _) = read(&mut server, &uri);
        assert!(markdown.contains("> Not active: the site does not show it"), "{markdown}");
    });
}

#[test]
fn a_huge_page_is_cut_with_a_note() {
    in_both_eras(|desk| {
        let page = desk.page("Long");
        for at in 0..20 {
            desk.section(&page, &format!("{at}. {}", "word ".repeat(3_000)));
        }
        let mut server = desk.colleague("assistant");
        let (markdown, html) = read(&mut server, "site://pages/long");
        assert_eq!(html, None, "half a document is none");
        let length = markdown.chars().count();
        assert!((12_000..24_200).contains(&length), "{length}");
        let note = markdown.lines().next_back().unwrap();
        assert!(note.starts_with("> Cut here: ") && note.ends_with("getSection reads the rest."));
    });
}

#[test]
fn reads_are_in_the_log_and_can_be_cancelled() {
    in_both_eras(|desk| {
        let page = desk.page("Long");
        for _ in 0..20 {
            desk.section(&page, &"word ".repeat(3_000));
        }
        let mut server = desk.colleague("assistant");
        let reads: Vec<i64> = (0..40)
            .map(|_| server.send("resources/read", json!({ "uri": "site://pages/long" })))
            .collect();
        for id in &reads {
            server.notify("notifications/cancelled", json!({ "requestId": id }));
        }
        misses(&mut server, "site://pages/none");
        read(&mut server, "site://pages/long");
        server.close();
        let log = desk.folder().to_str().unwrap().to_owned();
        let shown = std::process::Command::new(env!("CARGO_BIN_EXE_deskhand"))
            // Pages are written out beside each other, so the last asked is not the last to be there.
            .args(["log", "--json", "--limit", "42", "--data-dir", &log])
            .output()
            .unwrap();
        let shown = String::from_utf8(shown.stdout).unwrap();
        assert!(shown.contains("resources/read") && shown.contains("site://pages/long"), "{shown}");
        assert!(shown.contains("RESOURCE_NOT_FOUND"), "{shown}");
    });
}

#[test]
fn who_only_reads_reads_resources_too() {
    in_both_eras(|desk| {
        pages(desk);
        desk.run(&["agent", "add", "guest", "--profile", "readonly"]);
        let package = id(&desk.data(
            "manage_packages",
            json!({ "action": "create", "name": "P", "price": 1, "description": "x" }),
        ));
        let mut guest = desk.colleague("guest");
        read(&mut guest, "site://pages/services");
        read(&mut guest, &format!("site://packages/{package}"));
    });
}
