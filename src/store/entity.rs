//! What people call the rows of each entity table, for diffs, previews and history.
//!
//! A migration that adds a table adds its line here; a test compares the list with the schema.

mod searched;

use serde_json::{Map, Value};

use self::searched::{CONTACT, ENTRY, IMAGE, PAGE, POST, SECTION};
use super::search::Searched;

/// How the rows of one table are spoken of.
#[derive(Debug)]
pub struct Entity {
    /// The table.
    pub table: &'static str,
    /// Its name on the wire: singular, camelCase.
    pub name: &'static str,
    /// The toolset whose tools work with it: who may read them may read it.
    pub toolset: &'static str,
    /// One of it, in a sentence.
    pub singular: &'static str,
    /// Several of it.
    pub plural: &'static str,
    /// What people know a row by, if there is anything.
    pub label: Option<Label>,
    /// Columns that hold JSON; a diff looks inside them.
    pub json: &'static [&'static str],
    /// Columns that hold a yes or no.
    pub flags: &'static [&'static str],
    /// How its rows are found by their words, if they are.
    pub search: Option<Searched>,
    /// For a table of links: whose list it is, by which column, and what a link adds to it.
    pub link: Option<Link>,
}

/// What people know a row by.
#[derive(Clone, Copy, Debug)]
pub enum Label {
    /// The text of a column.
    Column(&'static str),
    /// A text inside a JSON column.
    Inside(&'static str, &'static str),
}

impl Label {
    /// The column that holds it.
    pub fn column(self) -> &'static str {
        match self {
            Label::Column(column) | Label::Inside(column, _) => column,
        }
    }

    /// The label in a row, where its columns hold it.
    pub fn of(self, row: &Map<String, Value>) -> Option<String> {
        match self {
            Label::Column(column) => row.get(column)?.as_str().map(str::to_owned),
            Label::Inside(column, key) => {
                let inside: Value = serde_json::from_str(row.get(column)?.as_str()?).ok()?;
                inside.get(key)?.as_str().map(str::to_owned)
            }
        }
    }
}

/// A table whose rows are the items of a list of another entity.
#[derive(Debug)]
pub struct Link {
    /// The wire name of the entity that has the list.
    pub owner: &'static str,
    /// The column with the owner's id.
    pub owner_column: &'static str,
    /// The column with the item.
    pub item_column: &'static str,
    /// The list's name on the wire.
    pub field: &'static str,
}

const PLAIN: Entity = Entity {
    table: "",
    name: "",
    toolset: "cms",
    singular: "",
    plural: "",
    label: None,
    json: &[],
    flags: &[],
    search: None,
    link: None,
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
        singular: "section template",
        plural: "section templates",
        label: Some(Label::Column("name")),
        json: &["fields", "example"],
        ..PLAIN
    },
    Entity {
        table: "package",
        name: "package",
        toolset: "business",
        singular: "package",
        plural: "packages",
        label: Some(Label::Column("name")),
        flags: &["active"],
        ..PLAIN
    },
    Entity {
        table: "service",
        name: "service",
        toolset: "business",
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
        singular: "redirect",
        plural: "redirects",
        label: Some(Label::Column("path")),
        ..PLAIN
    },
    Entity {
        table: "post_redirect",
        name: "postRedirect",
        singular: "post redirect",
        plural: "post redirects",
        label: Some(Label::Column("slug")),
        ..PLAIN
    },
    Entity {
        table: "contact",
        name: "contact",
        toolset: "crm",
        singular: "contact",
        plural: "contacts",
        label: Some(Label::Column("name")),
        flags: &["archived"],
        search: Some(CONTACT),
        ..PLAIN
    },
    Entity {
        table: "tag",
        name: "tag",
        toolset: "crm",
        singular: "tag",
        plural: "tags",
        label: Some(Label::Column("name")),
        ..PLAIN
    },
    Entity {
        table: "customer_order",
        name: "order",
        toolset: "crm",
        singular: "order",
        plural: "orders",
        label: Some(Label::Column("description")),
        ..PLAIN
    },
    Entity {
        table: "order_item",
        name: "orderItem",
        toolset: "crm",
        singular: "order item",
        plural: "order items",
        label: Some(Label::Column("title")),
        ..PLAIN
    },
    Entity {
        table: "pipeline",
        name: "pipeline",
        toolset: "crm",
        singular: "pipeline",
        plural: "pipelines",
        label: Some(Label::Column("name")),
        ..PLAIN
    },
    Entity {
        table: "stage",
        name: "stage",
        toolset: "crm",
        singular: "stage",
        plural: "stages",
        label: Some(Label::Column("name")),
        ..PLAIN
    },
    Entity {
        table: "contact_tag",
        toolset: "crm",
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
        toolset: "business",
        link: Some(Link {
            owner: "package",
            owner_column: "package_id",
            item_column: "service_id",
            field: "serviceIds",
        }),
        ..PLAIN
    },
];

/// The entity of a table.
pub fn of_table(table: &str) -> Option<&'static Entity> {
    ENTITIES.iter().find(|entity| entity.table == table)
}

/// The entity of a wire name.
pub fn of_name(name: &str) -> Option<&'static Entity> {
    ENTITIES.iter().find(|entity| entity.name == name && !name.is_empty())
}

impl Entity {
    /// Its place in [`ENTITIES`].
    pub fn rank(&self) -> usize {
        ENTITIES.iter().position(|entity| entity.table == self.table).unwrap_or(usize::MAX)
    }

    /// "1 page", "3 sections".
    pub fn counted(&self, count: usize) -> String {
        format!("{count} {}", if count == 1 { self.singular } else { self.plural })
    }
}
