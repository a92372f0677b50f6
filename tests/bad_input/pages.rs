//! Addresses that are taken, kept or none, moves that go in circles, pages that must stay.

use serde_json::json;

use super::table::{each_is_refused, mistake};
use crate::desk::id;

#[test]
fn an_address_that_another_page_has_is_refused_with_that_page_named() {
    each_is_refused(|desk| {
        let services = desk.page("Services");
        let below = desk.data("createPage", json!({ "name": "Weddings", "parentId": services }));
        let about = desk.page("About");
        desk.page("Blog");
        let post =
            json!({ "collectionSlug": "blog", "title": "Rain", "content": { "body": "Wet." } });
        desk.ok("createPost", post);
        let code = "SLUG_TAKEN";
        vec![
            mistake(
                "createPage",
                json!({ "name": "Rain", "parentId": "blog" }),
                code,
                "“Rain” | /blog/rain",
                "",
            ),
            mistake("createPage", json!({ "name": "Home" }), code, "“Home” | /home", "`home-2`"),
            mistake(
                "createPage",
                json!({ "name": "X", "slug": "about" }),
                code,
                &about,
                "`about-2`",
            ),
            mistake(
                "createPage",
                json!({ "name": "Weddings", "parentId": services }),
                code,
                "“Weddings” | /services/weddings",
                "`weddings-2`",
            ),
            mistake(
                "updatePage",
                json!({ "id": about, "slug": "services" }),
                code,
                "“Services”",
                "",
            ),
            mistake(
                "updatePage",
                json!({ "id": about, "slug": "weddings", "parentId": services }),
                code,
                &id(&below),
                "",
            ),
        ]
    });
}

#[test]
fn addresses_of_the_site_itself_are_kept_at_the_root() {
    each_is_refused(|desk| {
        let services = desk.page("Services");
        let mut table = Vec::new();
        for slug in ["uploads", "assets", "console", "hooks", "mcp", "feed", "sitemap"] {
            let code = "SLUG_RESERVED";
            let words = format!("`{slug}`");
            // Below another page it is an address like any other,
            let below = json!({ "name": slug, "parentId": services });
            let below = id(&desk.data("createPage", below));
            table.push(mistake("createPage", json!({ "name": slug }), code, &words, "-page`"));
            table.push(mistake(
                "updatePage",
                json!({ "id": services, "slug": slug }),
                code,
                &words,
                "-page`",
            ));
            // but it cannot move up with it.
            let up = json!({ "id": below, "parentId": null });
            table.push(mistake("updatePage", up, code, &words, "-page`"));
        }
        // A page `book` is one like any other, and below it visitors book.
        let book = desk.page("Book");
        let below = json!({ "name": "Portrait", "parentId": book });
        table.push(mistake("createPage", below, "SLUG_RESERVED", "`book/portrait`", "elsewhere"));
        table
    });
}

#[test]
fn a_slug_has_its_form_and_is_answered_with_one_that_does() {
    each_is_refused(|_| {
        let mut table = Vec::new();
        for (slug, better) in [
            ("Über Uns", "use `uber-uns`"),
            ("About", "use `about`"),
            ("a/b", "use `a-b`"),
            ("../etc", "use `etc`"),
            ("a--b", "use `a-b`"),
            ("-", ""),
            ("", ""),
        ] {
            for (tool, arguments) in [
                ("createPage", json!({ "name": "A", "slug": slug })),
                ("updatePage", json!({ "id": "home", "slug": slug })),
            ] {
                table.push(mistake(tool, arguments, "SLUG_INVALID", "slug", better));
            }
        }
        let long = json!({ "name": "A", "slug": "a".repeat(81) });
        table.push(mistake("createPage", long, "SLUG_INVALID", "at most 80", ""));
        let none = json!({ "name": "!!!" });
        table.push(mistake("createPage", none, "SLUG_INVALID", "no slug can be made", "`slug`"));
        table
    });
}

#[test]
fn a_page_does_not_move_below_itself() {
    each_is_refused(|desk| {
        let a = desk.page("A");
        let b = id(&desk.data("createPage", json!({ "name": "B", "parentId": a })));
        let c = id(&desk.data("createPage", json!({ "name": "C", "parentId": b })));
        [&a, &b, &c]
            .map(|parent| {
                let circle = json!({ "id": a, "parentId": parent });
                mistake("updatePage", circle, "PAGE_CYCLE", "“A” cannot move below itself", "null")
            })
            .into()
    });
}

#[test]
fn a_protected_page_and_one_with_pages_below_it_stay() {
    each_is_refused(|desk| {
        let services = desk.page("Services");
        let below = json!({ "name": "Weddings", "parentId": services });
        let weddings = id(&desk.data("createPage", below));
        let other = desk.page("Other");
        let words = format!("“Services” | “Weddings” | {weddings}");
        let mut table = Vec::new();
        for call in [
            json!({ "ids": [services] }),
            json!({ "ids": [other, services] }),
            json!({ "ids": [services], "confirmed": true }),
            json!({ "ids": [services], "dryRun": true }),
        ] {
            table.push(mistake("deletePage", call, "PAGE_HAS_CHILDREN", &words, "same call"));
        }
        for call in
            [json!({ "ids": ["home"] }), json!({ "ids": [other, "home"], "confirmed": true })]
        {
            let words = "“Home” is protected";
            table.push(mistake("deletePage", call, "PAGE_PROTECTED", words, "isProtected: false"));
        }
        table
    });
}
