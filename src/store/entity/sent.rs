//! Entities of what has left the house, or come in.

use super::{Entity, Label, Outside, known::PLAIN};

/// What a customer wrote, or was written to.
pub(super) const MESSAGE: Entity = Entity {
    table: "message",
    name: "message",
    toolset: "messaging",
    singular: "message",
    plural: "messages",
    outside: Some(Outside { column: "body", source: "whatsapp", unless: ("direction", "out") }),
    ..PLAIN
};

/// A request to a host outside.
pub(super) const HTTP_POST: Entity = Entity {
    table: "http_post",
    name: "httpRequest",
    toolset: "outside",
    singular: "request",
    plural: "requests",
    label: Some(Label::Column("url")),
    json: &["headers"],
    personal: &["url", "headers", "body"],
    names_people: true,
    ..PLAIN
};
