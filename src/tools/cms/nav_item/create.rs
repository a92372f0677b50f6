//! `createNavItem`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    get::NavItemOut,
    place,
    target::{Address, Named, Target},
    target_type::TargetType,
};
use crate::{
    clock,
    error::Result,
    id::{self, NavItemId},
    store::{Dml, TenantWrite},
    tool::{Command, Resource, Spec},
    tools::cms::navigation,
    value::{HOME, Name, Ref},
};

/// The tool.
pub static TOOL: Command<Input, NavItemOut> = Command::new(
    Spec {
        name: "createNavItem",
        title: "Create a navigation item",
        description: "Create an item in a menu of the site, at the top or below another item. Returns the item.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// `header`, `footer`, …
    navigation_id: Ref<id::Navigation>,
    label: Name,
    target_type: TargetType,
    target_id: Option<Named>,
    /// https:, mailto:, tel: or a path.
    url: Option<Address>,
    parent_id: Option<Ref<id::NavItem>>,
    visible: Option<bool>,
    sort_order: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<NavItemOut>> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO nav_item (tenant_id, id, navigation_id, parent_id, label, target_type, target_page_id,
                               target_entry_id, target_post_id, target_image_id, url, visible, sort_order,
                               version, created_at, updated_at)
         VALUES (:tenant, :id, :navigation, :parent, :label, :type, :page, :entry, :post, :image, :url,
                 :visible, :order, 1, :now, :now)",
    );
    // Navigation, parent and target must be there.
    let navigation = navigation::require(db, &input.navigation_id)?;
    let parent = input.parent_id.as_ref();
    let parent = parent.map(|parent| place::parent(db, parent, navigation.id)).transpose()?;
    let (named, url) = (input.target_id.as_deref(), input.url.as_deref());
    let target = Target::given(db, input.target_type, named, url)?;

    let (id, parent) = (NavItemId::new(), parent.map(|parent| parent.id));
    let last = || place::next_order(db, navigation.id, parent);
    let order = input.sort_order.map_or_else(last, Ok)?;
    let mut params = vec![
        (":id", id.into()),
        (":navigation", navigation.id.into()),
        (":parent", parent.into()),
        (":label", (&input.label).into()),
        (":visible", input.visible.unwrap_or(true).into()),
        (":order", order.into()),
        (":now", clock::now().into()),
    ];
    params.extend(target.params());
    db.execute(&ADD, &params)?;
    Ok(Resource::at(NavItemOut::whole(db, id)?, db.who().page_url(HOME)))
}
