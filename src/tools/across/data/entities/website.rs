//! Pages, sections, images and navigations.

use super::{
    CREATED, Entity, Kind, SORT_ORDER, UPDATED, VERSION, field, id_of, json, refers, text,
};
use crate::id::{Image, NavItem, Navigation, Page, Section, SectionTemplate};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "page",
        table: "page",
        key: "id",
        sort: "path",
        fields: &[
            id_of::<Page>(),
            text("name", "name"),
            text("slug", "slug"),
            text("path", "path"),
            refers::<Page>("parentId", "parent_id").nullable(),
            field("isProtected", "is_protected", Kind::Flag),
            field("indexing", "indexing", Kind::Flag),
            json("meta", "meta").heavy(),
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
    Entity {
        name: "section",
        table: "section",
        key: "id",
        sort: "sortOrder",
        fields: &[
            id_of::<Section>(),
            // What the tools of sections call it.
            refers::<Section>("pageSectionId", "id").heavy(),
            refers::<Page>("pageId", "page_id"),
            refers::<SectionTemplate>("templateId", "template_id"),
            text(
                "templateKey",
                "(SELECT t.key FROM section_template t
                  WHERE t.tenant_id = section.tenant_id AND t.id = section.template_id)",
            ),
            json("content", "content").heavy(),
            SORT_ORDER,
            field("status", "status", Kind::Choice(&["published", "unpublished", "draft"])),
            field("hidden", "hidden", Kind::Flag),
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
    Entity {
        name: "sectionTemplate",
        table: "section_template",
        key: "id",
        sort: "key",
        fields: &[
            id_of::<SectionTemplate>(),
            text("key", "key"),
            text("name", "name"),
            text("description", "description"),
            json("fields", "fields").heavy(),
            json("example", "example").heavy(),
        ],
    },
    Entity {
        name: "image",
        table: "image",
        key: "id",
        sort: "-id",
        fields: &[
            id_of::<Image>(),
            text("fileName", "file_name"),
            text("url", "url"),
            text("description", "description"),
            json("tags", "tags"),
            json("categories", "categories"),
            field("width", "width", Kind::Integer),
            field("height", "height", Kind::Integer),
            field("status", "status", Kind::Choice(&["processing", "completed", "failed"])),
            json("credit", "credit").nullable(),
            text("licence", "licence").nullable(),
            text("provider", "source_provider").nullable(),
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
    Entity {
        name: "navigation",
        table: "navigation",
        key: "id",
        sort: "key",
        fields: &[id_of::<Navigation>(), text("key", "key"), text("name", "name")],
    },
    Entity {
        name: "navItem",
        table: "nav_item",
        key: "id",
        sort: "sortOrder",
        fields: &[
            id_of::<NavItem>(),
            refers::<Navigation>("navigationId", "navigation_id"),
            text(
                "navigationKey",
                "(SELECT n.key FROM navigation n
                  WHERE n.tenant_id = nav_item.tenant_id AND n.id = nav_item.navigation_id)",
            ),
            refers::<NavItem>("parentId", "parent_id").nullable(),
            text("label", "label"),
            field(
                "targetType",
                "target_type",
                Kind::Choice(&["page", "entry", "post", "media", "url", "placeholder"]),
            ),
            // Of the four at most one is there.
            text(
                "targetId",
                "coalesce(target_page_id, target_entry_id, target_post_id, target_image_id)",
            )
            .nullable(),
            text("url", "url").nullable(),
            field("visible", "visible", Kind::Flag),
            SORT_ORDER,
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
];
