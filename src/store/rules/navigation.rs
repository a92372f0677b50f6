//! Menus: an item's parent is in the same navigation and not below the item itself, the tree is not too deep or too
//! large, and the target fits the item's type.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Repair, Rule, list, taken};
use crate::{
    error::{Code, Error, Result},
    store::{
        Sql, TenantRead, TenantWrite, portable,
        row_change::{Op, RowChange},
    },
};

pub(super) const RULE: Rule = Rule {
    watches: &[(
        "nav_item",
        &[
            "navigation_id",
            "parent_id",
            "visible",
            "target_type",
            "target_page_id",
            "target_entry_id",
            "target_post_id",
            "target_image_id",
            "url",
        ],
    )],
    keep,
};

/// More levels cannot be used on a phone.
const LEVELS_MAX: usize = 3;

/// More than any menu needs. Limited because answers contain the whole tree below an item.
const ITEMS_MAX: usize = 100;

/// An item of a changed navigation.
struct Item {
    id: String,
    navigation: String,
    navigation_key: String,
    parent: Option<String>,
    label: String,
    visible: bool,
    kind: String,
    /// The names of the target columns that are set, in the order of the table.
    targets: String,
}

impl Item {
    fn is_shown_at_top(&self) -> bool {
        self.visible && self.parent.is_none()
    }
}

fn keep(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    let staying = rows.iter().filter(|row| row.op != Op::Delete);
    let changed: BTreeSet<&str> = staying.map(|row| row.key.as_str()).collect();
    if changed.is_empty() {
        return Ok(Repair::Nothing);
    }
    let items = items(db, &list(changed.iter().copied()))?;
    let menus = Menus { items: &items, rows };
    for item in items.iter().filter(|item| changed.contains(item.id.as_str())) {
        menus.refuse_place(item)?;
        refuse_target(item)?;
    }
    let at_top =
        db.policy().allowance.navigation_items_max.map_or(usize::MAX, |most| most as usize);
    let navigations: BTreeSet<&str> = items.iter().map(|item| item.navigation.as_str()).collect();
    navigations.iter().try_for_each(|navigation| menus.refuse_crowd(navigation, at_top))?;
    Ok(Repair::Nothing)
}

/// All items of the navigations that contain the changed ones.
fn items(db: &TenantRead<'_>, changed: &str) -> Result<Vec<Item>> {
    const ITEMS: Sql = Sql::scoped(portable!(
        "SELECT i.id AS id, i.navigation_id AS navigation_id, n.key AS navigation_key,
                i.parent_id AS parent_id, i.label AS label, i.visible AS visible, i.target_type AS target_type,
                CASE WHEN i.target_page_id IS NULL THEN '' ELSE 'page' END
                  || CASE WHEN i.target_entry_id IS NULL THEN '' ELSE 'entry' END
                  || CASE WHEN i.target_post_id IS NULL THEN '' ELSE 'post' END
                  || CASE WHEN i.target_image_id IS NULL THEN '' ELSE 'media' END
                  || CASE WHEN i.url IS NULL THEN '' ELSE 'url' END AS targets
         FROM nav_item i
         JOIN navigation n ON n.tenant_id = i.tenant_id AND n.id = i.navigation_id
         WHERE i.tenant_id = :tenant AND i.navigation_id IN (
           SELECT c.navigation_id FROM {items :changed, cte_changed}
           {ordered_join} nav_item c ON c.tenant_id = :tenant AND c.id = cte_changed.value)
         ORDER BY i.navigation_id, i.sort_order, i.id"
    ));
    db.all(&ITEMS, &[(":changed", changed.into())], |row| {
        Ok(Item {
            id: row.text("id")?,
            navigation: row.text("navigation_id")?,
            navigation_key: row.text("navigation_key")?,
            parent: row.text_or_none("parent_id")?,
            label: row.text("label")?,
            visible: row.flag("visible")?,
            kind: row.text("target_type")?,
            targets: row.text("targets")?,
        })
    })
}

/// The changed navigations, after the change.
struct Menus<'i> {
    items: &'i [Item],
    rows: &'i [&'i RowChange],
}

