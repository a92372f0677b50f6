//! Contacts, what they order, and the pipelines that orders go through.

use super::{
    CREATED, CURRENCY, Entity, Kind, SORT_ORDER, UPDATED, VERSION, field, id_of, refers, text,
};
use crate::id::{Contact, Order, Pipeline, Stage, Tag};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "contact",
        table: "contact",
        key: "id",
        sort: "name",
        fields: &[
            id_of::<Contact>(),
            text("name", "name").with("nameFrom"),
            text("nameFrom", "name_from").nullable(),
            text("phone", "phone").nullable(),
            text("email", "email").nullable(),
            text("address", "address").heavy(),
            text("city", "city"),
            field("notes", "notes", Kind::Outside("notes")).heavy(),
            field("archived", "archived", Kind::Flag),
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
    Entity {
        name: "tag",
        table: "tag",
        key: "id",
        sort: "name",
        fields: &[id_of::<Tag>(), text("name", "name"), VERSION, CREATED, UPDATED],
    },
    Entity {
        name: "order",
        table: "customer_order",
        key: "id",
        sort: "-id",
        fields: &[
            id_of::<Order>(),
            refers::<Contact>("contactId", "contact_id"),
            refers::<Stage>("stageId", "stage_id"),
            text(
                "stage",
                "(SELECT s.key FROM stage s
                  WHERE s.tenant_id = customer_order.tenant_id AND s.id = customer_order.stage_id)",
            ),
            field("description", "description", Kind::Outside("notes")),
            text("shippingAddress", "shipping_address").heavy(),
            field("total", "total_minor", Kind::Money),
            CURRENCY,
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
    Entity {
        name: "pipeline",
        table: "pipeline",
        key: "id",
        sort: "id",
        fields: &[
            id_of::<Pipeline>(),
            text("key", "key"),
            text("name", "name"),
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
    Entity {
        name: "stage",
        table: "stage",
        key: "id",
        sort: "sortOrder",
        fields: &[
            id_of::<Stage>(),
            refers::<Pipeline>("pipelineId", "pipeline_id"),
            text("key", "key"),
            text("name", "name"),
            SORT_ORDER,
            field("wipLimit", "wip_limit", Kind::Integer).nullable(),
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
];
