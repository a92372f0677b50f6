//! Tests of each layer by itself, as a table.

use super::*;

#[test]
fn each_layer_alone() {
    use Layer::{Agent, Autonomy, Channel, Integration, Organisation, Platform, Session};
    let table: Vec<(&str, Case, &str, Option<Layer>)> = vec![
        ("nothing set", Case::default(), "createPage", None),
        ("blocked", blocked(&["createPage"]), "createPage", Some(Platform)),
        ("blocked, another", blocked(&["createPage"]), "updatePage", None),
        ("blocked toolset", blocked(&["cms:*"]), "getPage", Some(Platform)),
        ("blocked toolset, another", blocked(&["cms:*"]), "manage_packages:list", None),
        (
            "blocked action",
            blocked(&["manage_packages:delete"]),
            "manage_packages:delete",
            Some(Platform),
        ),
        (
            "blocked action, another",
            blocked(&["manage_packages:delete"]),
            "manage_packages:list",
            None,
        ),
        ("everything blocked", blocked(&["*"]), "queryData", Some(Platform)),
        ("tenant enables", tenant(&["getPage"], &[]), "getPage", None),
        ("tenant enables others", tenant(&["getPage"], &[]), "getPost", Some(Organisation)),
        ("tenant enables others, always", tenant(&["getPage"], &[]), "queryData", None),
        ("tenant disables", tenant(&[], &["getPage"]), "getPage", Some(Organisation)),
        (
            "tenant disables what is always there",
            tenant(&[], &["queryData"]),
            "queryData",
            Some(Organisation),
        ),
        (
            "tenant enables an unknown tool only",
            tenant(&["getMoon"], &[]),
            "getPage",
            Some(Organisation),
        ),
        ("not connected", Case::default(), "getPost", Some(Integration)),
        ("not connected, an action", Case::default(), "manage_packages:create", Some(Integration)),
        ("not connected, another action", Case::default(), "manage_packages:list", None),
        ("profile", profiled("support"), "getPage", None),
        ("profile without it", profiled("support"), "createPage", Some(Agent)),
        ("profile with some actions", profiled("support"), "manage_packages:list", None),
        ("profile without an action", profiled("support"), "manage_packages:delete", Some(Agent)),
        ("profile, always", profiled("support"), "queryData", None),
        ("profile of a later version reads", profiled("king"), "getPage", None),
        ("profile of a later version writes", profiled("king"), "createPage", Some(Agent)),
        ("agent's own list", agent(&["getPage"], &[]), "getPage", None),
        ("agent's own list, another", agent(&["getPage"], &[]), "getImage", Some(Agent)),
        ("agent's own list, always", agent(&["getPage"], &[]), "finalAnswer", None),
        ("agent's list of not", agent(&[], &["getPage"]), "getPage", Some(Agent)),
        ("drafts only reads", drafts_only(), "getPage", None),
        ("drafts only writes", drafts_only(), "createPage", Some(Autonomy)),
        ("drafts only, an action", drafts_only(), "manage_packages:update", Some(Autonomy)),
        ("drafts only, reading action", drafts_only(), "manage_packages:list", None),
        ("supervised keeps its tools", supervised(), "createPage", None),
        ("session", session(&["getPage"]), "getPage", Some(Session)),
        ("channel", channel("sms"), "createImage", Some(Channel)),
        ("channel, another", channel("sms"), "getImage", None),
        ("another channel", channel("web"), "createImage", None),
    ];
    for (what, case, operation, expected) in table {
        assert_eq!(case.keeps_out(operation), expected, "{what}: {operation}");
    }
}

#[test]
fn what_is_named_is_gone_also_where_it_needs_no_line() {
    use Layer::{Agent, Session};
    let table: Vec<(&str, Case, &str, Option<Layer>)> = vec![
        ("agent loses what needs no line", agent(&[], &["queryData"]), "queryData", Some(Agent)),
        ("agent loses its toolset", agent(&[], &["across:*"]), "queryData", Some(Agent)),
        ("agent loses how it ends", agent(&[], &["defaults:*"]), "finalAnswer", Some(Agent)),
        ("agent loses another", agent(&[], &["getPage"]), "queryData", None),
        ("session loses what needs no line", session(&["queryData"]), "queryData", Some(Session)),
        ("session loses everything", session(&["*"]), "searchTools", Some(Session)),
        (
            "an argument that it must have",
            agent(&[], &["queryData.entity"]),
            "queryData",
            Some(Agent),
        ),
        (
            "an argument that it must have, in a session",
            session(&["createPage.name"]),
            "createPage",
            Some(Session),
        ),
        ("an argument that it need not have", session(&["getPage.slug"]), "getPage", None),
    ];
    for (what, case, operation, expected) in table {
        assert_eq!(case.keeps_out(operation), expected, "{what}: {operation}");
    }
}
