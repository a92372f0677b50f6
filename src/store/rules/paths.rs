//! The page tree: no page is below itself, and a page's path is its parent's path plus its own slug.
//!
//! The paths are computed: they are updated for each page that was created, moved, renamed or restored, and for all
//! pages below it. A redirect leads from the old path to the page.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{Repair, Rule, given, list, touches};
use crate::{
    clock,
    error::{Code, Error, Result},
    store::{
        Dml, Sql, TenantRead, TenantWrite, portable,
        row_change::{Op, RowChange},
    },
    value::{BOOKING_PAGES, PATH_CHARS_MAX, is_reserved},
};

pub(super) const RULE: Rule = Rule { watches: &[("page", PLACE)], keep };

/// The columns that a page's path depends on, and the path.
const PLACE: &[&str] = &["parent_id", "slug", "path"];

/// A page whose path is wrong.
struct MisplacedPage {
    id: String,
    name: String,
    old: String,
    /// The right path; `None` if its ancestors form a cycle.
    new: Option<String>,
}

fn keep(db: &mut TenantWrite<'_>, rows: &[&RowChange]) -> Result<Repair> {
    for (row, path) in rows.iter().filter_map(|row| Some((row, given(row, "path")?))) {
        refuse_reserved(path)?;
        if path.len() > PATH_CHARS_MAX as usize {
            return Err(too_long(row.label.as_deref().unwrap_or_default()));
        }
    }
    let placed: Vec<&RowChange> = rows.iter().copied().filter(|row| may_stray(row)).collect();
    if placed.is_empty() {
        return Ok(Repair::Nothing);
    }
    let changed = list(placed.iter().map(|row| row.key.as_str()));
    if !any_astray(db, &changed)? {
        return Ok(Repair::Nothing);
    }
    let strays = strays(db, &changed)?;
    if let Some(lost) = strays.iter().find(|stray| stray.new.is_none()) {
        return Err(circle(db, &changed)?.unwrap_or_else(|| too_long(&lost.name)));
    }
    strays.iter().filter_map(|stray| stray.new.as_deref()).try_for_each(refuse_reserved)?;
    put(db, &strays, &changed)?;
    Ok(Repair::Rows)
}

/// Whether a page's path can be wrong. That of a new page at the root cannot.
fn may_stray(row: &RowChange) -> bool {
    match row.op {
        Op::Delete => false,
        Op::Update => touches(row, PLACE),
        Op::Insert => given(row, "parent_id").is_some() || given(row, "path") != given(row, "slug"),
    }
}

/// Whether the path of a changed page, or of a direct child, differs from its parent's path plus its slug. If none
/// does, there is no cycle either: every path is longer than its parent's.
fn any_astray(db: &TenantRead<'_>, changed: &str) -> Result<bool> {
    const ASTRAY: Sql = Sql::scoped(portable!(
        "SELECT p.id AS id FROM {items :changed, cte_changed}
         {ordered_join} page p ON p.tenant_id = :tenant AND p.id = cte_changed.value
         LEFT JOIN page a ON a.tenant_id = p.tenant_id AND a.id = p.parent_id
         WHERE p.path <> coalesce(a.path || '/', '') || p.slug
         UNION ALL
         SELECT c.id FROM {items :changed, cte_changed}
         {ordered_join} page p ON p.tenant_id = :tenant AND p.id = cte_changed.value
         {ordered_join} page c {by_index page_by_parent} ON c.tenant_id = p.tenant_id AND c.parent_id = p.id
         WHERE c.path <> p.path || '/' || c.slug
         LIMIT 1"
    ));
    Ok(db.first(&ASTRAY, &[(":changed", changed.into())], |row| row.text("id"))?.is_some())
}

