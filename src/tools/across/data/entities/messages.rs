//! What is written with customers, and the templates for it.

use super::{CREATED, Entity, Kind, UPDATED, VERSION, field, id_of, json, refers, text};
use crate::id::{Contact, Conversation, Message, MessageTemplate};

pub(super) const ENTITIES: &[Entity] = &[
    Entity {
        name: "conversation",
        table: "conversation",
        key: "id",
        sort: "-lastMessageAt",
        fields: &[
            id_of::<Conversation>(),
            refers::<Contact>("contactId", "contact_id"),
            field("status", "status", Kind::Choice(&["active", "archived"])),
            text("assignedTo", "assigned_to").nullable(),
            text("resolution", "resolution"),
            field("lastInboundAt", "last_inbound_at", Kind::Time).nullable(),
            field("lastMessageAt", "last_message_at", Kind::Time),
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
    Entity {
        name: "message",
        table: "message",
        key: "id",
        sort: "-sentAt",
        fields: &[
            id_of::<Message>(),
            refers::<Conversation>("conversationId", "conversation_id"),
            field("direction", "direction", Kind::Choice(&["in", "out"])),
            field("kind", "kind", Kind::Choice(&["text", "template", "other"])),
            text("text", "CASE direction WHEN 'out' THEN body END").nullable(),
            field("received", "CASE direction WHEN 'in' THEN body END", Kind::Outside("whatsapp"))
                .nullable(),
            text("template", "template_name").nullable(),
            field(
                "status",
                "status",
                Kind::Choice(&[
                    "unknown",
                    "accepted",
                    "sent",
                    "delivered",
                    "read",
                    "failed",
                    "received",
                ]),
            ),
            text("errorCode", "error_code").nullable(),
            refers::<Message>("replyToMessageId", "reply_to").nullable(),
            field("sentAt", "sent_at", Kind::Time),
            VERSION,
            CREATED,
            UPDATED,
        ],
    },
    Entity {
        name: "messageTemplate",
        table: "message_template",
        key: "id",
        sort: "name",
        fields: &[
            id_of::<MessageTemplate>(),
            text("name", "name"),
            text("language", "language"),
            text("status", "status"),
            text("category", "category"),
            text("body", "body"),
            json("variables", "variables"),
            field("fetchedAt", "fetched_at", Kind::Time),
        ],
    },
];
