//! The list of all tools, by toolset.
//!
//! A tool that is not in its toolset's list does not exist; a test compares the lists with the files, the guidance and
//! the schemas.

mod older;

pub use self::older::{OLDER_NAMES, Way, older};
use crate::{tool::Tool, tools};

/// Tools that belong together: they share a folder, a guidance file and a rate limit.
pub struct Toolset {
    /// The name of the folder under `tools/` and of the file under `guidance/`.
    pub name: &'static str,
    /// The tools in the order in which they are listed.
    pub tools: &'static [Tool],
}

/// Every toolset, in the order in which their tools are listed. Some hosts cut the list at 40 tools, so the tools that
/// every conversation needs, and undo, come first.
pub const TOOLSETS: &[Toolset] = &[
    Toolset { name: "defaults", tools: tools::defaults::TOOLS },
    Toolset { name: "across", tools: tools::across::TOOLS },
    Toolset { name: "cms", tools: tools::cms::TOOLS },
    Toolset { name: "business", tools: tools::business::TOOLS },
    Toolset { name: "crm", tools: tools::crm::TOOLS },
    Toolset { name: "messaging", tools: tools::messaging::TOOLS },
    Toolset { name: "outside", tools: tools::outside::TOOLS },
];

/// Builds all argument schemas on another thread while the process opens its store: together they take most of the
/// start-up time. A schema that is needed earlier is built on demand. With a single processor a second thread would
/// not help.
pub fn warm_up() {
    if std::thread::available_parallelism().is_ok_and(|processors| processors.get() > 1) {
        std::thread::spawn(|| all().for_each(|(_, tool)| tool.warm_up()));
    }
}

/// Every tool with its toolset, in the order of the list.
pub fn all() -> impl Iterator<Item = (&'static Toolset, &'static Tool)> {
    TOOLSETS.iter().flat_map(|toolset| toolset.tools.iter().map(move |tool| (toolset, tool)))
}
