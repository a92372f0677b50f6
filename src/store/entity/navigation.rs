//! Navigations: the menus of a site.

use crate::id::NavigationId;
use deskhand_entity::Entity;

/// A row of `navigation`.
#[derive(Clone, Debug, Entity)]
#[entity(table = "navigation", tools("navItem"), by_operator, label = name, sort = "key", new = NewNavigation)]
#[entity(hides(version, created_at, updated_at))]
pub(crate) struct NavigationRow {
    pub(crate) id: NavigationId,
    /// The name that tools use: `header`.
    pub(crate) key: String,
    pub(crate) name: String,
}
