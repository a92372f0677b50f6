//! Things that are not there, and names that several things have.

use serde_json::json;

use super::ids::{CHANGE, IMAGE, PACKAGE, PAGE, REQUEST, SECTION, SERVICE};
use super::table::{each_is_refused, mistake};
use crate::desk::text;

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn what_is_not_there_is_not_found_and_the_answer_says_how_to_find_it() {
    each_is_refused(|_| {
        let update = |what: &str, id: &str| json!({ "action": "update", what: id });
        vec![
            mistake("getPage", json!({ "parentId": PAGE }), "PAGE_NOT_FOUND", PAGE, "getPage"),
            mistake(
                "getSection",
                json!({ "pageId": "no/such" }),
                "PAGE_NOT_FOUND",
                "no/such",
                "getPage",
            ),
            mistake(
                "createPage",
                json!({ "name": "A", "parentId": PAGE }),
                "PAGE_NOT_FOUND",
                PAGE,
                "getPage",
            ),
            mistake("updatePage", json!({ "id": PAGE }), "PAGE_NOT_FOUND", PAGE, "getPage"),
            mistake("deletePage", json!({ "ids": ["home"] }), "PAGE_PROTECTED", "Home", ""),
            mistake(
                "deletePage",
                json!({ "ids": ["Nope"] }),
                "PAGE_NOT_FOUND",
                "`Nope`",
                "getPage",
            ),
            mistake(
                "updateSection",
                json!({ "pageSectionId": SECTION }),
                "SECTION_NOT_FOUND",
                SECTION,
                "getSection",
            ),
            mistake(
                "deleteSection",
                json!({ "ids": [SECTION] }),
                "SECTION_NOT_FOUND",
                SECTION,
                "getSection",
            ),
            // The template's key is not the section's id.
            mistake(
                "updateSection",
                json!({ "pageSectionId": "hero" }),
                "SECTION_NOT_FOUND",
                "hero",
                "use its id",
            ),
            mistake(
                "manage_packages",
                update("packageId", PACKAGE),
                "PACKAGE_NOT_FOUND",
                PACKAGE,
                "list",
            ),
            mistake(
                "manage_packages",
                update("packageId", "Nope"),
                "PACKAGE_NOT_FOUND",
                "Nope",
                "list",
            ),
            mistake(
                "manage_services",
                update("serviceId", SERVICE),
                "SERVICE_NOT_FOUND",
                SERVICE,
                "list",
            ),
            mistake(
                "manage_packages",
                json!({ "action": "create", "name": "P", "price": 1, "description": "x", "serviceIds": ["No"] }),
                "SERVICE_NOT_FOUND",
                "`No`",
                "list",
            ),
            mistake(
                "manage_packages",
                json!({ "action": "create", "name": "P", "price": 1, "description": "x", "imageId": IMAGE }),
                "IMAGE_NOT_FOUND",
                IMAGE,
                "",
            ),
            mistake(
                "undoChange",
                json!({ "changeId": CHANGE }),
                "CHANGE_NOT_FOUND",
                CHANGE,
                "getHistory",
            ),
            mistake(
                "undoChange",
                json!({ "changeId": "the last" }),
                "CHANGE_NOT_FOUND",
                "the last",
                "getHistory",
            ),
            mistake(
                "undoChange",
                json!({ "requestId": REQUEST }),
                "REQUEST_NOT_FOUND",
                REQUEST,
                "getHistory",
            ),
        ]
    });
}

#[test]
fn a_name_that_several_things_have_is_answered_with_all_of_them() {
    each_is_refused(|desk| {
        let services = desk.page("Services");
        let mut table = Vec::new();
        let ids = ["home", services.as_str()].map(|parent| {
            let create = json!({ "name": "Prices", "parentId": parent });
            text(&desk.data("createPage", create)["id"])
        });
        let both = ids.join(" | ");
        for (tool, arguments) in [
            ("getPage", json!({ "id": "Prices" })),
            ("updatePage", json!({ "id": "Prices", "name": "A" })),
            ("deletePage", json!({ "ids": ["Prices"] })),
            ("getSection", json!({ "pageId": "Prices" })),
        ] {
            table.push(mistake(tool, arguments, "NAME_AMBIGUOUS", &both, "use the id"));
        }
        let add = json!({ "action": "create", "name": "Same", "price": 1, "description": "x" });
        for (tool, key) in [("manage_packages", "packageId"), ("manage_services", "serviceId")] {
            let ids = [(); 2].map(|()| text(&desk.data(tool, add.clone())["id"])).join(" | ");
            let update = json!({ "action": "update", key: "Same", "price": 2 });
            table.push(mistake(tool, update, "NAME_AMBIGUOUS", &ids, "use the id"));
        }
        table
    });
}
