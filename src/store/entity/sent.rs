//! Entities of what was sent to others, or received from them.

use super::{Entity, Label, Outside, PLAIN, Rows};

/// What a customer wrote, or was written to.
pub(super) const MESSAGE: Entity = Entity {
    table: "message",
    name: "message",
    // Words between people: whoever sends one may not read the others.
    tools: &["message", "conversation.includeMessages"],
    private: true,
    singular: "message",
    plural: "messages",
    outside: &[Outside {
        column: "body",
        source: "whatsapp",
        of: Rows::Unless("direction", "out"),
    }],
    ..PLAIN
};

/// People note there what a contact says; a contact whom WhatsApp brought is called what it calls itself.
pub(super) const OF_CONTACT: &[Outside] = &[
    Outside { column: "notes", source: "notes", of: Rows::Any },
    Outside { column: "name", source: "whatsapp", of: Rows::Where("name_from", "whatsapp") },
];

/// People note there what a customer wants.
pub(super) const OF_ORDER: &[Outside] =
    &[Outside { column: "description", source: "notes", of: Rows::Any }];

/// A request to a host outside.
pub(super) const HTTP_POST: Entity = Entity {
    table: "http_post",
    name: "httpRequest",
    tools: &["httpPost"],
    private: true,
    singular: "request",
    plural: "requests",
    label: Some(Label::Column("url")),
    json: &["headers"],
    personal: &["url", "headers", "body"],
    names_people: true,
    ..PLAIN
};
