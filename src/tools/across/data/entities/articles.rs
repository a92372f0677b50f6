//! Collections, posts and entries.

use super::{
    CREATED, Entity, Kind, SORT_ORDER, STATUS, UPDATED, VERSION, field, id_of, json, refers, text,
};
use crate::id::{Collection, Entry, Post};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "collection",
        table: "collection",
        key: "id",
        sort: "slug",
        fields: &[
            id_of::<Collection>(),
            text("slug", "slug"),
            text("name", "name"),
            field("kind", "kind", Kind::Choice(&["posts", "entries"])),
            text("description", "description"),
            json("fields", "fields"),
        ],
    },
    Entity {
        name: "post",
        table: "post",
        key: "id",
        sort: "-id",
        fields: &[
            id_of::<Post>(),
            refers::<Collection>("collectionId", "collection_id"),
            text(
                "collectionSlug",
                "(SELECT c.slug FROM collection c
                  WHERE c.tenant_id = post.tenant_id AND c.id = post.collection_id)",
            ),
            text("slug", "slug"),
            text("title", "title"),
            text("excerpt", "excerpt").heavy(),
            text("author", "author"),
            text("category", "category"),
            json("content", "content").heavy(),
            json("meta", "meta").heavy(),
            STATUS,
            field("publishedAt", "published_at", Kind::Time).nullable(),
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
    Entity {
        name: "entry",
        table: "entry",
        key: "id",
        sort: "sortOrder",
        fields: &[
            id_of::<Entry>(),
            refers::<Collection>("collectionId", "collection_id"),
            text(
                "collectionSlug",
                "(SELECT c.slug FROM collection c
                  WHERE c.tenant_id = entry.tenant_id AND c.id = entry.collection_id)",
            ),
            text("slug", "slug"),
            text("title", "title"),
            json("content", "content").heavy(),
            STATUS,
            SORT_ORDER,
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
];
