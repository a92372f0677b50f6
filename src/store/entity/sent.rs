//! Entities of what has left the house.

use super::{Entity, Label, known::PLAIN};

/// A request to a host outside.
pub(super) const HTTP_POST: Entity = Entity {
    table: "http_post",
    name: "httpRequest",
    toolset: "outside",
    singular: "request",
    plural: "requests",
    label: Some(Label::Column("url")),
    json: &["headers"],
    ..PLAIN
};
