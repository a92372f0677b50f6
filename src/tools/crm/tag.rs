//! Tags of contacts, by name. A new name creates a tag, and no two names differ in case only.

use std::collections::BTreeMap;

use crate::{
    error::{Code, Error, Result},
    id::{self, ContactId, TagId},
    store::{
        Dml, Sql, TenantRead, TenantWrite,
        entity::{NewTag, Select, TagRow, select},
        portable,
    },
    value::{Line, Ref},
};

pub(super) type TagName = Line<1, 60>;

/// The tag with that id or name, which must exist.
pub(super) fn require(db: &TenantRead<'_>, tag: &Ref<id::Tag>) -> Result<TagId> {
    let found = match tag {
        Ref::Id(id) => TagRow::by_id(db, *id)?.map(|tag| tag.id),
        Ref::Name(name) => find(db, name)?,
    };
    found.ok_or_else(|| {
        Error::new(Code::TagNotFound, format!("there is no tag `{tag}`"))
            .suggest("see the tags with queryData { entity: \"tag\" }")
    })
}

/// The names of each contact's tags, in order.
pub(super) fn of(
    db: &TenantRead<'_>,
    contacts: &[ContactId],
) -> Result<BTreeMap<ContactId, Vec<String>>> {
    const NAMES: Sql = Sql::scoped(portable!(
        "SELECT l.contact_id AS contact_id, t.name AS name FROM contact_tag l
         JOIN tag t ON t.tenant_id = l.tenant_id AND t.id = l.tag_id
         WHERE l.tenant_id = :tenant
           AND l.contact_id IN {list :ids}
         ORDER BY l.contact_id, t.key"
    ));
    db.grouped(&NAMES, contacts, |row| Ok((row.id("contact_id")?, row.text("name")?)))
}

/// Adds tags to a contact; returns whether it lacked any of them.
pub(super) fn add(db: &mut TenantWrite<'_>, contact: ContactId, names: &[TagName]) -> Result<bool> {
    const LINK: Dml = Dml::scoped(
        "INSERT INTO contact_tag (tenant_id, contact_id, tag_id, version)
         VALUES (:tenant, :contact, :tag, 1) ON CONFLICT DO NOTHING",
    );
    let mut added = 0;
    for name in names {
        let tag = find(db, name)?.map_or_else(|| make(db, name), Ok)?;
        added += db.execute(&LINK, &[(":contact", contact.into()), (":tag", tag.into())])?;
    }
    Ok(added > 0)
}

/// Removes tags from a contact; returns whether it had any of them.
pub(super) fn remove(
    db: &mut TenantWrite<'_>,
    contact: ContactId,
    names: &[TagName],
) -> Result<bool> {
    const UNLINK: Dml = Dml::scoped(
        "DELETE FROM contact_tag
         WHERE tenant_id = :tenant AND contact_id = :contact AND tag_id = :tag",
    );
    let mut removed = 0;
    for name in names {
        if let Some(tag) = find(db, name)? {
            removed +=
                db.execute(&UNLINK, &[(":contact", contact.into()), (":tag", tag.into())])?;
        }
    }
    Ok(removed > 0)
}

fn find(db: &TenantRead<'_>, name: &str) -> Result<Option<TagId>> {
    // A business has few tags.
    const BY_NAME: Select<TagRow> =
        select!(TagRow, "text_fold(name) = text_fold(:name) ORDER BY id LIMIT 1");
    Ok(db.row(&BY_NAME, &[(":name", name.into())])?.map(|tag| tag.id))
}

fn make(db: &mut TenantWrite<'_>, name: &str) -> Result<TagId> {
    let tag = NewTag { id: TagId::new(), name: name.to_owned(), key: name.to_lowercase() };
    tag.insert(db)?;
    Ok(tag.id)
}
