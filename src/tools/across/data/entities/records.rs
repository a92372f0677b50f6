//! Read-only entities: WhatsApp's templates, and records of what has happened.

use super::{CREATED, Entity, Field, Kind, field, id_of, json, refers, text};
use crate::id::{Agent, Call, Change, Proposal, Request, Session};
use crate::store::entity::{PLAIN, Table as _, TemplateRow};

/// The order of events: unlike times, it does not depend on the clock.
const SEQ: Field = field("seq", "seq", Kind::Integer).heavy();

/// A proposal that its agent has withdrawn was replaced by none.
const STATUS: &str = "CASE WHEN proposal.status = 'superseded' AND proposal.superseded_by IS NULL
     THEN 'withdrawn' ELSE proposal.status END";

pub(super) const ENTITIES: &[Entity] = &[
    TemplateRow::ENTITY,
    Entity {
        name: "proposal",
        table: "proposal",
        sort: Some("-number"),
        fields: &[
            id_of::<Proposal>(),
            field("number", "number", Kind::Integer),
            text("tool", "tool"),
            text("summary", "summary"),
            // An expired one is still `open` here; `expiresAt` tells.
            text("status", STATUS),
            text("reason", "reason").nullable(),
            text("decidedBy", "decided_by").nullable(),
            json("changes", "changes").heavy(),
            refers::<Change>("changeId", "change_id").nullable(),
            refers::<Request>("requestId", "request_id"),
            CREATED,
            field("expiresAt", "expires_at", Kind::Time),
        ],
        ..PLAIN
    },
    Entity {
        name: "change",
        table: "change",
        key: "seq",
        sort: Some("-seq"),
        fields: &[
            id_of::<Change>(),
            text("tool", "tool"),
            text("summary", "summary"),
            refers::<Request>("requestId", "request_id"),
            text("undoes", "undoes").nullable(),
            CREATED,
            SEQ,
        ],
        ..PLAIN
    },
    Entity {
        name: "call",
        table: "call",
        key: "seq",
        sort: Some("-seq"),
        fields: &[
            id_of::<Call>(),
            text("tool", "tool"),
            json("arguments", "arguments").heavy(),
            text("outcome", "outcome"),
            text("errorCode", "error_code").nullable(),
            // Rounded up, so that no call shows 0 ms.
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
        ..PLAIN
    },
];
