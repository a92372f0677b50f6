//! What people book, and what has happened.

use super::{
    ACTIVE, CREATED, CURRENCY, DURATION, Entity, Field, Kind, SORT_ORDER, UPDATED, VERSION, field,
    id_of, json, refers, text,
};
use crate::id::{Agent, Call, Change, Image, Package, Proposal, Request, Service, Session};

/// The order in which things happened: clocks may jump, this does not.
const SEQ: Field = field("seq", "seq", Kind::Integer).heavy();

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "package",
        table: "package",
        key: "id",
        sort: "sortOrder",
        fields: &[
            id_of::<Package>(),
            text("name", "name"),
            field("price", "price_minor", Kind::Money),
            CURRENCY,
            text("description", "description"),
            DURATION,
            ACTIVE,
            SORT_ORDER,
            refers::<Image>("imageId", "image_id").nullable(),
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
    Entity {
        name: "service",
        table: "service",
        key: "id",
        sort: "name",
        fields: &[
            id_of::<Service>(),
            text("name", "name"),
            field("price", "price_minor", Kind::Money).nullable(),
            CURRENCY,
            text("description", "description"),
            DURATION,
            ACTIVE,
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
    Entity {
        name: "proposal",
        table: "proposal",
        key: "id",
        sort: "-number",
        fields: &[
            id_of::<Proposal>(),
            field("number", "number", Kind::Integer),
            text("tool", "tool"),
            text("summary", "summary"),
            // One past its time is still `open` here; `expiresAt` says so.
            text("status", "status"),
            text("reason", "reason").nullable(),
            text("decidedBy", "decided_by").nullable(),
            json("changes", "changes").heavy(),
            refers::<Change>("changeId", "change_id").nullable(),
            refers::<Request>("requestId", "request_id"),
            CREATED,
            field("expiresAt", "expires_at", Kind::Time),
        ],
    },
    Entity {
        name: "change",
        table: "change",
        key: "seq",
        sort: "-seq",
        fields: &[
            id_of::<Change>(),
            text("tool", "tool"),
            text("summary", "summary"),
            refers::<Request>("requestId", "request_id"),
            text("undoes", "undoes").nullable(),
            CREATED,
            SEQ,
        ],
    },
    Entity {
        name: "call",
        table: "call",
        key: "seq",
        sort: "-seq",
        fields: &[
            id_of::<Call>(),
            text("tool", "tool"),
            json("arguments", "arguments").heavy(),
            text("outcome", "outcome"),
            text("errorCode", "error_code").nullable(),
            // Rounded up: no call took no time.
            field("durationMs", "(duration_us + 999) / 1000", Kind::Integer),
            refers::<Change>("changeId", "change_id").nullable(),
            refers::<Request>("requestId", "request_id"),
            refers::<Agent>("agentId", "agent_id"),
            refers::<Session>("sessionId", "session_id"),
            text("client", "client").nullable(),
            text("protocol", "protocol").nullable(),
            text("hash", "hash").nullable().heavy(),
            CREATED,
            SEQ,
        ],
    },
];
