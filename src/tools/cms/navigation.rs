//! Navigations: the menus of a site. People set them up; tools edit their items.

use crate::{
    error::{Code, Error, Result},
    id::{self, NavigationId},
    store::{
        TenantRead, TenantWrite,
        entity::{NavigationRow, NewNavigation, Select, select},
    },
    value::Ref,
};

/// The navigation with that id, key or exact name, which must exist.
pub(crate) fn require(
    db: &TenantRead<'_>,
    navigation: &Ref<id::Navigation>,
) -> Result<NavigationRow> {
    const BY_NAME: Select<NavigationRow> =
        select!(NavigationRow, "text_fold(name) = text_fold(:name)");
    let found = match navigation {
        Ref::Id(id) => NavigationRow::by_id(db, *id)?,
        Ref::Name(name) => match by_key(db, name)? {
            Some(found) => Some(found),
            None => db.row(&BY_NAME, &[(":name", name.into())])?,
        },
    };
    if let Some(found) = found {
        return Ok(found);
    }
    let keys: Vec<String> = all(db)?.into_iter().map(|known| known.key).collect();
    Err(Error::new(Code::NavigationNotFound, format!("there is no navigation `{navigation}`"))
        .suggest(format!("use one of {}", keys.join(", "))))
}

/// Every navigation, by key; a site has few.
pub(crate) fn all(db: &TenantRead<'_>) -> Result<Vec<NavigationRow>> {
    const ALL: Select<NavigationRow> = select!(NavigationRow, "key >= '' ORDER BY key LIMIT 1000");
    db.rows(&ALL, &[])
}

/// Adds a navigation.
///
/// # Errors
/// `NAME_TAKEN` if a navigation has the key.
pub fn add(db: &mut TenantWrite<'_>, key: &str, name: &str) -> Result<NavigationId> {
    if by_key(db, key)?.is_some() {
        let sentence = format!("there is a navigation `{key}` already");
        return Err(Error::new(Code::NameTaken, sentence).suggest("choose another key"));
    }
    let (id, key, name) = (NavigationId::new(), key.to_owned(), name.to_owned());
    NewNavigation { id, key, name }.insert(db).map(|()| id)
}

fn by_key(db: &TenantRead<'_>, key: &str) -> Result<Option<NavigationRow>> {
    const BY_KEY: Select<NavigationRow> = select!(NavigationRow, "key = :key");
    db.row(&BY_KEY, &[(":key", key.into())])
}
