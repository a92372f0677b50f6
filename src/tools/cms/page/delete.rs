//! `deletePage`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{PageRow, row};
use crate::{
    error::{Code, Error, Result},
    id,
    store::{Dml, TenantWrite},
    tool::{Deletion, Spec},
    tools::each_once,
    value::Ref,
};

/// The tool.
pub static TOOL: Deletion<Input> = Deletion::new(
    Spec {
        name: "deletePage",
        title: "Delete pages",
        description: "Delete pages with their sections and navigation items. Previews first. Returns what was deleted.",
    },
    run,
);

/// What it takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Input {
    #[schemars(length(min = 1, max = 100))]
    ids: Vec<Ref<id::Page>>,
}

fn run(db: &mut TenantWrite<'_>, input: Input) -> Result<()> {
    const DELETE: Dml = Dml::scoped("DELETE FROM page WHERE tenant_id = :tenant AND id = :id");
    // Every page must be there and unprotected.
    let unprotected = |page: &Ref<id::Page>| {
        let page = super::require(db, page)?;
        refuse_protected(&page).map(|()| page)
    };
    let mut pages = each_once(&input.ids, unprotected, |page| page.id)?;
    // No page may leave children behind.
    for page in &pages {
        let children = row::children(db, page.id)?;
        let left: Vec<&PageRow> =
            children.iter().filter(|child| pages.iter().all(|p| p.id != child.id)).collect();
        refuse_orphans(page, &left)?;
    }
    // Deepest first, so that no page goes before those below it.
    pages.sort_by_key(|page| std::cmp::Reverse(page.path.matches('/').count()));
    for (done, page) in pages.iter().enumerate() {
        db.report(done, pages.len(), "deleting pages");
        db.execute(&DELETE, &[(":id", page.id.into())])?;
    }
    Ok(())
}

fn refuse_protected(page: &PageRow) -> Result<()> {
    if !page.is_protected {
        return Ok(());
    }
    Err(Error::new(Code::PageProtected, format!("page “{}” is protected from deletion", page.name))
        .suggest(
            "ask the person; if they really want it gone, updatePage { isProtected: false } first",
        ))
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
