//! The world outside: stock pictures.

pub mod image;
pub mod images;

mod photos;

use crate::tool::Tool;

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[Tool::One(&images::browse::TOOL), Tool::One(&image::import::TOOL)];
