//! The list of all tools, by toolset.
//!
//! A tool that is not in its toolset's list does not exist; a test compares the lists with the files, the guidance and
//! the schemas.

mod older;

pub use self::older::{OLDER_NAMES, Way, older};
use crate::{
    tool::{Tool, call_tool},
    tools,
};

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

/// The tools that are listed where the list is to be short (`serve --discover`), with `callTool`, which calls the rest.
/// However many tools there come to be, this list stays as it is: what opens and closes a request, what finds, looks
/// back and takes back, and what most conversations are about.
pub const CORE: &[&str] = &[
    "searchTools",
    "acknowledgeRequest",
    "withdrawProposal",
    "finalAnswer",
    "queryData",
    "undoChange",
    "getHistory",
    "findText",
    "getPage",
    "updatePage",
    "getSection",
    "updateSection",
    "getContact",
    "getOrder",
    "getConversation",
];

/// Every name that a text for models can speak of.
pub fn names() -> impl Iterator<Item = &'static str> {
    all().map(|(_, tool)| tool.spec().name).chain([call_tool::SPEC.name])
}

/// Makes all schemas of arguments on a thread of its own, while the process opens its store: together they are the
/// longest part of a start. Whoever needs one earlier makes it. On one processor a second thread would only be in the
/// way.
pub fn warm_up() {
    if std::thread::available_parallelism().is_ok_and(|processors| processors.get() > 1) {
        std::thread::spawn(|| all().for_each(|(_, tool)| tool.warm_up()));
    }
}

/// Every tool with its toolset, in the order of the list.
pub fn all() -> impl Iterator<Item = (&'static Toolset, &'static Tool)> {
    TOOLSETS.iter().flat_map(|toolset| toolset.tools.iter().map(move |tool| (toolset, tool)))
}
