//! Menus as templates show them.

use serde::Serialize;

/// The key of the navigation at the top of every page.
pub const HEADER: &str = "header";

/// More items do not fit beside a name on most screens: the header folds those after the last but one.
pub const HEADER_ITEMS_MAX: usize = 5;

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

impl NavItemView {
    /// The items of a header, those that do not fit below one more.
    pub fn folded(mut items: Vec<NavItemView>) -> Vec<NavItemView> {
        if items.len() <= HEADER_ITEMS_MAX {
            return items;
        }
        let children = items.split_off(HEADER_ITEMS_MAX - 1);
        let is_here = |item: &NavItemView| item.current != Current::No;
        let current = if children.iter().any(is_here) { Current::Above } else { Current::No };
        let label = "More".to_owned();
        items.push(NavItemView { label, href: None, current, public: true, children });
        items
    }
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