/// The changed pages, and all below them, whose path is wrong.
fn strays(db: &TenantRead<'_>, changed: &str) -> Result<Vec<MisplacedPage>> {
    // The length of the path limits the recursion if there is a cycle.
    const STRAYS: Sql = Sql::scoped(portable!(
        "WITH RECURSIVE cte_up (id, above, path) AS (
           SELECT p.id, p.parent_id, p.slug
           FROM {items :changed, cte_changed}
           {ordered_join} page p ON p.tenant_id = :tenant AND p.id = cte_changed.value
           UNION
           SELECT cte_here.id, a.parent_id, a.slug || '/' || cte_here.path
           FROM cte_up cte_here
           {ordered_join} page a ON a.tenant_id = :tenant AND a.id = cte_here.above
           WHERE length(cte_here.path) <= :most
         ), cte_tree (id, path) AS (
           SELECT cte_top.id, cte_top.path FROM cte_up cte_top
           WHERE cte_top.above IS NULL AND length(cte_top.path) <= :most
           UNION
           SELECT c.id, cte_over.path || '/' || c.slug
           FROM cte_tree cte_over
           {ordered_join} page c {by_index page_by_parent}
             ON c.tenant_id = :tenant AND c.parent_id = cte_over.id
           WHERE length(cte_over.path) <= :most
         )
         SELECT p.id AS id, p.name AS name, p.path AS old, cte_right.path AS new
         FROM cte_tree cte_right
         {ordered_join} page p ON p.tenant_id = :tenant AND p.id = cte_right.id
         WHERE p.path <> cte_right.path AND length(cte_right.path) <= :most
         UNION ALL
         SELECT p.id, p.name, p.path, NULL FROM cte_tree cte_long
         {ordered_join} page p ON p.tenant_id = :tenant AND p.id = cte_long.id
         WHERE length(cte_long.path) > :most
         UNION ALL
         SELECT p.id, p.name, p.path, NULL
         FROM {items :changed, cte_changed}
         {ordered_join} page p ON p.tenant_id = :tenant AND p.id = cte_changed.value
         WHERE p.id NOT IN (SELECT cte_found.id FROM cte_tree cte_found)"
    ));
    let params = [(":changed", changed.into()), (":most", PATH_CHARS_MAX.into())];
    db.all(&STRAYS, &params, |row| {
        Ok(MisplacedPage {
            id: row.text("id")?,
            name: row.text("name")?,
            old: row.text("old")?,
            new: row.text_or_none("new")?,
        })
    })
}

/// The error for a page that is below itself, if there is one.
fn circle(db: &TenantRead<'_>, changed: &str) -> Result<Option<Error>> {
    const CIRCLE: Sql = Sql::scoped(portable!(
        "WITH RECURSIVE cte_up (id, above) AS (
           SELECT p.id, p.parent_id
           FROM {items :changed, cte_changed}
           {ordered_join} page p ON p.tenant_id = :tenant AND p.id = cte_changed.value
           UNION
           SELECT cte_here.id, a.parent_id
           FROM cte_up cte_here {ordered_join} page a ON a.tenant_id = :tenant AND a.id = cte_here.above
         )
         SELECT p.name AS name, a.name AS above
         FROM cte_up cte_round
         {ordered_join} page p ON p.tenant_id = :tenant AND p.id = cte_round.id
         JOIN page a ON a.tenant_id = :tenant AND a.id = p.parent_id
         WHERE cte_round.above = cte_round.id LIMIT 1"
    ));
    db.first(&CIRCLE, &[(":changed", changed.into())], |row| {
        let (name, above) = (row.text("name")?, row.text("above")?);
        Ok(Error::new(
            Code::PageCycle,
            format!("page “{name}” cannot move below itself (“{above}” is in it)"),
        )
        .suggest("choose a parent outside the page, or null for the root"))
    })
}

fn too_long(name: &str) -> Error {
    Error::new(
        Code::ArgumentInvalid,
        format!("the address of page “{name}” would have more than {PATH_CHARS_MAX} characters"),
    )
    .suggest("use shorter slugs, or a parent further up")
}

