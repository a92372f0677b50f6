//! `deletePage`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::row;
use crate::{
    error::{Code, Error, Result},
    id,
    store::{TenantWrite, entity::PageRow},
    tool::{Deletion, Spec},
    tools::each_once,
    value::Ref,
};

/// The tool.
pub static TOOL: Deletion<Input> = Deletion::new(
    Spec {
        name: "deletePage",
        title: "Delete pages",
        description: "Delete pages with their sections and menu items.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(length(min = 1, max = 100), extend("x-also" = ["id"]))]
    ids: Vec<Ref<id::Page>>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<()> {
    let mut pages = each_once(&input.ids, |page| super::require(db, page), |page| page.id)?;
    // A page with children that are not deleted too is refused.
    for page in &pages {
        let children = row::children(db, &[page.id])?;
        let left: Vec<&PageRow> =
            children.iter().filter(|child| pages.iter().all(|p| p.id != child.id)).collect();
        refuse_orphans(page, &left)?;
    }
    // Deepest first, so that children are deleted before their parents.
    pages.sort_by_key(|page| std::cmp::Reverse(page.path.matches('/').count()));
    for (done, page) in pages.iter().enumerate() {
        db.report(done, pages.len(), "deleting pages");
        page.delete(db)?;
    }
    Ok(())
}

fn refuse_orphans(page: &PageRow, left: &[&PageRow]) -> Result<()> {
    if left.is_empty() {
        return Ok(());
    }
    let named: Vec<String> =
        left.iter().map(|child| format!("“{}” ({})", child.name, child.id)).collect();
    Err(Error::new(
        Code::PageHasChildren,
        format!("page “{}” has pages below it: {}", page.name, named.join(", ")),
    )
    .suggest("delete them in the same call, or move them first with updatePage { parentId }"))
}
