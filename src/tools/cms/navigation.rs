//! Navigations: the menus of a site. People set them up; tools work with their items.

use crate::{
    clock,
    error::{Code, Error, Result},
    id::{self, NavigationId},
    store::{Dml, Row, Sql, TenantRead, TenantWrite},
    value::Ref,
};

/// A navigation as it is stored.
#[derive(Clone, Debug)]
pub struct NavigationRow {
    /// Its id.
    pub id: NavigationId,
    /// How people and tools name it: `header`.
    pub key: String,
    /// What people call it.
    pub name: String,
}

/// A read of whole navigations; a constant cannot be joined with another at compile time.
macro_rules! navigations {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT id, key, name FROM navigation WHERE tenant_id = :tenant AND ",
            $condition
        ))
    };
}

/// The navigation of that id, key or exact name, which must be there.
pub(crate) fn require(
    db: &TenantRead<'_>,
    navigation: &Ref<id::Navigation>,
) -> Result<NavigationRow> {
    const BY_ID: Sql = navigations!("id = :id");
    const BY_KEY: Sql = navigations!("key = :key");
    const BY_NAME: Sql = navigations!("lower(name) = lower(:key)");
    let found = match navigation {
        Ref::Id(id) => db.first(&BY_ID, &[(":id", (*id).into())], read)?,
        Ref::Name(key) => match db.first(&BY_KEY, &[(":key", key.into())], read)? {
            Some(found) => Some(found),
            None => db.first(&BY_NAME, &[(":key", key.into())], read)?,
        },
    };
    if let Some(found) = found {
        return Ok(found);
    }
    let keys: Vec<String> = all(db)?.into_iter().map(|known| known.key).collect();
    Err(Error::new(Code::NavigationNotFound, format!("there is no navigation `{navigation}`"))
        .suggest(format!("use one of {}", keys.join(", "))))
}

/// Every navigation, by key: people set up a handful.
pub fn all(db: &TenantRead<'_>) -> Result<Vec<NavigationRow>> {
    const ALL: Sql = navigations!("key >= '' ORDER BY key LIMIT 1000");
    db.all(&ALL, &[], read)
}

/// Adds a navigation.
///
/// # Errors
/// `NAME_TAKEN` when there is one of that key.
pub fn add(db: &mut TenantWrite<'_>, key: &str, name: &str) -> Result<NavigationId> {
    const ADD: Dml = Dml::scoped(
        "INSERT INTO navigation (tenant_id, id, key, name, version, created_at, updated_at)
         VALUES (:tenant, :id, :key, :name, 1, :now, :now)
         ON CONFLICT (tenant_id, key) DO NOTHING",
    );
    let id = NavigationId::new();
    let added = db.execute(
        &ADD,
        &[
            (":id", id.into()),
            (":key", key.into()),
            (":name", name.into()),
            (":now", clock::now().into()),
        ],
    )?;
    match added {
        0 => Err(Error::new(Code::NameTaken, format!("there is a navigation `{key}` already"))
            .suggest("choose another key")),
        _ => Ok(id),
    }
}

fn read(row: &Row<'_>) -> Result<NavigationRow> {
    Ok(NavigationRow { id: row.id("id")?, key: row.text("key")?, name: row.text("name")? })
}
