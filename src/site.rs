//! Pages as people see them: view structs in, HTML out, and a preview server that shows them.
//!
//! A page is rendered from plain data (`view`), never from the store: the preview, an export and a
//! test fill the same structs, and a template cannot ask the database for more. This part names
//! nothing of the program outside itself, but for `load`, which fills the structs from the store.

pub mod format;
pub mod link;
pub mod load;
pub mod markdown;
pub mod preview;
pub mod render;
pub mod view;

/// The built-in section templates, as JSON: key, name, description, fields and an example each.
///
/// One file says both what may be written into a section and how to explain it to a model; the
/// HTML for each key is `site/templates/section_<key>.html`.
pub const SECTION_TEMPLATES: &str = include_str!("site/section_templates.json");