/// Writes the right paths, and adds redirects from the old ones.
fn put(db: &mut TenantWrite<'_>, strays: &[MisplacedPage], changed: &str) -> Result<()> {
    // A row that the change has written already has its new version.
    const PUT: Dml = Dml::scoped(portable!(
        "UPDATE page SET path = {member :news, id},
                         version = version + CASE WHEN id IN {list :changed} THEN 0 ELSE 1 END,
                         updated_at = :now
         WHERE tenant_id = :tenant AND id IN (SELECT cte_news.key FROM {pairs :news, cte_news})"
    ));
    const PARK: Dml = Dml::scoped(portable!(
        "UPDATE page SET path = id
         WHERE tenant_id = :tenant AND id IN (SELECT cte_news.key FROM {pairs :news, cte_news})"
    ));
    const LEAD: Dml = Dml::scoped(portable!(
        "INSERT INTO redirect (tenant_id, path, page_id, version, created_at, updated_at)
         SELECT :tenant, cte_olds.value, cte_olds.key, 1, :now, :now
         FROM {pairs :olds, cte_olds} WHERE cte_olds.value <> cte_olds.key
         ON CONFLICT (tenant_id, path) DO NOTHING"
    ));
    let paths: Vec<&str> = strays.iter().filter_map(|stray| stray.new.as_deref()).collect();
    refuse_shared(strays)?;
    refuse_taken(db, &paths, |id| strays.iter().any(|stray| stray.id == id))?;
    let by_id = |path: fn(&MisplacedPage) -> &str| {
        let pairs = strays.iter().map(|stray| (stray.id.clone(), path(stray).into()));
        Value::Object(pairs.collect()).to_string()
    };
    let news = by_id(|stray| stray.new.as_deref().unwrap_or_default());
    let news = (":news", news.as_str().into());
    let now = (":now", clock::now().into());
    // Pages that swap paths get temporary ones first, because paths are unique.
    let olds: HashSet<&str> = strays.iter().map(|stray| stray.old.as_str()).collect();
    if paths.iter().any(|new| olds.contains(new)) {
        db.execute(&PARK, std::slice::from_ref(&news))?;
    }
    db.execute(&PUT, &[news, (":changed", changed.into()), now.clone()])?;
    // A page restored without a path has its key as a placeholder, which needs no redirect.
    db.execute(&LEAD, &[(":olds", by_id(|stray| &stray.old).into()), now])?;
    Ok(())
}

/// Refuses a path that a page has. A tool calls this before it creates a page, because the constraint error would not
/// say which page has it.
///
/// # Errors
/// `SLUG_TAKEN`
pub fn refuse_page_at(db: &TenantRead<'_>, path: &str) -> Result<()> {
    refuse_taken(db, &[path], |_| false)
}

/// Refuses new paths that other pages have, unless those move themselves. Posts and entries are checked by the rule of
/// addresses.
fn refuse_taken(db: &TenantRead<'_>, paths: &[&str], moves: impl Fn(&str) -> bool) -> Result<()> {
    const TAKEN: Sql = Sql::scoped(portable!(
        "SELECT p.id AS id, p.name AS name, p.path AS path
         FROM {items :paths, cte_paths}
         {ordered_join} page p ON p.tenant_id = :tenant AND p.path = cte_paths.value"
    ));
    let holders = db.all(&TAKEN, &[(":paths", list(paths.iter().copied()).into())], |row| {
        Ok((row.text("id")?, row.text("name")?, row.text("path")?))
    })?;
    match holders.iter().find(|(id, _, _)| !moves(id)) {
        None => Ok(()),
        Some((id, name, path)) => {
            let slug = path.rsplit('/').next().unwrap_or_default();
            Err(Error::new(
                Code::SlugTaken,
                format!("page “{name}” ({id}) has the address /{path} already"),
            )
            .suggest(format!("use another slug such as `{slug}-2`, or update that page")))
        }
    }
}

/// Refuses two moved pages with the same new path. This happens when a page is restored beside one with the same slug
/// while a page above both is moved.
fn refuse_shared(strays: &[MisplacedPage]) -> Result<()> {
    let mut at: HashMap<&str, &MisplacedPage> = HashMap::new();
    for stray in strays {
        let Some(new) = stray.new.as_deref() else { continue };
        if let Some(other) = at.insert(new, stray) {
            let sentence = format!(
                "pages “{}” and “{}” would both have the address /{new}",
                other.name, stray.name
            );
            return Err(Error::new(Code::SlugTaken, sentence)
                .suggest("give one of them another slug, or another parent, first"));
        }
    }
    Ok(())
}

/// Refuses a path that the site itself uses, where no page can be.
fn refuse_reserved(path: &str) -> Result<()> {
    if !is_reserved(path) {
        return Ok(());
    }
    let next = if path.starts_with(BOOKING_PAGES) {
        "put the page elsewhere: below `book` are the pages on which visitors book".to_owned()
    } else {
        format!("use `{path}-page`")
    };
    Err(Error::new(Code::SlugReserved, format!("`{path}` is an address of the site itself"))
        .suggest(next))
}
