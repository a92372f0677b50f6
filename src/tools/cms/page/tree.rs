//! Moving pages in their tree: addresses below a page follow it, and old addresses lead on.

use super::PageRow;
use crate::{
    clock,
    error::{Code, Error, Result},
    id::PageId,
    store::{Dml, TenantRead, TenantWrite},
};

/// Refuses a new parent that is the page itself or below it.
pub(super) fn refuse_cycle(page: &PageRow, parent: &PageRow) -> Result<()> {
    let inside = format!("{}/", page.path);
    if parent.id == page.id || parent.path.starts_with(&inside) {
        return Err(Error::new(
            Code::PageCycle,
            format!("page “{}” cannot move below itself (“{}” is in it)", page.name, parent.name),
        )
        .suggest("choose a parent outside the page, or null for the root"));
    }
    Ok(())
}

/// The page above `page`, if it has one.
pub(super) fn parent(db: &TenantRead<'_>, page: &PageRow) -> Result<Option<PageRow>> {
    page.parent_id.map(|id| super::of_id(db, id)).transpose()
}

/// Gives everything below `old` its place below `new`, and leaves redirects from all old addresses.
pub(super) fn follow(db: &mut TenantWrite<'_>, page: PageId, old: &str, new: &str) -> Result<()> {
    const REDIRECT_PAGE: Dml = Dml::scoped(
        "INSERT INTO redirect (tenant_id, path, page_id, version, created_at, updated_at)
         VALUES (:tenant, :old, :page, 1, :now, :now)
         ON CONFLICT (tenant_id, path) DO UPDATE SET
           page_id = excluded.page_id, version = version + 1, updated_at = excluded.updated_at",
    );
    const REDIRECT_BELOW: Dml = Dml::scoped(
        "INSERT INTO redirect (tenant_id, path, page_id, version, created_at, updated_at)
         SELECT :tenant, path, id, 1, :now, :now FROM page
         WHERE tenant_id = :tenant AND path > :first AND path < :last
         ON CONFLICT (tenant_id, path) DO UPDATE SET
           page_id = excluded.page_id, version = version + 1, updated_at = excluded.updated_at",
    );
    const MOVE_BELOW: Dml = Dml::scoped(
        "UPDATE page SET path = :new || substr(path, length(:old) + 1), version = version + 1,
                         updated_at = :now
         WHERE tenant_id = :tenant AND path > :first AND path < :last",
    );
    let now = clock::now();
    // Everything below `a` lies between `a/` and `a0`, because 0 comes right after the slash.
    let (first, last) = (format!("{old}/"), format!("{old}0"));
    db.execute(
        &REDIRECT_PAGE,
        &[(":old", old.into()), (":page", page.into()), (":now", now.into())],
    )?;
    let range = [(":first", (&first).into()), (":last", (&last).into()), (":now", now.into())];
    db.execute(&REDIRECT_BELOW, &range)?;
    let [first, last, now] = range;
    db.execute(&MOVE_BELOW, &[(":new", new.into()), (":old", old.into()), first, last, now])?;
    free(db, new)?;
    free_below(db, new)
}

/// Takes away the redirect from an address that a page has now.
pub(super) fn free(db: &mut TenantWrite<'_>, path: &str) -> Result<()> {
    const FREE: Dml =
        Dml::scoped("DELETE FROM redirect WHERE tenant_id = :tenant AND path = :path");
    db.execute(&FREE, &[(":path", path.into())])?;
    Ok(())
}

/// The same for the addresses below it.
fn free_below(db: &mut TenantWrite<'_>, path: &str) -> Result<()> {
    const FREE: Dml = Dml::scoped(
        "DELETE FROM redirect WHERE tenant_id = :tenant AND path > :first AND path < :last
           AND EXISTS (SELECT 1 FROM page p WHERE p.tenant_id = :tenant AND p.path = redirect.path)",
    );
    let (first, last) = (format!("{path}/"), format!("{path}0"));
    db.execute(&FREE, &[(":first", first.into()), (":last", last.into())])?;
    Ok(())
}
