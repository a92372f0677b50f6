//! The website: whose it is, its pages and their sections.

pub mod collection;
pub(crate) mod edits;
pub mod entry;
pub mod field_list;
pub(crate) mod fields;
pub mod image;
mod meta;
pub mod nav_item;
pub mod navigation;
pub mod page;
pub mod post;
mod publish_at;
pub mod release;
pub mod section;
pub mod section_template;
pub mod site;

use crate::tool::Tool;

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[
    Tool::One(&site::get::TOOL),
    Tool::One(&site::update::TOOL),
    Tool::One(&page::get::TOOL),
    Tool::One(&page::create::TOOL),
    Tool::One(&page::update::TOOL),
    Tool::One(&page::delete::TOOL),
    Tool::One(&section_template::get::TOOL),
    Tool::One(&section::get::TOOL),
    Tool::One(&section::create::TOOL),
    Tool::One(&section::update::TOOL),
    Tool::One(&section::delete::TOOL),
    Tool::One(&image::get::TOOL),
    Tool::One(&image::create::TOOL),
    Tool::One(&image::update::TOOL),
    Tool::One(&image::delete::TOOL),
    Tool::One(&post::get::TOOL),
    Tool::One(&post::create::TOOL),
    Tool::One(&post::update::TOOL),
    Tool::One(&post::delete::TOOL),
    Tool::One(&nav_item::get::TOOL),
    Tool::One(&nav_item::create::TOOL),
    Tool::One(&nav_item::update::TOOL),
    Tool::One(&nav_item::delete::TOOL),
    Tool::One(&entry::get::TOOL),
    Tool::One(&entry::create::TOOL),
    Tool::One(&entry::update::TOOL),
    Tool::One(&entry::delete::TOOL),
    Tool::One(&release::get::TOOL),
    Tool::One(&release::create::TOOL),
];
