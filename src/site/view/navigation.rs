//! Menus as templates show them.

use serde::Serialize;

/// One item of a menu.
#[derive(Debug, Clone, Serialize)]
pub struct NavItemView {
    /// What the visitor reads.
    pub label: String,
    /// A path of the site (`/services`) or an address outside (`https://…`, `mailto:…`, `tel:…`).
    /// Nothing for a heading that leads nowhere.
    pub href: Option<String>,
    /// How it stands to the page that is shown.
    pub current: Current,
    /// Whether the public sees what it leads to; what leads nowhere is for everybody.
    pub public: bool,
    pub children: Vec<NavItemView>,
}

/// How an item stands to the page that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Current {
    /// It leads elsewhere.
    No,
    /// It leads to a page above the one that is shown.
    Above,
    /// It leads to the page that is shown.
    Page,
}

impl Current {
    /// How a link to `target` stands to the page at `shown`; both are paths without slashes around them.
    pub fn of(target: &str, shown: &str) -> Current {
        match shown.strip_prefix(target) {
            Some("") => Current::Page,
            Some(rest) if rest.starts_with('/') && !target.is_empty() => Current::Above,
            Some(_) | None => Current::No,
        }
    }
}
