//! Every entity table.

use super::{
    Entity, Label, Link, PLAIN,
    searched::{CONTACT, ENTRY, IMAGE, PAGE, POST, SECTION},
    sent::{HTTP_POST, MESSAGE, OF_CONTACT, OF_ORDER},
};

/// Every entity table, in the order in which a person wants to hear of them.
pub const ENTITIES: &[Entity] = &[
    Entity {
        table: "page",
        name: "page",
        singular: "page",
        plural: "pages",
        label: Some(Label::Column("name")),
        json: &["meta"],
        flags: &["is_protected", "indexing"],
        search: Some(PAGE),
        derived: &["path"],
        ..PLAIN
    },
    Entity {
        table: "section",
        name: "section",
        singular: "section",
        plural: "sections",
        label: Some(Label::Inside("content", "heading")),
        json: &["content"],
        flags: &["hidden"],
        search: Some(SECTION),
        ..PLAIN
    },
    Entity {
        table: "section_template",
        name: "sectionTemplate",
        by_operator: true,
        singular: "section template",
        plural: "section templates",
        label: Some(Label::Column("name")),
        json: &["fields", "example"],
        ..PLAIN
    },
    Entity {
        table: "package",
        name: "package",
        singular: "package",
        plural: "packages",
        label: Some(Label::Column("name")),
        flags: &["active"],
        ..PLAIN
    },
    Entity {
        table: "service",
        name: "service",
        singular: "service",
        plural: "services",
        label: Some(Label::Column("name")),
        flags: &["active"],
        ..PLAIN
    },
    Entity {
        table: "image",
        name: "image",
        singular: "image",
        plural: "images",
        label: Some(Label::Column("file_name")),
        json: &["credit", "tags", "categories", "sizes"],
        search: Some(IMAGE),
        ..PLAIN
    },
    Entity {
        table: "collection",
        name: "collection",
        tools: &["post", "entry"],
        by_operator: true,
        singular: "collection",
        plural: "collections",
        label: Some(Label::Column("name")),
        json: &["fields"],
        ..PLAIN
    },
    Entity {
        table: "post",
        name: "post",
        singular: "post",
        plural: "posts",
        label: Some(Label::Column("title")),
        json: &["content", "meta"],
        search: Some(POST),
        ..PLAIN
    },
    Entity {
        table: "entry",
        name: "entry",
        singular: "entry",
        plural: "entries",
        label: Some(Label::Column("title")),
        json: &["content"],
        search: Some(ENTRY),
        ..PLAIN
    },
    Entity {
        table: "navigation",
        name: "navigation",
        tools: &["navItem"],
        by_operator: true,
        singular: "navigation",
        plural: "navigations",
        label: Some(Label::Column("name")),
        ..PLAIN
    },
    Entity {
        table: "nav_item",
        name: "navItem",
        singular: "navigation item",
        plural: "navigation items",
        label: Some(Label::Column("label")),
        flags: &["visible"],
        ..PLAIN
    },
    Entity {
        table: "redirect",
        name: "redirect",
        tools: &["page"],
        singular: "redirect",
        plural: "redirects",
        label: Some(Label::Column("path")),
        leads_on: true,
        ..PLAIN
    },
    Entity {
        table: "post_redirect",
        name: "postRedirect",
        tools: &["post"],
        singular: "post redirect",
        plural: "post redirects",
        label: Some(Label::Column("slug")),
        leads_on: true,
        ..PLAIN
    },
    Entity {
        table: "contact",
        name: "contact",
        private: true,
        singular: "contact",
        plural: "contacts",
        label: Some(Label::Column("name")),
        flags: &["archived"],
        outside: OF_CONTACT,
        personal: &["name", "phone", "email", "address", "notes"],
        search: Some(CONTACT),
        check: Some("a contact needs a phone number or an e-mail address"),
        ..PLAIN
    },
    Entity {
        table: "tag",
        name: "tag",
        tools: &["contact"],
        // It says what somebody is.
        private: true,
        singular: "tag",
        plural: "tags",
        label: Some(Label::Column("name")),
        ..PLAIN
    },
    Entity {
        table: "customer_order",
        name: "order",
        private: true,
        singular: "order",
        plural: "orders",
        label: Some(Label::Column("description")),
        outside: OF_ORDER,
        personal: &["description", "shipping_address"],
        ..PLAIN
    },
    Entity {
        table: "order_item",
        name: "orderItem",
        tools: &["order"],
        private: true,
        singular: "order item",
        plural: "order items",
        label: Some(Label::Column("title")),
        personal: &["title"],
        personal_unless: Some("package_id"),
        ..PLAIN
    },
    Entity {
        table: "conversation",
        name: "conversation",
        tools: &["conversation", "message"],
        private: true,
        singular: "conversation",
        plural: "conversations",
        ..PLAIN
    },
    MESSAGE,
    Entity {
        table: "pipeline",
        name: "pipeline",
        tools: &["order"],
        by_operator: true,
        singular: "pipeline",
        plural: "pipelines",
        label: Some(Label::Column("name")),
        ..PLAIN
    },
    Entity {
        table: "stage",
        name: "stage",
        tools: &["order"],
        by_operator: true,
        singular: "stage",
        plural: "stages",
        label: Some(Label::Column("name")),
        ..PLAIN
    },
    HTTP_POST,
    Entity {
        table: "contact_tag",
        link: Some(Link {
            owner: "contact",
            owner_column: "contact_id",
            item_column: "tag_id",
            field: "tagIds",
        }),
        ..PLAIN
    },
    Entity {
        table: "package_service",
        link: Some(Link {
            owner: "package",
            owner_column: "package_id",
            item_column: "service_id",
            field: "serviceIds",
        }),
        ..PLAIN
    },
];
