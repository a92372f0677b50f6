//! The world outside: the web.

pub mod content;
pub mod host;
pub mod http;
pub mod web;

use crate::tool::Tool;

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[
    Tool::One(&web::search::TOOL),
    Tool::One(&content::fetch::TOOL),
    Tool::One(&http::get::TOOL),
    Tool::One(&http::post::TOOL),
];
