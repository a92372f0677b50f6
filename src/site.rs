//! The sites: HTML from view structs, and a preview server.
//!
//! A page is rendered from plain data (`view`), never from the store: the preview, an export and a test fill the same
//! structs, and a template cannot query the database. This module depends on nothing else of the program, except
//! `load`, which fills the structs from the store.

pub mod focus;
pub mod form;
pub mod format;
pub mod link;
pub mod load;
pub mod markdown;
pub mod preview;
pub mod render;
pub mod theme;
pub mod view;
pub mod warnings;

/// The built-in section templates as JSON: key, name, description, fields and an example each.
///
/// One file defines both the content of a section and its description for models; the HTML for each key is in
/// `site/templates/section_<key>.html`.
pub const SECTION_TEMPLATES: &str = include_str!("site/section_templates.json");

/// The fields that every section has besides those of its template: its ground, its width, its name in links.
pub const SECTION_LAYOUT: &str = include_str!("site/section_layout.json");
