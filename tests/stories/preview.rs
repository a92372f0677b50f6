//! The preview: a person sees the site change while the agent works, whichever process serves it.

use serde_json::json;

use super::browser::{self, Listener, base, soon};
use super::desk::text;
use super::shop_window::ShopWindow;
use crate::common::BOTH_ERAS;

#[test]
fn an_open_page_is_told_of_changes_also_of_those_by_another_process() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        let mut other = ShopWindow::open(era, folder.path());
        let address = window.address("home");
        let mut page = Listener::on(base(&address), "main");
        let first = page.revision();
        window.ok("createPage", json!({ "name": "About" }));
        let second = page.revision();
        assert_ne!(second, first);
        other.ok("createPage", json!({ "name": "Team" }));
        assert_ne!(page.revision(), second);
        // The page that reloads shows what is now.
        assert!(browser::open(&address).contains(">Team<"));
    }
}

#[test]
fn the_address_in_an_answer_opens_what_it_is_about() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        let home = window.address("home");
        assert_eq!(home, format!("{}/main", base(&home)));
        assert!(browser::open(&home).contains("This is where your business will be"));
        let made = window.ok("createPage", json!({ "name": "About" }));
        assert_eq!(made["data"].get("resourceUrl"), None, "it stands beside the thing");
        assert!(browser::open(&text(&made["resourceUrl"])).contains("About"));
        let words = json!({ "pageId": "about", "templateKey": "text", "content": { "body": "<b>Words</b>" } });
        let made = window.ok("createSection", words);
        let section = text(&made["data"]["pageSectionId"]);
        let document = browser::open(&text(&made["resourceUrl"]));
        let shown = browser::section(&document, &section);
        assert!(shown.contains("Words") && !shown.contains("<script"), "{shown}");
        // What is gone is not shown.
        let lost = format!("{}/main/no-such-page", base(&home));
        assert_eq!(browser::try_open(&lost).unwrap().status, 404);
    }
}

#[test]
fn content_cannot_put_a_script_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = ShopWindow::open(BOTH_ERAS[1], folder.path());
    let evil = "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1))";
    window.ok("createPage", json!({ "name": format!("Page {evil}"), "slug": "evil" }));
    let words = json!({ "pageId": "evil", "templateKey": "text", "content": { "heading": evil, "body": evil } });
    window.ok("createSection", words);
    let package = json!({ "action": "create", "name": evil, "price": 1, "description": evil });
    window.ok("manage_packages", package);
    let services = json!({ "pageId": "evil", "templateKey": "services", "content": { "heading": "Packages" } });
    window.ok("createSection", services);
    let document = browser::open(&window.address("evil"));
    for danger in ["<script>", "<img src=x", "href=\"javascript:"] {
        assert!(!document.contains(danger), "{danger} is in {document}");
    }
}

#[test]
fn two_processes_share_one_preview_and_the_second_takes_over() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut first = ShopWindow::open(era, folder.path());
        let mine = first.address("home");
        // Of a second server on the same data, the answers point to the same preview.
        let mut second = ShopWindow::open(era, folder.path());
        soon("the shared address", || (second.address("home") == mine).then_some(()));
        // What only this folder has tells its preview from those of other tests.
        let heading = folder.path().file_name().unwrap().to_str().unwrap().to_owned();
        second.ok("createPage", json!({ "name": heading, "slug": "mark" }));
        assert!(browser::open(&first.address("mark")).contains(&heading));
        // When the first is killed, the second serves the site and says where.
        first.process.kill();
        soon("the second to take over", || {
            let page = browser::try_open(&second.address("mark"))?;
            (page.status == 200 && page.body.contains(&heading)).then_some(())
        });
    }
}
