//! `createNavItem`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    get::NavItemOut,
    place,
    target::{Address, Named, Target},
};
use crate::{
    error::Result,
    id::{self, NavItemId},
    store::{TenantWrite, entity::NewNavItem},
    tool::{Command, Resource, Spec},
    tools::cms::navigation,
    value::{HOME, Name, Ref, TargetType},
};

/// The tool.
pub static TOOL: Command<Input, NavItemOut> = Command::new(
    Spec {
        name: "createNavItem",
        title: "Create a navigation item",
        description: "Create a menu item, at the top or below another.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    navigation_id: Ref<id::Navigation>,
    label: Name,
    target_type: TargetType,
    target_id: Option<Named>,
    url: Option<Address>,
    parent_id: Option<Ref<id::NavItem>>,
    visible: Option<bool>,
    button: Option<bool>,
    sort_order: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<NavItemOut>> {
    // Navigation, parent and target must exist.
    let navigation = navigation::require(db, &input.navigation_id)?;
    let parent = input.parent_id.as_ref();
    let parent = parent.map(|parent| place::parent(db, parent, navigation.id)).transpose()?;
    let (named, url) = (input.target_id.as_deref(), input.url.as_deref());
    let target = Target::given(db, input.target_type, named, url)?;

    let parent_id = parent.map(|parent| parent.id);
    let last = || place::next_order(db, navigation.id, parent_id);
    let sort_order = input.sort_order.map_or_else(last, Ok)?;
    let target_type = target.kind();
    let (target_page_id, target_entry_id, target_post_id, target_image_id, url) = target.columns();
    let item = NewNavItem {
        id: NavItemId::new(),
        navigation_id: navigation.id,
        parent_id,
        label: input.label.to_string(),
        target_type,
        target_page_id,
        target_entry_id,
        target_post_id,
        target_image_id,
        url,
        visible: input.visible.unwrap_or(true),
        button: input.button.unwrap_or(false),
        sort_order,
    };
    item.insert(db)?;
    // The answer contains the position.
    if input.sort_order.is_some() {
        db.settle()?;
    }
    let item = NavItemOut::whole(db, item.id)?;
    let note = place::crowd_note(db, &item)?;
    Ok(Resource::at(item, db.page_url(HOME)).noting(note))
}
