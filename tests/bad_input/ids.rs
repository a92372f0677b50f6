//! Ids of another kind, and of another tenant.

use serde_json::{Value, json};

use super::table::{each_is_refused, is_refused, mistake};
use crate::desk::{Desk, in_both_eras, text};

pub const PAGE: &str = "page_01h455vb4pex5vsknk084sn02q";
pub const SECTION: &str = "sec_01h455vb4pex5vsknk084sn02q";
const TEMPLATE: &str = "tpl_01h455vb4pex5vsknk084sn02q";
pub const IMAGE: &str = "img_01h455vb4pex5vsknk084sn02q";
pub const PACKAGE: &str = "pkg_01h455vb4pex5vsknk084sn02q";
pub const SERVICE: &str = "svc_01h455vb4pex5vsknk084sn02q";
pub const CHANGE: &str = "chg_01h455vb4pex5vsknk084sn02q";
pub const REQUEST: &str = "req_01h455vb4pex5vsknk084sn02q";

/// A call for each argument that names a thing, with what it wants; the names are left to fill in.
fn naming(name: &str) -> Vec<(&'static str, Value, &'static str)> {
    let package = |more: Value| {
        let mut call = json!({ "action": "update", "packageId": PACKAGE });
        call.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        call
    };
    vec![
        ("getPage", json!({ "id": name }), "page"),
        ("getPage", json!({ "parentId": name }), "page"),
        ("createPage", json!({ "name": "A", "parentId": name }), "page"),
        ("updatePage", json!({ "id": name }), "page"),
        ("updatePage", json!({ "id": "home", "parentId": name }), "page"),
        ("deletePage", json!({ "ids": [name] }), "page"),
        ("getSectionTemplate", json!({ "id": name }), "section template"),
        ("getSection", json!({ "pageSectionId": name }), "section"),
        ("getSection", json!({ "pageId": name }), "page"),
        ("createSection", json!({ "pageId": name, "templateKey": "text" }), "page"),
        ("createSection", json!({ "pageId": "home", "templateKey": name }), "section template"),
        ("updateSection", json!({ "pageSectionId": name }), "section"),
        ("deleteSection", json!({ "ids": [name] }), "section"),
        ("manage_packages", package(json!({ "packageId": name })), "package"),
        ("manage_packages", json!({ "action": "delete", "packageId": name }), "package"),
        ("manage_services", json!({ "action": "update", "serviceId": name }), "service"),
        ("manage_services", json!({ "action": "delete", "serviceId": name }), "service"),
        ("getHistory", json!({ "changeId": name }), "change"),
        ("getHistory", json!({ "requestId": name }), "request"),
        ("getHistory", json!({ "entity": "page", "id": name }), "page"),
        ("getHistory", json!({ "entity": "sectionTemplate", "id": name }), "section template"),
        ("undoChange", json!({ "changeId": name }), "change"),
        ("undoChange", json!({ "requestId": name }), "request"),
        ("manage_packages", package(json!({ "serviceIds": [name] })), "service"),
    ]
}

#[test]
fn an_id_of_another_kind_is_refused_with_both_kinds_named() {
    each_is_refused(|_| {
        let mut table = Vec::new();
        let ids = [
            (PAGE, "page"),
            (SECTION, "section"),
            (TEMPLATE, "section template"),
            (IMAGE, "image"),
            (CHANGE, "change"),
        ];
        for (id, kind) in ids {
            let calls = naming(id).into_iter().filter(|(_, _, wanted)| *wanted != kind);
            for (tool, arguments, wanted) in calls {
                let article = if kind == "image" { "an" } else { "a" };
                let words = format!("`{id}` is {article} {kind} | wants a {wanted} id");
                table.push(mistake(tool, arguments, "ID_WRONG_KIND", &words, "use its id"));
            }
        }
        table
    });
}

#[test]
fn an_image_is_named_by_an_image_id() {
    each_is_refused(|_| {
        let create = json!({
            "action": "create", "name": "P", "price": 1, "description": "x", "imageId": PAGE,
        });
        let hero = json!({
            "pageId": "home", "templateKey": "hero", "content": { "heading": "H", "image": PAGE },
        });
        let words = format!("`{PAGE}` is a page | wants an image id");
        vec![
            mistake("manage_packages", create, "ID_WRONG_KIND", &words, "image"),
            mistake("createSection", hero, "ID_WRONG_KIND", &words, "image"),
            mistake(
                "updatePage",
                json!({ "id": "home", "meta": { "image": PAGE } }),
                "ID_WRONG_KIND",
                &words,
                "image",
            ),
        ]
    });
}

#[test]
fn another_tenants_id_is_answered_as_one_that_does_not_exist() {
    in_both_eras(|desk| {
        desk.run(&["tenant", "add", "studio"]);
        let mut studio = desk.neighbour("studio");
        let page = studio.call("createPage", json!({ "name": "Secret" })).ok();
        let words =
            json!({ "pageId": "secret", "templateKey": "text", "content": { "body": "S" } });
        let section = studio.call("createSection", words).ok();
        let (page, change) = (text(&page["data"]["id"]), text(&page["changeId"]));
        let section = text(&section["data"]["pageSectionId"]);
        for (foreign, missing, tool, arguments, code) in [
            (&page, PAGE, "updatePage", json!({ "id": "?" }), "PAGE_NOT_FOUND"),
            (&page, PAGE, "deletePage", json!({ "ids": ["?"] }), "PAGE_NOT_FOUND"),
            (&page, PAGE, "createPage", json!({ "name": "A", "parentId": "?" }), "PAGE_NOT_FOUND"),
            (
                &section,
                SECTION,
                "updateSection",
                json!({ "pageSectionId": "?" }),
                "SECTION_NOT_FOUND",
            ),
            (&change, CHANGE, "undoChange", json!({ "changeId": "?" }), "CHANGE_NOT_FOUND"),
        ] {
            let said = |desk: &mut Desk, id: &str| {
                let arguments = arguments.to_string().replace('?', id);
                let arguments = serde_json::from_str(&arguments).unwrap();
                let failure = is_refused(desk, &mistake(tool, arguments, code, id, ""));
                failure.to_string().replace(id, "?")
            };
            assert_eq!(said(desk, foreign), said(desk, missing), "{tool}");
        }
    });
}
