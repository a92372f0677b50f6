//! `updateNavItem`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    get::NavItemOut,
    place,
    target::{Address, Named, Target},
};
use crate::{
    error::Result,
    id,
    store::{TenantRead, TenantWrite, entity::NavItemRow, ledger},
    tool::{Command, Resource, Spec},
    value::{HOME, Name, Patch, Ref, TargetType},
};

/// The tool.
pub static TOOL: Command<Input, NavItemOut> = Command::new(
    Spec {
        name: "updateNavItem",
        title: "Update a navigation item",
        description: "Update an item's label, target, place or visibility.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    id: Ref<id::NavItem>,
    label: Option<Name>,
    target_type: Option<TargetType>,
    target_id: Option<Named>,
    url: Option<Address>,
    /// "": the top.
    #[serde(default)]
    parent_id: Patch<Ref<id::NavItem>>,
    visible: Option<bool>,
    button: Option<bool>,
    sort_order: Option<i64>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<NavItemOut>> {
    // It must exist, in the version that the caller expects.
    let before = super::require(db, &input.id, None)?;
    let key = before.id.to_string();
    ledger::expect_version(db, "nav_item", &key, before.version, input.expected_version)?;

    let mut after = before.clone();
    if let Some(label) = &input.label {
        after.label = label.to_string();
    }
    after.visible = input.visible.unwrap_or(before.visible);
    after.button = input.button.unwrap_or(before.button);
    let target = target(db, &before, &input)?;
    after.target_type = target.kind();
    (
        after.target_page_id,
        after.target_entry_id,
        after.target_post_id,
        after.target_image_id,
        after.url,
    ) = target.columns();
    let moves = match &input.parent_id {
        Patch::Absent => false,
        Patch::Null => after.parent_id.take().is_some(),
        Patch::Value(parent) => {
            // The new parent must be in the same navigation.
            let parent = place::parent(db, parent, before.navigation_id)?;
            after.parent_id.replace(parent.id) != Some(parent.id)
        }
    };
    if let Some(order) = input.sort_order {
        after.sort_order = order;
    } else if moves {
        after.sort_order = place::next_order(db, before.navigation_id, after.parent_id)?;
    }
    after.save(db)?;
    // The answer contains the position.
    if input.sort_order.is_some() {
        db.settle()?;
    }
    let item = NavItemOut::whole(db, before.id)?;
    let note = place::crowd_note(db, &item)?;
    Ok(Resource::at(item, db.page_url(HOME)).noting(note))
}

/// The new target of the item.
fn target(db: &TenantRead<'_>, before: &NavItemRow, input: &Input) -> Result<Target> {
    let (named, url) = (input.target_id.as_deref(), input.url.as_deref());
    let kind = input.target_type.unwrap_or(before.target_type);
    if (kind, named, url) == (before.target_type, None, None) {
        return Ok(Target::of(before));
    }
    Target::given(db, kind, named, url)
}
