//! Images that are none, and fields that hold none.

use serde_json::{Value, json};

use super::table::{each_is_refused, mistake};
use crate::desk::text;

fn create(template: &str, content: Value) -> Value {
    json!({ "pageId": "home", "templateKey": template, "content": content })
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn an_image_goes_into_an_image_field_only() {
    each_is_refused(|desk| {
        let image = desk.image("dance.jpg");
        let hero = desk.data("createSection", create("hero", json!({ "heading": "H" })));
        let hero = text(&hero["pageSectionId"]);
        let plain = desk.section("home", "Words");
        let put = |section: &str, image: &str, field: &str| json!({ "pageSectionId": section, "imageId": image, "imageField": field });
        let missing = "img_01h455vb4pex5vsknk084sn02q";
        let code = "ARGUMENT_INVALID";
        let update = |image: Value| json!({ "pageSectionId": hero, "content": { "image": image } });
        vec![
            mistake(
                "updateSection",
                put(&hero, &image, "heading"),
                code,
                "`heading` is not one | image",
                "",
            ),
            mistake(
                "updateSection",
                put(&hero, &image, "picture"),
                code,
                "fields of `hero` are image",
                "",
            ),
            mistake(
                "updateSection",
                put(&plain, &image, "body"),
                code,
                "the image fields of `text` are backgroundImage",
                "",
            ),
            mistake(
                "updateSection",
                json!({ "pageSectionId": hero, "imageId": image }),
                code,
                "imageField: is missing",
                "imageField",
            ),
            mistake(
                "updateSection",
                json!({ "pageSectionId": hero, "imageField": "image" }),
                code,
                "imageId: is missing",
                "imageId",
            ),
            mistake(
                "updateSection",
                put(&hero, missing, "image"),
                "IMAGE_NOT_FOUND",
                missing,
                "getImage",
            ),
            mistake("updateSection", update(json!(missing)), "IMAGE_NOT_FOUND", missing, ""),
            mistake(
                "updateSection",
                update(json!("dance.png")),
                "IMAGE_NOT_FOUND",
                "dance.png",
                "",
            ),
            mistake(
                "updateSection",
                update(json!({ "url": "/uploads/dance.jpg" })),
                "CONTENT_INVALID",
                "content.image",
                "",
            ),
            mistake(
                "updatePage",
                json!({ "id": "home", "meta": { "image": missing } }),
                "IMAGE_NOT_FOUND",
                missing,
                "",
            ),
        ]
    });
}
