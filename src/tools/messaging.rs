//! Customers on WhatsApp, through 360dialog: conversations, messages, and the templates that may begin one.
//!
//! What is sent is on record before it leaves, and is never sent twice. What comes in is taken by
//! [`ingest`], from the webhook or from a file.

pub mod conversation;
pub mod ingest;
pub mod message;
pub mod message_template;

mod api;

use crate::tool::Tool;

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[
    Tool::One(&conversation::get::TOOL),
    Tool::One(&conversation::update::TOOL),
    Tool::One(&message::send::TOOL),
    Tool::One(&message_template::get::TOOL),
];
