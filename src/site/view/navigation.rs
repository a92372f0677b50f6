//! Menus as templates show them.

use serde::Serialize;

/// The key of the navigation at the top of every page.
pub const HEADER: &str = "header";

/// The most items in a header. More do not fit beside a name on most screens; the rest is folded.
pub const HEADER_ITEMS_MAX: usize = 6;

/// One item of a menu.
#[derive(Debug, Clone, Serialize)]
pub struct NavItemView {
    pub label: String,
    /// A path of the site (`/services`) or an outside address (`https://…`, `mailto:…`, `tel:…`); `None` for a
    /// heading.
    pub href: Option<String>,
    /// The relation of its target to the current page.
    pub current: Current,
    /// Whether the public may see its target; a heading is always public.
    pub public: bool,
    /// Whether a header shows it as its button.
    pub button: bool,
    pub children: Vec<NavItemView>,
}

/// The relation of an item's target to the current page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Current {
    /// Another page, or no page.
    No,
    /// A page above the current one.
    Above,
    /// The current page.
    Page,
}

impl NavItemView {
    /// Takes the button out of the items of a header: the first that is to be one and leads somewhere.
    pub fn take_button(items: &mut Vec<NavItemView>) -> Option<NavItemView> {
        let at = items
            .iter()
            .position(|item| item.button && item.href.is_some() && item.children.is_empty())?;
        Some(items.remove(at))
    }

    /// The items of a header, with those that do not fit moved below a further item.
    pub fn folded(mut items: Vec<NavItemView>, more: &str) -> Vec<NavItemView> {
        if items.len() <= HEADER_ITEMS_MAX {
            return items;
        }
        let children = items.split_off(HEADER_ITEMS_MAX - 1);
        let is_here = |item: &NavItemView| item.current != Current::No;
        let current = if children.iter().any(is_here) { Current::Above } else { Current::No };
        let label = more.to_owned();
        items.push(NavItemView {
            label,
            href: None,
            current,
            public: true,
            button: false,
            children,
        });
        items
    }
}

impl Current {
    /// The relation of a link to `target` to the current page at `shown`; both are paths without surrounding slashes.
    pub fn of(target: &str, shown: &str) -> Current {
        match shown.strip_prefix(target) {
            Some("") => Current::Page,
            Some(rest) if rest.starts_with('/') && !target.is_empty() => Current::Above,
            Some(_) | None => Current::No,
        }
    }
}
