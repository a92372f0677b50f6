//! The outside world: stock photos, web search, web pages, HTTP requests.

pub mod content;
pub mod http;
pub mod image;
pub mod images;
pub mod web;

mod computer;
mod photos;

use crate::tool::Tool;

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[
    Tool::One(&images::browse::TOOL),
    Tool::One(&image::import::TOOL),
    Tool::One(&web::search::TOOL),
    Tool::One(&content::fetch::TOOL),
    Tool::One(&http::get::TOOL),
    Tool::One(&http::post::TOOL),
];
