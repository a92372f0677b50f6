//! The business: packages, and the services that they include.

pub mod package;
pub mod service;

use crate::{tool::Tool, value::quoted};

/// The toolset's tools.
pub const TOOLS: &[Tool] = &[Tool::Actions(&package::TOOL), Tool::Actions(&service::TOOL)];

/// What to know where others have the name: by it alone nobody can say which one is meant.
fn namesake_note(kind: &str, name: &str, others: &[String]) -> Option<String> {
    let quoted = quoted(name);
    let others = others.join(", ");
    (!others.is_empty()).then(|| {
        format!("Another {kind} is called {quoted} as well ({others}): say which one by id.")
    })
}
