//! Navigations: the menus of a site.

use crate::id::NavigationId;
use deskhand_entity::Entity;

/// A navigation as it is stored.
#[derive(Clone, Debug, Entity)]
#[entity(table = "navigation", tools("navItem"), by_operator, label = name, sort = "key", new = NewNavigation)]
#[entity(hides(version, created_at, updated_at))]
pub(crate) struct NavigationRow {
    pub(crate) id: NavigationId,
    /// How people and tools name it: `header`.
    pub(crate) key: String,
    pub(crate) name: String,
}
