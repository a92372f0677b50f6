//! The nouns that are walked: how one is made, asked for, listed and changed.
//!
//! In the arguments, `{id}` and `{slug}` are those of one thing, `{key}` is a word of its own, `{n}` a number that
//! differs with each call, and the others are what `BEFORE` has made.

pub(crate) struct Noun {
    /// As queryData calls it.
    pub(crate) entity: &'static str,
    pub(crate) create: Call,
    /// Where measured creations go, when not beside what is listed.
    pub(crate) create_elsewhere: Option<Call>,
    /// The ways to ask for one, with a word for each.
    pub(crate) gets: &'static [(&'static str, Call)],
    /// Fifty of them.
    pub(crate) list: Call,
    pub(crate) update: Call,
}

#[derive(Clone, Copy)]
pub(crate) struct Call {
    pub(crate) tool: &'static str,
    pub(crate) arguments: &'static str,
}

const fn call(tool: &'static str, arguments: &'static str) -> Call {
    Call { tool, arguments }
}

/// What the nouns need, in this order; each gives an id to the placeholder before it.
pub(crate) const BEFORE: [(&str, Call); 4] = [
    ("{page}", call("createPage", r#"{"name":"Shelf"}"#)),
    ("{spare}", call("createPage", r#"{"name":"Spare"}"#)),
    ("{contact}", call("createContact", r#"{"name":"Ada","email":"ada@example.com"}"#)),
    ("{portfolio}", call("queryData", r#"{"entity":"collection","filter":{"slug":"portfolio"}}"#)),
];

pub(crate) const NOUNS: [Noun; 8] = [
    Noun {
        entity: "page",
        create: call("createPage", r#"{"name":"Wedding day {key}"}"#),
        create_elsewhere: None,
        gets: &[
            ("id", call("getPage", r#"{"id":"{id}"}"#)),
            ("slug", call("getPage", r#"{"slug":"{slug}"}"#)),
        ],
        list: call("getPage", r#"{"all":true,"limit":50}"#),
        update: call("updatePage", r#"{"id":"{id}","name":"Wedding day, told anew {n}"}"#),
    },
    Noun {
        entity: "section",
        create: call(
            "createSection",
            r#"{"pageId":"{page}","templateKey":"text","content":{"heading":"Part {key}","body":"The light was soft, the day long."}}"#,
        ),
        create_elsewhere: Some(call(
            "createSection",
            r#"{"pageId":"{spare}","templateKey":"text","content":{"heading":"Part {key}","body":"The light was soft, the day long."}}"#,
        )),
        gets: &[("id", call("getSection", r#"{"pageSectionId":"{id}"}"#))],
        list: call("getSection", r#"{"pageId":"{page}","limit":50}"#),
        update: call(
            "updateSection",
            r#"{"pageSectionId":"{id}","content":{"heading":"Part {n}, told anew"}}"#,
        ),
    },
    Noun {
        entity: "post",
        create: call(
            "createPost",
            r#"{"collectionSlug":"blog","title":"Story {key}","excerpt":"What the day was like.","content":{"body":"The light was soft, the day long. Everybody came."}}"#,
        ),
        create_elsewhere: None,
        gets: &[
            ("id", call("getPost", r#"{"id":"{id}"}"#)),
            ("slug", call("getPost", r#"{"slug":"{slug}","collectionSlug":"blog"}"#)),
        ],
        list: call("getPost", r#"{"all":true,"limit":50}"#),
        update: call("updatePost", r#"{"slug":"{slug}","title":"Story {n}, told anew"}"#),
    },
    Noun {
        entity: "entry",
        create: call(
            "createEntry",
            r#"{"collectionId":"{portfolio}","title":"Work {key}","content":{"summary":"What the day was like."}}"#,
        ),
        create_elsewhere: None,
        gets: &[
            ("id", call("getEntry", r#"{"id":"{id}"}"#)),
            ("slug", call("getEntry", r#"{"slug":"{slug}"}"#)),
        ],
        list: call("getEntry", r#"{"collectionId":"{portfolio}","limit":50}"#),
        update: call("updateEntry", r#"{"id":"{id}","title":"Work {n}, told anew"}"#),
    },
    Noun {
        entity: "package",
        create: call(
            "manage_packages",
            r#"{"action":"create","name":"Package {key}","price":2500,"description":"A whole day."}"#,
        ),
        create_elsewhere: None,
        gets: &[],
        list: call("manage_packages", r#"{"action":"list","limit":50}"#),
        update: call("manage_packages", r#"{"action":"update","packageId":"{id}","price":{n}}"#),
    },
    Noun {
        entity: "service",
        create: call(
            "manage_services",
            r#"{"action":"create","name":"Service {key}","price":250,"description":"Half an hour."}"#,
        ),
        create_elsewhere: None,
        gets: &[],
        list: call("manage_services", r#"{"action":"list","limit":50}"#),
        update: call("manage_services", r#"{"action":"update","serviceId":"{id}","price":{n}}"#),
    },
    Noun {
        entity: "contact",
        create: call("createContact", r#"{"name":"Ada {key}","email":"ada.{key}@example.com"}"#),
        create_elsewhere: None,
        gets: &[
            ("id", call("getContact", r#"{"id":"{id}"}"#)),
            ("e-mail", call("getContact", r#"{"email":"ada.{key}@example.com"}"#)),
        ],
        list: call("getContact", r#"{"all":true,"limit":50}"#),
        update: call("updateContact", r#"{"id":"{id}","city":"Town {n}"}"#),
    },
    Noun {
        entity: "order",
        create: call(
            "createOrder",
            r#"{"contactId":"{contact}","description":"Wedding {key}","items":[{"title":"A day","unitPrice":2500,"quantity":1}]}"#,
        ),
        create_elsewhere: None,
        gets: &[("id", call("getOrder", r#"{"id":"{id}"}"#))],
        list: call("getOrder", r#"{"all":true,"limit":50}"#),
        update: call("updateOrder", r#"{"id":"{id}","description":"Wedding, told anew {n}"}"#),
    },
];

/// Tools that get, create or update and are not walked, each with the reason.
pub(crate) const NOT_WALKED: [(&str, &str); 11] = [
    ("createImage", "its time is that of making the sizes of a picture"),
    ("getImage", "needs a picture, see createImage"),
    ("updateImage", "needs a picture, see createImage"),
    ("createNavItem", "a menu holds a hundred"),
    ("getNavItem", "a menu holds a hundred"),
    ("updateNavItem", "a menu holds a hundred"),
    ("getSectionTemplate", "there are twelve, and they are not written"),
    ("getMessageTemplate", "needs a connection"),
    ("getConversation", "conversations are begun by customers"),
    ("updateConversation", "conversations are begun by customers"),
    ("getHistory", "its length is that of what was written before"),
];
