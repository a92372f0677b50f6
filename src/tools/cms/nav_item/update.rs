//! `updateNavItem`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    NavItemRow,
    get::NavItemOut,
    place,
    target::{Address, Named, Target},
    target_type::TargetType,
};
use crate::{
    clock,
    error::Result,
    id,
    store::{Dml, TenantRead, TenantWrite, ledger},
    tool::{Command, Resource, Spec},
    value::{HOME, Name, Patch, Ref},
};

/// The tool.
pub static TOOL: Command<Input, NavItemOut> = Command::new(
    Spec {
        name: "updateNavItem",
        title: "Update a navigation item",
        description: "Update an item's label, target, place or visibility. Returns the item.",
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
    /// https:, mailto:, tel: or a path.
    url: Option<Address>,
    /// null: the top.
    #[serde(default)]
    parent_id: Patch<Ref<id::NavItem>>,
    visible: Option<bool>,
    sort_order: Option<i64>,
    expected_version: Option<i64>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<Resource<NavItemOut>> {
    // The item must be there, and as the caller knows it.
    let before = super::require(db, &input.id, None)?;
    let key = before.id.to_string();
    ledger::expect_version(db, "nav_item", &key, before.version, input.expected_version)?;

    let mut after = before.clone();
    if let Some(label) = &input.label {
        after.label = label.to_string();
    }
    after.visible = input.visible.unwrap_or(before.visible);
    after.target = target(db, &before, &input)?;
    let moves = match &input.parent_id {
        Patch::Absent => false,
        Patch::Null => after.parent_id.take().is_some(),
        Patch::Value(parent) => {
            // The new parent must be of the same navigation.
            let parent = place::parent(db, parent, before.navigation_id)?;
            after.parent_id.replace(parent.id) != Some(parent.id)
        }
    };
    if let Some(order) = input.sort_order {
        after.sort_order = order;
    } else if moves {
        after.sort_order = place::next_order(db, before.navigation_id, after.parent_id)?;
    }
    save(db, &after)?;
    Ok(Resource::at(NavItemOut::whole(db, before.id)?, db.who().page_url(HOME)))
}

/// The target that the item is to have.
fn target(db: &TenantRead<'_>, before: &NavItemRow, input: &Input) -> Result<Target> {
    let (named, url) = (input.target_id.as_deref(), input.url.as_deref());
    let kind = input.target_type.unwrap_or(before.target.kind());
    if (kind, named, url) == (before.target.kind(), None, None) {
        return Ok(before.target.clone());
    }
    Target::given(db, kind, named, url)
}

/// Writes the item, unless it is as it was: a write that changes nothing leaves the version alone.
fn save(db: &mut TenantWrite<'_>, item: &NavItemRow) -> Result<()> {
    const SAVE: Dml = Dml::scoped(
        "UPDATE nav_item SET parent_id = :parent, label = :label, target_type = :type,
                             target_page_id = :page, target_entry_id = :entry, target_post_id = :post,
                             target_image_id = :image, url = :url, visible = :visible,
                             sort_order = :order, version = version + 1, updated_at = :now
         WHERE tenant_id = :tenant AND id = :id
           AND (parent_id, label, target_type, target_page_id, target_entry_id, target_post_id,
                target_image_id, url, visible, sort_order)
               IS NOT (:parent, :label, :type, :page, :entry, :post, :image, :url, :visible, :order)",
    );
    let mut params = vec![
        (":id", item.id.into()),
        (":parent", item.parent_id.into()),
        (":label", (&item.label).into()),
        (":visible", item.visible.into()),
        (":order", item.sort_order.into()),
        (":now", clock::now().into()),
    ];
    params.extend(item.target.params());
    db.execute(&SAVE, &params)?;
    Ok(())
}
