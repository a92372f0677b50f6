//! Scopes: none or two where one is wanted, and actions that a tool does not have.

use serde_json::{Value, json};

use super::table::{each_is_refused, mistake};

#[test]
fn a_get_takes_exactly_one_scope() {
    each_is_refused(|_| {
        let code = "SCOPE_INVALID";
        let pages = "give exactly one of id, slug, parentId, query, all";
        vec![
            mistake("getPage", json!({}), code, pages, ""),
            mistake("getPage", json!({ "all": false }), code, pages, ""),
            mistake(
                "getPage",
                json!({ "all": true, "query": "a" }),
                code,
                "not query and all",
                "leave out",
            ),
            mistake(
                "getPage",
                json!({ "id": "home", "slug": "home" }),
                code,
                "not id and slug",
                "",
            ),
            mistake("getSection", json!({}), code, "id, pageId, query", ""),
            mistake(
                "getSection",
                json!({ "pageId": "home", "query": "a" }),
                code,
                "not pageId and query",
                "",
            ),
            mistake(
                "getSectionTemplate",
                json!({ "key": "hero", "all": true }),
                code,
                "key and all",
                "",
            ),
            mistake("undoChange", json!({}), code, "changeId, requestId", ""),
            mistake(
                "getHistory",
                json!({ "id": "page_1" }),
                code,
                "id needs entity",
                "{ entity: \"page\"",
            ),
            mistake(
                "getHistory",
                json!({ "entity": "page", "id": "home", "requestId": "req_1" }),
                code,
                "entity and requestId",
                "leave out",
            ),
        ]
    });
}

#[test]
fn an_action_is_one_of_the_tools() {
    each_is_refused(|_| {
        let code = "ACTION_INVALID";
        let actions = "action must be one of list, create, update, delete";
        let with = |action: Value| json!({ "action": action });
        vec![
            mistake("manage_packages", json!({}), code, actions, "manage_packages"),
            mistake("manage_packages", with(json!("remove")), code, actions, ""),
            mistake("manage_packages", with(json!("updat")), code, actions, "update"),
            mistake("manage_services", with(json!(7)), code, actions, ""),
            mistake("manage_services", with(Value::Null), code, actions, ""),
        ]
    });
}
