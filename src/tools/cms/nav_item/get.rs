//! `getNavItem`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    row::{self, Position},
    target::Target,
};
use crate::{
    clock::Time,
    error::Result,
    id::{self, NavItemId, NavigationId},
    store::{TenantRead, entity::NavItemRow},
    tool::{Listing, Paging, Query, Spec},
    tools::{at_most_one, cms::navigation},
    unicode::fold,
    value::{Choice as _, Name, Ref},
};

/// The tool.
pub static TOOL: Query<Input, NavItemOut> = Query::new(
    Spec {
        name: "getNavItem",
        title: "Get navigation items",
        description: "Get items of the menus, nested. One of id, navigationId, or none for all.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Option<Ref<id::NavItem>>,
    /// `header`, `footer`, …
    navigation_id: Option<Ref<id::Navigation>>,
    #[serde(default)]
    all: bool,
    label: Option<Name>,
}

/// An item as tools return it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub struct NavItemOut {
    id: NavItemId,
    navigation_id: NavigationId,
    navigation_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<NavItemId>,
    label: String,
    target_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_name: Option<String>,
    /// Of a post or entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    target_status: Option<String>,
    /// Where it leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
    visible: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    button: bool,
    sort_order: i64,
    version: i64,
    updated_at: Time,
    /// The items below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Option<Vec<serde_json::Map<String, serde_json::Value>>>")]
    children: Vec<NavItemOut>,
}

/// The most levels shown. Undo can nest items deeper than tools can, even in a cycle.
const LEVELS_SHOWN_MAX: usize = 6;

fn run(db: &TenantRead<'_>, input: Input, paging: &Paging) -> Result<Listing<NavItemOut>> {
    at_most_one(&[
        ("id", input.id.is_some()),
        ("navigationId", input.navigation_id.is_some()),
        ("all", input.all),
    ])?;
    let listing = if input.id.is_some() {
        let item = input.id.map(|item| super::find(db, &item, None)).transpose()?.flatten();
        let words = input.label.map(|label| fold(&label).into_owned()).unwrap_or_default();
        Listing::one(item.filter(|item| fold(&item.label).contains(&words)))
    } else {
        let navigation = input
            .navigation_id
            .map(|navigation| navigation::require(db, &navigation))
            .transpose()?;
        let after: Position = paging.after_or((String::new(), i64::MIN, String::new()))?;
        let navigation = navigation.map(|navigation| navigation.id);
        let rows = row::listed(db, navigation, input.label.as_deref(), after, paging.fetch())?;
        Listing::page(rows, paging, |item| (item.navigation_id, item.sort_order, item.id))
    };
    let below = Below::of(db, listing.items())?;
    listing.map(|item| Ok(below.nested(item, LEVELS_SHOWN_MAX)))
}

/// Child items by their parent, read level by level.
struct Below(BTreeMap<NavItemId, Vec<NavItemRow>>);

impl Below {
    fn of(db: &TenantRead<'_>, items: &[NavItemRow]) -> Result<Below> {
        let mut below: BTreeMap<NavItemId, Vec<NavItemRow>> = BTreeMap::new();
        let mut parents: Vec<NavItemId> = items.iter().map(|item| item.id).collect();
        for _ in 1..LEVELS_SHOWN_MAX {
            let children = row::children(db, &parents)?;
            parents = children.iter().map(|child| child.id).collect();
            parents.retain(|id| !below.contains_key(id));
            for child in children {
                let Some(parent) = child.parent_id else { continue };
                let known = below.entry(parent).or_default();
                if known.iter().all(|it| it.id != child.id) {
                    known.push(child);
                }
            }
        }
        Ok(Below(below))
    }

    /// An item with its children.
    fn nested(&self, item: NavItemRow, levels: usize) -> NavItemOut {
        let below = self.0.get(&item.id).filter(|_| levels > 1);
        let below = below.into_iter().flatten().cloned();
        let children = below.map(|child| self.nested(child, levels - 1)).collect();
        let target = Target::of(&item);
        NavItemOut {
            id: item.id,
            navigation_id: item.navigation_id,
            navigation_key: item.navigation_key,
            parent_id: item.parent_id,
            label: item.label,
            target_type: item.target_type.as_str(),
            target_id: target.id(),
            target_name: item.target_name,
            target_status: item.target_status,
            href: item.href,
            visible: item.visible,
            button: item.button,
            sort_order: item.sort_order,
            version: item.version,
            updated_at: item.updated_at,
            children,
        }
    }
}

impl NavItemOut {
    /// Whether visitors see it at the top level of the navigation with this key.
    pub(super) fn is_at_the_top_of(&self, navigation: &str) -> bool {
        self.visible && self.parent_id.is_none() && self.navigation_key == navigation
    }

    pub(super) fn navigation_id(&self) -> NavigationId {
        self.navigation_id
    }

    /// The item with its children.
    pub(super) fn whole(db: &TenantRead<'_>, id: NavItemId) -> Result<NavItemOut> {
        let item = super::of_id(db, id)?;
        let below = Below::of(db, std::slice::from_ref(&item))?;
        Ok(below.nested(item, LEVELS_SHOWN_MAX))
    }
}
