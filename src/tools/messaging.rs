//! What is written with customers: conversations on WhatsApp, through 360dialog, with messages and the templates that
//! can start one; and enquiries by the forms of the site.
//!
//! A message is recorded before it is sent, and never sent twice. Incoming events, from the webhook or from a file,
//! are stored by [`ingest`], enquiries by [`conversation::reception`].

pub mod conversation;
pub mod enquiry;
pub mod ingest;
pub mod message;
pub mod message_template;

mod api;
pub(crate) mod visit;

use crate::tool::Tool;

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[
    Tool::One(&conversation::get::TOOL),
    Tool::One(&conversation::update::TOOL),
    Tool::One(&message::send::TOOL),
    Tool::One(&message_template::get::TOOL),
];
