//! Entities of what has left the house, or come in.

use super::{Entity, Label, Outside, known::PLAIN};

/// What a customer wrote, or was written to.
pub(super) const MESSAGE: Entity = Entity {
    table: "message",
    name: "message",
    // Words between people: whoever sends one may not read the others.
    tools: &["message", "conversation.includeMessages"],
    private: true,
    singular: "message",
    plural: "messages",
    outside: Some(Outside { column: "body", source: "whatsapp", unless: ("direction", "out") }),
    ..PLAIN
};

/// A request to a host outside.
pub(super) const HTTP_POST: Entity = Entity {
    table: "http_post",
    name: "httpRequest",
    tools: &["httpPost"],
    singular: "request",
    plural: "requests",
    label: Some(Label::Column("url")),
    json: &["headers"],
    personal: &["url", "headers", "body"],
    names_people: true,
    ..PLAIN
};