impl Menus<'_> {
    fn above(&self, item: &Item) -> Option<&Item> {
        let parent = item.parent.as_ref()?;
        self.items.iter().find(|other| other.id == *parent)
    }

    /// Refuses an item below itself, in another navigation than its parent, or too deep.
    fn refuse_place(&self, item: &Item) -> Result<()> {
        let Some(parent) = &item.parent else { return Ok(()) };
        let above = self.above(item).filter(|above| above.navigation == item.navigation);
        let above = above.ok_or_else(|| {
            let sentence =
                format!("“{}” would be below an item of another navigation ({parent})", item.label);
            Error::new(Code::NavItemCycle, sentence)
                .suggest("choose a parent in the item's own navigation")
        })?;
        let (mut levels_above, mut next) = (0, Some(above));
        while let Some(here) = next {
            if here.id == item.id {
                let (label, above) = (&item.label, &above.label);
                let sentence = format!("“{label}” cannot move below itself (“{above}” is in it)");
                return Err(Error::new(Code::NavItemCycle, sentence)
                    .suggest("choose a parent outside the item, or null for the top"));
            }
            levels_above += 1;
            // A cycle higher up would never end, so the number of steps is limited.
            next = self.above(here).filter(|_| levels_above <= self.items.len());
        }
        if levels_above + self.levels(item, LEVELS_MAX) <= LEVELS_MAX {
            return Ok(());
        }
        let sentence =
            format!("below “{}” it would be nested deeper than {LEVELS_MAX} levels", above.label);
        Err(Error::new(Code::ArgumentInvalid, sentence)
            .suggest("choose a parent further up, or null for the top"))
    }

    /// The number of levels of an item's subtree, counted up to `most`.
    fn levels(&self, item: &Item, most: usize) -> usize {
        let below = self.items.iter().filter(|other| other.parent.as_ref() == Some(&item.id));
        let deepest = below.map(|child| if most > 0 { self.levels(child, most - 1) } else { 0 });
        1 + deepest.max().unwrap_or(0)
    }

    /// Refuses new items beyond the navigation's limits, in total and at the top level. Existing items stay even if
    /// the limit was lowered.
    fn refuse_crowd(&self, navigation: &str, at_top: usize) -> Result<()> {
        let items = || self.items.iter().filter(|item| item.navigation == navigation);
        let all: Vec<&Item> = items().collect();
        let added = self.of_op(Op::Insert).filter(|row| all.iter().any(|item| item.id == row.key));
        let gone = self.of_op(Op::Delete);
        let gone = gone.filter(|row| taken(row, "navigation_id") == Some(navigation));
        let key = all.first().map_or("", |item| item.navigation_key.as_str());
        if all.len() > ITEMS_MAX && added.count() > gone.clone().count() {
            let sentence = format!("{key} has {ITEMS_MAX} items, as many as it may");
            return Err(Error::new(Code::NavigationFull, sentence)
                .suggest("delete items that are not needed with deleteNavItem"));
        }
        let (here, elsewhere): (Vec<&Item>, Vec<&Item>) =
            items().partition(|item| item.is_shown_at_top());
        let was_here = |item: &&&Item| self.was_shown_at_top(item);
        let (stay, come): (Vec<&Item>, Vec<&Item>) = here.iter().partition(|item| was_here(item));
        let leave = gone.filter(|row| was_shown_at_top(row, None)).count()
            + elsewhere.iter().filter(was_here).count();
        if here.len() <= at_top || come.len() <= leave {
            return Ok(());
        }
        Err(full(key, &stay, at_top))
    }

    fn of_op(&self, op: Op) -> impl Iterator<Item = &&RowChange> + Clone {
        self.rows.iter().filter(move |row| row.op == op)
    }

    /// Whether the item was a visible top-level item before the change.
    fn was_shown_at_top(&self, item: &Item) -> bool {
        match self.rows.iter().find(|row| row.key == item.id) {
            None => item.is_shown_at_top(),
            Some(row) => was_shown_at_top(row, Some(item)),
        }
    }
}

/// Whether the item was a visible top-level item before the change; unchanged columns are taken from `now`.
fn was_shown_at_top(row: &RowChange, now: Option<&Item>) -> bool {
    let Some(before) = &row.before else { return false };
    let visible = before.get("visible").map(|visible| visible.as_i64() == Some(1));
    let top = before.get("parent_id").map(Value::is_null);
    let unchanged = |is: fn(&Item) -> bool| now.is_some_and(is);
    visible.unwrap_or_else(|| unchanged(|item| item.visible))
        && top.unwrap_or_else(|| unchanged(|item| item.parent.is_none()))
}

fn full(key: &str, shown: &[&Item], at_top: usize) -> Error {
    let named: Vec<String> =
        shown.iter().map(|item| format!("“{}” ({})", item.label, item.id)).collect();
    let sentence = format!(
        "{key} shows {} items at the top, and may show {at_top}: {}",
        shown.len(),
        named.join(", ")
    );
    Error::new(Code::NavigationFull, sentence).suggest(
        "nest the item below one of them with parentId, or first hide or nest one of them with updateNavItem",
    )
}

/// Refuses a target that does not fit the item's type.
fn refuse_target(item: &Item) -> Result<()> {
    let fitting = if item.kind == "placeholder" { "" } else { &item.kind };
    if item.targets == fitting {
        return Ok(());
    }
    Err(Error::new(
        Code::TargetInvalid,
        format!("“{}” would not lead to what its type says ({})", item.label, item.kind),
    )
    .suggest("set targetType and targetId together with updateNavItem"))
}
