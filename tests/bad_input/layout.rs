//! Sections that are arranged as none can be, films that are none, and frames in text.

use serde_json::{Value, json};

use super::table::{Mistake, each_is_refused, mistake};
use crate::desk::text;

const CODE: &str = "CONTENT_INVALID";

fn create(template: &str, content: Value) -> Value {
    json!({ "pageId": "home", "templateKey": template, "content": content })
}

/// A section of text that is arranged like this.
fn arranged(field: &str, value: Value) -> Value {
    create("text", json!({ "body": "Words", field: value }))
}

#[test]
fn an_arrangement_that_there_is_none_of_is_answered_with_the_nearest() {
    each_is_refused(|_| {
        let hero = |variant: &str| create("hero", json!({ "heading": "A", "variant": variant }));
        let items = json!([{ "caption": "A" }]);
        let gallery =
            |field: &str, value: &str| create("gallery", json!({ "items": items, field: value }));
        [
            (
                arranged("background", json!("tinted")),
                "content.background: must be one of plain, tint",
                "use `tint`",
            ),
            (
                arranged("background", json!("#123456")),
                "content.background: must be one of",
                "one of these",
            ),
            (arranged("background", json!(true)), "content.background: must be text", ""),
            (arranged("width", json!("wider")), "content.width: must be one of", "use `wide`"),
            (arranged("spacing", json!("big")), "content.spacing: must be one of", "one of these"),
            (
                arranged("anchor", json!("Our Prices")),
                "content.anchor: `Our Prices` is not a slug",
                "use `our-prices`",
            ),
            (arranged("colour", json!("red")), "content.colour: is not known", ""),
            (hero("splitt"), "content.variant: must be one of full, split", "use `split`"),
            (hero("carousel"), "content.variant: must be one of", "one of these"),
            (gallery("variant", "mason"), "content.variant: must be one of", "use `masonry`"),
            (gallery("ratio", "4:5"), "content.ratio: must be one of", "one of these"),
        ]
        .map(|(arguments, message, next)| mistake("createSection", arguments, CODE, message, next))
        .into()
    });
}

#[test]
fn what_needs_something_else_says_what() {
    each_is_refused(|desk| {
        let slide = json!({ "heading": "A", "variant": "slideshow", "slides": [] });
        let mut all = vec![
            mistake(
                "createSection",
                arranged("background", json!("picture")),
                CODE,
                "content.backgroundImage: is missing",
                "backgroundImage as well",
            ),
            mistake(
                "createSection",
                create("hero", slide),
                CODE,
                "content.slides: is missing",
                "two pictures",
            ),
        ];
        desk.data("createSection", arranged("anchor", json!("prices")));
        let other =
            text(&desk.data("createSection", arranged("anchor", json!("hours")))["pageSectionId"]);
        let renamed = json!({ "id": other, "content": { "anchor": "#prices" } });
        for (tool, arguments) in
            [("createSection", arranged("anchor", json!("prices"))), ("updateSection", renamed)]
        {
            all.push(mistake(tool, arguments, "SLUG_TAKEN", "named `prices`", "use `prices-2`"));
        }
        all
    });
}

#[test]
fn packages_and_collections_that_are_not_there_are_named() {
    each_is_refused(|_| {
        let services =
            |field: &str, value: Value| create("services", json!({ "heading": "A", field: value }));
        let posts = |collection: &str| create("posts", json!({ "collection": collection }));
        [
            (
                services("packageIds", json!(["Nothing"])),
                "PACKAGE_NOT_FOUND",
                "`Nothing`",
                "manage_packages",
            ),
            (
                services("packageIds", json!("Nothing")),
                CODE,
                "content.packageIds: must be a list",
                "",
            ),
            (services("packageIds", json!([5])), CODE, "content.packageIds[0]: must be text", ""),
            (
                services("highlight", json!("Nothing")),
                "PACKAGE_NOT_FOUND",
                "`Nothing`",
                "manage_packages",
            ),
            (posts("news"), "COLLECTION_NOT_FOUND", "`news`", "use one of blog"),
            (posts("portfolio"), "COLLECTION_WRONG_KIND", "holds entries", "blog"),
            (
                create("entries", json!({ "collection": "blog" })),
                "COLLECTION_WRONG_KIND",
                "holds posts",
                "portfolio",
            ),
        ]
        .map(|(arguments, code, message, next)| {
            mistake("createSection", arguments, code, message, next)
        })
        .into()
    });
}

#[test]
fn an_address_of_a_film_that_is_none_is_answered_with_one_that_is() {
    each_is_refused(|_| {
        [
            "",
            "a bowl",
            "https://www.youtube.com/@barro",
            "https://vimeo.com/about",
            "http://example.com/a.mp4",
            "javascript:alert(1)",
            "https://example.com/film",
        ]
        .map(|url| {
            mistake(
                "createSection",
                create("video", json!({ "url": url })),
                CODE,
                "content.url: ",
                "https://www.youtube.com/watch?v=",
            )
        })
        .into()
    });
}

#[test]
fn a_frame_in_text_is_refused_with_the_section_that_shows_it() {
    const FRAME: &str =
        "Watch:\n\n<iframe src=\"https://www.youtube.com/embed/aqz-KE-bpKQ\"></iframe>";
    const MAP: &str = "<iframe src=\"https://www.google.com/maps/embed?pb=1\"></iframe>";
    each_is_refused(|desk| {
        let words = "holds <iframe>, which a text cannot show";
        let film = "`video` with url \"https://www.youtube.com/watch?v=aqz-KE-bpKQ\"";
        let faq = json!({ "questions": [{ "question": "How?", "answer": FRAME }] });
        let section = text(
            &desk.data("createSection", create("text", json!({ "body": "Words" })))["pageSectionId"],
        );
        let post = text(
            &desk.data(
                "createPost",
                json!({ "collectionSlug": "blog", "title": "A", "content": { "body": "Words" } }),
            )["id"],
        );
        let edit = |field: &str| json!([{ "field": field, "find": "Words", "replace": FRAME }]);
        let invalid = "ARGUMENT_INVALID";
        let of = |tool, arguments, code, next| -> Mistake {
            mistake(tool, arguments, code, words, next)
        };
        vec![
            of("createSection", create("text", json!({ "body": FRAME })), CODE, film),
            of("createSection", create("faq", faq), CODE, film),
            of("createSection", create("text", json!({ "body": MAP })), CODE, "`map`"),
            of("updateSection", json!({ "id": section, "edits": edit("body") }), CODE, film),
            of(
                "createPost",
                json!({ "collectionSlug": "blog", "title": "B", "content": { "body": FRAME } }),
                invalid,
                film,
            ),
            of("updatePost", json!({ "id": post, "content": { "body": FRAME } }), invalid, film),
            of("updatePost", json!({ "id": post, "edits": edit("body") }), invalid, film),
            of(
                "createEntry",
                json!({ "collectionId": "portfolio", "title": "A", "content": { "body": FRAME } }),
                CODE,
                film,
            ),
            of(
                "manage_packages",
                json!({ "action": "create", "name": "A", "price": 5, "description": FRAME }),
                invalid,
                film,
            ),
            mistake(
                "createSection",
                create("text", json!({ "body": "<video src='https://example.com/a.mp4'>" })),
                CODE,
                "holds <video>",
                "https://example.com/a.mp4",
            ),
        ]
    });
}
