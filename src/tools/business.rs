//! The business: packages, and the services that they include.

pub mod package;
pub mod service;

use crate::tool::Tool;

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[Tool::Actions(&package::TOOL), Tool::Actions(&service::TOOL)];
